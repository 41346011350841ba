"""Inputs as people have them: read back as they were meant, or refused by a message that says what to write."""

import decimal
import fractions
import io
import math
import os
import shutil
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from conftest import MAP, PICTURE, files_of, open_job
from PIL import Image

from salient import ExplainJob
from salient.maps import to_map
from salient.pictures import to_rgb

RNG = np.random.default_rng(3)
MASKED = np.ma.masked_array(MAP, mask=MAP % 7 == 0)
SOFTMAX = np.exp(RNG.normal(size=(3, 196, 196)))
SOFTMAX /= SOFTMAX.sum(axis=2, keepdims=True)


class Opaque:
    """Something whose own conversion fails."""

    def __array__(self, dtype=None, copy=None):
        raise AttributeError("no data")


class Sparse:
    def toarray(self):
        return MAP


class Index:
    """An integer that is no key of its own value."""

    def __init__(self, number):
        self.number = number

    def __index__(self):
        return self.number


def matrix(array):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        return np.matrix(array)


@pytest.mark.parametrize(
    "given",
    [
        matrix(MAP),
        MAP.tolist(),
        (MAP,),
        [MAP],
        MAP[None, None],
        MAP[:, ::-1][:, ::-1],
        MAP.astype(">f4"),
        MAP.astype(np.longdouble),
        MAP.astype(np.uint64),
        np.asfortranarray(MAP),
        Image.fromarray(MAP.astype(np.uint8)),
        Image.fromarray(MAP.astype(np.int32)),
        Image.fromarray(MAP.astype(np.float32)),
        Image.frombytes("I;16B", (16, 12), MAP.astype(">u2").tobytes()),
        Image.fromarray(MAP.astype(np.uint8)).convert("RGB"),
        np.repeat(MAP.astype(np.uint8)[:, :, None], 3, axis=2),
        np.ma.masked_array(MAP, mask=False),
        [np.ma.masked_array(MAP, mask=False)],
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_map_in_any_container_is_the_same_map(given):
    found = to_map(given, "map", (12, 16))
    assert (found.levels == to_map(MAP, "map", (12, 16)).levels).all()
    assert (found.minimum, found.maximum) == (0, 191)


def objects(*each):
    array = np.empty(len(each), object)
    array[:] = each
    return array


@pytest.mark.parametrize(
    ("given", "size", "reason"),
    [
        ([MASKED], (12, 16), "28 of 192 values are masked; write array.filled"),
        ([MASKED] * 3, (12, 16), "84 of 576 values are masked"),
        ([[np.ma.masked, 1.0]], (1, 2), "1 of 2 values are masked"),
        ([[MASKED]], (12, 16), "28 of 192 values are masked"),
        ((row for row in MAP), (12, 16), "got generator"),
        ({0: MAP}, (12, 16), "got dict"),
        ("map.npy", (12, 16), "got str; write Image.open(path) for a picture, np.load(path) for an array"),
        (Path("map.npy"), (12, 16), "write Image.open(path)"),
        (b"\x93NUMPY", (12, 16), "got bytes; write Image.open(path)"),
        (Opaque(), (12, 16), "Opaque cannot be converted to an array, no data"),
        (Sparse(), (12, 16), "got Sparse; write array.toarray()"),
        (np.zeros((12, 16), [("a", float)]), (12, 16), "expected an array of real numbers"),
        (np.zeros((12, 16), "M8[s]"), (12, 16), "expected an array of real numbers, got datetime64"),
        ([[0, 10**30]], (1, 2), "got object of shape (1, 2); write array.astype(float)"),
        (
            np.array([[1, None]], object),
            (1, 2),
            "shape (1, 2), and its element [0, 1] is None; replace what is no number",
        ),
        (objects(np.zeros((2, 2)), np.zeros((2, 2))), (2, 2), "of which each is of type ndarray; write np.stack(list(array))"),
        (np.zeros((12, 16), complex), (12, 16), "got complex128 of shape (12, 16); write array.real or abs(array)"),
        (np.full((12, 16), np.longdouble("1e4000")), (12, 16), "beyond the greatest number"),
        (np.ones(196), (224, 224), "shape (196,) is none of H×W, C×H×W, H×W×C; reshape it to rows × columns"),
        (np.float64(3), (12, 16), "shape () is none of"),
        (RNG.random((1, 16)), (32, 32), "is no grid over a picture"),
        (RNG.random((49, 1)), (224, 224), "is no grid over a picture"),
        (RNG.random((50, 50)), (224, 224), "attention between 50 tokens; pass attention[0, 1:].reshape(7, 7)"),
        (RNG.random((65, 65)), (32, 32), "attention between 65 tokens; pass attention[0, 1:].reshape(8, 8)"),
        (RNG.random((82, 82)), (120, 160), "attention between 82 tokens"),
        (RNG.random((197, 197)), (224, 224), "or Image.fromarray(np.float32(map)) if it is a map of 197×197"),
        (2**60 + np.arange(64).reshape(8, 8), (8, 8), "integers from 1152921504606846976 on differ by at most 63"),
        (np.uint64(2**63) + np.arange(64, dtype=np.uint64).reshape(8, 8), (8, 8), "resolve; pass map - map.min()"),
        (np.stack([2**60 + np.arange(48)] * 3).reshape(3, 6, 8), (6, 8), "differ by at most 141"),
        (RNG.random((198, 198)), (224, 224), "attention between 198 tokens; pass attention[0, 2:].reshape(14, 14)"),
        (RNG.random((261, 261)), (224, 224), "attention between 261 tokens; pass attention[0, 5:].reshape(16, 16)"),
        (SOFTMAX[0], (224, 224), "every row adds up to 1, as attention between 196 tokens does"),
        (SOFTMAX, (224, 224), "every row adds up to 1"),
        (SOFTMAX[None].astype(np.float16), (224, 224), "every row adds up to 1"),
        (RNG.random((8, 5)), (40, 64), "transposed; pass the map as map.T"),
        (RNG.random((80, 60)), (120, 160), "transposed; pass the map as map.T"),
        (RNG.random((16, 14)), (224, 256), "transposed; pass the map as map.T"),
        (np.dstack([RNG.random((12, 16, 3)), np.ones((12, 16))]), (12, 16), "a coloured picture of floats"),
        (Image.new("LA", (16, 12)), (12, 16), "mode LA"),
    ],
)
def test_what_is_no_map_is_refused_by_name(given, size, reason):
    with pytest.raises(ValueError, match=r"^map: ") as raised:
        to_map(given, "map", size)
    assert reason in str(raised.value)


def test_a_square_map_may_be_passed_as_a_picture_where_it_looks_like_attention():
    values = RNG.random((197, 197)).astype(np.float32)
    found = to_map(Image.fromarray(values), "map", (224, 224))
    assert (found.minimum, found.maximum) == (values.min(), values.max())


def test_great_integers_keep_their_differences():
    steps = np.arange(64).reshape(8, 8)
    for given in (2**50 + steps, (2**60 + steps) - 2**60, np.stack([2**60 + steps, np.full((8, 8), -(2**60))])):
        assert (to_map(given, "map", (8, 8)).levels == to_map(steps, "map", (8, 8)).levels).all()
    random = RNG.integers(-(2**62), 2**62, (8, 8))
    found = to_map(random, "map", (8, 8))
    back = found.minimum + found.levels / 255 * (found.maximum - found.minimum)
    assert np.abs(back - random).max() <= (found.maximum - found.minimum) / 509


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        ((65, 65), (513, 513)),
        ((65, 65), (224, 224)),
        ((82, 82), (224, 224)),
        ((145, 145), (224, 224)),
        ((50, 50), (64, 64)),
        ((50, 50), (400, 400)),
        ((17, 17), (299, 299)),
        ((10, 10), (300, 300)),
        ((14, 14), (120, 160)),
        ((14, 14), (224, 256)),
        ((1, 12), (99, 99)),
        ((12, 12), (32, 32)),
        ((7, 7, 4), (224, 224)),
    ],
)
def test_grids_of_layers_are_maps(shape, size):
    values = RNG.normal(size=shape)
    assert to_map(values, "map", size).levels.shape == shape[:2]


