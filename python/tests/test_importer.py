"""A job of files."""

import shutil

import numpy as np
import pytest
from conftest import MAP, PICTURE, read_by_dashboard
from PIL import Image

from salient import ExplainJob
from salient.__main__ import main
from salient.reading import event_file_of, read_events
from salient.validate import validate

TABLE = """image,label,probability,truth
a.png,cat,0.75,1
a.png,dog,0.125,
sub/b.png,dog,0.25,1
sub/b.png,fish,0.625,0
"""


@pytest.fixture
def files(tmp_path):
    for name in ("a.png", "sub/b.png"):
        (tmp_path / "images" / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(PICTURE).save(tmp_path / "images" / name)
        (tmp_path / "maps" / "GradCAM" / name).parent.mkdir(parents=True, exist_ok=True)
    np.savez(tmp_path / "maps" / "GradCAM" / "a.npz", cat=MAP, dog=-MAP)
    np.save(tmp_path / "maps" / "GradCAM" / "sub" / "b.npy", MAP)
    (tmp_path / "maps" / "Gradient").mkdir()
    (tmp_path / "table.csv").write_text(TABLE)
    return tmp_path


def options(files, maps="maps"):
    words = ["--images", files / "images", "--predictions", files / "table.csv", "--maps", files / maps]
    return list(map(str, words))


def run(files, *more):
    return main(["import", str(files / "run"), *options(files), *map(str, more)])


def maps_of(directory):
    """Explainer, sample and label of each map."""
    events = [event for _, event in read_events(event_file_of(directory))]
    return {(each.explain_method, event.sample_id, each.label) for event in events for each in event.explanation}


def test_files_become_a_job(files, capsys):
    assert run(files) == 0
    assert capsys.readouterr().out == f"{files / 'run'}: 2 samples\n"
    assert list(validate(files / "run")) == []
    (found,) = read_by_dashboard(files / "run")
    assert (found["state"], found["explainers"]) == ("complete", ["GradCAM", "Gradient"])
    first, second = found["samples"]
    assert [(label["name"], label["type"]) for label in first["labels"]] == [("cat", "TP"), ("dog", None)]
    assert [(label["name"], label["type"]) for label in second["labels"]] == [("dog", "FN"), ("fish", "FP")]
    assert [each["label"] for each in first["maps"]] == [0, 1]
    assert [each["label"] for each in second["maps"]] == [2]


def test_labels_by_id_with_names_from_a_file(files):
    (files / "labels.txt").write_text("ant\nbee\ncat\ndog\nfish\n")
    (files / "table.csv").write_text(TABLE.replace("dog", "3"))
    np.savez(files / "maps" / "GradCAM" / "a.npz", **{"3": MAP})
    assert run(files, "--labels", files / "labels.txt", "--threshold", "0.2") == 0
    (found,) = read_by_dashboard(files / "run")
    assert found["threshold"] == 0.2
    assert [(each["id"], each["name"]) for each in found["samples"][1]["labels"]] == [(3, "dog"), (4, "fish")]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("image,label\na.png,cat\n", "table.csv: the header lacks probability"),
        ("image,label,probability\n", "table.csv: there is no row"),
        ("image,label,probability\na.png,cat,much\n", "table.csv, line 2: could not convert"),
        ("image,label,probability\na.png,,1\n", "line 2: image or label is empty"),
        ("image,label,probability\na.png\n", "line 2: image or label is empty"),
        ("image,label,probability,truth\na.png,cat,1,maybe\n", "line 2: truth is 'maybe', not 1 or 0"),
        ("image,label,probability\na.png,cat,1\na.png,cat,1\n", "line 3: a.png has label cat twice"),
        (
            "image,label,probability\na.png,cat,7\na.png,dog,0\nsub/b.png,fish,1\n",
            "table.csv, line 2: probability: 7 is no probability",
        ),
        ("image,label,probability\ngone.png,cat,1\n", "No such file"),
        (
            "image,label,probability\na.png,cat,1\nsub/b.png,cat,1\n",
            "a.npz: array: 'dog' is neither the name nor the id of a label",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(files, capsys, table, reason):
    (files / "table.csv").write_text(table)
    assert run(files) == 2
    assert reason in capsys.readouterr().err
    assert not (files / "run").exists()


def test_a_bad_map_is_said_with_its_file(files, capsys):
    np.save(files / "maps" / "GradCAM" / "sub" / "b.npy", MAP * np.nan)
    assert run(files) == 2
    assert "b.npy: sample 1, map of 'GradCAM' for label 2: 192 of 192 values" in capsys.readouterr().err
    assert not (files / "run").exists()


def test_a_failed_import_leaves_only_what_was_there(files, capsys):
    np.save(files / "maps" / "GradCAM" / "sub" / "b.npy", MAP * np.nan)
    (files / "run").mkdir()
    (files / "run" / "notes.txt").write_text("mine")
    assert run(files) == 2
    assert [path.name for path in (files / "run").rglob("*")] == ["notes.txt"]
    assert main(["import", str(files / "new" / "deep" / "run"), *options(files)]) == 2
    assert not (files / "new").exists()


def test_a_job_that_is_there_is_left_alone(files, capsys):
    assert run(files) == 0
    assert run(files) == 2
    assert "holds a job already" in capsys.readouterr().err
    assert list(validate(files / "run")) == []


def test_a_job_that_another_writer_opens_is_left_alone(files, capsys):
    with ExplainJob(files / "run", labels=["cat"]):
        (event_file,) = (files / "run").glob("*_explain")
        event_file.rename(files / "elsewhere")  # as if it were not written yet
        assert run(files) == 2
        assert "is open for writing in this process" in capsys.readouterr().err
        assert (files / "run" / ".salient.lock").exists()
        (files / "elsewhere").rename(event_file)


@pytest.fixture
def bare(files):
    """The same without maps; predicted is cat (label 0) of a, and fish (label 2) of sub/b."""
    shutil.rmtree(files / "maps")
    return files


def write(path, array=MAP):
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".npy":
        np.save(path, array)
    elif path.suffix == ".npz":
        np.savez(path, **array) if isinstance(array, dict) else np.savez(path, array)
    else:
        Image.fromarray((array / array.max() * 255).astype(np.uint8)).save(path)


TOP = {("IG", 0, 0), ("IG", 1, 2)}


@pytest.mark.parametrize("ending", ["npy", "npz", "png", "NPY"])
@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ("IG/a", "IG/sub/b", TOP),
        ("IG/a.png", "IG/sub/b.png", TOP),
        ("IG/a", "IG/b", TOP),
        ("IG/images/a", "IG/images/sub/b", TOP),
        ("a/IG", "sub/b/IG", TOP),
        ("a/IG", "b/IG", TOP),
        ("outer/IG/a", "outer/IG/sub/b", TOP),
        ("very/outer/IG/a", "very/outer/IG/sub/b", TOP),
        ("IG/a/dog", "IG/sub/b/dog", {("IG", 0, 1), ("IG", 1, 1)}),
        ("IG/a/1", "IG/sub/b/2", {("IG", 0, 1), ("IG", 1, 2)}),
        ("IG/a_dog", "IG/sub/b_dog", {("IG", 0, 1), ("IG", 1, 1)}),
        ("IG/a_1", "IG/sub/b-2", {("IG", 0, 1), ("IG", 1, 2)}),
        ("IG/dog/a", "IG/dog/sub/b", {("IG", 0, 1), ("IG", 1, 1)}),
        ("a/IG/dog", "sub/b/IG/dog", {("IG", 0, 1), ("IG", 1, 1)}),
        ("a/dog/IG", "sub/b/dog/IG", {("IG", 0, 1), ("IG", 1, 1)}),
        ("a/IG_dog", "sub/b/IG_dog", {("IG", 0, 1), ("IG", 1, 1)}),
        ("a_IG", "sub/b_IG", TOP),
        ("a_IG", "b_IG", TOP),
        ("a", "sub/b", {("maps", 0, 0), ("maps", 1, 2)}),
        ("a", "b", {("maps", 0, 0), ("maps", 1, 2)}),
        ("a/dog", "sub/b/dog", {("maps", 0, 1), ("maps", 1, 1)}),
        ("a_dog", "sub/b_dog", {("maps", 0, 1), ("maps", 1, 1)}),
    ],
)
def test_layouts(bare, first, second, wanted, ending):
    for place in (first, second):
        lower = bare / "maps" / f"{place}.{ending.lower()}"
        write(lower)
        lower.rename(lower.with_name(lower.name[:-3] + ending))
    (bare / "maps" / ".DS_Store").write_bytes(b"")
    (bare / "maps" / "README.txt").write_text("notes")
    assert run(bare) == 0
    assert maps_of(bare / "run") == wanted
    assert list(validate(bare / "run")) == []


