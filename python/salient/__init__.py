"""Writes explain jobs: saliency maps, counterfactuals and scores of image classifiers. Shows them in the Salient dashboard."""

from .job import ExplainJob
from .lock import JobInUse
from .metric import Metric
from .notebook import load_ipython_extension, show
from .read import RecordedJob, RecordedSample, RecordedScore, read
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
]
