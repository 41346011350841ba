"""The dashboard in a notebook: `salient.show`, `%salient`."""

from __future__ import annotations

import argparse
import html
import json
import secrets
import shlex
import sys
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Callable, Protocol
from urllib.parse import quote

from .dashboard import NoDashboard, split_node
from .dashboard_server import DashboardFailed, DashboardServer
from .jupyter import jupyter_prefix

DEFAULT_HEIGHT = 600
SLIM_BELOW = 700
"""Frames that are lower than this, in pixels, get the compact bar."""

_LOCAL_PAGES = ("http://localhost:*", "http://127.0.0.1:*", "https://localhost:*", "https://127.0.0.1:*", "vscode-webview:")
"""Pages on this machine that may show the dashboard in a frame: notebooks, and those of VS Code."""

_COLAB_PAGES = ("https://colab.research.google.com", "https://*.googleusercontent.com", "https://*.colab.dev")

_servers: dict[tuple[object, ...], DashboardServer] = {}


class Shell(Protocol):
    """What IPython hands to an extension."""

    def register_magic_function(self, function: Callable[[str], None], kind: str, name: str) -> None:
        """Makes a magic."""


def show(
    directory: str | PathLike[str],
    job: str | None = None,
    view: str | None = None,
    *,
    height: int = DEFAULT_HEIGHT,
    node: str | None = None,
    **options: object,
) -> None:
    """Shows the dashboard of a directory of explain jobs below the cell of a notebook; elsewhere it prints a link.

    `job` is the path of a job below the directory, and `view` what follows it in the address of a page: `"saliency"` (where
    it is omitted), `"evaluation"`, or one that was copied from the browser, such as `"saliency?type=FN"`. `height` is in
    pixels. `options` are those of the command, as in `max_depth=3, read_only=True`.

    The server belongs to this process and ends with it. A directory that is shown again, with the same options, keeps its
    server. Raises NotADirectoryError where there is no directory, ValueError for a view without a job, NoDashboard where
    salient-dashboard is not installed, and DashboardFailed with what the dashboard said if it does not start.
    """
    path = Path(directory).expanduser()
    if not path.is_dir():
        raise NotADirectoryError(f"there is no directory {path.absolute()}")
    if view is not None and job is None:
        raise ValueError(f"the view {view!r} is that of a job: show(directory, job=…, view=…)")
    page = "" if job is None else f"jobs/{job_key(job)}/{(view or 'saliency').lstrip('/')}"
    _display(_server_for(path.resolve(), options, node), page, height)


def stop(directory: str | PathLike[str] | None = None) -> None:
    """Ends the servers that `show` has started for a directory, or all of them."""
    wanted = None if directory is None else Path(directory).expanduser().resolve()
    for key, server in list(_servers.items()):
        if wanted in (None, key[0]):
            del _servers[key]
            server.stop()


def job_key(job: str) -> str:
    """The path of a job below the directory as it is in addresses: lib/api/job-key.ts of the dashboard."""
    names = [name for name in job.replace("\\", "/").split("/") if name not in ("", ".")]
    return "~".join(map(_escaped, names)) or "~"


def _escaped(name: str) -> str:
    plain = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    return "".join(chr(byte) if byte in plain else f"!{byte:02x}" for byte in name.encode("utf-8", "surrogateescape"))


def _server_for(directory: Path, options: dict[str, object], node: str | None) -> DashboardServer:
    key = (directory, node, *sorted((name, repr(value)) for name, value in options.items()))
    server = _servers.get(key)
    if server is not None and server.is_running:
        return server
    # The server has a random token, so it need not know under which names it is reached.
    given: dict[str, object] = {"allowed_host": "*", "frame_ancestor": _LOCAL_PAGES}
    prefix = jupyter_prefix
    if _is_colab():
        # Colab's pages are on another site than the frame, where browsers may keep no cookie.
        given.update(frame_ancestor=_COLAB_PAGES, token_in_path=True)
        prefix = _no_prefix
    server = _servers[key] = DashboardServer(directory, {**given, **options}, prefix, node)
    return server


def _no_prefix(port: int) -> str:
    return "/"


def _is_colab() -> bool:
    return "google.colab" in sys.modules


def _display(server: DashboardServer, page: str, height: int) -> None:
    query = f"token={quote(server.token)}" + ("&bar=slim" if height < SLIM_BELOW else "")
    page += ("&" if "?" in page else "?") + query
    shell = _shell()
    if shell is None:
        print(f"Salient: {server.address}{page}")
    elif _is_colab():
        from google.colab import output

        output.serve_kernel_port_as_iframe(server.port, path=f"/{page}", height=str(height), width="100%")
    else:
        from IPython.display import HTML, display

        display(HTML(_frame(server, page, height)))


def _shell() -> object | None:
    """The shell of a notebook's kernel; None in a terminal, and without IPython."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return shell if hasattr(shell, "kernel") else None


def _frame(server: DashboardServer, page: str, height: int) -> str:
    """The frame, and a program that finds out where this browser reaches the server: only the browser knows."""
    place = {"port": server.port, "prefix": server.prefix, "page": page, "height": height}
    # A name with "</script>" in it must not end the program.
    known = json.dumps(place).replace("<", "\\u003c")
    program = files(__package__).joinpath("notebook_frame.js").read_text(encoding="utf-8")
    identity = f"salient-{secrets.token_hex(6)}"
    link = html.escape(f"{server.address}{page}")
    return (
        f'<div id="{identity}">The dashboard was at <a href="{link}" target="_blank">{html.escape(server.address)}</a>. '
        "Run this cell to show it here.</div>\n"
        f"<script>{{\n{program}\nshowSalient(document.getElementById({json.dumps(identity)}), {known})\n}}</script>"
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="%salient", add_help=False, exit_on_error=False)
    parser.add_argument("directory")
    parser.add_argument("--job")
    parser.add_argument("--view")
    parser.add_argument("--height", type=int, default=DEFAULT_HEIGHT)
    return parser


def _magic(line: str) -> None:
    """%salient DIR [--job JOB] [--view VIEW] [--height PIXELS] [options of the command]: shows the dashboard below the cell."""
    try:
        node, arguments = split_node(shlex.split(line))
        known, rest = _arguments().parse_known_args(arguments)
        show(known.directory, known.job, known.view, height=known.height, node=node, **_options(rest))
    except (ValueError, argparse.ArgumentError, OSError, NoDashboard, DashboardFailed, SystemExit) as error:
        print(f"%salient: {error}", file=sys.stderr)


def _options(arguments: list[str]) -> dict[str, object]:
    """Options of the command, from a line: a value follows its flag, or there is none."""
    options: dict[str, object] = {}
    for position, argument in enumerate(arguments):
        if argument.startswith("--"):
            name, _, value = argument[2:].partition("=")
            following = arguments[position + 1] if position + 1 < len(arguments) else "--"
            options[name.replace("-", "_")] = value or (True if following.startswith("--") else following)
        elif position == 0 or "=" in arguments[position - 1] or not arguments[position - 1].startswith("--"):
            raise ValueError(f"{argument} is no option; there is one directory")
    return options


def load_ipython_extension(shell: Shell) -> None:
    """`%load_ext salient`: makes the magic `%salient`."""
    shell.register_magic_function(_magic, "line", "salient")
