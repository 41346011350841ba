"""Attributions and pictures of every kind callers have."""

import io
import sys

import ml_dtypes
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
    levels, minimum, maximum, extremes = to_map(values, "map", (99, 99))
    assert (extremes or (minimum, maximum)) == (values.min(), values.max())
    if extremes:
        assert ((values < minimum) | (values > maximum)).sum() == 1
        values = values.clip(minimum, maximum)
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
        (np.ones((2, 3, 4, 4)), "a batch of 2; pass its samples one by one"),
        (np.ones((1, 1, 3, 4, 4)), "is none of H×W, C×H×W, H×W×C"),
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


@pytest.mark.parametrize("size", [(224, 224), (40, 64), (3, 4)])
def test_a_batch_of_one_and_any_order_of_memory_are_the_same_map(size):
    chw = np.random.default_rng(1).normal(size=(3, *size))
    wanted = to_map(chw, "map", size).levels
    hwc = np.moveaxis(chw, 0, 2)
    for same in (chw[None], hwc[None], np.asfortranarray(chw), np.asfortranarray(hwc), np.asfortranarray(chw[None])):
        assert (to_map(same, "map", size).levels == wanted).all()


@pytest.mark.parametrize(
    ("shape", "size", "wanted"),
    [
        ((512, 7, 7), (224, 224), (7, 7)),
        ((7, 7, 512), (224, 224), (7, 7)),
        ((64, 5, 8), (40, 64), (5, 8)),
        ((2, 7, 7), (224, 224), (7, 7)),
        ((1, 14, 14), (224, 224), (14, 14)),
        ((224, 224), (120, 160), (224, 224)),
        ((2, 2), (40, 64), (2, 2)),
        ((1, 2, 4), (40, 64), (2, 4)),
        ((1, 1, 2, 4), (40, 64), (2, 4)),
        ((1, 4, 4), (28, 28), (4, 4)),
        ((1, 2, 3), (28, 28), (2, 3)),
        ((3, 1, 1), (28, 28), (1, 1)),
        ((1, 1, 1, 1), (28, 28), (1, 1)),
        ((1, 1, 5), (40, 200), (1, 5)),
        ((480, 640), (481, 640), (480, 640)),
        ((256, 320), (257, 321), (256, 320)),
        ((576, 768), (300, 400), (576, 768)),
    ],
)
def test_coarse_and_resized_maps_are_taken(shape, size, wanted):
    assert to_map(np.random.default_rng(1).normal(size=shape), "map", size).levels.shape == wanted


@pytest.mark.parametrize(
    ("shape", "size", "reason"),
    [
        ((1, 197), (224, 224), "reshape tokens"),
        ((197, 1), (224, 224), "reshape tokens"),
        ((1, 196), (224, 224), "reshape tokens"),
        ((197, 768), (224, 224), "reshape tokens"),
        ((768, 197), (224, 224), "reshape tokens"),
        ((197, 192), (224, 224), "reshape tokens"),
        ((577, 768), (384, 384), "reshape tokens"),
        ((577, 1024), (384, 384), "reshape tokens"),
        ((785, 768), (224, 224), "reshape tokens"),
        ((196, 384), (224, 224), "reshape tokens"),
        ((50, 768), (224, 224), "reshape tokens"),
        ((1, 197, 768), (224, 224), "reshape tokens"),
        ((1, 50, 512), (224, 224), "reshape tokens"),
        ((1, 1, 197, 768), (224, 224), "reshape tokens"),
        ((197, 197), (224, 224), "attention between 197 tokens"),
        ((12, 197, 197), (224, 224), "attention between 197 tokens"),
        ((160, 120), (120, 160), "transposed; pass the map as map.T"),
        ((3, 160, 120), (120, 160), "transposed"),
        ((9, 9, 9), (9, 9), "both could be C"),
        ((3, 7, 9), (30, 70), "both could be C"),
    ],
)
def test_tokens_and_transposed_maps_are_refused(shape, size, reason):
    with pytest.raises(ValueError, match=r"^map: ") as raised:
        to_map(np.random.default_rng(1).normal(size=shape), "map", size)
    assert reason in str(raised.value)


def test_a_masked_array_is_taken_where_nothing_is_masked():
    values = np.ma.masked_invalid(np.arange(4.0).reshape(2, 2))
    assert to_map(values, "map", (2, 2)).levels.tolist() == [[0, 85], [170, 255]]
    values[0, 1] = np.ma.masked
    with pytest.raises(ValueError, match=r"map: 1 of 4 values are masked; write array.filled"):
        to_map(values, "map", (2, 2))


