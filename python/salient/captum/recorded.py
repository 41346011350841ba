"""What a job holds already, for a run that continues it."""

from __future__ import annotations

import hashlib
import io
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from .. import names
from ..contents import Contents
from ..events import Explain, Inference
from ..parts import Writer
from ..pictures import encode_original
from ..reading import read_job
from .classifier import Classifier
from .loader import LoadedSample

_ENCODER_NOISE = 3
"""By how many levels a pixel may differ between the JPEGs that two versions of an encoder make of one picture."""


class Recorded:
    """Samples, maps and pictures of the job in a directory; nothing where there is no job."""

    def __init__(self, directory: Path, shard: Writer | None = None) -> None:
        self._shard = shard
        self.maps: defaultdict[int, set[tuple[str, int]]] = defaultdict(set)
        """Explainers and labels that have a map, by sample."""
        self._directory = directory
        self._truths: dict[int, set[int]] = {}
        self._probabilities: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self._contents = Contents()
        event_file = names.latest_event_file(directory) if directory.is_dir() else None
        for _, _, event in () if event_file is None else read_job(event_file):
            if isinstance(event, Explain):
                self._add(event)

    def _add(self, event: Explain) -> None:
        self._contents.add(event)
        if event.sample_id is None:
            return
        if event.inference is not None:
            self._add_inference(event.sample_id, event.ground_truth_label, event.inference)
        for each in event.explanation:
            self.maps[event.sample_id].add((each.explain_method or "", each.label or 0))

    def _add_inference(self, sample: int, truth: list[int], inference: Inference) -> None:
        self._truths[sample] = {*truth}
        for labels, probabilities in (
            (truth, inference.ground_truth_prob),
            (inference.predicted_label, inference.predicted_prob),
            (inference.runner_up_label, inference.runner_up_prob),
        ):
            self._probabilities[sample].update(zip(labels, probabilities))

    @property
    def last(self) -> int:
        """The greatest id of a sample of this process, -1 where there is none.

        All samples of it before that one were completed by the earlier run.
        """
        rank, world = self._shard or Writer(0, 1)
        return max((sample for sample in self._contents.paths if sample % world == rank), default=-1)

    def __contains__(self, sample: int) -> bool:
        return sample in self._contents.paths

    def label_set(self, sample: int) -> tuple[int, ...]:
        """Ground truth and predicted labels of a sample of the job."""
        return self._contents.label_sets[sample]

    def check(self, loaded: LoadedSample, probabilities: torch.Tensor, classifier: Classifier) -> None:
        """Raises ValueError where a sample of the job has another picture, other targets or other probabilities than this."""
        if loaded.id in self:
            self._check_picture(loaded.id, *classifier.pictures([loaded.id], [loaded.inputs]))
            self._check_truth(loaded.id, loaded.ground_truth)
            self._check_probabilities(loaded, probabilities, classifier)

    def _check_picture(self, sample: int, picture: Image.Image) -> None:
        path = self._directory / self._contents.paths[sample]
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

    def _check_truth(self, sample: int, truth: list[int]) -> None:
        known = self._truths.get(sample)
        if known is not None and known != {*truth}:
            raise ValueError(
                f"sample {sample}: the loader gives {sorted(truth) or 'no labels'} as ground truth, and the job in "
                f"{self._directory} has {sorted(known) or 'none'}; nothing of this sample was written. {_ORDER} Other targets "
                "need another directory."
            )

    def _check_probabilities(self, loaded: LoadedSample, probabilities: torch.Tensor, classifier: Classifier) -> None:
        known = self._probabilities[loaded.id]
        label = max(known, key=lambda each: abs(known[each] - float(probabilities[each])), default=None)
        if label is None or abs(known[label] - float(probabilities[label])) <= _MODEL_NOISE:
            return
        again = torch.cat([classifier.probabilities(loaded.inputs[None]) for _ in range(_TRIALS)])
        if float((again - probabilities).abs().max()) > _MODEL_NOISE / 2:
            return  # A model whose outputs are random gives others at every call.
        raise ValueError(
            f"sample {loaded.id}: the model gives label {label} the probability {float(probabilities[label]):.3g}, and the job "
            f"in {self._directory} has {known[label]:.3g}; nothing of this sample was written. A run is continued with the "
            "same model and activation. Another model needs another directory."
        )


_MODEL_NOISE = 0.02
"""By how much a probability may differ between devices, numbers of 16 bits, and sizes of a batch."""

_TRIALS = 8
"""How often a model is asked again, to see whether its outputs are random."""

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
