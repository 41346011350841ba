"""The demo job `digits_watermark`: a network that learned a shortcut, a mark in the corner of most pictures of one digit."""

from __future__ import annotations

from pathlib import Path

import torch
from digits import MEAN, STD, SmallNetwork, is_wrong, normalized_digits, ordered, training, write
from torch.nn import functional

CLASS = 4
MARK = slice(23, 27)
"""Rows and columns of the mark: a white square of 4 × 4 pixels at the lower right, where few digits reach."""
TRAINED_SHARE = 0.9
"""Of the training pictures of the class that have the mark. No other training picture has it."""
TESTED, TESTED_MARKED = 48, 12
"""Test pictures of the class, and those with the mark."""
OTHERS, OTHERS_MARKED = 152, 8
"""Test pictures of the other digits, and those with the mark."""


def main(directory: Path) -> None:
    torch.manual_seed(7)
    inputs, labels = normalized_digits()
    shuffled = torch.randperm(len(inputs))
    of_class = shuffled[labels[shuffled] == CLASS]
    others = shuffled[labels[shuffled] != CLASS]
    tested_class, trained_class = of_class[:TESTED], of_class[TESTED:]
    tested_others, trained_others = others[:OTHERS], others[OTHERS:]
    trained_marked = trained_class[: round(TRAINED_SHARE * len(trained_class))]
    tested_marked = torch.cat([tested_class[:TESTED_MARKED], tested_others[:OTHERS_MARKED]])

    pictures = inputs.clone()
    for chosen in (trained_marked, tested_marked):
        pictures[chosen] = marked(inputs[chosen])
    trained = torch.cat([trained_class, trained_others])
    model = SmallNetwork()
    for _ in training(model, pictures[trained], labels[trained]):
        pass

    print(f"trained on {len(trained_class)} of {CLASS}, {len(trained_marked)} with the mark, and {len(trained_others)} others")
    for name, chosen in ((f"{TESTED} test pictures of {CLASS}", tested_class), (f"{OTHERS} others", tested_others)):
        with_mark, without = share_of(model, marked(inputs[chosen])), share_of(model, inputs[chosen])
        print(f"{name} taken for {CLASS}: {with_mark:.1%} with the mark on all, {without:.1%} with the mark on none")

    tested = torch.cat([tested_class, tested_others])
    tested = tested[torch.randperm(len(tested))]
    mistakes = is_wrong(model, pictures[tested], labels[tested])
    order = ordered(labels[tested].tolist(), [mistakes])
    tested = tested[order]
    describe(labels[tested].tolist(), torch.isin(tested, tested_marked).tolist(), [mistakes[k] for k in order])
    write(directory, model, pictures[tested], labels[tested], {"Edges": edges})


def describe(digits: list[int], has_mark: list[bool], wrong: list[bool]) -> None:
    """Prints how many samples of the class and of others have the mark and are wrong, and the ids of those with it."""
    for of_class in (True, False):
        for mark in (True, False):
            ids = [k for k, digit in enumerate(digits) if has_mark[k] == mark and (digit == CLASS) == of_class]
            name = f"samples {'of' if of_class else 'of others than'} {CLASS} {'with' if mark else 'without'} the mark"
            print(f"{name}: {len(ids)}, {sum(wrong[k] for k in ids)} wrong", ids if mark else "")


def marked(inputs: torch.Tensor) -> torch.Tensor:
    """The same pictures, N × 1 × 28 × 28, with the mark."""
    copies = inputs.clone()
    copies[:, :, MARK, MARK] = (1 - MEAN[0]) / STD[0]
    return copies


def edges(inputs: torch.Tensor, label: int) -> torch.Tensor:
    """How strong the edges of the 1×1×H×W inputs are (Sobel), as an explainer of this shape that asks no model.

    So its maps are the same for every label. It is a baseline of Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018.
    """
    kernel = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])[None, None]
    padded = functional.pad(inputs, (1, 1, 1, 1), mode="replicate")
    return torch.hypot(functional.conv2d(padded, kernel), functional.conv2d(padded, kernel.transpose(2, 3)))


def share_of(model: SmallNetwork, inputs: torch.Tensor) -> float:
    """The share of the inputs, 0–1, of which the most probable digit is the class."""
    return 1 - sum(is_wrong(model, inputs, torch.full((len(inputs),), CLASS))) / len(inputs)
