"""A model whose outputs are wrapped, as a model whose output is a tensor."""

from __future__ import annotations

from collections.abc import Mapping

import torch


class Logits(torch.nn.Module):
    """A model of `transformers`, or another one that returns `logits` among others, as explainers need it.

    model = salient.captum.Logits(AutoModelForImageClassification.from_pretrained(name))
    """

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """The outputs B×L of a batch of inputs. Raises ValueError where the model returns no `logits`."""
        outputs = self.model(inputs)
        if isinstance(outputs, torch.Tensor):
            return outputs
        found = outputs.get("logits") if isinstance(outputs, Mapping) else getattr(outputs, "logits", None)
        if not isinstance(found, torch.Tensor):
            raise ValueError(f"model: its output is {type(outputs).__name__} without logits")
        return found
