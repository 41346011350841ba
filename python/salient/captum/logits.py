"""A model whose outputs are wrapped, as a model whose output is a tensor."""

from __future__ import annotations

from collections.abc import Mapping

import torch


class Logits(torch.nn.Module):
    """A model of `transformers`, or another one whose outputs are several, as explainers need it: with the `logits` among them,
    or the only tensor of B×L.

    model = salient.captum.Logits(AutoModelForImageClassification.from_pretrained(name))
    """

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """The outputs B×L of a batch of inputs. Raises ValueError where there are no `logits`, and not one such tensor."""
        outputs = self.model(inputs)
        if isinstance(outputs, torch.Tensor):
            return outputs
        named = isinstance(outputs, Mapping)
        found = outputs.get("logits") if named else getattr(outputs, "logits", None)
        if isinstance(found, torch.Tensor):
            return found
        several = list(outputs.values() if named else outputs) if isinstance(outputs, (Mapping, tuple, list)) else []
        matrices = [each for each in several if isinstance(each, torch.Tensor) and each.ndim == 2 and len(each) == len(inputs)]
        if len(matrices) != 1:
            raise ValueError(
                f"model: its output is {type(outputs).__name__} without logits, and with {len(matrices)} tensors of B×L; "
                "wrap it in a torch.nn.Module whose forward returns one"
            )
        return matrices[0]
