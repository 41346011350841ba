"""From a model and its data to an explain job, in one call: PyTorch models, and explainers of Captum or of your own."""

from .attribution import Attribution, Explainer, ExplainerFailed
from .explain import explain
from .metrics import METRICS

__all__ = ["METRICS", "Attribution", "Explainer", "ExplainerFailed", "explain"]
