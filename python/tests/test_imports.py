"""The modules of the package import each other in one direction."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

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
