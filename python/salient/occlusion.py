"""Hierarchical occlusion: which parts of a picture are enough for a model. It knows no framework."""

from __future__ import annotations

from collections.abc import Generator
from typing import Callable

import numpy as np

from .checks import Box

Probability = Callable[[np.ndarray], np.ndarray]
"""The probability of a label for a picture that is covered in part: takes N×H×W booleans, True where the picture is visible,
to N probabilities, 0–1."""

Layer = tuple[float, list[Box]]
"""The probability on the picture with all covered but the boxes, and these."""

Search = Generator[np.ndarray, np.ndarray, list[Layer]]
"""Asks for the probabilities of pictures that are covered in part, as `Probability` answers, and returns layers."""

Cell = tuple[slice, slice]
"""Rows and columns of a rectangle of the picture."""

_FINEST_CELL = 4
"""Side of the smallest cells, in pixels: below it, boxes can no longer be told apart by eye."""

_PROBES = 8
"""How many amounts of cells are tried at once, when as many as can be are covered."""


def hierarchical_occlusion(size: tuple[int, int], probability: Probability, keep: float, layers: int = 3) -> list[Layer]:
    """Boxes, from coarse to fine, that keep the probability of a label at `keep` or above with everything else covered.

    The picture is cut into cells of half its shorter side. Cells are covered, the least needed first, as long as the
    probability holds; what is left is the first layer. Its cells are cut into four, and so on, so that a layer lies inside the
    one before it, and the last is the smallest evidence that was found. It is a greedy search: something
    smaller may be enough.

    This is backward selection as for sufficient input subsets (Carter et al., "What made you do this?", AISTATS 2019),
    made affordable by occlusion in ever smaller squares.

    Args:
        size: height and width of the picture in pixels.
        probability: the model's, for parts of the picture.
        keep: 0–1; with nothing covered, the probability should not be below.
        layers: how many at most, from 1 on. A layer that is no smaller than the one before it is omitted.

    Returns:
        For each layer the probability and its boxes. None where a whole picture does not reach `keep`, or no part does.
    """
    search = occlusion_search(size, keep, layers)
    visible = next(search)
    while True:
        try:
            visible = search.send(probability(visible))
        except StopIteration as end:
            return end.value


def occlusion_search(size: tuple[int, int], keep: float, layers: int = 3) -> Search:
    """`hierarchical_occlusion` as a generator, so that several searches can ask a model together.

    It yields N×H×W booleans, True where the picture is visible, is sent their N probabilities, and returns the layers.
    """
    whole = np.ones((1, *size), bool)
    if (yield whole)[0] < keep:
        return []
    visible = whole[0]
    found: list[Layer] = []
    # Cells of half the shorter side, about square; each layer has twice as many both ways, so that cells lie in cells.
    rows, columns = (max(1, round(2 * length / min(size))) for length in size)
    while len(found) < layers and min(size[0] // rows, size[1] // columns) >= _FINEST_CELL:
        reduced = yield from _cover_cells(visible, _cells(size, rows, columns), keep)
        if reduced.sum() < visible.sum():
            visible = reduced
            found.append((float((yield visible[np.newaxis])[0]), boxes_of(visible)))
        rows, columns = 2 * rows, 2 * columns
    return found


def _cells(size: tuple[int, int], rows: int, columns: int) -> list[Cell]:
    """Rectangles that tile the picture."""
    (tops, lefts) = (np.rint(np.linspace(0, length, count + 1)).astype(int) for length, count in zip(size, (rows, columns)))
    return [
        (slice(top, bottom), slice(left, right)) for top, bottom in zip(tops, tops[1:]) for left, right in zip(lefts, lefts[1:])
    ]


def _cover_cells(visible: np.ndarray, cells: list[Cell], keep: float) -> Generator[np.ndarray, np.ndarray, np.ndarray]:
    """Covers as many cells as can be, the least needed first, round by round until a round covers none."""
    while True:
        left = [cell for cell in cells if visible[cell].any()]
        # A cell is needed the more, the lower the probability without it.
        without = yield np.stack([_without(visible, [cell]) for cell in left])
        least_needed = [left[position] for position in np.argsort(-without, kind="stable")]
        count = yield from _greatest_cover(visible, least_needed[:-1], keep)
        if count == 0:
            return visible
        visible = _without(visible, least_needed[:count])


def _greatest_cover(visible: np.ndarray, ordered: list[Cell], keep: float) -> Generator[np.ndarray, np.ndarray, int]:
    """How many of the first cells can be covered at once: found by probing, each time between two amounts."""
    covers, fails = 0, len(ordered) + 1
    while fails - covers > 1:
        counts = np.unique(np.linspace(covers + 1, fails - 1, _PROBES).astype(int))
        holds = (yield np.stack([_without(visible, ordered[:count]) for count in counts])) >= keep
        kept, lost = counts[holds], counts[~holds]
        covers = int(kept.max()) if len(kept) else covers
        fails = int(min((count for count in lost if count > covers), default=fails))
    return covers


def _without(visible: np.ndarray, cells: list[Cell]) -> np.ndarray:
    covered = visible.copy()
    for cell in cells:
        covered[cell] = False
    return covered


def boxes_of(visible: np.ndarray) -> list[Box]:
    """H×W booleans as boxes that do not overlap: runs of a row, each drawn down as long as the rows below have the same run."""
    boxes: list[Box] = []
    open_runs: dict[tuple[int, int], int] = {}
    for row in range(visible.shape[0] + 1):
        runs = _runs(visible[row]) if row < visible.shape[0] else set()
        for (left, right), top in list(open_runs.items()):
            if (left, right) not in runs:
                boxes.append((left, top, right - left, row - top))
                del open_runs[left, right]
        for run in runs - open_runs.keys():
            open_runs[run] = row
    return sorted(boxes, key=lambda box: (box[1], box[0]))


def _runs(row: np.ndarray) -> set[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
    return {(int(left), int(right)) for left, right in zip(edges[::2], edges[1::2])}