def test_an_identity_and_a_flat_map_are_no_attention():
    assert to_map(np.eye(7), "map", (224, 224)).maximum == 1
    assert to_map(np.full((4, 4), 0.25), "map", (224, 224)).levels.max() == 0


def png_of(levels, key):
    """A 16-bit grey PNG of which one level is transparent."""
    encoded = io.BytesIO()
    Image.fromarray(levels).save(encoded, "PNG")
    content = encoded.getvalue()
    chunk = b"tRNS" + struct.pack(">H", key)
    at = content.index(b"IDAT") - 4
    return content[:at] + struct.pack(">I", 2) + chunk + struct.pack(">I", zlib.crc32(chunk)) + content[at:]


def test_the_transparent_level_of_a_16_bit_picture_is_white():
    levels = np.full((4, 4), 5000, np.uint16)
    levels[0] = 40_000
    picture = to_rgb(Image.open(io.BytesIO(png_of(levels, 5000))), "image")
    assert np.asarray(picture)[:, 0, 0].tolist() == [round(40_000 / 257), 255, 255, 255]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_a_transparent_colour_is_white(mode):
    image = Image.new(mode, (3, 3), 0)
    image.info["transparency"] = (0, 0, 0) if mode == "RGB" else 0
    assert to_rgb(image, "image").getpixel((1, 1)) == (255, 255, 255)


