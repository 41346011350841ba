"""A dashboard that a Python process starts, and that ends with it."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from .dashboard import dashboard_command
from .direct import open_direct

PORTS = range(8766, 8866)
"""The ports that are tried first. The same port each time saves the copy of the build for a path with another one."""

_HOST = "127.0.0.1"
_START_SECONDS = 60
_SCAN_SECONDS = 30
_STOP_SECONDS = 4
_PORT_IN_USE = "The port is in use"
_OURS = ("SALIENT_PORT", "SALIENT_BASE_PATH", "SALIENT_TOKEN", "SALIENT_NO_TOKEN", "SALIENT_HOST", "SALIENT_DIR")
"""Variables that would contradict what a server of ours is given."""

_running: weakref.WeakSet[DashboardServer] = weakref.WeakSet()


class DashboardFailed(RuntimeError):
    """The dashboard ended instead of starting; the message has what it said."""


class _PortInUse(RuntimeError):
    """Another program was faster."""


def arguments_of(options: Mapping[str, object]) -> list[str]:
    """Options of the command as its arguments: `max_depth=3` is `--max-depth 3`, `read_only=True` is `--read-only`."""
    arguments = []
    for name, value in options.items():
        flag = f"--{name.replace('_', '-')}"
        if value is True:
            arguments.append(flag)
        elif isinstance(value, (list, tuple)):
            arguments.extend(f"{flag}={each}" for each in value)
        elif value is not None and value is not False:
            arguments.append(f"{flag}={value}")
    return arguments


class DashboardServer:
    """A running dashboard. It ends with `stop`, and with this process, however that ends: its input is a pipe to us.

    `prefix` tells the path prefix for a port. Raises NoDashboard, and DashboardFailed where it ends at once, for example
    because the directory does not exist.
    """

    def __init__(
        self, directory: Path, options: Mapping[str, object], prefix: Callable[[int], str], node: str | None = None
    ) -> None:
        self.token = secrets.token_urlsafe(24)
        self._said: deque[str] = deque(maxlen=50)
        self._spoke = threading.Event()
        command = [*dashboard_command(node), str(directory), *arguments_of(options)]
        for port in _ports():
            self.port, self.prefix = port, prefix(port)
            with contextlib.suppress(_PortInUse):
                self._start([*command, f"--port={port}", f"--host={_HOST}", f"--base-path={self.prefix}"])
                break
        _running.add(self)
        self._wait_for_scan()

    @property
    def is_running(self) -> bool:
        """Whether the server still runs."""
        return self._process.poll() is None

    @property
    def address(self) -> str:
        """Its URL on this machine, with a slash at the end and without the token."""
        return f"http://{_HOST}:{self.port}{self.prefix}"

    def stop(self) -> None:
        """Ends the server: requests in flight are answered first, for at most a few seconds."""
        _running.discard(self)
        with contextlib.suppress(OSError):
            self._input.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self, command: Sequence[str]) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in _OURS}
        self._said.clear()
        self._spoke.clear()
        # A group of its own, so that what interrupts a cell of a notebook does not interrupt the server.
        own_group = {"creationflags": 0x200} if os.name == "nt" else {"start_new_session": True}
        self._process = subprocess.Popen(
            [*command, "--stop-with-input", "--log-level=warn"],
            env={**environment, "SALIENT_TOKEN": self.token},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            **own_group,
        )
        self._input = self._process.stdin
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()
        if not self._spoke.wait(_START_SECONDS):
            self.stop()
            raise DashboardFailed(f"the dashboard did not start within {_START_SECONDS} seconds\n" + "".join(self._said))
        if any(line.startswith("Salient shows ") for line in self._said):
            return
        self._process.wait()
        said = "".join(self._said).strip()
        raise _PortInUse if _PORT_IN_USE in said else DashboardFailed(said or "the dashboard ended at once, and said nothing")

    def _listen(self, output: Iterator[str]) -> None:
        """Keeps the last lines of the server, which would stand still if nobody read them."""
        for line in output:
            self._said.append(line)
            if line.startswith("Salient shows "):
                self._spoke.set()
        self._spoke.set()

    def _wait_for_scan(self) -> None:
        """Waits until all jobs are found; a page that is opened earlier says that they are being looked for."""
        deadline = time.monotonic() + _SCAN_SECONDS
        while self.is_running and time.monotonic() < deadline:
            try:
                with open_direct(f"{self.address}api/health/ready", _SCAN_SECONDS):
                    return
            except OSError:
                time.sleep(0.05)


def _ports() -> Iterator[int]:
    """Ports that are free at this moment."""
    for port in (*PORTS, *[0] * 10):
        with socket.socket() as probe:
            if sys.platform == "linux":
                # Connections of the server before, which are still being closed, do not keep a port from the next one.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                continue
            free = probe.getsockname()[1]
        yield free
    raise DashboardFailed("no port is free")


def _release_in_child() -> None:
    """A forked child, such as a worker of a data loader, must not keep servers running beyond the end of its parent."""
    for server in list(_running):
        server._input.close()
    _running.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_release_in_child)
