"""Names of the files of a job: docs/format.md, "A job on disk"."""

from __future__ import annotations

import hashlib
import re
import socket
from pathlib import Path
from urllib.parse import quote

_EVENT_FILE = re.compile(r"summary\.(\d+).*_explain$", re.DOTALL)

LOCK = ".salient.lock"
"""The name of the file that a writer locks."""

_MAX_DIRECTORY_NAME = 200


def event_file_name(created: int) -> str:
    """The name of an event file created at `created`, in unix seconds."""
    host = re.sub(r"[^\w.-]", "_", socket.gethostname())
    return f"events.out.events.summary.{created}.{host}_explain"


def latest_event_file(directory: Path) -> Path | None:
    """The event file that is the job of a directory: the greatest time in the name, then the last name. None for none."""
    found = [(_EVENT_FILE.search(path.name), path) for path in directory.iterdir() if path.is_file()]
    return max(((int(match[1]), path) for match, path in found if match), default=(0, None))[1]


def is_event_file(name: str) -> bool:
    """Whether a name is that of an event file."""
    return _EVENT_FILE.search(name) is not None


def created(event_file: Path) -> str:
    """The digits of the time in the name of an event file, which its parts and its data directory share."""
    match = _EVENT_FILE.search(event_file.name)
    if match is None:
        raise ValueError(f"{event_file.name} is no name of an event file")
    return match[1]


def data_directory(event_file: Path) -> str:
    """The name of the directory beside an event file that holds its pictures and manifest."""
    return f"_explain_{created(event_file)}"


def original_path(data: str, sample: int) -> str:
    """Path of the original of a sample, relative to the job."""
    return f"{data}/origin_images/{_thousand(sample)}/{sample}.jpg"


def heatmap_path(data: str, explainer: str, sample: int, label: int) -> str:
    """Path of the heatmap of an explainer for a label of a sample, relative to the job."""
    return f"{data}/heatmap/{explainer_directory(explainer)}/{_thousand(sample)}/{sample}_{label}.png"


def mask_path(data: str, sample: int, label: int) -> str:
    """Path of the mask of a label's objects on a sample, relative to the job."""
    return f"{data}/mask/{_thousand(sample)}/{sample}_{label}.png"


def _thousand(sample: int) -> int:
    return sample // 1000 * 1000


def explainer_directory(explainer: str) -> str:
    """An explainer's name as one of a directory: percent-encoded, and where that is too long cut and closed by a hash.

    Never empty, hidden, `.` or `..`, and different for different names.
    """
    name = quote(explainer, safe="")
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name) <= _MAX_DIRECTORY_NAME:
        return name
    # No quoted name holds a bare "+", so that a cut name is never that of another explainer.
    return f"{name[:_MAX_DIRECTORY_NAME]}+{hashlib.sha256(explainer.encode()).hexdigest()[:16]}"
