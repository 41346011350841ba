"""A model as this package uses it: its pictures, its probabilities, and those of pictures that are covered in part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from PIL import Image

from ..cover import covered
from ..occlusion import Probability
from ..pictures import to_rgb
from .normalisation import Normalisation
from .outputs import Activation, Outputs

_Dropout = torch.nn.modules.dropout._DropoutNd


class Classifier:
    """A model of B×C×H×W inputs, C being 1 or 3, with a probability for each of L labels."""

    def __init__(
        self,
        model: torch.nn.Module,
        label_count: int,
        normalisation: Normalisation,
        activation: Activation,
        batch_size: int,
    ) -> None:
        """Raises ValueError where this is no torch.nn.Module, or there is no such activation."""
        if not isinstance(model, torch.nn.Module):
            raise ValueError(f"model: expected a torch.nn.Module, got {type(model).__name__}")
        self._model = model
        self._normalisation = normalisation
        self._outputs = Outputs(activation, label_count)
        self._batch_size = batch_size
        self.device = next((tensor.device for tensor in model.parameters()), torch.device("cpu"))

    def probabilities(self, inputs: torch.Tensor) -> torch.Tensor:
        """B×L probabilities of B inputs, on the CPU. Raises ValueError where the model gives something else."""
        with torch.no_grad():
            return torch.cat(
                [
                    self._outputs.probabilities(self._model(part.to(self.device)), len(part))
                    for part in inputs.split(self._batch_size)
                ]
            )

    def check(self, inputs: list[torch.Tensor], what: str) -> None:
        """Tries the model on inputs C×H×W, the first of them where they are of several sizes.

        Raises ValueError where inputs and parameters differ in type, and where the model raises or gives no probabilities.
        Warns where outputs are probabilities already.
        """
        types = {tensor.dtype for tensor in self._model.parameters() if tensor.is_floating_point()}
        first = inputs[0]
        if types and first.dtype not in types:
            (wanted, *_) = types
            raise ValueError(
                f"{what}: the input is {first.dtype}, and the parameters of the model are {wanted}; "
                f"write model.to({first.dtype}), or let the loader give inputs.to({wanted})"
            )
        part = torch.stack([each for each in inputs if each.shape == first.shape][: self._batch_size])
        with torch.no_grad():
            try:
                outputs = self._model(part.to(self.device))
            except Exception as error:
                is_last = part.shape[3] in (1, 3) and part.shape[1] not in (1, 3)
                hint = "; let the loader give inputs.permute(0, 3, 1, 2)" if is_last else ""
                raise ValueError(
                    f"{what}: the model raises {type(error).__name__} for inputs of shape {tuple(part.shape)}, which are "
                    f"taken for B×C×H×W: {error}{hint}"
                ) from error
            self._outputs.check(outputs, len(part))

    def picture(self, sample: int, inputs: torch.Tensor) -> Image.Image:
        """A C×H×W input as people see it. Raises ValueError that names the sample where it is no picture."""
        what = f"sample {sample}, picture"
        if len(inputs) not in (1, 3):
            raise ValueError(f"{what}: the input has {len(inputs)} channels; pictures have 1 or 3, and others cannot be shown")
        return to_rgb(self._normalisation.undo(inputs.cpu(), what), what)

    def probability(self, inputs: torch.Tensor, picture: Image.Image, label: int, mask: str) -> Probability:
        """The probability of a label for parts of a C×H×W input, the rest of which `mask` covers."""
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
        """Whether there is a dropout layer."""
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
    """Puts a model in evaluation mode, and afterwards each of its parts back into its own."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, was_training in modes:
            module.training = was_training