def cut(form):
    encoded = io.BytesIO()
    Image.fromarray(RNG.integers(0, 255, (64, 64, 3), np.uint8)).save(encoded, form)
    return Image.open(io.BytesIO(encoded.getvalue()[:700]))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (cut("JPEG"), "cannot be converted to RGB, image file is truncated"),
        (cut("PNG"), "cannot be converted to RGB"),
        (np.zeros((1, 70_000), np.uint8), "70000×1 pixels; a JPEG has at most 65500 along a side"),
        (np.zeros((70_000, 2), np.uint8), "2×70000 pixels"),
        ("cat.jpg", "got str; write Image.open(path)"),
        (b"\xff\xd8\xff", "got bytes; write Image.open(path)"),
        (np.ma.masked_array(np.zeros((4, 4)), mask=np.eye(4)), "4 of 16 values are masked"),
        (np.zeros((1, 100, 3), np.uint8), "both could be C; pass Image.fromarray(array)"),
        (np.zeros((3, 100, 4), np.uint8), "both could be C"),
        (np.full((8, 8), -3, np.int8), "integers must be 0–255, these are -3"),
        (np.full((8, 8), 70_000, np.uint32), "integers must be 0–255"),
        (np.linspace(-1, 1, 64).reshape(8, 8), "undo the normalisation first"),
        (np.linspace(0, 255, 64).reshape(8, 8), "divide by 255"),
        (np.linspace(0, 100, 64, dtype=np.float16).reshape(8, 8), "divide by 255"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_is_no_picture_is_refused_by_name(given, reason):
    with pytest.raises(ValueError, match=r"^image: ") as raised:
        to_rgb(given, "image")
    assert reason in str(raised.value)


CHANCES = [0.1, 0.6, 0.2, 0.1]


@pytest.mark.parametrize(
    ("truth", "wanted"),
    [
        ([2], [2]),
        ((2, 0), [2, 0]),
        ({2}, [2]),
        (np.array([2]), [2]),
        (np.array([2, 0], np.uint8), [2, 0]),
        (iter([2]), [2]),
        ([np.int64(2)], [2]),
        (np.flatnonzero([0, 0, 1, 1]), [2, 3]),
        (np.array([1, 0]), [1, 0]),
        ([], []),
    ],
)
def test_ground_truth_is_label_ids(job, truth, wanted):
    job.add_sample(PICTURE, ground_truth=truth, probabilities=CHANCES)
    assert [label for label in job.label_set(0) if label != 1 or 1 in wanted] == wanted


@pytest.mark.parametrize(
    ("labels", "truth", "reason"),
    [
        ("abcd", 1, "1 is no list; write [1]"),
        ("abcd", np.int64(1), "is no list; write [1]"),
        ("abcd", np.array(1), "is no list; write [1]"),
        ("abcd", None, "None is no list; write [] for no ground truth"),
        ("abcd", {0: 0, 1: 1}, "expected a list of label ids, got a dict"),
        ("abcd", np.array([0, 1, 0, 0]), "write np.flatnonzero(marks)"),
        ("abcd", np.array([0.0, 1.0, 0, 0]), "is no integer"),
        ("abcd", np.ma.masked_array([1, 2], mask=[0, 1]), "is no integer"),
        ("abcd", [[1]], "is no integer"),
        ("ab", np.array([0, 1]), "may be marks of the 2 labels or label ids"),
        ("ab", np.array([1, 0]), "write np.flatnonzero(array) for marks, set(array.tolist()) for ids"),
        ("a", np.array([0]), "may be marks of the 1 labels or label ids"),
    ],
)
def test_what_may_be_marks_is_no_ground_truth(tmp_path, labels, truth, reason):
    with ExplainJob(tmp_path / "run", labels=list(labels)) as job:
        with pytest.raises(ValueError, match="sample 0, ground_truth: ") as raised:
            job.add_sample(PICTURE, ground_truth=truth, probabilities=CHANCES[: len(labels)])
        assert reason in str(raised.value)
        assert job.sample_ids == []


@pytest.mark.parametrize(
    "chances",
    [
        CHANCES,
        tuple(CHANCES),
        [CHANCES],
        np.array([CHANCES]),
        np.array(CHANCES, np.float32),
        dict(enumerate(CHANCES)),
        [decimal.Decimal(str(each)) for each in CHANCES],
        [fractions.Fraction(int(10 * each), 10) for each in CHANCES],
        {np.int64(label): chance for label, chance in enumerate(CHANCES)},
    ],
)
def test_probabilities_in_any_container(job, chances):
    job.add_sample(PICTURE, probabilities=chances)
    assert job.label_set(0) == (1,)


class Series:
    """What of a series of pandas is used: values, and an index that says what they belong to."""

    def __init__(self, values, index):
        self.values, self.index = list(values), list(index)

    def items(self):
        return zip(self.index, self.values)

    def to_dict(self):
        return dict(self.items())

    def __len__(self):
        return len(self.values)

    def __getitem__(self, key):
        return self.to_dict()[key]

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype)


