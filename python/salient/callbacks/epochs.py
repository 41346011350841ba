"""The jobs of one training: a directory for every N epochs, below a common one."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from .. import checks, names

_JOB = re.compile(r"epoch_(\d{3,})")


class EpochJobs:
    """Directories `epoch_000`, `epoch_001`, … by the number of epochs that are done."""

    def __init__(self, directory: str | os.PathLike[str], every: int) -> None:
        """Raises ValueError where `every` is no whole number from 1 on."""
        self._directory = Path(os.fsdecode(directory)).absolute()
        self._every = checks.whole(every, "every", 1)

    def begin(self, done: int) -> None:
        """Prepares for a training that goes on after `done` epochs.

        Jobs of later epochs are removed: they are of a run that was interrupted, and these epochs are trained again.
        Raises ValueError where a training from the start finds jobs of an earlier one. Of several processes the first one calls
        this.
        """
        known = self._known()
        if done == 0 and known:
            raise ValueError(
                f"directory: {self._directory} holds jobs of another training, up to {known[max(known)].name}; "
                "pass another directory, or remove them"
            )
        for epoch, path in known.items():
            if epoch > done:
                shutil.rmtree(path)

    def job(self, done: int) -> Path | None:
        """Where the job is written that belongs after `done` epochs; None where there is none after that many."""
        return None if done % self._every else self._directory / f"epoch_{done:03d}"

    def _known(self) -> dict[int, Path]:
        if not self._directory.is_dir():
            return {}
        found = {path: _JOB.fullmatch(path.name) for path in self._directory.iterdir() if path.is_dir()}
        return {int(match[1]): path for path, match in found.items() if match and names.latest_event_file(path)}
