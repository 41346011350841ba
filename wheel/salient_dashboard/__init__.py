"""The built dashboard, for Node. The package salient starts it: `salient DIR`, `salient.show(DIR)`."""

from importlib.metadata import version
from pathlib import Path

__version__ = version("salient-dashboard")

COMMAND = Path(__file__).parent / "app" / "bin" / "salient.js"
"""What Node runs."""