class Table:
    """What of a table of pandas is used: iterating over it gives the names of its columns."""

    def __init__(self, rows):
        self.rows = np.array(rows)

    def __iter__(self):
        return iter(range(self.rows.shape[1]))

    def __array__(self, dtype=None, copy=None):
        return np.array(self.rows, dtype)


def test_the_index_of_a_series_says_which_label_a_value_is_of(tmp_path):
    with ExplainJob(tmp_path / "run", labels=Series(["b", "a"], [1, 0])) as job:
        assert job.labels == ["a", "b"]
        job.add_sample(PICTURE, probabilities=Series([0.1, 0.9], [1, 0]), ground_truth=Series([1], [5]))
        assert job.label_set(0) == (1, 0)
        with pytest.raises(ValueError, match="'b' is no integer"):
            job.add_sample(PICTURE, probabilities=Series([0.1, 0.9], ["b", "a"]))
        with pytest.raises(ValueError, match="is no integer"):
            job.add_sample(PICTURE, probabilities=[0.1, 0.9], ground_truth=Table([[0, 1]]))
    with pytest.raises(ValueError, match="neither are the ids"):
        ExplainJob(tmp_path / "other", labels=Series(["b", "a"], [3, 7]))


@pytest.mark.parametrize(
    ("chances", "reason"),
    [
        ([2.3, -1, 0, 0.3], "2.3 is no probability, 0–1; outputs of a model become probabilities by a softmax or a sigmoid"),
        ([23, 4, 50, 1], "23 is no probability"),
        ([10**400, 0, 0, 0], "is no number"),
        (np.ma.masked_array(CHANCES, mask=[0, 1, 0, 0]), "probabilities[1]: masked is no number"),
        (np.reshape(CHANCES, (4, 1)), "probabilities[0]: array([0.1]) is no number"),
        ([None, 0.1, 0.1, 0.1], "None is no number"),
        ([True, False, False, False], "probabilities[0]: True is a mark, and no probability"),
        (np.array(CHANCES) > 0.2, "is a mark, and no probability"),
        (np.array(CHANCES, complex), "is no number, it is complex; write value.real or abs(value)"),
        ({0: np.complex64(0.5)}, "is no number, it is complex"),
        ([0.5 + 0j, 0.1, 0.1, 0.1], "(0.5+0j) is no number, it is complex"),
        ({Index(1): 0.5, Index(1): 0.7}, "a label comes twice"),
        ({"cat": 0.5}, "'cat' is no integer"),
        (0.5, "got float"),
        ((each for each in CHANCES), "got generator"),
        (list(enumerate(CHANCES)), "is no number"),
    ],
)
def test_what_is_no_probabilities_is_refused_by_name(job, chances, reason):
    with pytest.raises(ValueError, match="sample 0, probabilities") as raised:
        job.add_sample(PICTURE, probabilities=chances)
    assert reason in str(raised.value)


