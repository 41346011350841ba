"""The ground truth that a data loader gives, in whatever shape it gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch

from ..arrays import as_numpy, count_masked
from ..checks import integer, label, listed


class TargetForm(NamedTuple):
    """What targets are read by."""

    label_count: int
    threshold: float | None
    """The mark from which on a label is ground truth; None where marks have to be 0 and 1."""


def ground_truths(targets: object, count: int, form: TargetForm, what: str) -> list[list[int]]:
    """The ground truth of each of `count` samples, as label ids.

    L being the number of labels, targets are, as tensor, array or list:

    - class indices B or B×1, of which negative ones are "no ground truth"; one alone for a batch of one sample;
    - marks B×L, of which 1 is ground truth and 0 is not, or, where a threshold is given, any numbers;
    - B collections of label ids: lists, tuples, sets or tensors of any lengths.

    Raises ValueError with a message that starts with `what` for anything else, and where two of these would fit and differ.
    """
    if targets is None:
        return [[]] * count
    if isinstance(targets, (Mapping, set, frozenset, str, bytes)):
        keys = f" with the keys {', '.join(map(repr, targets))}" if isinstance(targets, Mapping) else ""
        raise ValueError(
            f"{what}: {type(targets).__name__}{keys} is no list of targets; let the loader give (inputs, label ids)"
        )
    if _is_array(targets):
        return _of_array(_as_array(targets, what), count, form, what)
    if not isinstance(targets, (list, tuple)):
        targets = [targets] if not hasattr(targets, "__iter__") else listed(targets, what)
    return _of_list(list(targets), count, form, what)


def _is_array(value: object) -> bool:
    """Whether this is a tensor or an array, or a table or series, whose elements may be those of a column."""
    return isinstance(value, torch.Tensor) or hasattr(value, "__array__")


def _as_array(targets: Any, what: str) -> np.ndarray:  # noqa: ANN401, a tensor or an array
    if count_masked(targets):
        raise ValueError(f"{what}: some are masked; write targets.filled(-1) for no ground truth")
    array = as_numpy(targets, what)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{what}: expected numbers, got {array.dtype} of shape {array.shape}")
    return array


def _of_array(array: np.ndarray, count: int, form: TargetForm, what: str) -> list[list[int]]:
    labels = form.label_count
    if array.ndim == 0:
        array = array[np.newaxis]
    if len(array) != count:
        raise ValueError(f"{what}: {count} inputs and {len(array)} targets, of shape {array.shape}")
    if array.ndim == 1:
        return _of_indices(array, form, what)
    if array.ndim == 2 and array.shape[1] == labels:
        return [_marked(row, form, what) for row in array]
    if array.ndim == 2 and array.shape[1] == 1:
        return _of_indices(array[:, 0], form, what)
    raise ValueError(
        f"{what}: shape {array.shape}; expected B or B×1 class indices, or B×{labels} marks of the {labels} labels; "
        "other label ids go as a list of lists: targets.tolist()"
    )


def _of_indices(array: np.ndarray, form: TargetForm, what: str) -> list[list[int]]:
    if form.label_count == 1:
        raise ValueError(
            f"{what}: with one label, {array.tolist()} may be class indices or marks; "
            "give marks of shape B×1: targets.reshape(-1, 1)"
        )
    if array.dtype.kind not in "iu":
        raise ValueError(
            f"{what}: class indices are integers, these are {array.dtype}; write targets.long(), or give marks of shape "
            f"B×{form.label_count}"
        )
    return [_of_index(each, form, what) for each in array.tolist()]


def _of_index(target: Any, form: TargetForm, what: str) -> list[int]:  # noqa: ANN401, an integer
    number = integer(target, what)
    return [] if number < 0 else [label(number, form.label_count, what)]


def _marked(marks: np.ndarray, form: TargetForm, what: str) -> list[int]:
    """The labels that a row of L marks names."""
    if form.threshold is not None:
        if not np.isfinite(marks).all():
            raise ValueError(f"{what}: the marks {marks.tolist()} are not finite")
        return np.flatnonzero(marks >= form.threshold).tolist()
    others = sorted(set(marks.tolist()) - {0, 1})
    if others:
        raise ValueError(
            f"{what}: marks are 0 and 1, and there is {others[0]:g}; write mark_threshold=0.5 where marks from 0.5 on are "
            "ground truth (-1, as for unknown, is none then)"
        )
    return np.flatnonzero(marks).tolist()


def _of_list(targets: list[Any], count: int, form: TargetForm, what: str) -> list[list[int]]:
    rows = [_as_array(each, what) if _is_array(each) and not isinstance(each, np.generic) else each for each in targets]
    _check_collation(rows, count, form, what)
    if len(rows) != count:
        raise ValueError(f"{what}: {count} inputs and {len(rows)} targets")
    if any(isinstance(row, (Mapping, str, bytes)) for row in rows):
        kind = next(type(row).__name__ for row in rows if isinstance(row, (Mapping, str, bytes)))
        shown = next((repr(row) for row in rows if isinstance(row, str)), kind)
        raise ValueError(f"{what}: {shown} is no integer and no list of label ids; let the loader give label ids")
    is_scalar = [row.ndim == 0 if isinstance(row, np.ndarray) else not hasattr(row, "__len__") for row in rows]
    if all(is_scalar):
        return _of_array(_stacked(rows, what), count, form, what)
    if any(is_scalar):
        raise ValueError(f"{what}: some are lists and some are not; give a list of label ids for each sample")
    if any(isinstance(row, (set, frozenset)) for row in rows):
        return [_of_ids(row, form, what) for row in rows]
    if any(isinstance(row, np.ndarray) and row.ndim > 1 for row in rows):
        shape = next(row.shape for row in rows if isinstance(row, np.ndarray) and row.ndim > 1)
        raise ValueError(f"{what}: a target of shape {shape}; expected a class index, marks, or label ids for each sample")
    return _of_rows([listed(row, what) for row in rows], form, what)


def _stacked(rows: list[Any], what: str) -> np.ndarray:
    numbers = [each.item() if isinstance(each, (np.ndarray, np.generic)) else each for each in rows]
    if any(isinstance(each, bool) for each in numbers):
        return np.array([bool(each) for each in numbers])
    return np.array([each if isinstance(each, float) else integer(each, what) for each in numbers])


def _check_collation(rows: list[Any], count: int, form: TargetForm, what: str) -> None:
    """A loader collates targets that are lists to a list of tensors by position, each of which has one for each sample."""
    if count == 1 or not rows or not all(isinstance(row, np.ndarray) and row.shape == (count,) for row in rows):
        return
    raise ValueError(
        f"{what}: {len(rows)} tensors of length {count}, which is what a loader makes of targets that are lists, and then "
        "their first axis is not that of samples; let the data set give torch.tensor(target), or pass collate_fn="
    )


def _of_rows(rows: list[list[Any]], form: TargetForm, what: str) -> list[list[int]]:
    """Lists that are all marks of the labels, or all ids of labels."""
    labels = form.label_count
    numbers = [[_number(each, what) for each in row] for row in rows]
    are_full = all(len(row) == labels for row in numbers)
    may_be_marks = are_full and all(each in (0, 1) for row in numbers for each in row)
    if form.threshold is None and may_be_marks and all(_are_ids(row, labels) for row in numbers):
        raise ValueError(
            f"{what}: {numbers[0]} may be marks of the {labels} labels or label ids; "
            "write torch.tensor(targets) for marks, [set(target) for target in targets] for ids"
        )
    has_floats = any(isinstance(each, float) for row in numbers for each in row)
    if are_full and (form.threshold is not None or may_be_marks or has_floats):
        return [_marked(np.array(row), form, what) for row in numbers]
    return [_of_ids(row, form, what) for row in numbers]


def _number(value: Any, what: str) -> float | int:  # noqa: ANN401, anything that is a number
    if isinstance(value, (torch.Tensor, np.ndarray, np.generic)):
        array = _as_array(value, what)
        value = array.item() if array.size == 1 else value
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, float) else integer(value, what)


def _are_ids(row: list[float | int], labels: int) -> bool:
    are_whole = all(isinstance(each, int) and 0 <= each < labels for each in row)
    return are_whole and len(set(row)) == len(row)


def _of_ids(row: Any, form: TargetForm, what: str) -> list[int]:  # noqa: ANN401, a list or set of integers
    ids = [label(each, form.label_count, what) for each in row]
    if len(set(ids)) < len(ids):
        raise ValueError(f"{what}: {ids} names a label twice")
    return sorted(ids) if isinstance(row, (set, frozenset)) else ids
