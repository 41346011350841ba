"""Writes explain jobs: saliency maps, counterfactuals and scores of image classifiers. Shows them in the Salient dashboard."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .job import ExplainJob
    from .lock import JobInUse
    from .metric import Metric
    from .notebook import load_ipython_extension, show, stop
    from .recorded import RecordedJob, RecordedSample, RecordedScore, read
    from .sample import Sample
    from .scoring import by_quantus, on_regions, score

__all__ = [
    "ExplainJob",
    "JobInUse",
    "Metric",
    "RecordedJob",
    "RecordedSample",
    "RecordedScore",
    "Sample",
    "by_quantus",
    "load_ipython_extension",
    "on_regions",
    "read",
    "score",
    "show",
    "stop",
]

_MODULES = {
    "ExplainJob": "job",
    "JobInUse": "lock",
    "Metric": "metric",
    "RecordedJob": "recorded",
    "RecordedSample": "recorded",
    "RecordedScore": "recorded",
    "Sample": "sample",
    "by_quantus": "scoring",
    "load_ipython_extension": "notebook",
    "on_regions": "scoring",
    "read": "recorded",
    "score": "scoring",
    "show": "notebook",
    "stop": "notebook",
}
"""Where each name is. A module is loaded when it is first asked for, so that the dashboard starts without numpy and Pillow."""


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
