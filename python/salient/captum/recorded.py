"""What a job holds already, for a run that continues it."""

from __future__ import annotations

import hashlib
import io
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image

from .. import names
from ..contents import Contents
from ..events import Explain
from ..pictures import encode_original
from ..reading import read_events

_ENCODER_NOISE = 3
"""By how many levels a pixel may differ between the JPEGs that two versions of an encoder make of one picture."""


class Recorded:
    """Samples, maps and pictures of the job in a directory; nothing where there is no job."""

    def __init__(self, directory: Path) -> None:
        self.maps: defaultdict[int, set[tuple[str, int]]] = defaultdict(set)
        """Explainers and labels that have a map, by sample."""
        self._directory = directory
        self._paths: dict[int, str] = {}
        self._contents = Contents()
        event_file = names.latest_event_file(directory) if directory.is_dir() else None
        for _, event in () if event_file is None else read_events(event_file):
            if isinstance(event, Explain):
                self._add(event)

    def _add(self, event: Explain) -> None:
        self._contents.add(event)
        if event.sample_id is None:
            return
        if event.image_path:
            self._paths[event.sample_id] = event.image_path
        for each in event.explanation:
            self.maps[event.sample_id].add((each.explain_method or "", each.label or 0))

    @property
    def last(self) -> int:
        """The greatest id of a sample, -1 where there is none. All samples before it were completed by the earlier run."""
        return max(self._paths, default=-1)

    def __contains__(self, sample: int) -> bool:
        return sample in self._paths

    def check(self, sample: int, picture: Image.Image) -> None:
        """Raises ValueError where a sample of the job has another picture than this one."""
        if sample not in self._paths:
            return
        path = self._directory / self._paths[sample]
        new = encode_original(picture)
        try:
            old = path.read_bytes()
        except OSError as error:
            raise ValueError(f"sample {sample}: its original in the job cannot be read, {error}; {_MEND}") from error
        digest = hashlib.sha256(old).digest()
        if digest != self._contents.digests.get(sample, digest):
            raise ValueError(f"sample {sample}: {path} is not the picture that was recorded (its SHA-256 differs); {_MEND}")
        if old != new and not _look_alike(old, new):
            raise ValueError(
                f"sample {sample}: the loader gives another picture than the one that the job in {self._directory} has under "
                f"this id; nothing of this sample was written. {_ORDER} {_MEND}"
            )


_ORDER = "A run is continued with the same samples in the same order: DataLoader(…, shuffle=False)."
_MEND = "Another order, or other data, need another directory."


def _look_alike(first: bytes, second: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(first)) as one, Image.open(io.BytesIO(second)) as other:
            if one.size != other.size:
                return False
            levels = [np.asarray(each.convert("RGB")).astype(np.int16) for each in (one, other)]
    except (OSError, SyntaxError):
        return False
    return int(np.abs(levels[0] - levels[1]).max()) <= _ENCODER_NOISE