@pytest.mark.parametrize(
    "score", [None, math.nan, np.float32("nan"), np.float16("nan"), decimal.Decimal("nan"), np.array(math.nan)]
)
def test_every_nan_is_not_scored(job, score):
    job.add_score("Faithfulness", "GradCAM", total=score, per_label=[score] * 4)


@pytest.mark.parametrize("score", [10**400, np.ma.masked, np.array([0.5]), "x", 1j, np.complex128(1), np.array(1j)])
def test_what_is_no_score_is_refused(job, score):
    before = files_of(job.directory)
    with pytest.raises(ValueError, match=r"total: .* is no number"):
        job.add_score("Faithfulness", "GradCAM", total=score)
    assert files_of(job.directory) == before


def test_names_of_numpy_are_plain_text(tmp_path):
    with ExplainJob(tmp_path / "run", labels=np.array(["cat", "dog"])) as job:
        assert [type(label) for label in job.labels] == [str, str]


@pytest.mark.parametrize(("directory", "reason"), [(None, "None is no path"), (3.5, "3.5 is no path")])
def test_what_is_no_directory_is_refused(directory, reason):
    with pytest.raises(ValueError, match=f"directory: {reason}"):
        ExplainJob(directory, labels=["cat"])


def test_a_directory_may_be_bytes(tmp_path):
    with ExplainJob(os.fsencode(tmp_path / "run"), labels=["cat"]) as job:
        assert job.directory == tmp_path / "run"


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda job: job.sample(0).add_map("GradCAM", 0, MAP, signed="no"), "signed: 'no' is none of True, False and None"),
        (lambda job: job.sample(0).add_counterfactual(1, None), "layers: None is no list"),
        (lambda job: job.add_skipped(3, 5), "reason.* 5 is no name"),
        (lambda job: job.add_skipped(3, "\ud800"), "cannot be written as UTF-8"),
        (lambda job: job.add_skipped(3, "no", "LIME"), "explainer: 'LIME' is not one of the job's"),
    ],
)
def test_other_arguments_are_checked_before_anything_is_written(job, call, reason):
    job.add_sample(PICTURE, probabilities=CHANCES)
    before = files_of(job.directory)
    with pytest.raises(ValueError, match=reason):
        call(job)
    assert files_of(job.directory) == before


def test_a_job_that_was_deleted_takes_nothing(tmp_path):
    job = open_job(tmp_path / "run")
    sample = job.add_sample(PICTURE)
    shutil.rmtree(tmp_path / "run")
    for call in (lambda: job.add_sample(PICTURE), lambda: sample.add_map("GradCAM", 0, MAP), lambda: job.add_skipped(1, "no")):
        with pytest.raises(FileNotFoundError, match="The job was deleted while it was written"):
            call()
    assert not (tmp_path / "run").exists()


def test_a_map_that_replaces_another_warns(tmp_path):
    with open_job(tmp_path / "run") as job:
        sample = job.add_sample(PICTURE)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for explainer, label in (("GradCAM", 0), ("GradCAM", 1), ("Gradient", 0)):
                sample.add_map(explainer, label, MAP)
            before = files_of(tmp_path)
            with pytest.raises(UserWarning, match="sample 0, map of 'GradCAM' for label 1: there is one already"):
                sample.add_map("GradCAM", 1, -MAP)
            assert files_of(tmp_path) == before
        with pytest.warns(UserWarning, match="this one replaces it") as caught:
            sample.add_map("GradCAM", 1, -MAP)
        assert caught[0].filename == __file__
    with open_job(tmp_path / "run") as job, pytest.warns(UserWarning, match="sample 0, map of 'Gradient' for label 0"):
        job.sample(0).add_map("Gradient", 0, MAP)


