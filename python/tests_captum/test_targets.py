"""Targets in every shape that a loader gives: what is read is what was meant, or a ValueError."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from salient.captum.targets import TargetForm, ground_truths

BOTH = (torch.tensor, np.array)


def read(targets, count, labels=4, threshold=None):
    return ground_truths(targets, count, TargetForm(labels, threshold), "targets")


@pytest.mark.parametrize(
    "targets",
    [
        torch.tensor([2, 0, 3]),
        torch.tensor([[2], [0], [3]]),
        torch.tensor([2, 0, 3], dtype=torch.uint8),
        np.array([2, 0, 3]),
        np.array([[2], [0], [3]], np.int32),
        [2, 0, 3],
        (2, 0, 3),
        [np.int64(2), np.int64(0), np.int64(3)],
        [torch.tensor(2), torch.tensor(0), torch.tensor(3)],
        [torch.tensor([2]), torch.tensor([0]), torch.tensor([3])],
        [[2], [0], [3]],
        [{2}, {0}, {3}],
        torch.eye(4)[[2, 0, 3]],
        torch.eye(4, dtype=torch.bfloat16)[[2, 0, 3]],
        torch.eye(4, dtype=torch.bool)[[2, 0, 3]],
        np.eye(4, dtype=np.int64)[[2, 0, 3]],
        np.eye(4)[[2, 0, 3]].tolist(),
        list(torch.eye(4)[[2, 0, 3]]),
        list(np.eye(4, dtype=bool)[[2, 0, 3]]),
    ],
)
def test_one_label_each(targets):
    assert read(targets, 3) == [[2], [0], [3]]


@pytest.mark.parametrize(
    "targets", [2, torch.tensor(2), np.int64(2), np.array(2), torch.tensor([2]), [2], [[2]], [torch.tensor([2])]]
)
def test_a_batch_of_one(targets):
    assert read(targets, 1) == [[2]]


@pytest.mark.parametrize(
    "targets",
    [
        torch.tensor([[1, 0, 1, 0], [0, 0, 0, 0]]),
        np.array([[1.0, 0, 1, 0], [0, 0, 0, 0]]),
        [[0, 2], []],
        [(0, 2), ()],
        [{2, 0}, set()],
        [torch.tensor([0, 2]), torch.tensor([], dtype=torch.int64)],
        [[1, 0, 1, 0], [0, 0, 0, 0]],
        [[True, False, True, False], [False] * 4],
    ],
)
def test_several_labels(targets):
    assert read(targets, 2) == [[0, 2], []]


def test_none_and_negative_indices_are_no_ground_truth():
    assert read(None, 2) == [[], []]
    assert read(torch.tensor([-1, 2, -100]), 3) == [[], [2], []]


def test_marks_of_a_single_label():
    assert read(torch.tensor([[1], [0]]), 2, labels=1) == [[0], []]
    assert read(torch.tensor([[1.0], [0.0]]), 2, labels=1) == [[0], []]
    for unclear in (torch.tensor([0, 0]), [0, 0], np.array([1, 0])):
        with pytest.raises(ValueError, match="may be class indices or marks"):
            read(unclear, 2, labels=1)


@pytest.mark.parametrize("make", BOTH)
def test_marks_from_a_threshold_on(make):
    soft = make([[0.5, 0.49, -1, 1], [0, 0, 0, 0.9]])
    assert read(soft, 2, threshold=0.5) == [[0, 3], [3]]
    assert read(soft.tolist(), 2, threshold=0.5) == [[0, 3], [3]]
    for given_ in (soft, soft.tolist(), list(soft)):
        with pytest.raises(ValueError, match=r"marks are 0 and 1, and there is -1; write mark_threshold=0.5"):
            read(given_, 2)


@pytest.mark.parametrize(
    ("targets", "count", "labels", "reason"),
    [
        (torch.zeros(3, 5), 3, 4, r"shape \(3, 5\); expected B or B×1 class indices, or B×4 marks"),
        (torch.zeros(3, 2, dtype=torch.int64), 3, 4, r"shape \(3, 2\)"),
        (torch.zeros(3, 8, 8), 3, 4, r"shape \(3, 8, 8\)"),
        (torch.zeros(3, 1, 4), 3, 4, r"shape \(3, 1, 4\)"),
        (torch.tensor([0, 1]), 3, 4, "3 inputs and 2 targets"),
        (torch.tensor([[0, 1, 0, 1]]), 4, 4, "4 inputs and 1 targets"),
        (torch.tensor(2), 2, 4, "2 inputs and 1 targets"),
        (torch.tensor([0.0, 1.0]), 2, 4, r"class indices are integers, .* targets.long\(\)"),
        ([0.0, 1.0], 2, 4, r"targets.long\(\)"),
        (torch.tensor([True, False]), 2, 4, "these are bool"),
        ([True, False], 2, 4, "these are bool"),
        (torch.tensor([0, 4]), 2, 4, "there is no label 4; the job names 4"),
        (torch.tensor([[0, 1, 2, 0]]), 1, 4, "marks are 0 and 1, and there is 2"),
        (torch.tensor([[0.9, 0.1, 0, 0]]), 1, 4, "marks are 0 and 1"),
        (torch.tensor([[1, 0, -1, 0]]), 1, 4, r"there is -1; .*\(-1, as for unknown, is none then\)"),
        (torch.tensor([[1, 0, float("nan"), 0]]), 1, 4, "there is nan"),
        ([[0, 1], [1, 0]], 2, 2, "may be marks of the 2 labels or label ids"),
        ([[0]], 1, 1, "may be marks of the 1 labels or label ids"),
        ([torch.tensor([0, 1]), torch.tensor([1, 0])], 2, 4, "what a loader makes of targets that are lists"),
        ([torch.tensor([0, 1]), torch.tensor([1, 0]), torch.tensor([0, 0])], 2, 3, "what a loader makes of targets that are"),
        ([[0, 0], [1]], 2, 4, "names a label twice"),
        ([[0, -1], [1]], 2, 4, "there is no label -1"),
        ([0, [1]], 2, 4, "some are lists and some are not"),
        ([{"labels": 1}], 1, 4, "dict is no integer"),
        ({"labels": [1]}, 1, 4, "dict with the keys 'labels' is no list of targets"),
        ({1, 2}, 2, 4, "set is no list of targets"),
        (["cat"], 1, 4, "'cat' is no integer"),
        (np.array(["cat"]), 1, 4, "expected numbers"),
        ([None], 1, 4, "None is no integer"),
    ],
)
def test_what_is_not_clear_is_refused(targets, count, labels, reason):
    with pytest.raises(ValueError, match=r"^targets: ") as raised:
        read(targets, count, labels)
    assert raised.match(reason)


class Table:
    """What of a table of pandas is used: iterating over it gives the names of its columns."""

    def __init__(self, rows):
        self.rows = np.array(rows)

    def __iter__(self):
        return iter(range(self.rows.shape[1]))

    def __array__(self, dtype=None, copy=None):
        return np.array(self.rows, dtype)


def test_a_table_is_its_numbers_and_not_the_names_of_its_columns():
    assert read(Table([[0, 0, 1], [1, 0, 0], [0, 0, 0]]), 3, 3) == [[2], [0], []]
    assert read(Table([[2], [0], [1]]), 3, 3) == [[2], [0], [1]]


@pytest.mark.parametrize("targets", [np.ma.masked_array([1, 2], mask=[0, 1]), [np.ma.masked_array([1, 2], mask=[0, 1])] * 2])
def test_masked_targets_are_refused(targets):
    with pytest.raises(ValueError, match=r"targets: some are masked; write targets.filled\(-1\)"):
        read(targets, 2)


@given(st.data(), st.integers(1, 5), st.integers(2, 6))
def test_what_is_read_is_what_was_meant_or_an_error(data, count, labels):
    meant = data.draw(st.lists(st.sets(st.integers(0, labels - 1)), min_size=count, max_size=count))
    marks = np.array([[label in each for label in range(labels)] for each in meant])
    kind = data.draw(st.sampled_from([bool, np.uint8, np.int64, np.float16, np.float64]))
    form = data.draw(
        st.sampled_from(
            ["tensor", "array", "list", "tensors", "ids", "tensors of ids", "sets", "indices", "column", "table", "masked"]
        )
    )
    if form in ("indices", "column"):
        meant = [{min(each)} if each else set() for each in meant]
        indices = torch.tensor([min(each) if each else -1 for each in meant])
        targets = indices if form == "indices" else indices[:, None]
    else:
        targets = {
            "tensor": lambda: torch.from_numpy(marks.astype(kind)),
            "array": lambda: np.asfortranarray(marks.astype(kind)),
            "list": lambda: marks.astype(kind).tolist(),
            "tensors": lambda: list(torch.from_numpy(marks.astype(kind))),
            "ids": lambda: [sorted(each) for each in meant],
            "tensors of ids": lambda: [torch.tensor(sorted(each), dtype=torch.int64) for each in meant],
            "sets": lambda: meant,
            "table": lambda: Table(marks.astype(kind)),
            "masked": lambda: np.ma.masked_array(marks.astype(kind), mask=marks),
        }[form]()
    try:
        found = read(targets, count, labels)
    except ValueError as error:
        assert form not in ("tensor", "array", "sets", "indices", "column", "table"), error
        return
    assert form != "masked" or not marks.any()
    assert [set(each) for each in found] == meant
