"""A model as this package uses it: its pictures, its probabilities, and those of pictures that are covered in part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Callable, NamedTuple

import numpy as np
import torch
from PIL import Image

from ..arrays import NotFinite
from ..cover import covered
from ..occlusion import Probability
from ..pictures import rgb_of_levels
from .batching import BatchSize
from .normalisation import Normalisation
from .outputs import Outputs

_Dropout = torch.nn.modules.dropout._DropoutNd


class Covering(NamedTuple):
    """A C×H×W input, what parts of it are covered with, in the same shape, and the label whose probability is asked for."""

    inputs: torch.Tensor
    cover: torch.Tensor
    label: int


class Classifier:
    """A model of B×C×H×W inputs, C being 1 or 3, with a probability for each of L labels."""

    def __init__(self, model: torch.nn.Module, outputs: Outputs, normalisation: Normalisation, batch_size: int) -> None:
        self._model = model
        self._normalisation = normalisation
        self._outputs = outputs
        self._size = BatchSize(batch_size, "the model")
        self.device = device_of(model)

    @property
    def batch_size(self) -> int:
        """How many inputs it gets at once, at most: fewer than it was made for where these did not fit in memory."""
        return self._size.size

    def probabilities(self, inputs: torch.Tensor) -> torch.Tensor:
        """B×L probabilities of B inputs, on the CPU. Raises ValueError where the model gives something else."""
        return self._in_parts(len(inputs), lambda part: inputs[part].to(self.device))

    def _in_parts(self, count: int, inputs: Callable[[slice], torch.Tensor]) -> torch.Tensor:
        """B×L probabilities of B inputs, which `inputs` gives in parts, on the device of the model."""

        def of_part(part: slice) -> torch.Tensor:
            given = inputs(part)
            return self._outputs.probabilities(self._model(given), len(given))

        with torch.no_grad():
            return torch.cat(list(self._size.parts(count, of_part)))

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
        part = torch.stack([each for each in inputs if each.shape == first.shape][: self._size.size])

        def outputs_of(tried: slice) -> tuple[object, int]:
            given = part[tried].to(self.device)
            return self._model(given), len(given)

        with torch.no_grad():
            try:
                outputs, count = next(self._size.parts(len(part), outputs_of))
            except Exception as error:
                is_last = part.shape[3] in (1, 3) and part.shape[1] not in (1, 3)
                hint = "; let the loader give inputs.permute(0, 3, 1, 2)" if is_last else ""
                raise ValueError(
                    f"{what}: the model raises {type(error).__name__} for inputs of shape {tuple(part.shape)}, which are "
                    f"taken for B×C×H×W: {error}{hint}"
                ) from error
            self._outputs.check(outputs, count)

    def pictures(self, samples: Sequence[int], inputs: Sequence[torch.Tensor]) -> list[Image.Image]:
        """Inputs C×H×W of one size as people see them. Raises ValueError that names the sample where one is no picture."""
        whats = [f"sample {sample}, picture" for sample in samples]
        channels = len(inputs[0])
        if channels not in (1, 3):
            raise ValueError(f"{whats[0]}: the input has {channels} channels; pictures have 1 or 3, and others cannot be shown")
        pictures = self._normalisation.undo(torch.stack(list(inputs)).cpu(), whats).permute(0, 2, 3, 1).numpy()
        if not np.isfinite(pictures).all():
            number = next(number for number, picture in enumerate(pictures) if not np.isfinite(picture).all())
            bad = np.count_nonzero(~np.isfinite(pictures[number]))
            raise NotFinite(f"{whats[number]}: {bad} of {pictures[number].size} values are NaN or infinite")
        levels = np.rint(pictures.astype(np.float64) * 255).astype(np.uint8)
        return [rgb_of_levels(each, what) for each, what in zip(levels, whats)]

    def covering(self, inputs: torch.Tensor, picture: Image.Image, label: int, mask: str) -> Covering:
        """A C×H×W input, parts of which `mask` covers."""
        cover = self._normalisation.apply(torch.from_numpy(covered(picture, mask)).expand(inputs.shape)).to(inputs)
        return Covering(inputs, cover, label)

    def answers(self, questions: Sequence[tuple[Covering, np.ndarray]]) -> list[np.ndarray]:
        """For each covering and N×H×W booleans, True where it is visible, N probabilities of its label.

        Inputs are of one size. Questions are answered together, in batches.
        """
        owners = np.repeat(np.arange(len(questions)), [len(visible) for _, visible in questions])
        starts = np.cumsum([0, *(len(visible) for _, visible in questions)])

        def inputs(part: slice) -> torch.Tensor:
            parts = []
            for owner in np.unique(owners[part]):
                covering, visible = questions[owner]
                rows = visible[max(0, part.start - starts[owner]) : part.stop - starts[owner]]
                shown = torch.from_numpy(rows)[:, None].to(covering.inputs.device)
                parts.append(torch.where(shown, covering.inputs, covering.cover))
            return torch.cat(parts)

        found = self._in_parts(len(owners), inputs)
        return [found[start:end, covering.label].numpy() for (covering, _), start, end in zip(questions, starts, starts[1:])]

    def probability(self, covering: Covering) -> Probability:
        """The probability of the label for parts of an input, the rest of which is covered."""
        return lambda visible: self.answers([(covering, visible)])[0]

    def repeated(self, inputs: torch.Tensor, uncertainty: str, repeats: int, noise: float) -> torch.Tensor:
        """B×R×L probabilities of B inputs, inferred R times: with dropout left on, or with noise added to the picture.

        `noise` is the standard deviation of the noise, as a share of the range of the picture's pixels.
        """
        owners = torch.arange(len(inputs)).repeat_interleave(repeats)
        scale = self._normalisation.scale(noise).to(inputs)

        def copies(part: slice) -> torch.Tensor:
            found = inputs[owners[part]]
            return found + torch.randn_like(found) * scale if uncertainty == "noise" else found

        with self._dropout_on(uncertainty == "dropout"):
            return self._in_parts(len(owners), copies).unflatten(0, (len(inputs), repeats))

    def nearby(self, inputs: torch.Tensor, radius: float) -> torch.Tensor:
        """B×C×H×W inputs whose pictures differ by at most `radius`, a share of the range of a pixel, drawn at random."""
        return inputs + (torch.rand_like(inputs) * 2 - 1) * self._normalisation.scale(radius).to(inputs)

    @contextmanager
    def _dropout_on(self, is_on: bool) -> Iterator[None]:
        layers = [module for module in self._model.modules() if is_on and isinstance(module, _Dropout)]
        for layer in layers:
            layer.train()
        try:
            yield
        finally:
            for layer in layers:
                layer.eval()


def check_model(model: object) -> None:
    """Raises ValueError where this is no torch.nn.Module."""
    if not isinstance(model, torch.nn.Module):
        raise ValueError(f"model: expected a torch.nn.Module, got {type(model).__name__}")


def device_of(model: torch.nn.Module) -> torch.device:
    """Where the parameters of a model are."""
    return next((tensor.device for tensor in model.parameters()), torch.device("cpu"))


def has_dropout(model: torch.nn.Module) -> bool:
    """Whether a model has a dropout layer."""
    return any(isinstance(module, _Dropout) for module in model.modules())


@contextmanager
def evaluating(model: torch.nn.Module) -> Iterator[None]:
    """Puts a model in evaluation mode, and afterwards each of its parts back into its own.

    Gradients of parameters are put back too: some explainers add to them, and in the middle of a training they are its own.
    """
    modes = [(module, module.training) for module in model.modules()]
    gradients = [(parameter, parameter.grad) for parameter in model.parameters()]
    model.eval()
    for parameter, _ in gradients:
        parameter.grad = None
    try:
        yield
    finally:
        for module, was_training in modes:
            module.training = was_training
        for parameter, gradient in gradients:
            parameter.grad = gradient
