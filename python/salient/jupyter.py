"""The Jupyter server that this kernel belongs to, and whether it passes requests on to other ports."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.error import HTTPError

from .direct import open_direct

_SECONDS = 3


def jupyter_prefix(port: int) -> str:
    """The path below which jupyter-server-proxy serves a port, as in `/user/ann/proxy/8766/`; `/` where there is none."""
    base = _base_with_proxy()
    return "/" if base is None else f"{base}proxy/{port}/"


def _base_with_proxy() -> str | None:
    server = _own_server()
    if server is None:
        # A hub that starts kernels elsewhere still tells them the path of their user.
        return os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
    # Jupyter's own port is one at which something answers.
    address = f"{server['url']}proxy/{server['port']}{server['base_url']}api"
    try:
        with open_direct(address, _SECONDS, {"Authorization": f"token {server['token']}"}):
            pass
    except HTTPError as error:
        # Without the proxy, the address is unknown; anything else is its answer, or a login that we cannot pass.
        if error.code == 404:
            return None
    except OSError:
        return os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
    return server["base_url"]


def _own_server() -> dict[str, str] | None:
    """What the Jupyter server that started this kernel has written about itself; None where there is none."""
    parent = os.environ.get("JPY_PARENT_PID")
    if parent is None:
        return None
    try:
        from jupyter_core.paths import jupyter_runtime_dir

        found = json.loads((Path(jupyter_runtime_dir()) / f"jpserver-{parent}.json").read_text(encoding="utf-8"))
    except (ImportError, OSError, ValueError):
        return None
    return {name: str(found.get(name, "")) for name in ("url", "port", "token", "base_url")}
