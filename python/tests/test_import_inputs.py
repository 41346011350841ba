"""What people import: files that are broken, misnamed or laid out otherwise are read as they were meant, or refused by name."""

import io
import pickle
import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from conftest import MAP, PICTURE, files_of
from PIL import Image

from salient.__main__ import main
from salient.events import Explain
from salient.reading import event_file_of, read_events

TABLE = "image,label,probability,truth\ncats/1.jpg,cat,0.9,1\ncats/1.jpg,dog,0.1,0\n2.png,cat,0.2,0\n2.png,dog,0.8,1\n"


@pytest.fixture
def place(tmp_path):
    """A folder with pictures, a table and an empty folder of maps."""
    (tmp_path / "pictures" / "cats").mkdir(parents=True)
    (tmp_path / "maps").mkdir()
    for name in ("cats/1.jpg", "2.png"):
        Image.fromarray(PICTURE).save(tmp_path / "pictures" / name)
    (tmp_path / "table.csv").write_text(TABLE)
    return tmp_path


def imported(place, *more):
    """The exit code of an import; a failed one leaves nothing behind."""
    before = files_of(place)
    paths = ["--images", place / "pictures", "--predictions", place / "table.csv"]
    code = main(["import", str(place / "job"), *map(str, paths), *map(str, more)])
    if code:
        assert files_of(place) == before and not (place / "job").exists()
    return code


def contents(place):
    """Label names, and explainer and label of each map by sample."""
    events = [event for _, event in read_events(event_file_of(place / "job")) if isinstance(event, Explain)]
    names = next(event.metadata.label for event in events if event.metadata)
    return names, [(event.sample_id, each.explain_method, each.label) for event in events for each in event.explanation]


def npy(array=MAP):
    encoded = io.BytesIO()
    np.save(encoded, array, allow_pickle=True)
    return encoded.getvalue()


def npz(compressed=False, **arrays):
    encoded = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(encoded, **arrays)
    return encoded.getvalue()


LEVELS = MAP.astype(np.uint8)


def png(levels=LEVELS, mode=None):
    encoded = io.BytesIO()
    image = Image.fromarray(levels)
    (image if mode is None else image.convert(mode)).save(encoded, "PNG")
    return encoded.getvalue()


