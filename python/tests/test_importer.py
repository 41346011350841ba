"""A job of files."""

import numpy as np
import pytest
from conftest import MAP, PICTURE, read_by_dashboard
from PIL import Image

from salient.__main__ import main
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


def run(files, *more):
    options = ["--images", files / "images", "--predictions", files / "table.csv", "--maps", files / "maps", *more]
    return main([str(word) for word in ["import", files / "run", *options]])


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
        ("image,label,probability\na.png,cat,7\n", "a.png: sample 0, probabilities[0]: 7 is no probability"),
        ("image,label,probability\ngone.png,cat,1\n", "No such file"),
        ("image,label,probability\na.png,cat,1\n", "a.npz: 'dog' is neither the name nor the id of a label"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(files, capsys, table, reason):
    (files / "table.csv").write_text(table)
    assert run(files) == 2
    assert reason in capsys.readouterr().err


def test_a_bad_map_is_said_with_its_file(files, capsys):
    np.save(files / "maps" / "GradCAM" / "sub" / "b.npy", MAP * np.nan)
    assert run(files) == 2
    assert "b.npy: sample 1, map of 'GradCAM' for label 2: 192 of 192 values" in capsys.readouterr().err


def test_a_job_that_is_there_is_left_alone(files, capsys):
    assert run(files) == 0
    assert run(files) == 2
    assert "holds a job already" in capsys.readouterr().err