@pytest.mark.parametrize("shape", [(2, 1), (1, 2), (1, 1)])
def test_ground_truth_of_two_axes_is_refused_with_the_line_to_write(job, shape):
    truth = np.array([2, 0][: np.prod(shape)]).reshape(shape)
    with pytest.raises(ValueError, match=r"sample 0, ground_truth: shape \(\d, \d\) .* write array\.ravel\(\)"):
        job.add_sample(PICTURE, ground_truth=truth, probabilities=CHANCES)
    job.add_sample(PICTURE, ground_truth=truth.ravel(), probabilities=CHANCES)


@pytest.mark.parametrize("below", ["", "run"])
def test_a_file_is_no_directory_of_a_job(tmp_path, below):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ValueError, match=r"^directory: .*/file.* is a file, or below one; pass the path of a directory"):
        open_job(tmp_path / "file" / below)
    assert files_of(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_job_that_was_moved_takes_nothing(tmp_path, is_replaced):
    job = open_job(tmp_path / "run")
    sample = job.add_sample(PICTURE)
    (tmp_path / "run").rename(tmp_path / "moved")
    if is_replaced:
        shutil.copytree(tmp_path / "moved", tmp_path / "run")
    before = files_of(tmp_path)
    calls = (lambda: job.add_sample(PICTURE), lambda: sample.add_map("GradCAM", 0, MAP), lambda: job.add_skipped(1, "no"))
    for call in (*calls, job.close):
        with pytest.raises(FileNotFoundError, match="The job was moved while it was written; open it again where it is now"):
            call()
    assert files_of(tmp_path) == before
    with open_job(tmp_path / "moved") as continued:
        assert continued.sample_ids == [0]


def test_a_job_may_move_where_its_path_still_leads_to_it(tmp_path):
    with open_job(tmp_path / "run") as job:
        (tmp_path / "run").rename(tmp_path / "moved")
        (tmp_path / "run").symlink_to(tmp_path / "moved")
        job.add_sample(PICTURE)
    assert [*(tmp_path / "moved").rglob("0.jpg")]


@pytest.mark.parametrize(("content", "reason"), [(None, "cannot be read"), (b"no picture", "is not the picture")])
def test_a_sample_whose_original_is_gone_takes_no_maps(job, content, reason):
    job.add_sample(PICTURE)
    original = job.directory / job.data_directory / "origin_images/0/0.jpg"
    original.unlink() if content is None else original.write_bytes(content)
    with pytest.raises(ValueError, match=f"sample 0: .*{reason}.*restore it"):
        job.sample(0)


@pytest.mark.parametrize(("labels", "truth", "ids"), [("ab", [0, 1], "{0, 1}"), ("ab", (1, 0), "{1, 0}"), ("a", [0], "{0}")])
def test_a_list_that_may_be_marks_is_taken_as_ids_with_a_warning(tmp_path, labels, truth, ids):
    with ExplainJob(tmp_path / "run", labels=list(labels)) as job:
        with pytest.warns(UserWarning) as warned:
            job.add_sample(PICTURE, probabilities=[0.5] * len(labels), ground_truth=truth)
        assert job.label_set(0) == tuple(truth)
        marks = str(list(truth))
        assert [str(each.message) for each in warned] == [
            f"ground_truth: {marks} is taken as label ids, and may be marks of the {len(labels)} labels; "
            f"write {ids} for these ids, np.flatnonzero({marks}) for marks"
        ]
        assert warned[0].filename == __file__


@pytest.mark.parametrize(
    ("labels", "truth"), [("ab", {0, 1}), ("ab", [1]), ("abc", [0, 1]), ("ab", np.flatnonzero([0, 1])), ("ab", [])]
)
def test_ground_truth_of_one_meaning_does_not_warn(tmp_path, labels, truth):
    with ExplainJob(tmp_path / "run", labels=list(labels)) as job, warnings.catch_warnings():
        warnings.simplefilter("error")
        job.add_sample(PICTURE, probabilities=[0.5] * len(labels), ground_truth=truth)


def test_premultiplied_grey_is_over_white(job):
    levels = np.full((12, 16), 200, np.uint8)
    picture = Image.merge("LA", (Image.fromarray(levels), Image.fromarray(np.full((12, 16), 51, np.uint8)))).convert("La")
    assert picture.mode == "La"
    assert np.abs(np.asarray(to_rgb(picture, "image")).astype(int) - 244).max() <= 2  # 0.2 × 200 + 0.8 × 255
