"""The modules of the package import each other in one direction."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import salient

ROOT = Path(salient.__file__).parent


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(("salient", *(parts[:-1] if parts[-1] == "__init__" else parts)))


def imports_of(path, modules):
    """Modules of the package that a file imports, also those for types alone."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package.split(".")
            base = ".".join(base[: len(base) - node.level + 1])
            name = f"{base}.{node.module}" if node.module else base
            named = [f"{name}.{alias.name}" for alias in node.names]
            yield from ([each for each in named if each in modules] if not node.module else [name])


def test_no_import_leads_back_to_its_module():
    paths = {module_of(path): path for path in ROOT.rglob("*.py")}
    graph = {name: set(imports_of(path, paths)) for name, path in paths.items()}
    assert "salient.writer" in graph["salient.job"]
    list(TopologicalSorter(graph).static_order())  # raises CycleError


def test_every_name_of_the_package_is_there_and_no_other():
    assert sorted(salient._MODULES) == sorted(salient.__all__)
    assert {name for name in salient.__all__ if getattr(salient, name).__name__ == name} == set(salient.__all__)
    assert set(salient.__all__) <= set(dir(salient))
    with pytest.raises(AttributeError, match="module 'salient' has no attribute 'nothing'"):
        salient.nothing  # noqa: B018


def test_the_dashboard_starts_without_what_arrays_need():
    program = "import sys, salient.__main__; print({'numpy', 'PIL', 'salient.job'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
