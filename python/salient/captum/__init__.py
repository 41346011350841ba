"""From a model and its data to an explain job, in one call: PyTorch models, and explainers of Captum or of your own."""

try:
    import captum  # noqa: F401
    import torch  # noqa: F401
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(f'{error}; pip install "./python[captum]" brings PyTorch and Captum', name=error.name) from error

from .attribution import Attribution, Explainer, ExplainerFailed, Explainers
from .batched import batched
from .explain import explain
from .logits import Logits
from .metrics import METRICS
from .named import last_layer

__all__ = [
    "METRICS",
    "Attribution",
    "Explainer",
    "ExplainerFailed",
    "Explainers",
    "Logits",
    "batched",
    "explain",
    "last_layer",
]
