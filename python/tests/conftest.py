"""What the tests share: a job to write to, and the dashboard's own reader and writer, run by Node."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from salient import ExplainJob

REPOSITORY = Path(__file__).parents[2]

# A loaded machine is slow now and then, and that is no failure; the same examples every time.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
# `pytest --hypothesis-profile fuzz`: other examples at each run, and more of them.
settings.register_profile("fuzz", deadline=None, max_examples=2000)

LABELS = ["cat", "dog", "bird", "fish"]
PICTURE = np.arange(12 * 16 * 3, dtype=np.uint8).reshape(12, 16, 3)
"""A picture 12 high and 16 wide."""
MAP = np.arange(12 * 16, dtype=float).reshape(12, 16)


def open_job(directory, **changes):
    """A job with four labels, two explainers and two metrics."""
    names = dict(labels=LABELS, explainers=["GradCAM", "Gradient"], metrics=["Faithfulness", "Localization"])
    return ExplainJob(directory, **{**names, **changes})


@pytest.fixture
def job(tmp_path):
    with open_job(tmp_path / "run") as opened:
        yield opened


def files_of(directory):
    """Every file below a directory with its content, the lock left out."""
    files = [path for path in Path(directory).rglob("*") if path.is_file() and path.name != ".salient.lock"]
    return {str(path.relative_to(directory)): path.read_bytes() for path in files}


def run_node(script, *arguments):
    command = ["node", "--import", "./tests/support/tsx.js", f"tests/support/{script}", *map(str, arguments)]
    env = {**os.environ, "NODE_OPTIONS": "--conditions=react-server"}
    return subprocess.run(command, cwd=REPOSITORY, env=env, check=True, stdout=subprocess.PIPE).stdout


def read_by_dashboard(*directories):
    """What the dashboard reads of jobs, whose directories lie in one."""
    return json.loads(run_node("print-jobs.ts", *directories))
