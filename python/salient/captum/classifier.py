"""A model as this package asks it: in pictures, probabilities, and parts that are covered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Callable, Union

import numpy as np
import torch
from PIL import Image

from ..cover import covered
from ..occlusion import Probability
from ..pictures import to_rgb
from .normalisation import Normalisation

Activation = Union[str, Callable[[torch.Tensor], torch.Tensor]]
"""What makes probabilities of the model's outputs: `softmax`, `sigmoid`, or a function of outputs to B×L probabilities."""

_ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "softmax": lambda outputs: outputs.softmax(dim=1),
    "sigmoid": torch.sigmoid,
}

_Dropout = torch.nn.modules.dropout._DropoutNd


class Classifier:
    """A model that takes B×C×H×W inputs, C being 1 or 3, to a probability for each of L labels."""

    def __init__(
        self,
        model: torch.nn.Module,
        label_count: int,
        normalisation: Normalisation,
        activation: Activation,
        batch_size: int,
    ) -> None:
        if not callable(activation) and activation not in _ACTIVATIONS:
            raise ValueError(f"activation: {activation!r} is none of {', '.join(_ACTIVATIONS)}, and no function")
        self._model = model
        self._label_count = label_count
        self._normalisation = normalisation
        self._activate = activation if callable(activation) else _ACTIVATIONS[activation]
        self._batch_size = batch_size
        self.device = next((tensor.device for tensor in model.parameters()), torch.device("cpu"))

    def probabilities(self, inputs: torch.Tensor) -> torch.Tensor:
        """B×L probabilities of B inputs, on the CPU. Raises ValueError where the model gives something else."""
        parts = []
        with torch.no_grad():
            for part in inputs.split(self._batch_size):
                found = self._activate(self._model(part.to(self.device)))
                wanted = (len(part), self._label_count)
                if not isinstance(found, torch.Tensor) or found.shape != wanted:
                    shape = tuple(found.shape) if isinstance(found, torch.Tensor) else type(found).__name__
                    raise ValueError(f"model: its output is {shape}, and {wanted} is wanted, a number for each input and label")
                parts.append(found.float().cpu())
        return torch.cat(parts)

    def picture(self, sample: int, inputs: torch.Tensor) -> Image.Image:
        """A C×H×W input as people see it. Raises ValueError that names the sample where it is none, as 7 channels are."""
        what = f"sample {sample}, picture"
        return to_rgb(self._normalisation.undo(inputs.cpu(), what), what)

    def probability(self, inputs: torch.Tensor, picture: Image.Image, label: int, mask: str) -> Probability:
        """What the model makes of a C×H×W input that is covered in part by `mask`: the probability of a label."""
        cover = self._normalisation.apply(torch.from_numpy(covered(picture, mask)).expand(inputs.shape)).to(inputs)

        def of_parts(visible: np.ndarray) -> np.ndarray:
            parts = torch.from_numpy(visible).split(self._batch_size)
            found = [self.probabilities(torch.where(part[:, None].to(inputs.device), inputs, cover)) for part in parts]
            return torch.cat(found)[:, label].numpy()

        return of_parts

    def repeated(self, inputs: torch.Tensor, uncertainty: str, repeats: int, noise: float) -> torch.Tensor:
        """R×L probabilities of a C×H×W input, inferred R times: with dropout left on, or with noise added to the picture.

        `noise` is the standard deviation of the noise, as a share of the range of the picture's pixels.
        """
        copies = inputs.expand(repeats, *inputs.shape)
        if uncertainty == "noise":
            return self.probabilities(copies + torch.randn_like(copies) * self._normalisation.scale(noise).to(inputs))
        with self._dropout_on():
            return self.probabilities(copies)

    def nearby(self, inputs: torch.Tensor, radius: float) -> torch.Tensor:
        """B×C×H×W inputs whose pictures differ by at most `radius`, a share of the range of a pixel, drawn at random."""
        return inputs + (torch.rand_like(inputs) * 2 - 1) * self._normalisation.scale(radius).to(inputs)

    @property
    def has_dropout(self) -> bool:
        """Whether there is a layer to be left on."""
        return any(isinstance(module, _Dropout) for module in self._model.modules())

    @contextmanager
    def _dropout_on(self) -> Iterator[None]:
        layers = [module for module in self._model.modules() if isinstance(module, _Dropout)]
        for layer in layers:
            layer.train()
        try:
            yield
        finally:
            for layer in layers:
                layer.eval()


@contextmanager
def evaluating(model: torch.nn.Module) -> Iterator[None]:
    """Puts a model in evaluation mode, and every part of it back into the mode that it was in."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, was_training in modes:
            module.training = was_training