def bomb():
    """A PNG of which the header says that it is 40,000 pixels wide and high."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def corrupted(content):
    return content[:80] + b"x" * 10 + content[90:]


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"IG/cats/1.npy": npz(arr_0=MAP)}, [(0, "IG", 0)]),
        ({"IG/cats/1.npz": npy()}, [(0, "IG", 0)]),
        ({"IG/cats/1.jpg.npy": npy(), "IG/2.png.npy": npy()}, [(0, "IG", 0), (1, "IG", 1)]),
        ({"IG/cats/1.npz": npz(cat=MAP, dog=MAP)}, [(0, "IG", 0), (0, "IG", 1)]),
        ({"IG/cats/1.npz": npz(**{"0": MAP, "1": MAP})}, [(0, "IG", 0), (0, "IG", 1)]),
        (
            {"cats/1.npz": npz(IG=MAP, LIME=MAP), "2.npz": npz(IG=MAP, LIME=MAP)},
            [(0, "IG", 0), (0, "LIME", 0), (1, "IG", 1), (1, "LIME", 1)],
        ),
        ({"IG/cats/1.npy": npy(np.stack([MAP] * 3))}, [(0, "IG", 0)]),
        ({"IG/1.PNG": png()}, [(0, "IG", 0)]),
        ({"IG/1.png": png((MAP * 300).astype(np.uint16))}, [(0, "IG", 0)]),
        ({"IG/1.npy": npy(), "IG/notes.txt": b"made on Monday", "README.md": b"maps"}, [(0, "IG", 0)]),
        ({"IG/1.npy": npy(), "IG/._1.npy": b"Mac", "__MACOSX/IG/1.npy": b"Mac"}, [(0, "IG", 0)]),
    ],
)
def test_maps_are_found_and_read(place, files, wanted):
    for path, content in files.items():
        (place / "maps" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "maps" / path).write_bytes(content)
    assert imported(place, "--maps", place / "maps") == 0
    assert contents(place)[1] == wanted


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"IG/cats/1.npz": b"PK\x03\x04 and no archive"}, "IG/cats/1.npz: cannot be read, File is not a zip file"),
        ({"IG/cats/1.npz": b"nonsense"}, "IG/cats/1.npz: "),
        ({"IG/cats/1.npz": corrupted(npz(True, cat=MAP))}, "IG/cats/1.npz: cannot be read, "),
        ({"IG/cats/1.npy": npy()[:200]}, "IG/cats/1.npy: "),
        ({"IG/cats/1.npy": b""}, "IG/cats/1.npy: "),
        ({"IG/cats/1.npy": npy(np.array([MAP, None], object))}, "IG/cats/1.npy: holds no array of numbers"),
        ({"IG/cats/1.png": b"\x89PNG\r\n\x1a\nxxxx"}, "IG/cats/1.png: cannot be read, "),
        ({"IG/cats/1.png": png(np.random.default_rng(1).integers(0, 255, (64, 64), np.uint8))[:300]}, "is truncated"),
        ({"IG/cats/1.png": bomb()}, "IG/cats/1.png: cannot be read, Image size"),
        ({"IG/cats/1.png": png(mode="P")}, "mode P has no level per pixel"),
        ({"IG/cats/1.npy": npy(np.stack([MAP] * 2))}, "may be a map for each of the 2 labels; write np.savez"),
        ({"IG/cats/1.npy": npy(np.stack([MAP] * 2)[None])}, "may be a map for each of the 2 labels"),
        ({"IG/cats/1.npz": npz(arr_0=MAP, arr_1=MAP)}, "the arrays arr_0, arr_1 have no names; write np.savez"),
        (
            {"cats/1.npz": npz(arr_0=MAP, arr_1=MAP), "2.npz": npz(arr_0=MAP, arr_1=MAP)},
            "the arrays arr_0, arr_1 have no names",
        ),
        ({"IG/cats/1.npz": npz(attribution=MAP)}, "'attribution' is neither the name nor the id of a label"),
        ({"IG/cats/1.txt": b"1 2 3", "IG/2.npy": npy()}, "IG/cats/1.txt cannot be read; save attributions with np.save"),
        ({"IG/1_heatmap.npy": npy(), "IG/2_heatmap.npy": npy()}, "the explainer may be 'IG', or 'heatmap'"),
        ({"IG/2.jpg.npy": npy()}, "1 of 1 files match no picture"),
        ({"IG.npy": npy(np.stack([MAP] * 5))}, "1 of 1 files match no picture"),
    ],
)
def test_maps_that_cannot_be_read_as_meant_are_refused_by_name(place, capsys, files, reason):
    for path, content in files.items():
        (place / "maps" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "maps" / path).write_bytes(content)
    assert imported(place, "--maps", place / "maps") == 2
    assert reason in capsys.readouterr().err


def test_folders_behind_links_are_read_and_one_that_leads_back_is_not_read_twice(place):
    (place / "elsewhere").mkdir()
    (place / "elsewhere" / "1.npy").write_bytes(npy())
    (place / "maps" / "IG").symlink_to(place / "elsewhere")
    (place / "elsewhere" / "back").symlink_to(place / "maps")
    assert imported(place, "--maps", place / "maps") == 0
    assert contents(place)[1] == [(0, "IG", 0)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("image,probability,label\ncats/1.jpg,0.9,tench, Tinca\n", "line 2: 4 values for 3 columns; put names .* in quotes"),
        ("image,label,probability,label\ncats/1.jpg,cat,0.9,dog\n", "the header has label twice"),
        ("image,label,probability\ncats/1.jpg,cat,0.5\n./cats/1.jpg,dog,0.4\n", "cats/1.jpg and ./cats/1.jpg are the same"),
        ("image,label,probability\ncats/1.jpg,cat,90%\n", "line 2: could not convert string to float: '90%'"),
        ("image,label,probability\ncats/1.jpg,cat,70%\n", "line 2: .*'70%' in the column probability; write 0.7 for 70%"),
        ('image,label,probability\ncats/1.jpg,cat,"0,7"\n', "line 2: .*'0,7' in the column probability; write 0.7 for 0,7"),
        (
            "image,label,probability\n2.png,cat,0.5\n2.png,dog\n",
            "line 3: .* 2 of 3 values, probability is missing",
        ),
        ("image,label,probability,truth\n2.png,cat,0.5,1\n2.png,dog,0.4\n", "line 3: .* 3 of 4 values, truth is missing"),
        (
            "image,label,probability\n2.png,cat,0.5\n2.png,1,0.4\n",
            "column label mixes names, as 'cat', and .* as '1'",
        ),
        ("image,label,probability\ncats/1.jpg,cat,90\n", "line 2: probability: 90 is no probability"),
        ("image,label,probability\ncats/1.jpg,cat,nan\n", "nan is no finite number"),
        ("image,label,probability\ncats/1.jpg,c\0at,0.5\n", "there are NUL characters in it; save it as a CSV in UTF-8"),
        (TABLE.encode("utf-16-le"), "there are NUL characters in it"),
        (TABLE.encode("utf-32"), "there are NUL characters in it"),
        (bytes(range(256)), "there are NUL characters in it"),
        (f'image,label,probability\n2.png,"{"x" * 200_000}",0.5\n', "line 2: field larger than field limit"),
        ('image,label,probability\ncats/1.jpg,"cat,0.5\n2.png,dog,0.5\n', "line 3: could not convert"),
        ("", "the header lacks"),
    ],
)
def test_tables_that_are_not_clear_are_refused_by_line(place, capsys, content, reason):
    (place / "table.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert imported(place) == 2
    assert re.search(reason, capsys.readouterr().err)


@pytest.mark.parametrize("truth", ["1.0,0.0", "yes,no", "TRUE,FALSE", "1,"])
def test_truth_in_the_spelling_of_other_programs(place, truth):
    yes, no = truth.split(",")
    (place / "table.csv").write_text(f"image,label,probability,truth\n2.png,cat,0.9,{yes}\n2.png,dog,0.1,{no}\n")
    assert imported(place) == 0
    events = [event for _, event in read_events(event_file_of(place / "job")) if isinstance(event, Explain)]
    assert [event.ground_truth_label for event in events if event.inference] == [[0]]


@pytest.mark.parametrize("broken", [b"nonsense", bomb(), None])
def test_pictures_that_cannot_be_read_are_refused_by_name(place, capsys, broken):
    path = place / "pictures" / "cats" / "1.jpg"
    path.write_bytes(path.read_bytes()[:-200] if broken is None else broken)
    assert imported(place) == 2
    assert "table.csv, cats/1.jpg: cannot be read, " in capsys.readouterr().err


BY_ID = "image,label,probability\n2.png,0,0.9\n2.png,1,0.1\n"


@pytest.mark.parametrize(
    "content",
    [
        "cat\ndog\n",
        '["cat", "dog"]',
        '{"0": "cat", "1": "dog"}',
        '{\n "1": "dog",\n "0": "cat"\n}',
        '{"cat": 0, "dog": 1}',
        "{0: 'cat',\n 1: 'dog'}",
        "\ufeffcat\r\ndog\r\n\r\n",
    ],
)
def test_names_of_labels_as_programs_write_them(place, content):
    (place / "table.csv").write_text(BY_ID)
    (place / "labels.txt").write_bytes(content.encode())
    assert imported(place, "--labels", place / "labels.txt") == 0
    assert contents(place)[0] == ["cat", "dog"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("0 cat\n1 dog\n", "lines begin with ids, as '0 cat'; write the names alone"),
        ("1: cat\n2: dog\n", "lines begin with ids"),
        ("0\tcat\n1\tdog\n", "lines begin with ids"),
        ("id,name\n0,cat\n1,dog\n", "lines begin with ids, as '0,cat'"),
        ("label\ncat\ndog\n", "line 1: 'label' seems to be a header"),
        ('{"0": ["n01", "cat"], "1": ["n02", "dog"]}', "['n01', 'cat'] is no name"),
        ('{"1": "cat", "2": "dog"}', "neither are the ids 0 to L−1"),
        ("cat\n\ndog\n", "line 2: the line is blank"),
    ],
)
def test_names_of_labels_that_would_be_others_are_refused(place, capsys, content, reason):
    (place / "table.csv").write_text(BY_ID)
    (place / "labels.txt").write_text(content)
    assert imported(place, "--labels", place / "labels.txt") == 2
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize("content", ["0\n1\n", "[unknown]\n[pad]\n", "3d printer\n2cv\n", "{a}\n{b}\n"])
def test_odd_names_are_names(place, content):
    (place / "table.csv").write_text("image,label,probability\n2.png,1,0.1\n")
    (place / "labels.txt").write_text(content)
    assert imported(place, "--labels", Path(place / "labels.txt")) == 0
    assert contents(place)[0] == content.split("\n")[:-1]


@pytest.mark.parametrize(
    ("levels", "reason"),
    [
        (np.eye(12, 16, dtype=np.uint8), "2.png: sample 1, image: a PIL image of mode L .* only 0 and 1"),
        (np.full((12, 16), 200, np.uint16), "2.png: sample 1, image: .* values up to 200 may be of 8 or of 16 bits"),
    ],
)
def test_a_picture_whose_range_is_not_clear_is_refused(place, capsys, levels, reason):
    (place / "pictures" / "2.png").write_bytes(png(levels))
    assert imported(place) == 2
    assert re.search(reason, capsys.readouterr().err)


def test_a_black_picture_is_imported(place):
    (place / "pictures" / "2.png").write_bytes(png(np.zeros((12, 16), np.uint8)))
    assert imported(place) == 0


@pytest.mark.parametrize(
    "content",
    [b"0.5 0.25\n1 2\n", pickle.dumps([1.0, 2.0]), npy(np.array([[1, None]], object)), npz(cat=np.array([[1, None]], object))],
    ids=["text", "pickle", "objects", "npz of objects"],
)
def test_a_file_without_numbers_of_numpy_is_refused_by_name(place, capsys, content):
    (place / "maps" / "IG").mkdir()
    path = place / "maps" / "IG" / ("2.npz" if content.startswith(b"PK") else "2.npy")
    path.write_bytes(content)
    assert imported(place, "--maps", place / "maps") == 2
    message = capsys.readouterr().err
    assert f"{path}: holds no array of numbers as numpy saves it; write np.save(path, array.astype(float))" in message
    assert "allow_pickle" not in message


def test_an_import_to_a_file_is_refused(place, capsys):
    (place / "job").write_text("mine")
    paths = ["--images", place / "pictures", "--predictions", place / "table.csv"]
    assert main(["import", str(place / "job"), *map(str, paths)]) == 2
    assert "job is a file, or below one" in capsys.readouterr().err
    assert (place / "job").read_text() == "mine"


def test_a_picture_that_may_be_one_of_several_is_refused(place, capsys):
    (place / "pictures" / "2.jpg").write_bytes(b"?")
    (place / "table.csv").write_text("image,label,probability\n2,cat,0.5\n")
    assert imported(place) == 2
    assert f"table.csv: 2 may be 2.jpg or 2.png in {place / 'pictures'}; write the suffix too" in capsys.readouterr().err
    (place / "pictures" / "pictures").mkdir()
    Image.fromarray(PICTURE).save(place / "pictures" / "pictures" / "2.png")
    (place / "table.csv").write_text("image,label,probability\npictures/2.png,cat,0.5\n")
    assert imported(place) == 2
    inner, outer = place / "pictures" / "pictures" / "2.png", place / "pictures" / "2.png"
    assert f"pictures/2.png may be {inner} or {outer}; write the path from" in capsys.readouterr().err


def test_a_picture_that_is_in_other_folders_is_named_with_them(place, capsys):
    (place / "pictures" / "dogs").mkdir()
    Image.fromarray(PICTURE).save(place / "pictures" / "dogs" / "1.png")
    for name in ("1", "1.jpg", "wrong/1.jpg"):
        (place / "table.csv").write_text(f"image,label,probability\n{name},cat,0.5\n")
        assert imported(place) == 2
        found = "cats/1.jpg and dogs/1.png" if name == "1" else "cats/1.jpg"
        assert f"{name} is not in {place / 'pictures'}, but below it is {found}; write the path" in capsys.readouterr().err


def test_a_map_that_may_be_of_pictures_of_two_folders_is_refused(place, capsys):
    (place / "pictures" / "dogs").mkdir()
    Image.fromarray(PICTURE).save(place / "pictures" / "dogs" / "1.jpg")
    (place / "table.csv").write_text("image,label,probability\ncats/1.jpg,cat,0.5\ndogs/1.jpg,cat,0.4\n")
    (place / "maps" / "IG").mkdir()
    (place / "maps" / "IG" / "1.npy").write_bytes(npy())
    assert imported(place, "--maps", place / "maps") == 2
    reason = "1.npy may be a map of cats/1.jpg or of dogs/1.jpg; write the folders of the pictures too, as"
    assert f"{reason} {place / 'maps' / 'EXPLAINER' / 'cats' / '1.npy'}" in capsys.readouterr().err


def test_labels_by_name_and_id_are_explicit_with_a_list_of_names(place):
    (place / "names.txt").write_text("dog\ncat\n")
    (place / "table.csv").write_text("image,label,probability\n2.png,dog,0.5\n2.png,1,0.4\n")
    assert imported(place, "--labels", place / "names.txt") == 0
    assert contents(place)[0] == ["dog", "cat"]
