"""The model's prediction for a sample: which labels make its label set, and what is kept beside them."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from . import checks
from .checks import ByLabel
from .events import Explain, Inference


class _Spread(NamedTuple):
    sd: float
    low: float
    high: float


def inference_event(
    what: str,
    sample: int,
    label_count: int,
    threshold: float,
    ground_truth: Iterable[int],
    probabilities: ByLabel[float] | None,
    sd: ByLabel[float] | None,
    interval: ByLabel[tuple[float, float]] | None,
) -> Explain:
    """The event with the ground truth and the prediction of a sample.

    Arguments are those of `ExplainJob.add_sample`. Labels from the threshold on are predicted, most probable first; those
    that are neither that nor ground truth are runners-up. Raises ValueError that begins with `what`.
    """
    truth = _truth(ground_truth, label_count, f"{what}, ground_truth")
    chances = {
        label: checks.probability(value, f"{what}, probabilities[{label}]", _MEND)
        for label, value in checks.by_label(probabilities, label_count, f"{what}, probabilities").items()
    }
    for label in truth:
        if label not in chances:
            raise ValueError(f"{what}, probabilities: ground truth label {label} has none")
    spreads = _spreads(what, label_count, chances, sd, interval)

    ranked = sorted(chances, key=lambda label: -chances[label])
    predicted = [label for label in ranked if as_float32(chances[label]) >= as_float32(threshold)]
    rest = [label for label in ranked if label not in predicted and label not in truth]
    inference = Inference(
        ground_truth_prob=[chances[label] for label in truth],
        predicted_label=predicted,
        predicted_prob=[chances[label] for label in predicted],
        runner_up_label=rest,
        runner_up_prob=[chances[label] for label in rest],
    )
    if spreads:
        for name, labels in (("ground_truth", truth), ("predicted", predicted), ("runner_up", rest)):
            setattr(inference, f"{name}_prob_sd", [spreads[label].sd for label in labels])
            setattr(inference, f"{name}_prob_itl95_low", [spreads[label].low for label in labels])
            setattr(inference, f"{name}_prob_itl95_hi", [spreads[label].high for label in labels])
    return Explain(sample_id=sample, ground_truth_label=truth, inference=inference)


_MEND = "; outputs of a model become probabilities by a softmax or a sigmoid"


def _truth(ground_truth: Iterable[int], label_count: int, what: str) -> list[int]:
    """Label ids. Marks of labels, which are no ids, are refused where they can be told, and where they cannot be too."""
    if isinstance(ground_truth, Mapping):
        raise ValueError(f"{what}: expected a list of label ids, got a dict; write [label for label in marks if marks[label]]")
    if ground_truth is None:
        raise ValueError(f"{what}: None is no list; write [] for no ground truth")
    if getattr(ground_truth, "ndim", 1) > 1:
        raise ValueError(
            f"{what}: shape {tuple(ground_truth.shape)} is no list of label ids; "  # type: ignore[attr-defined]
            "write array.ravel() for the ids of one sample, array[i] for those of sample i of a batch"
        )
    truth = [checks.label(each, label_count, what) for each in checks.listed(ground_truth, what)]
    if len(set(truth)) < len(truth):
        raise ValueError(f"{what}: {truth} names a label twice; write np.flatnonzero(marks) for the ids of marks")
    if hasattr(ground_truth, "dtype") and len(truth) == label_count and {*truth} <= {0, 1}:
        raise ValueError(
            f"{what}: {truth} may be marks of the {label_count} labels or label ids; "
            "write np.flatnonzero(array) for marks, set(array.tolist()) for ids"
        )
    if isinstance(ground_truth, (list, tuple)) and len(truth) == label_count and {*truth} <= {0, 1}:
        # Without the sample, so that the warning is shown once.
        warnings.warn(
            f"ground_truth: {truth} is taken as label ids, and may be marks of the {label_count} labels; "
            f"write {{{', '.join(map(str, truth))}}} for these ids, np.flatnonzero({truth}) for marks",
            stacklevel=4,
        )
    return truth


def as_float32(value: float) -> float:
    """The number as a file holds it, so that writer and reader agree on which side of the threshold it lies."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def _spreads(
    what: str,
    label_count: int,
    chances: Mapping[int, float],
    sd: ByLabel[float] | None,
    interval: ByLabel[tuple[float, float]] | None,
) -> dict[int, _Spread]:
    """Old readers pair these lists with the labels by position: they are there for every label, or not at all."""
    deviations = checks.by_label(sd, label_count, f"{what}, sd")
    intervals = checks.by_label(interval, label_count, f"{what}, interval")
    if not deviations and not intervals:
        return {}
    for name, given in (("sd", deviations), ("interval", intervals)):
        if given.keys() != chances.keys():
            uneven = sorted(given.keys() ^ chances.keys())
            raise ValueError(f"{what}, {name}: wanted for the labels of probabilities, all or none; differs in {uneven}")
    return {label: _spread(what, label, deviations[label], intervals[label]) for label in chances}


def _spread(what: str, label: int, deviation: float, interval: tuple[float, float]) -> _Spread:
    where = f"{what}, interval[{label}]"
    try:
        low, high = interval
    except (TypeError, ValueError):
        raise ValueError(f"{where}: {interval!r} must be two numbers, low and high") from None
    spread = _Spread(checks.real(deviation, f"{what}, sd[{label}]"), checks.real(low, where), checks.real(high, where))
    if spread.sd < 0 or spread.low > spread.high:
        raise ValueError(f"{where}: sd {spread.sd:g}, low {spread.low:g}, high {spread.high:g} are no spread")
    return spread
