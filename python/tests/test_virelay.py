"""Projects of ViRelAy as jobs."""

import json

import numpy as np
import pytest
from conftest import files_of
from PIL import Image

import salient
from salient.__main__ import main
from salient.validate import validate

h5py = pytest.importorskip("h5py")
yaml = pytest.importorskip("yaml")

NAMES = ["cat", "dog", "bird"]
RANDOM = np.random.default_rng(0)
PICTURES = RANDOM.random((4, 3, 10, 14), dtype=np.float32)
MAPS = RANDOM.standard_normal((4, 3, 10, 14)).astype(np.float32)
CHANCES = np.array([[0.75, 0.125, 0.125], [0.25, 0.5, 0.25], [0.625, 0.125, 0.25], [0.125, 0.125, 0.75]], np.float32)
TRUTHS = np.array([0, 1, 2, 2], np.uint16)


def write_project(place, method="LRP", strategy="predicted_label", data=None, attributions=None, dataset=None):
    """A project of four pictures; entries of its files may be replaced, or dropped by None."""
    place.mkdir(parents=True, exist_ok=True)
    labels = [{"index": number, "word_net_id": f"n{number}", "name": name} for number, name in enumerate(NAMES)]
    (place / "label-map.json").write_text(json.dumps(labels))
    entries = {"attribution": MAPS, "prediction": CHANCES, "label": TRUTHS, **(attributions or {})}
    for file, found in (("data.h5", {"data": PICTURES, "label": TRUTHS, **(data or {})}), (f"{method}.h5", entries)):
        with h5py.File(place / file, "w") as out:
            for name, value in found.items():
                if isinstance(value, dict):
                    for key, each in value.items():
                        out.create_group(name) if name not in out else None
                        out[name][key] = each
                elif value is not None:
                    out[name] = value
    size = {"input_width": 14, "input_height": 10, "up_sampling_method": "none", "down_sampling_method": "none"}
    project = {
        "name": "Test",
        "model": "Model",
        "label_map": "label-map.json",
        "dataset": {"name": "Data", "type": "hdf5", "path": "data.h5", **size, **(dataset or {})},
        "attributions": {"attribution_method": method, "attribution_strategy": strategy, "sources": [f"{method}.h5"]},
    }
    path = place / f"{method}.yaml"
    path.write_text(yaml.safe_dump({"project": project}))
    return path


def run(place, *words):
    return main(["from-virelay", str(place / "job"), *map(str, words)])


def test_a_project_becomes_a_job(tmp_path, capsys):
    assert run(tmp_path, write_project(tmp_path)) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'job'}: 4 samples\n"
    assert list(validate(tmp_path / "job")) == []
    job = salient.read(tmp_path / "job")
    assert (job.labels, job.explainers) == (NAMES, ["LRP"])
    for id, sample in job.items():
        assert sample.ground_truth == [TRUTHS[id]]
        assert sample.probabilities == dict(enumerate(CHANCES[id].tolist()))
        assert sample.maps == [("LRP", int(CHANCES[id].argmax()))]
        values = MAPS[id].astype(float).sum(axis=0)
        assert sample.map(*sample.maps[0]) == pytest.approx(values, abs=np.ptp(values) / 255)
        assert np.abs(np.asarray(sample.picture()) / 255 - np.moveaxis(PICTURES[id], 0, 2)).mean() < 0.1


def test_several_projects_are_explainers_of_one_job(tmp_path):
    some = {"index": np.array([3, 1]), "attribution": MAPS[:2], "prediction": CHANCES[[3, 1]], "label": TRUTHS[[3, 1]]}
    second = write_project(tmp_path, "Gradient", "true_label", attributions=some)
    assert run(tmp_path, write_project(tmp_path), second) == 0
    job = salient.read(tmp_path / "job")
    assert job.explainers == ["LRP", "Gradient"]
    maps = {id: [pair for pair in sample.maps if pair[0] == "Gradient"] for id, sample in job.items()}
    assert maps == {0: [], 1: [("Gradient", 1)], 2: [], 3: [("Gradient", 2)]}


