"""Writes explain jobs: saliency maps, counterfactuals and scores of image classifiers, for the Salient dashboard."""

from .job import ExplainJob
from .lock import JobInUse
from .sample import Sample

__all__ = ["ExplainJob", "JobInUse", "Sample"]
