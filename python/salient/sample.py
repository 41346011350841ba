"""One sample of a job that is being written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from . import checks
from .arrays import ArrayLike
from .checks import Box
from .cover import check_mask
from .events import Explain, Explanation, Hoc, HocLayer
from .maps import to_map
from .names import heatmap_path
from .pictures import save_levels
from .writer import JobWriter


class Sample:
    """What `ExplainJob.add_sample` returns: where maps and counterfactuals of a sample are added, at any time."""

    def __init__(self, writer: JobWriter, sample: int, size: tuple[int, int]) -> None:
        self.id = sample
        """The id of the sample in the job."""
        self._writer = writer
        self._size = size

    def add_map(self, explainer: str, label: int, attribution: ArrayLike, *, signed: bool | None = None) -> None:
        """Adds the saliency map of an explainer for a label; a later one takes the place of an earlier.

        Args:
            explainer: one of the job's explainers.
            label: the label that is explained, an id. Not only those of the sample's label set: a runner-up may have a map.
            attribution: finite numbers of any range, in an array or tensor of shape H×W, C×H×W or H×W×C, or one of these in a
                batch of one, or a grey PIL image. H×W need not be the picture's; channels are added up.
            signed: whether 0 is neutral and what is negative speaks against the label. Default: whether anything is negative.

        Raises:
            ValueError: where an argument is wrong. Nothing is written then.
            JobInUse: in another process or thread than the one that opened the job.
        """
        what = f"sample {self.id}, map"
        writer = self._writer
        writer.check_owner()
        checks.known(explainer, writer.contents.explainers, f"{what}, explainer")
        label = checks.label(label, len(writer.contents.labels), f"{what}, label")
        if signed not in (None, True, False):
            raise ValueError(f"{what}, signed: {signed!r} is none of True, False and None")
        width, height = self._size
        found = to_map(attribution, f"{what} of {explainer!r} for label {label}", (height, width))
        path = heatmap_path(writer.data_directory, explainer, self.id, label)
        explanation = Explanation(
            explain_method=explainer,
            label=label,
            heatmap_path=path,
            minimum=found.minimum,
            maximum=found.maximum,
            signed=found.least < 0 if signed is None else bool(signed),
        )
        if found.extremes is not None:
            explanation.true_minimum, explanation.true_maximum = found.extremes
        writer.write(
            Explain(sample_id=self.id, explanation=[explanation]),
            picture=lambda: save_levels(found.levels, writer.directory / path),
        )

    def add_counterfactual(self, label: int, layers: Iterable[tuple[float, Sequence[Box]]], mask: str = "gaussian:9") -> None:
        """Adds a counterfactual (hierarchical occlusion): which parts of the picture are enough for a label.

        Args:
            label: one of the sample's label set.
            layers: from coarse to fine the model's probability of the label, 0–1, on the picture with everything masked but
                the boxes, and these boxes: left, top, width and height in pixels.
            mask: what covers the rest: `gaussian:r`, the picture blurred with radius r in pixels, × 0.7 as bright, grey.

        Raises:
            ValueError: where an argument is wrong. Nothing is written then.
            JobInUse: in another process or thread than the one that opened the job.
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