def test_numbers_of_jax_are_taken():
    small = np.array([[0, 1], [2, 4]], ml_dtypes.bfloat16)
    assert to_map(small, "map", (2, 2)).levels.tolist() == [[0, 64], [128, 255]]
    assert to_map(small.astype(ml_dtypes.float8_e4m3fn), "map", (2, 2)).maximum == 4


def test_arrays_of_objects_and_coloured_pictures_are_refused():
    with pytest.raises(ValueError, match=r"object of shape .* write array.astype"):
        to_map(np.array([[1, 2], [3, None]], object), "map", (2, 2))
    coloured = np.random.default_rng(1).integers(0, 256, (8, 8, 3), np.uint8)
    for picture in (coloured, Image.fromarray(coloured)):
        with pytest.raises(ValueError, match="a coloured picture of bytes"):
            to_map(picture, "map", (8, 8))


@pytest.mark.parametrize("outliers", [[1e4], [-1e4], [1e4, -1e4], [1e6] * 50, [np.float64(1e300), -5.0]])
def test_outliers_are_clipped_and_their_values_are_kept(outliers):
    values = np.random.default_rng(1).normal(size=(224, 224))
    plain = to_map(values, "map", (224, 224))
    assert plain.extremes is None
    values.flat[: len(outliers)] = outliers
    levels, minimum, maximum, extremes = to_map(values, "map", (224, 224))
    assert extremes == (values.min(), values.max())
    assert -5 < minimum < -2 and 2 < maximum < 5
    assert len(np.unique(levels)) > 200
    back = minimum + levels / 255 * (maximum - minimum)
    assert np.abs(back - values.clip(minimum, maximum)).max() <= (maximum - minimum) / 510 * 1.0001


def test_one_cell_of_a_coarse_map_may_be_an_outlier():
    values = np.linspace(0, 0.01, 49).reshape(7, 7)
    values[3, 3] = 1
    found = to_map(values, "map", (224, 224))
    assert found.extremes == (0, 1) and found.maximum == pytest.approx(0.01)
    assert len(np.unique(found.levels)) > 40


def test_sparse_and_stepped_maps_stay_as_they_are():
    sparse = np.zeros((224, 224))
    sparse[3, :10] = np.arange(1, 11)
    stepped = np.repeat(np.repeat(np.arange(4.0).reshape(2, 2), 112, 0), 112, 1)
    many = np.random.default_rng(1).normal(size=(224, 224))
    many.flat[:500] = 1e6  # more than 0.1 %
    for values in (sparse, stepped, many, np.ones((5, 5)), np.ones((1, 1))):
        found = to_map(values, "map", values.shape)
        assert found.extremes is None
        assert (found.minimum, found.maximum) == (values.min(), values.max())


PIXELS = np.arange(90, dtype=np.uint8).reshape(5, 6, 3)
OPACITY = np.linspace(0, 255, 30).astype(np.uint8).reshape(5, 6)
WITH_OPACITY = np.dstack([PIXELS, OPACITY])


@pytest.mark.parametrize(
    "image",
    [
        PIXELS,
        Image.fromarray(PIXELS),
        np.moveaxis(PIXELS, 2, 0),
        PIXELS.astype(np.int64),
        PIXELS / 255,
        (PIXELS / 255).astype(np.float32) + 1e-7,
    ],
)
def test_pictures_keep_their_pixels(image):
    assert (np.asarray(to_rgb(image, "image")) == PIXELS).all()


def test_opacity_is_composed_over_white():
    share = OPACITY[:, :, np.newaxis] / 255
    expected = PIXELS * share + 255 * (1 - share)
    floats = np.moveaxis(WITH_OPACITY / 255, 2, 0)
    for image in (WITH_OPACITY, floats, Image.fromarray(WITH_OPACITY), Image.fromarray(WITH_OPACITY).convert("RGBa")):
        assert np.abs(np.asarray(to_rgb(image, "image")) - expected).max() <= 2
    grey = Image.merge("LA", [Image.fromarray(PIXELS[:, :, 0]), Image.fromarray(OPACITY)])
    assert np.abs(np.asarray(to_rgb(grey, "image")) - expected[:, :, :1]).max() <= 2
    palette = Image.fromarray(np.arange(4, dtype=np.uint8).reshape(2, 2), "P")
    palette.putpalette([10, 20, 30] * 4)
    palette.info["transparency"] = 3
    assert np.asarray(to_rgb(palette, "image")).tolist() == [[[10, 20, 30]] * 2, [[10, 20, 30], [255] * 3]]


WIDE = np.arange(30, dtype=np.uint16).reshape(5, 6) * 2200


