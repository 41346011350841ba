"""Requests to servers of this machine, which no proxy of the environment can answer."""

from __future__ import annotations

import ssl
import urllib.request
from http.client import HTTPResponse

# What answers on this machine is known by its address; its certificate is often its own, as Jupyter's is.
_context = ssl.create_default_context()
_context.check_hostname = False
_context.verify_mode = ssl.CERT_NONE
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=_context))


def open_direct(url: str, seconds: float, headers: dict[str, str] | None = None) -> HTTPResponse:
    """The answer to a GET. Raises HTTPError for a status of 400 and above, and OSError where nothing answers in time."""
    return _opener.open(urllib.request.Request(url, headers=headers or {}), timeout=seconds)
