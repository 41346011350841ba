"""Surveys as tasks of Ray, against one that is made at once: with a killed worker, and with a lost node."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

JOB = Path(__file__).parents[2] / "demo" / "digits_early"
SHARDS = 6
BIN = Path(sys.executable).parent
PATIENCE = 300.0
FIRST_PORT = int(os.environ.get("SALIENT_TEST_PORT", "7110"))

# Of the clusters of the tests, and of all commands.
os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")


def survey(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command until it ends."""
    return subprocess.run([BIN / "salient", "survey", str(JOB), *arguments], capture_output=True, text=True)


def survey_file(cache: Path) -> bytes:
    """The survey in a cache directory."""
    [path] = cache.glob("*.survey")
    return path.read_bytes()


@pytest.fixture(scope="session")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The survey that one process makes."""
    cache = tmp_path_factory.mktemp("cache")
    done = survey("--cache-dir", str(cache))
    assert done.returncode == 0, done.stderr
    return survey_file(cache)


def children(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue  # it has ended
        if parent == pid:
            found += [int(stat.parent.name), *children(int(stat.parent.name))]
    return found


def command_of(pid: int) -> str:
    """The command line of a process; empty for one that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def kill(pids: list[int]) -> None:
    """Kills processes as a machine does that is switched off."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


class Node:
    """A node of a cluster on this machine, with one processor."""

    def __init__(self, first_port: int, directory: Path, head: str | None = None) -> None:
        names = ("node-manager-port", "object-manager-port", "runtime-env-agent-port", "dashboard-agent-listen-port")
        names += ("dashboard-agent-grpc-port", "metrics-export-port")
        ports = [f"--{name}={first_port + 1 + k}" for k, name in enumerate(names)]
        ports += [f"--min-worker-port={first_port + 10}", f"--max-worker-port={first_port + 29}"]
        self.address = head or f"127.0.0.1:{first_port}"
        role = [f"--address={head}"] if head else ["--head", f"--port={first_port}", f"--temp-dir={directory}"]
        role += [] if head else ["--include-dashboard=false"]
        command = [BIN / "ray", "start", *role, *ports, "--node-ip-address=127.0.0.1", "--num-cpus=1", "--block"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        self.said = ""
        for line in self._process.stdout or ():
            self.said += line
            if "--block" in line:
                return
        raise AssertionError(f"a node did not start:\n{self.said}")

    def tasks(self) -> list[int]:
        """The workers that are making a shard."""
        return [pid for pid in children(self._process.pid) if command_of(pid).startswith("ray::make_shard")]

    def kill(self) -> None:
        """Ends the node and everything on it at once."""
        kill([self._process.pid, *children(self._process.pid)])
        self._process.wait()


@pytest.fixture
def head() -> Iterator[Node]:
    """The first node of a cluster. Its directory has a short name, because paths of sockets are short."""
    directory = Path(f"/tmp/salient-ray-{os.getpid()}")
    node = Node(FIRST_PORT, directory)
    yield node
    node.kill()
    shutil.rmtree(directory, ignore_errors=True)


class Run:
    """The command on a cluster, while it runs."""

    def __init__(self, node: Node, home: Path) -> None:
        self.cache = home / "cache"
        options = [f"--ray={node.address}", f"--shards={SHARDS}", f"--out={home / 'shards'}", f"--cache-dir={self.cache}"]
        self.process = subprocess.Popen(
            [BIN / "salient", "survey", str(JOB), *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = ""

    def until(self, text: str) -> None:
        """Waits until it says something."""
        for line in self.process.stdout or ():
            self.said += line
            if text in line:
                return
        raise AssertionError(f"it never said {text!r}:\n{self.said}")

    def end(self) -> int:
        """Its exit status."""
        for line in self.process.stdout or ():
            self.said += line
        return self.process.wait(PATIENCE)


def comes(condition, what: str):
    """What a condition gives, once that is something."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} never came")


def test_on_this_machine(tmp_path: Path, at_once: bytes) -> None:
    done = survey("--ray", "--shards", "3", "--cache-dir", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "3 of 3 shards\n" in done.stdout
    assert survey_file(tmp_path) == at_once


def test_killed_workers(head: Node, tmp_path: Path, at_once: bytes) -> None:
    run = Run(head, tmp_path)
    for text in (f"1 of {SHARDS} shards", f"3 of {SHARDS} shards"):
        run.until(text)
        kill(comes(head.tasks, "a worker"))
    assert run.end() == 0, run.said
    assert f"{SHARDS} of {SHARDS} shards" in run.said
    assert survey_file(run.cache) == at_once


def test_lost_node(head: Node, tmp_path: Path, at_once: bytes) -> None:
    other = Node(FIRST_PORT + 40, tmp_path, head.address)
    try:
        run = Run(head, tmp_path)
        run.until(f"1 of {SHARDS} shards")
        comes(other.tasks, "a worker on the second node")
    finally:
        other.kill()
    assert run.end() == 0, run.said
    assert f"{SHARDS} of {SHARDS} shards" in run.said
    assert survey_file(run.cache) == at_once


def test_what_fails_is_said_and_the_rest_is_kept(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("")
    done = survey("--ray", "--shards", "2", "--out", str(place), "--cache-dir", str(tmp_path))
    assert done.returncode == 1
    assert "shard 0 of 2: salient: " in done.stderr
    assert "could not be written" in done.stderr
    assert "2 of 2 shards were not made" in done.stdout


def test_a_cluster_needs_a_place(tmp_path: Path) -> None:
    done = survey("--ray", "127.0.0.1:1")
    assert done.returncode == 2
    assert "--out is needed on a cluster" in done.stderr
