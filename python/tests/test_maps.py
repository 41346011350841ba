"""Attributions and pictures of every kind callers have."""

import io
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from salient.maps import to_map
from salient.pictures import to_rgb
from salient.png import grey_png

finite = st.floats(-1e307, 1e307)
shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=12)


class Tensor:
    """What of a torch tensor is used."""

    def __init__(self, array, dtype="torch.float32"):
        self.array, self.dtype = array, dtype

    def detach(self):
        return self

    def cpu(self):
        return self

    def float(self):
        return Tensor(self.array)

    def __array__(self, dtype=None, copy=None):
        if self.dtype == "torch.bfloat16":
            raise TypeError("Got unsupported ScalarType BFloat16")
        return np.asarray(self.array, dtype)


@given(hnp.arrays(np.float64, shapes, elements=finite))
def test_levels_and_range_give_the_attribution_back_to_half_a_level(values):
    levels, minimum, maximum = to_map(values, "map", (99, 99))
    assert (minimum, maximum) == (values.min(), values.max())
    assert levels.dtype == np.uint8 and levels.shape == values.shape
    if minimum < maximum:
        assert levels.min() == 0 and levels.max() == 255
        unit = max(abs(minimum), abs(maximum))
        low, high = minimum / unit, maximum / unit
        back = low + levels / 255 * (high - low)
        assert np.abs(back - values / unit).max() <= (high - low) / 510 * 1.0001
    else:
        assert levels.max() == 0


@given(hnp.arrays(np.float64, shapes, elements=finite), st.integers(0, 2**32))
def test_a_greater_attribution_has_no_lower_level(values, seed):
    levels = to_map(values, "map", (99, 99)).levels
    order = np.argsort(values, axis=None)
    assert (np.diff(levels.ravel()[order].astype(int)) >= 0).all()


@given(hnp.arrays(np.uint8, shapes))
def test_a_png_has_the_levels_and_pillow_reads_it(levels):
    with Image.open(io.BytesIO(grey_png(levels))) as picture:
        picture.load()
        assert picture.mode == "L"
        assert (np.asarray(picture) == levels).all()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int64, np.uint8, bool])
def test_any_type_of_number(dtype):
    values = np.array([[0, 1], [1, 0]], dtype)
    assert to_map(values, "map", (2, 2)).levels.tolist() == [[0, 255], [255, 0]]


def test_the_smallest_and_greatest_numbers():
    tiny = np.array([[0.0, 5e-324]])
    assert to_map(tiny, "map", (1, 2)).levels.tolist() == [[0, 255]]
    huge = np.array([[-1.7e308, 0, 1.7e308]])
    assert to_map(huge, "map", (1, 3)).levels.tolist() == [[0, 128, 255]]


@pytest.mark.parametrize("channels", [1, 2, 3, 64])
@pytest.mark.parametrize("size", [(4, 6), (3, 4), (64, 3)])
def test_channels_are_added_up_wherever_they_stand(channels, size):
    chw = np.random.default_rng(1).normal(size=(channels, *size))
    wanted = to_map(chw.sum(axis=0), "map", size)
    for given_ in (chw, np.moveaxis(chw, 0, 2)):
        found = to_map(given_, "map", size)
        assert (found.levels == wanted.levels).all()
        assert found.minimum == pytest.approx(wanted.minimum)


def test_a_map_may_be_coarser_than_the_picture():
    assert to_map(np.ones((3, 7, 7)), "map", (224, 224)).levels.shape == (7, 7)
    assert to_map(np.ones((7, 7, 1)), "map", (224, 224)).levels.shape == (7, 7)


def test_tensors_are_taken_without_torch():
    values = np.array([[0.0, 0.5], [1.0, 0.0]])
    for dtype in ("torch.float32", "torch.bfloat16"):
        assert to_map(Tensor(values, dtype), "map", (2, 2)).levels.tolist() == [[0, 128], [255, 0]]
    assert to_rgb(Tensor(np.zeros((3, 4, 5))), "image").size == (5, 4)
    assert "torch" not in sys.modules


def test_pil_maps():
    grey = np.array([[0, 100], [50, 250]], np.uint8)
    for picture in (Image.fromarray(grey), Image.fromarray(grey.astype(np.float32)), Image.fromarray(grey).convert("RGB")):
        assert to_map(picture, "map", (2, 2)).levels.tolist() == [[0, 102], [51, 255]]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.ones(5), "shape (5,) is none of"),
        (np.ones((1, 3, 4, 4)), "take the samples of a batch one by one"),
        (np.ones((0, 5)), "empty"),
        (np.ones((9, 9, 9)), "neither could be C"),
        (np.ones((3, 9, 3)), "both could be C"),
        (np.array([[0, np.nan], [np.inf, 1]]), "2 of 4 values are NaN or infinite"),
        (np.full((3, 2, 2), 1e308), "beyond the greatest number"),
        (np.ones((2, 2), complex), "complex128"),
        ([["a", "b"]], "array of real numbers"),
        ([[1], [2, 3]], "map"),
        (None, "array of real numbers"),
        (Image.new("RGBA", (2, 2)), "mode RGBA"),
        (Image.new("P", (2, 2)), "mode P"),
    ],
)
def test_what_is_no_map_is_a_value_error_that_says_why(values, reason):
    with pytest.raises(ValueError, match=r"^map: ") as raised:
        to_map(values, "map", (6, 7))
    assert reason in str(raised.value)


PIXELS = np.arange(90, dtype=np.uint8).reshape(5, 6, 3)
WITH_OPACITY = np.dstack([PIXELS, np.full((5, 6), 7, np.uint8)])


@pytest.mark.parametrize(
    "image",
    [
        PIXELS,
        Image.fromarray(PIXELS),
        np.moveaxis(PIXELS, 2, 0),
        PIXELS.astype(np.int64),
        PIXELS / 255,
        (PIXELS / 255).astype(np.float32) + 1e-7,
        WITH_OPACITY,
        Image.fromarray(WITH_OPACITY),
    ],
)
def test_pictures_keep_their_pixels(image):
    assert (np.asarray(to_rgb(image, "image")) == PIXELS).all()


def test_grey_pictures():
    grey = np.array([[0, 10, 20, 30, 40], [255, 1, 2, 3, 4]], np.uint8)
    for image in (grey, grey[np.newaxis], Image.fromarray(grey), grey / 255):
        assert (np.asarray(to_rgb(image, "image"))[:, :, 1] == grey).all()
    assert np.asarray(to_rgb(np.array([[True, False]]), "image"))[0, :, 0].tolist() == [255, 0]


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (np.full((5, 5), -1.5), "floats are to be 0–1, these are -1.5 to -1.5; undo the normalisation"),
        (np.full((5, 5), 256), "integers are to be 0–255"),
        (np.full((5, 5), np.nan), "NaN"),
        (np.zeros((5, 5, 2)), "neither could be C"),
        (np.zeros(7), "shape (7,)"),
        (Image.new("RGB", (0, 5)), "empty"),
        ("picture.jpg", "array of real numbers"),
    ],
)
def test_what_is_no_picture_is_a_value_error_that_says_why(image, reason):
    with pytest.raises(ValueError, match=r"^image: ") as raised:
        to_rgb(image, "image")
    assert reason in str(raised.value)
