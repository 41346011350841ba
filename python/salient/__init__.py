"""Writes explain jobs: saliency maps, counterfactuals and scores of image classifiers. Shows them in the Salient dashboard."""

from .job import ExplainJob
from .lock import JobInUse
from .notebook import load_ipython_extension, show
from .sample import Sample

__all__ = ["ExplainJob", "JobInUse", "Sample", "load_ipython_extension", "show"]