def test_groups_marks_and_outputs_are_read(tmp_path):
    keys = ["b", "a", "d", "c"]
    marks = np.eye(3, dtype=bool)[TRUTHS]
    data = {"data": dict(zip(keys, PICTURES * 2 - 1)), "label": dict(zip(keys, marks))}
    found = {"attribution": MAPS, "prediction": np.log(CHANCES), "label": TRUTHS}
    attributions = {name: dict(zip(keys, value)) for name, value in found.items()}
    path = write_project(tmp_path, strategy="true_label", data=data, attributions=attributions)
    assert run(tmp_path, path, "--mean", 0.5, "--std", 0.5, "--activation", "softmax") == 0
    job = salient.read(tmp_path / "job")
    for place, key in enumerate(sorted(keys)):
        number = keys.index(key)
        assert job[place].ground_truth == [TRUTHS[number]]
        assert job[place].probabilities == pytest.approx(dict(enumerate(CHANCES[number].tolist())), abs=1e-6)
        assert np.abs(np.asarray(job[place].picture()) / 255 - np.moveaxis(PICTURES[number], 0, 2)).mean() < 0.1


@pytest.mark.parametrize(
    ("methods", "size", "wanted"),
    [
        (("none", "resize"), (28, 20), (14, 10)),
        (("resize", "none"), (7, 5), (14, 10)),
        (("none", "center_crop"), (20, 12), (14, 10)),
        (("none", "none"), (28, 20), (28, 20)),
        (("none", "none"), (7, 5), (7, 5)),
        (("fill_zeros", "none"), (28, 20), (28, 20)),
        (("fill_zeros", "none"), (7, 5), None),
        (("none", "center_crop"), (28, 5), None),
        (("none", "resize"), (28, 5), (14, 10)),
    ],
)
def test_a_folder_of_pictures(tmp_path, capsys, methods, size, wanted):
    for number, truth in enumerate(TRUTHS):
        path = tmp_path / "pictures" / f"n{truth}" / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.uint8(np.moveaxis(PICTURES[number], 0, 2) * 255)).resize(size).save(path)
    dataset = {
        "type": "image_directory",
        "path": "pictures",
        "label_index_regex": None,
        "label_word_net_id_regex": r"^.*/(n\d)/.*$",
        "up_sampling_method": methods[0],
        "down_sampling_method": methods[1],
    }
    result = run(tmp_path, write_project(tmp_path, dataset=dataset))
    if wanted is None:
        assert result == 2
        assert f"{size[0]}×{size[1]} made 14×10 by" in capsys.readouterr().err
        return
    assert result == 0
    job = salient.read(tmp_path / "job")
    assert [sample.ground_truth for sample in job.values()] == [[0], [1], [2], [2]]
    assert job[0].picture().size == wanted


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"attributions": {"prediction": CHANCES * 4}}, "LRP.h5, attribution 0: the prediction is 0.5 to 3 and adds up to 4"),
        ({"attributions": {"prediction": CHANCES[:, :2]}}, r"a prediction of shape (2,) for 3 labels"),
        ({"data": {"data": PICTURES * 255}}, "sample 0: its values are"),
        ({"attributions": {"index": np.array([0, 1, 2, 9])}}, "data.h5 has no sample 9"),
        ({"attributions": {"index": np.array([0, 1, 2, 0])}}, "attribution 3: sample 0 has one already"),
        ({"attributions": {"attribution": None}}, "LRP.h5: it has no 'attribution', only 'label', 'prediction'"),
        ({"strategy": "true_label", "data": {"label": np.ones((4, 3), bool)}}, "it is for the labels [0, 1, 2]"),
        ({"dataset": {"type": "zip"}}, "a dataset of the type 'zip' is not read"),
        ({"dataset": {"type": "image_directory", "path": "."}, "method": "A"}, "neither label_index_regex nor"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_left_behind(tmp_path, capsys, changes, reason):
    path = write_project(tmp_path, **changes)
    before = files_of(tmp_path)
    assert run(tmp_path, path) == 2
    assert reason in capsys.readouterr().err
    assert files_of(tmp_path) == before and not (tmp_path / "job").exists()


def test_projects_of_other_data_and_files_that_are_no_projects_are_refused(tmp_path, capsys):
    first, other = write_project(tmp_path), write_project(tmp_path / "other", "Gradient")
    assert run(tmp_path, first, other) == 2
    assert "it is of another data set" in capsys.readouterr().err
    first.write_text("project: 1")
    assert run(tmp_path, first) == 2
    assert "it is no project of ViRelAy with attributions" in capsys.readouterr().err
