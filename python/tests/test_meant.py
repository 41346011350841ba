"""What is read back is what was meant, or a ValueError: arrays, modes and layouts at random."""

import io
from contextlib import suppress

import ml_dtypes
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from salient.checks import label_names
from salient.inference import inference_event
from salient.maps import to_map
from salient.pictures import encode_original, to_rgb
from salient.png import grey_png

sizes = st.tuples(st.integers(5, 24), st.integers(5, 24))
layouts = st.sampled_from(["HW", "CHW", "HWC", "1CHW", "1HWC"])
KINDS = {
    "float16": np.float16,
    "float32": np.float32,
    "float64": np.float64,
    "int64": np.int64,
    "uint16": np.uint16,
    "bool": bool,
    "bfloat16": ml_dtypes.bfloat16,
    "object": object,
    "big-endian": ">f8",
}


def laid_out(channels, layout, is_fortran):
    """C×H×W numbers in a layout; H×W has the first channel alone."""
    array = channels[0] if layout == "HW" else np.moveaxis(channels, 0, 2) if layout.endswith("HWC") else channels
    array = array[np.newaxis] if layout.startswith("1") else array
    return np.asfortranarray(array) if is_fortran else np.ascontiguousarray(array)


@given(sizes, st.integers(1, 5), layouts, st.sampled_from(sorted(KINDS)), st.booleans(), st.booleans(), st.integers(0, 2**32))
def test_attributions(size, count, layout, kind, is_fortran, is_masked, seed):
    rng = np.random.default_rng(seed)
    channels = rng.integers(0, 60, (count, *size)).astype(KINDS[kind])
    given_ = laid_out(channels, layout, is_fortran)
    meant = (channels[:1] if layout == "HW" else channels).astype(np.float64).sum(axis=0)
    if is_masked:
        given_ = np.ma.masked_array(given_, mask=rng.random(given_.shape) < 0.1)
    try:
        found = to_map(given_, "map", size)
    except ValueError as error:
        assert str(error).startswith("map: ")
        is_cube = layout not in ("HW", "1CHW", "1HWC") or count in size
        assert kind == "object" or (is_masked and given_.mask.any()) or (count in size and is_cube), error
        return
    assert not (is_masked and given_.mask.any())
    with Image.open(io.BytesIO(grey_png(found.levels))) as picture:
        levels = np.asarray(picture).astype(np.float64)
    back = found.minimum + levels / 255 * (found.maximum - found.minimum)
    assert np.abs(back - meant.clip(found.minimum, found.maximum)).max() <= (found.maximum - found.minimum) / 510 * 1.001
    assert (found.extremes or (found.minimum, found.maximum)) == (meant.min(), meant.max())


