"""One sample of a job that is being written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from . import checks
from .arrays import ArrayLike
from .checks import Box
from .cover import check_mask
from .events import Explain, Explanation, Hoc, HocLayer
from .maps import to_map
from .names import heatmap_path
from .pictures import save_levels

if TYPE_CHECKING:
    from .job import ExplainJob


class Sample:
    """What `ExplainJob.add_sample` returns: where maps and counterfactuals of a sample are added, at any time."""

    def __init__(self, job: ExplainJob, sample: int, size: tuple[int, int]) -> None:
        self.id = sample
        """The id of the sample in the job."""
        self._job = job
        self._size = size

    def add_map(self, explainer: str, label: int, attribution: ArrayLike, *, signed: bool | None = None) -> None:
        """Adds the saliency map of an explainer for a label; a later one takes the place of an earlier.

        Args:
            explainer: one of the job's explainers.
            label: the label that is explained, an id. Not only those of the sample's label set: a runner-up may have a map.
            attribution: finite numbers of any range, in an array or tensor of shape H×W, C×H×W or H×W×C, or a grey PIL image.
                H×W need not be the picture's; channels are added up.
            signed: whether 0 is neutral and what is negative speaks against the label. Left out: whether anything is negative.

        Raises:
            ValueError: where one of them is not so. Nothing is written then.
        """
        what = f"sample {self.id}, map"
        job = self._job
        checks.known(explainer, job.explainers, f"{what}, explainer")
        label = checks.label(label, len(job.labels), f"{what}, label")
        width, height = self._size
        found = to_map(attribution, f"{what} of {explainer!r} for label {label}", (height, width))
        path = heatmap_path(job.data_directory, explainer, self.id, label)
        explanation = Explanation(
            explain_method=explainer,
            label=label,
            heatmap_path=path,
            minimum=found.minimum,
            maximum=found.maximum,
            signed=found.minimum < 0 if signed is None else bool(signed),
        )
        job.write(
            Explain(sample_id=self.id, explanation=[explanation]),
            picture=lambda: save_levels(found.levels, job.directory / path),
        )

    def add_counterfactual(self, label: int, layers: Iterable[tuple[float, Sequence[Box]]], mask: str = "gaussian:9") -> None:
        """Adds a counterfactual (hierarchical occlusion): which parts of the picture are enough for a label.

        Args:
            label: one of the sample's label set.
            layers: from coarse to fine the model's probability of the label, 0–1, on the picture with everything masked but
                the boxes, and these boxes: left, top, width and height in pixels.
            mask: what covers the rest: `gaussian:r`, the picture blurred with radius r in pixels, × 0.7 as bright, grey.

        Raises:
            ValueError: where one of them is not so. Nothing is written then.
        """
        what = f"sample {self.id}, counterfactual"
        job = self._job
        label = checks.label(label, len(job.labels), f"{what}, label")
        label_set = job.label_set(self.id)
        if label not in label_set:
            raise ValueError(f"{what}, label: {label} is neither ground truth nor predicted, which are {list(label_set)}")
        check_mask(mask, f"{what}, mask")
        written = [self._layer(f"{what}, layers[{position}]", layer) for position, layer in enumerate(layers)]
        if not written:
            raise ValueError(f"{what}, layers: there is none")
        job.write(Explain(sample_id=self.id, hoc=[Hoc(label=label, mask=mask, layer=written)]))

    def _layer(self, what: str, layer: tuple[float, Sequence[Box]]) -> HocLayer:
        try:
            probability, boxes = layer
            boxes = list(boxes)
        except (TypeError, ValueError):
            raise ValueError(f"{what}: {layer!r} is to be a probability and boxes") from None
        numbers = [number for box in boxes for number in checks.box(box, *self._size, what)]
        return HocLayer(prob=checks.probability(probability, what), box=numbers)
