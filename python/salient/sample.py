"""A sample of a job that is being written."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from . import checks
from .arrays import ArrayLike
from .checks import Box
from .cover import check_mask
from .events import Explain, Explanation, Hoc, HocLayer
from .maps import SaliencyMap, in_levels, to_map
from .names import heatmap_path
from .pictures import save_levels
from .writer import JobWriter


class Sample:
    """A sample, as returned by `ExplainJob.add_sample`. Maps and counterfactuals can be added at any time."""

    def __init__(self, writer: JobWriter, sample: int, size: tuple[int, int]) -> None:
        self.id = sample
        """Id of the sample in the job."""
        self._writer = writer
        self._size = size

    def add_map(self, explainer: str, label: int, attribution: ArrayLike, *, signed: bool | None = None) -> None:
        """Adds the saliency map of an explainer for a label; one that is there is replaced, with a warning.

        Args:
            explainer: one of the job's explainers.
            label: id of the explained label. It need not be in the sample's label set: runners-up can have maps too.
            attribution: finite numbers of any range: an array or tensor of shape H×W, C×H×W or H×W×C, optionally in a batch
                of one, or a greyscale PIL image. H×W may differ from the size of the picture; channels are summed.
            signed: whether 0 is neutral and negative values count against the label. Default: whether any value is negative.

        Raises:
            ValueError: if an argument is invalid; nothing is written.
            JobInUse: if called in another process or thread than the one that opened the job.
        """
        what = f"sample {self.id}, map"
        writer = self._writer
        writer.check_owner()
        checks.known(explainer, writer.contents.explainers, f"{what}, explainer")
        label = checks.label(label, len(writer.contents.labels), f"{what}, label")
        if signed not in (None, True, False):
            raise ValueError(f"{what}, signed: {signed!r} is none of True, False and None")
        width, height = self._size
        which = f"sample {self.id}, map of {explainer!r} for label {label}"
        found = to_map(attribution, which, (height, width))
        explanation = self._explanation(explainer, label, found, signed)
        target = writer.directory / explanation.heatmap_path
        if target.exists():
            warnings.warn(f"{which}: there is one already, and this one replaces it", stacklevel=2)
        self._write([(explanation, found.levels)])

    def add_values(self, maps: Mapping[tuple[str, int], np.ndarray]) -> None:
        """Adds maps of which all is checked, in one event: by known explainer and label, H×W numbers of `maps.to_values`."""
        found = {key: in_levels(values) for key, values in maps.items()}
        if found:
            self._write([(self._explanation(*key, each, None), each.levels) for key, each in found.items()])

    def _explanation(self, explainer: str, label: int, found: SaliencyMap, signed: bool | None) -> Explanation:
        explanation = Explanation(
            explain_method=explainer,
            label=label,
            heatmap_path=heatmap_path(self._writer.data_directory, explainer, self.id, label),
            minimum=found.minimum,
            maximum=found.maximum,
            signed=found.least < 0 if signed is None else bool(signed),
        )
        if found.extremes is not None:
            explanation.true_minimum, explanation.true_maximum = found.extremes
        return explanation

    def _write(self, maps: Sequence[tuple[Explanation, np.ndarray]]) -> None:
        directory = self._writer.directory

        def save() -> None:
            for explanation, levels in maps:
                save_levels(levels, os.path.join(directory, explanation.heatmap_path or ""))

        self._writer.write(Explain(sample_id=self.id, explanation=[each for each, _ in maps]), picture=save)

    def add_counterfactual(self, label: int, layers: Iterable[tuple[float, Sequence[Box]]], mask: str = "gaussian:9") -> None:
        """Adds a counterfactual (hierarchical occlusion): which parts of the picture are sufficient for a label.

        Args:
            label: id of a label in the sample's label set.
            layers: from coarse to fine, pairs of a probability and boxes: the model's probability of the label, 0–1, for the
                picture with everything outside the boxes masked; and the boxes as left, top, width and height in pixels.
            mask: how the rest is masked: `gaussian:r` blurs it with radius r in pixels, multiplies its brightness by 0.7 and
                removes its colour.

        Raises:
            ValueError: if an argument is invalid; nothing is written.
            JobInUse: if called in another process or thread than the one that opened the job.
        """
        what = f"sample {self.id}, counterfactual"
        self._writer.check_owner()
        contents = self._writer.contents
        label = checks.label(label, len(contents.labels), f"{what}, label")
        label_set = contents.label_sets[self.id]
        if label not in label_set:
            raise ValueError(f"{what}, label: {label} is neither ground truth nor predicted, which are {list(label_set)}")
        check_mask(mask, f"{what}, mask")
        written = [
            self._layer(f"{what}, layers[{position}]", layer)
            for position, layer in enumerate(checks.listed(layers, f"{what}, layers"))
        ]
        if not written:
            raise ValueError(f"{what}, layers: there is none")
        self._writer.write(Explain(sample_id=self.id, hoc=[Hoc(label=label, mask=mask, layer=written)]))

    def _layer(self, what: str, layer: tuple[float, Sequence[Box]]) -> HocLayer:
        try:
            probability, boxes = layer
            boxes = list(boxes)
        except (TypeError, ValueError):
            raise ValueError(f"{what}: {layer!r} must be a probability and a list of boxes") from None
        numbers = [number for box in boxes for number in checks.box(box, *self._size, what)]
        return HocLayer(prob=checks.probability(probability, what), box=numbers)