@given(sizes, layouts, st.sampled_from(["uint8", "uint16", "int64", "float32", "bool", "float16"]), st.booleans(), st.data())
def test_pictures_of_arrays(size, layout, kind, has_opacity, data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    count = 1 if layout == "HW" else data.draw(st.sampled_from([3, 4] if has_opacity else [1, 3]))
    greatest = data.draw(st.sampled_from({"uint8": [1, 255], "uint16": [200, 65535], "int64": [1, 255, 4000]}.get(kind, [1])))
    shares = rng.random((count, *size)) if kind.startswith("float") else rng.integers(0, greatest + 1, (count, *size))
    scale = {"uint16": 65535, "uint8": 255, "int64": 255}.get(kind, 1)
    try:
        found = np.asarray(to_rgb(laid_out(shares.astype(kind), layout, False), "image")).astype(float)
    except ValueError as error:
        assert str(error).startswith("image: ")
        is_unclear = greatest in (200, 4000) or (greatest == 1 and kind in ("uint8", "int64"))
        assert is_unclear or size[0] in (1, 3, 4) or size[1] in (1, 3, 4), error
        return
    meant = np.moveaxis(shares, 0, 2) / scale * 255
    if count == 4:
        opacity = meant[:, :, 3:] / 255
        meant = meant[:, :, :3] * opacity + 255 * (1 - opacity)
    assert np.abs(found - meant).max() <= 2


MODES = [
    "1",
    "L",
    "LA",
    "P",
    "PA",
    "RGB",
    "RGBA",
    "RGBa",
    "CMYK",
    "YCbCr",
    "HSV",
    "I",
    "F",
    "I;16",
    "I;16B",
    "I;16L",
    "La",
    "LAB",
]


@given(st.sampled_from(MODES), st.integers(0, 2**32), st.sampled_from([1, 100, 255, 300, 65535, 10**6]))
def test_pictures_of_pil(mode, seed, greatest):
    """Nothing but ValueError, no wide picture is clipped, and no transparent pixel keeps its colour."""
    rng = np.random.default_rng(seed)
    if mode in ("I", "F") or mode.startswith("I;16"):
        high = min(greatest, 65535) if mode.startswith("I;16") else greatest
        numbers = rng.integers(0, high + 1, (9, 11))
        kind = {"I": np.int32, "F": np.float32, "I;16B": ">u2"}.get(mode, "<u2")
        image = Image.frombuffer(mode, (11, 9), numbers.astype(kind).tobytes(), "raw", mode if mode != "F" else "F", 0, 1)
        with suppress(ValueError):
            found = np.asarray(to_rgb(image, "image"))[:, :, 0].astype(float)
            assert mode != "F" or high == 1
            assert np.abs(found - numbers / (1 / 255 if mode == "F" else 257)).max() <= 1
        return
    with suppress(ValueError):
        image = Image.new(mode, (11, 9))
        found = to_rgb(image, "image")
        if mode in ("LA", "PA", "RGBA", "RGBa", "La"):
            assert found.getpixel((3, 3)) == (255, 255, 255)
        assert Image.open(io.BytesIO(encode_original(found))).mode == "RGB"


@given(sizes, st.sampled_from(["L", "1", "I", "F", "I;16", "I;16B", "RGB", "LA", "P", "RGBA", "CMYK"]), st.integers(0, 2**32))
def test_attributions_of_pil(size, mode, seed):
    """A grey picture of any mode is its levels; one of colours is refused."""
    height, width = size
    levels = np.random.default_rng(seed).integers(0, 2 if mode == "1" else 200, size)
    kind = {"I": np.int32, "F": np.float32, "I;16": "<u2", "I;16B": ">u2"}.get(mode)
    if kind is not None:
        image = Image.frombytes(mode, (width, height), levels.astype(kind).tobytes())
    elif mode == "1":
        image = Image.fromarray(levels.astype(bool))
    else:
        image = Image.fromarray(levels.astype(np.uint8)).convert(mode)
    try:
        found = to_map(image, "map", size)
    except ValueError as error:
        assert mode in ("LA", "P", "RGBA", "CMYK"), error
        return
    assert mode not in ("LA", "P", "RGBA", "CMYK")
    assert (found.minimum, found.maximum) == (levels.min(), levels.max())
    back = found.minimum + found.levels / 255 * (found.maximum - found.minimum)
    assert np.abs(back - levels).max() <= 0.51 * (found.maximum - found.minimum) / 255 + 1e-9


@given(st.lists(st.booleans(), min_size=1, max_size=4), sizes, st.integers(0, 2**32))
def test_lists_of_arrays_keep_their_masks(are_masked, size, seed):
    rng = np.random.default_rng(seed)
    channels = [rng.normal(size=size) for _ in are_masked]
    given_ = [np.ma.masked_array(each, mask=each < -1) if masked else each for each, masked in zip(channels, are_masked)]
    is_masked = any(masked and (each < -1).any() for each, masked in zip(channels, are_masked))
    try:
        found = to_map(given_, "map", size)
    except ValueError as error:
        assert "masked" in str(error) if is_masked else "could be C" in str(error)
        return
    assert not is_masked
    meant = np.sum(channels, axis=0)
    assert (found.extremes or (found.minimum, found.maximum)) == (meant.min(), meant.max())


@given(st.integers(1, 5), st.data())
def test_ground_truth(count, data):
    """Ids in any container are these ids; what may be marks is refused."""
    ids = data.draw(st.lists(st.integers(0, count - 1), unique=True, max_size=count))
    marks = [int(label in ids) for label in range(count)]
    forms = {
        "list": ids,
        "tuple": tuple(ids),
        "set": set(ids),
        "array": np.array(ids, int),
        "small": np.array(ids, np.uint8),
        "marks": np.array(marks),
        "booleans": np.array(marks, bool),
        "floats": np.array(marks, float),
        "list of booleans": list(map(bool, marks)),
        "dict of marks": dict(enumerate(marks)),
        "masked": np.ma.masked_array(ids, mask=True) if ids else ids,
    }
    form = data.draw(st.sampled_from(sorted(forms)))
    try:
        event = inference_event("sample 0", 0, count, 0.5, forms[form], [0.1] * count, None, None)
    except ValueError as error:
        assert str(error).startswith("sample 0, ground_truth: ")
        assert form not in ("list", "tuple", "set") and (form not in ("array", "small") or count <= 2), error
        return
    assert form in ("list", "tuple", "set", "array", "small") or (form == "masked" and not ids)
    assert sorted(event.ground_truth_label) == sorted(ids)


@given(st.integers(1, 6), st.data())
def test_probabilities(count, data):
    chances = data.draw(st.lists(st.floats(-0.5, 1.5), min_size=count, max_size=count))
    form = data.draw(
        st.sampled_from([list, tuple, np.array, lambda p: np.array([p]), lambda p: [p], lambda p: dict(enumerate(p)), iter])
    )
    try:
        event = inference_event("sample 0", 0, count, 0.5, [], form(chances), None, None)
    except ValueError as error:
        assert form is iter or any(not -1e-4 <= each <= 1 + 1e-4 for each in chances), error
        return
    inference = event.inference
    back = dict(zip(inference.predicted_label + inference.runner_up_label, inference.predicted_prob + inference.runner_up_prob))
    assert [back[label] for label in range(count)] == [min(max(each, 0), 1) for each in chances]


names = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=4), min_size=1, max_size=6)


@given(names, st.randoms(use_true_random=False))
def test_labels(given_, random):
    """Lists and mappings of any order are the names by id, or refused where they could be two things."""
    order = list(range(len(given_)))
    random.shuffle(order)
    assert label_names(given_, "labels") == given_
    assert label_names(np.array(given_, object), "labels") == given_
    for mapping in ({label: given_[label] for label in order}, {str(label): given_[label] for label in order}):
        try:
            found = label_names(mapping, "labels")
        except ValueError as error:
            assert "both could be the ids" in str(error) and all(each.strip().isdecimal() for each in given_)
            continue
        assert found == given_
    with suppress(ValueError):
        assert label_names(set(given_), "labels") is None