def test_the_folder_of_an_explainer_and_arrays_of_explainers(bare):
    write(bare / "maps" / "IG" / "a.npy")
    write(bare / "maps" / "IG" / "sub" / "b.npy")
    assert main(["import", str(bare / "run"), *options(bare, "maps/IG")]) == 0
    assert maps_of(bare / "run") == TOP
    write(bare / "flat" / "a.npz", {"IG": MAP, "GradCAM": MAP})
    write(bare / "flat" / "sub" / "b.npz", {"IG": MAP})
    assert main(["import", str(bare / "other"), *options(bare, "flat")]) == 0
    assert maps_of(bare / "other") == {*TOP, ("GradCAM", 0, 0)}


def test_the_folder_around_pictures_and_maps(bare):
    write(bare / "maps" / "IG" / "a.png")
    write(bare / "maps" / "IG" / "sub" / "b.png")
    assert main(["import", str(bare / "run"), *options(bare, ".")]) == 0
    assert maps_of(bare / "run") == TOP


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [("absolute", "", "{images}/"), ("with the folder", "", "images/"), ("dot", "", "./"), ("no suffix", ".png", "")],
)
def test_pictures_by_other_paths(bare, change, old, new):
    table = TABLE.replace("\na.png", f"\n{new}a.png" if not old else "\na").replace(
        "\nsub/b.png", f"\n{new}sub/b.png" if not old else "\nsub/b"
    )
    (bare / "table.csv").write_text(table.format(images=bare / "images"))
    write(bare / "maps" / "IG" / "a.npy")
    write(bare / "maps" / "IG" / "sub" / "b.npy")
    assert run(bare) == 0
    assert maps_of(bare / "run") == TOP


