"""Hierarchical occlusion, on models whose needs are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salient.occlusion import boxes_of, hierarchical_occlusion


def needs(*pixels):
    """A model that is sure as long as it sees all of some pixels; what else it sees adds next to nothing."""

    def probability(visible):
        seen = np.stack([visible[:, y, x] for y, x in pixels], axis=1).all(axis=1)
        return 0.9 * seen + 0.05 * visible.mean(axis=(1, 2))

    return probability


def mask_of(boxes, size):
    mask = np.zeros(size, int)
    for left, top, width, height in boxes:
        mask[top : top + height, left : left + width] += 1
    return mask


def test_the_last_layer_is_the_smallest_cell_that_holds_what_is_needed():
    layers = hierarchical_occlusion((64, 64), needs((5, 50)), keep=0.5)
    assert [boxes for _, boxes in layers] == [[(32, 0, 32, 32)], [(48, 0, 16, 16)], [(48, 0, 8, 8)]]


def test_two_parts_that_are_both_needed_are_both_kept():
    layers = hierarchical_occlusion((64, 96), needs((5, 90), (60, 3)), keep=0.5)
    mask = mask_of(layers[-1][1], (64, 96))
    assert mask[5, 90] == mask[60, 3] == 1
    assert mask.sum() == 2 * 8 * 8


def test_a_picture_that_is_not_as_sure_as_is_to_be_kept_has_no_layers():
    assert hierarchical_occlusion((64, 64), needs((5, 50)), keep=0.99) == []


def test_where_everything_is_needed_there_is_no_layer():
    assert hierarchical_occlusion((16, 16), lambda visible: visible.all(axis=(1, 2)) * 1.0, keep=0.5) == []


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(1, 70), st.integers(1, 70)),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=4),
    st.floats(0.1, 0.9),
)
def test_each_layer_lies_in_the_one_before_and_keeps_the_prediction(size, places, keep):
    probability = needs(*((y % size[0], x % size[1]) for y, x in places))
    outer = np.ones(size, int)
    for stated, boxes in hierarchical_occlusion(size, probability, keep):
        mask = mask_of(boxes, size)
        assert mask.max() == 1
        assert (mask <= outer).all() and mask.sum() < outer.sum()
        assert stated == pytest.approx(probability(mask[np.newaxis] > 0)[0])
        assert stated >= keep
        outer = mask


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.randoms(use_true_random=False))
def test_boxes_cover_exactly_what_is_visible(height, width, random):
    visible = np.array([[random.random() < 0.6 for _ in range(width)] for _ in range(height)])
    assert (mask_of(boxes_of(visible), visible.shape) == visible).all()
