"""Scores of maps, on models that look at one place."""

import math

import numpy as np
import pytest

from salient.scores import deletion_faithfulness, localization

SIZE = (28, 42)
TRUE_MAP = np.zeros(SIZE)
TRUE_MAP[4:8, 30:36] = 1


def seen_share(visible):
    """A model that is as sure as it sees of one place."""
    return visible[:, 4:8, 30:36].mean(axis=(1, 2))


def test_deletion_knows_a_map_that_is_right_from_one_that_is_wrong():
    right, wrong = (deletion_faithfulness(each, seen_share) for each in (TRUE_MAP, -TRUE_MAP))
    # What the model looks at is gone with the first of 16 steps, or with the last: half a step is left at the edge.
    assert right == pytest.approx(1 - 0.5 / 16)
    assert wrong == pytest.approx(0.5 / 16)
    random = np.random.default_rng(0).random(SIZE)
    assert wrong < deletion_faithfulness(random, seen_share) < right


def test_a_probability_that_rises_when_parts_are_covered_is_no_merit():
    assert deletion_faithfulness(TRUE_MAP, lambda visible: 1 - 0.5 * visible.mean(axis=(1, 2))) == 0


def test_a_label_that_is_impossible_from_the_beginning_is_not_scored():
    assert math.isnan(deletion_faithfulness(TRUE_MAP, lambda visible: np.zeros(len(visible))))


@pytest.mark.parametrize("size", [(5, 5), (3, 200), (14, 14)])
def test_pictures_of_any_size_can_be_covered(size):
    assert deletion_faithfulness(np.ones(size), lambda visible: visible.mean(axis=(1, 2))) == pytest.approx(0.5, abs=0.04)


def test_a_picture_of_one_pixel_is_covered_in_the_last_step():
    assert deletion_faithfulness(np.ones((1, 1)), lambda visible: visible.mean(axis=(1, 2))) == pytest.approx(0.5 / 16)


def test_localization_is_the_share_of_what_is_positive_in_the_boxes():
    saliency_map = np.array([[4.0, -9.0], [1.0, 3.0]])
    assert localization(saliency_map, [(0, 0, 1, 1)]) == pytest.approx(4 / 8)
    assert localization(saliency_map, [(0, 0, 1, 2), (0, 0, 2, 1)]) == pytest.approx(5 / 8)
    assert math.isnan(localization(-np.ones((2, 2)), [(0, 0, 1, 1)]))