@pytest.mark.parametrize(
    ("paths", "reason"),
    [
        (["IG/a.npy", "IG/c.npy"], "1 of 2 files match no picture of the table: {maps}/IG/c.npy; expected EXPLAINER/IMAGE.npy"),
        (["x/y/z.npy"], "1 of 1 files match no picture"),
        (["IG/a.pt"], "{maps}/IG/a.pt cannot be read; save attributions with np.save"),
        (["IG/a.jpg"], "{maps}/IG/a.jpg cannot be read"),
        (["notes.txt"], "holds no maps (npy, npz or png); in it: notes.txt"),
        (["IG/a.npy", "IG/a.npz"], "is a map of 'IG' for label 0 of the same picture too"),
    ],
)
def test_maps_that_match_nothing_are_listed(bare, capsys, paths, reason):
    for path in paths:
        place = bare / "maps" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        write(place) if place.suffix in (".npy", ".npz") else place.write_bytes(b"?")
    assert run(bare) == 2
    assert reason.format(maps=bare / "maps") in capsys.readouterr().err
    assert not (bare / "run").exists()


def test_a_path_with_two_readings_is_refused(bare, capsys):
    for name in ("1", "2"):
        Image.fromarray(PICTURE).save(bare / "images" / f"{name}.png")
        for other in ("1", "2"):
            write(bare / "maps" / name / f"{other}.npy")
    (bare / "table.csv").write_text("image,label,probability\n1.png,x,1\n1.png,y,0\n2.png,z,1\n")
    assert run(bare) == 2
    assert "may be the map of" in capsys.readouterr().err


def test_maps_of_nowhere_are_refused(bare, capsys):
    assert run(bare) == 2
    assert "there is no such folder of maps" in capsys.readouterr().err
    (bare / "maps").mkdir()
    assert run(bare) == 2
    assert "in it: nothing" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_tables_and_labels_of_any_program(bare, encoding, newline):
    blank = "\n\n,,,\n  \n"
    table = TABLE.replace("cat", "café").replace("\na.png,dog", f"{blank}a.png, dog ").replace("image,label", " Image, label")
    (bare / "table.csv").write_bytes((table + blank).replace("\n", newline).encode(encoding))
    (bare / "labels.txt").write_bytes("fish\ncafé\ndog\n\n".replace("\n", newline).encode(encoding))
    write(bare / "maps" / "IG" / "a.npz", {"café": MAP, "dog": MAP})
    assert run(bare, "--labels", bare / "labels.txt") == 0
    assert maps_of(bare / "run") == {("IG", 0, 1), ("IG", 0, 2)}
    (found,) = read_by_dashboard(bare / "run")
    assert [label["name"] for label in found["samples"][0]["labels"]] == ["café", "dog"]


def test_a_table_of_a_spreadsheet(bare):
    (bare / "table.csv").write_text(TABLE.replace(",", ";").replace("0.75", "0,75"))
    write(bare / "maps" / "IG" / "a.npy")
    assert run(bare) == 0
    (found,) = read_by_dashboard(bare / "run")
    assert found["samples"][0]["labels"][0]["confidence"] == 0.75


def test_labels_that_are_not_clear_are_refused(bare, capsys):
    write(bare / "maps" / "IG" / "a.npy")
    (bare / "labels.txt").write_text("cat\n\ndog\nfish\n")
    assert run(bare, "--labels", bare / "labels.txt") == 2
    assert "labels.txt, line 2: the line is blank" in capsys.readouterr().err
    (bare / "labels.txt").write_text("cat\ndog\ndog\nfish\n")
    assert run(bare, "--labels", bare / "labels.txt") == 2
    assert "'dog' is the name of 2 labels; write their ids" in capsys.readouterr().err


def test_pictures_are_imported_by_the_rules_of_the_logger(bare):
    wide = np.arange(12 * 16, dtype=np.uint16).reshape(12, 16) * 300
    Image.fromarray(wide).save(bare / "images" / "a.png")
    clear = np.dstack([PICTURE, np.zeros((12, 16), np.uint8)])
    Image.fromarray(clear).save(bare / "images" / "sub" / "b.png")
    write(bare / "maps" / "IG" / "a.npy")
    assert run(bare) == 0
    first, second = sorted((bare / "run").rglob("*.jpg"))
    with Image.open(first) as shown:
        assert np.abs(np.asarray(shown)[:, :, 0] - wide / 257).max() < 4
    with Image.open(second) as shown:
        assert np.asarray(shown).min() > 250