@pytest.mark.parametrize(
    "image",
    [
        WIDE,
        np.dstack([WIDE] * 3),
        Image.fromarray(WIDE),
        Image.fromarray(WIDE.astype(">u2")),
        Image.fromarray(WIDE.astype(np.int32)),
        Image.fromarray((WIDE / 65535).astype(np.float32)),
        WIDE / 65535,
        WIDE / 65535 > 0.5,
    ],
)
def test_wide_pictures_are_scaled_and_never_clipped(image):
    found = np.asarray(to_rgb(image, "image"))[:, :, 0].astype(float)
    expected = (WIDE > 32767) * 255.0 if getattr(image, "dtype", None) is np.dtype(bool) else WIDE / 257
    assert np.abs(found - expected).max() <= 0.51


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int32, np.int64, bool])
def test_a_picture_of_zeros_is_black(kind):
    zeros = np.zeros((2, 2), kind)
    for image in (zeros, *([] if kind is np.int64 else [Image.fromarray(zeros)])):
        assert np.asarray(to_rgb(image, "image")).max() == 0
    if kind is np.uint8:
        for mode in ("RGB", "LA", "RGBA", "P"):
            assert np.asarray(to_rgb(Image.fromarray(zeros).convert(mode), "image")).max() == 0


@pytest.mark.parametrize("mode", ["L", "RGB", "LA", "RGBA", "P", "YCbCr"])
def test_a_pil_image_of_0_and_1_is_refused_with_the_line_to_write(mode):
    mask = np.eye(5, dtype=np.uint8)
    image = Image.fromarray(mask).convert(mode)
    with pytest.raises(ValueError, match=f"^image: a PIL image of mode {mode} .* only 0 and 1; write ") as raised:
        to_rgb(image, "image")
    mended = eval(str(raised.value).split("write ")[1], {"image": image})
    assert (np.asarray(to_rgb(mended, "image"))[:, :, 0] == mask * 255).all()
    assert (np.asarray(to_rgb(Image.fromarray(mask.astype(bool)), "image"))[:, :, 0] == mask * 255).all()


@pytest.mark.parametrize("kind", ["<u2", ">u2", np.int32])
def test_a_wide_pil_image_below_256_is_refused_with_the_lines_to_write(kind):
    image = Image.fromarray(np.full((2, 2), 200, kind))
    with pytest.raises(
        ValueError, match=r"values up to 200 may be of 8 or of 16 bits; write .* for 8 bits, .* for 16"
    ) as raised:
        to_rgb(image, "image")
    narrow, wide = str(raised.value).split("write ")[1].removesuffix(" for 16").split(" for 8 bits, ")
    for line, level in ((narrow, 200), (wide, 1)):
        assert (np.asarray(to_rgb(eval(line, {"image": image, "np": np}), "image")) == level).all()


def test_a_picture_keeps_its_pixels_where_they_are_stored(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(PIXELS).save(tmp_path / "turned.png", exif=exif)
    with Image.open(tmp_path / "turned.png") as turned:
        assert (np.asarray(to_rgb(turned, "image")) == PIXELS).all()


def test_grey_pictures():
    grey = np.array([[0, 10, 20, 30, 40], [255, 1, 2, 3, 4]], np.uint8)
    for image in (grey, grey[np.newaxis], Image.fromarray(grey), grey / 255):
        assert (np.asarray(to_rgb(image, "image"))[:, :, 1] == grey).all()
    assert np.asarray(to_rgb(np.array([[True, False]]), "image"))[0, :, 0].tolist() == [255, 0]


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (np.full((5, 5), -1.5), "floats must be 0–1, these are -1.5 to -1.5; undo the normalisation"),
        (np.full((5, 5), 256), "integers must be 0–255, these are 256 to 256; write image.astype(np.uint16)"),
        (np.full((5, 5), 70000), "integers must be 0–255, these are 70000 to 70000"),
        (PIXELS * 1.0, "floats must be 0–1, these are 0 to 89; divide by 255"),
        (np.eye(5, dtype=np.int64), "these are only 0 and 1; write image * 255, or image.astype(bool)"),
        (np.eye(5, dtype=np.uint8), "these are only 0 and 1"),
        (np.full((5, 5), 200, np.uint16), "16-bit levels are 0–65535, these are at most 200; write image.astype(np.uint8)"),
        (Image.fromarray(PIXELS[:, :, 0].astype(np.int32)), "mode I with values up to 87 may be of 8 or of 16 bits"),
        (Image.fromarray(np.full((2, 2), -1, np.int32)), "mode I must have values 0–65535"),
        (Image.fromarray(np.full((2, 2), 99.5, np.float32)), "floats must be 0–1, these are 99.5 to 99.5; divide by 255"),
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
