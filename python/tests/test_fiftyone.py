"""Jobs as data sets of FiftyOne, and back. python/tests_adapters does the same with FiftyOne itself."""

import base64
import io
import json
import zlib

import numpy as np
import pytest
from conftest import LABELS, MAP, PICTURE, files_of, open_job
from PIL import Image

import salient
from salient.__main__ import main
from salient.validate import validate


@pytest.fixture
def job(tmp_path):
    with open_job(tmp_path / "job", explainers=["GradCAM++", "GradCAM", "积分"], threshold=0.25) as job:
        first = job.add_sample(PICTURE, ground_truth=[1], probabilities={0: 0.75, 1: 0.125, 3: 0.0625}, id=3)
        first.add_map("GradCAM++", 0, MAP - 50)
        first.add_map("GradCAM++", 1, -MAP[:3, :4])
        first.add_map("GradCAM", 0, MAP)
        first.add_map("积分", 0, np.full((12, 16), 0.5))
        job.add_sample(PICTURE[::-1], ground_truth=[2, 3], probabilities={2: 0.5, 3: 0.375}, id=9)
        job.add_sample(PICTURE, probabilities={1: 0.25})
    return tmp_path / "job"


def convert(*words):
    assert main([*map(str, words)]) == 0


def test_a_job_comes_back_as_it_was(job, tmp_path, capsys):
    convert("to-fiftyone", tmp_path / "data set", job)
    convert("from-fiftyone", tmp_path / "back", tmp_path / "data set")
    assert capsys.readouterr().out.splitlines() == [f"{tmp_path / 'data set'}: 3 samples", f"{tmp_path / 'back'}: 3 samples"]
    assert list(validate(tmp_path / "back")) == []
    before, after = salient.read(job), salient.read(tmp_path / "back")
    assert (after.labels, after.explainers, after.threshold) == (LABELS, before.explainers, 0.25)
    assert list(after) == list(before)
    for id, old in before.items():
        new = after[id]
        assert (new.ground_truth, new.predicted, new.probabilities) == (old.ground_truth, old.predicted, old.probabilities)
        assert sorted(new.maps) == sorted(old.maps)
        for explainer, label in old.maps:
            assert (new.levels(explainer, label) == old.levels(explainer, label)).all()
            assert new.map(explainer, label) == pytest.approx(old.map(explainer, label))
            assert new.explanations[explainer, label].signed == old.explanations[explainer, label].signed


def test_the_data_set_is_as_fiftyone_documents_it(job, tmp_path):
    convert("to-fiftyone", tmp_path / "data set", job)
    metadata = json.loads((tmp_path / "data set" / "metadata.json").read_text(encoding="utf-8"))
    assert "version" not in metadata  # which makes FiftyOne take it for the plain form
    assert (metadata["name"], metadata["info"]["classes"]) == ("job", LABELS)
    first, second, third = json.loads((tmp_path / "data set" / "samples.json").read_text(encoding="utf-8"))["samples"]
    assert (tmp_path / "data set" / first["filepath"]).is_file()
    assert first["prediction"]["label"] == "cat" and first["prediction"]["confidence"] == 0.75
    assert [each["label"] for each in second["ground_truth"]["classifications"]] == ["bird", "fish"]
    assert third["ground_truth"] == {"_cls": "Classifications", "classifications": []}
    fields = {name: (value["explainer"], value["label"]) for name, value in first.items() if name.startswith("heatmap")}
    assert fields == {
        "heatmap_GradCAM": ("GradCAM++", "cat"),
        "heatmap_GradCAM_2": ("GradCAM++", "dog"),
        "heatmap_GradCAM_": ("GradCAM", "cat"),
        "heatmap_": ("积分", "cat"),
    }
    with Image.open(tmp_path / "data set" / first["heatmap_GradCAM_2"]["map_path"]) as picture:
        assert (picture.mode, picture.size) == ("L", (4, 3))


def exported(tmp_path, sample, metadata=None):
    """A data set of one sample, as FiftyOne exports it."""
    place = tmp_path / "exported"
    (place / "data").mkdir(parents=True)
    Image.fromarray(PICTURE).save(place / "data" / "a.png")
    (place / "metadata.json").write_text(json.dumps({"version": "1.22.1", "media_type": "image", **(metadata or {})}))
    sample = {"_id": {"$oid": "0" * 24}, "filepath": "data/a.png", "tags": [], **sample}
    (place / "samples.json").write_text(json.dumps({"samples": [sample]}))
    return place


def serialised(array):
    content = io.BytesIO()
    np.save(content, array)
    return {"$binary": {"base64": base64.b64encode(zlib.compress(content.getvalue())).decode(), "subType": "00"}}


def test_a_data_set_of_fiftyone_becomes_a_job(tmp_path):
    logits = np.log([0.5, 0.25, 0.25])
    sample = {
        "ground_truth": {"_id": {"$oid": "1" * 24}, "_cls": "Classification", "label": "dog", "confidence": None},
        "predictions": {"_cls": "Classification", "label": "cat", "confidence": 0.5, "logits": serialised(logits)},
        "saliency": {"_cls": "Heatmap", "map": serialised(MAP.astype(np.float32) - 20), "range": [-20.0, 171.0]},
        "lrp": {"_cls": "Heatmap", "map_path": "fields/lrp/a.png", "label": "dog"},
    }
    place = exported(tmp_path, sample, {"default_classes": ["cat", "dog", "bird"]})
    (place / "fields" / "lrp").mkdir(parents=True)
    Image.fromarray(MAP.astype(np.uint8)).save(place / "fields" / "lrp" / "a.png")
    convert("from-fiftyone", tmp_path / "job", place, "--threshold", "0.375")
    assert list(validate(tmp_path / "job")) == []
    job = salient.read(tmp_path / "job")
    assert (job.labels, job.explainers, job.threshold) == (["cat", "dog", "bird"], ["saliency", "lrp"], 0.375)
    assert job[0].ground_truth == [1] and job[0].predicted == [0]
    assert job[0].probabilities == {0: pytest.approx(0.5), 1: pytest.approx(0.25), 2: pytest.approx(0.25)}
    assert job[0].map("saliency", 0) == pytest.approx(MAP - 20, abs=0.5)
    assert job[0].map("lrp", 1) == pytest.approx(MAP, abs=0.5)


CAT = {"_cls": "Classification", "label": "cat", "confidence": 0.75}


@pytest.mark.parametrize(
    ("sample", "metadata", "words", "reason"),
    [
        ({"ground_truth": {**CAT, "label": "dog"}, "prediction": CAT}, {}, [], "no probability of its ground truth, 'dog'"),
        ({"prediction": CAT}, {"media_type": "video"}, [], "its media are of the type 'video'"),
        ({"label": CAT}, {}, ["--prediction", "model"], "no field of classifications 'model'; there are 'label'"),
        ({"prediction": CAT, "a": {"_cls": "Heatmap", "map_path": "no.png"}}, {}, [], "data/a.png: a: its map cannot be read"),
        ({"prediction": {**CAT, "logits": [1.0]}}, {"default_classes": ["cat", "dog"]}, [], "1 logits for 2 classes"),
        ({"prediction": {**CAT, "label": "cow"}}, {"default_classes": ["cat"]}, [], "'cow' is neither the name"),
        ({"filepath": "data/no.png", "prediction": CAT}, {}, [], "no.png"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_left_behind(tmp_path, capsys, sample, metadata, words, reason):
    place = exported(tmp_path, sample, metadata)
    assert main(["from-fiftyone", str(tmp_path / "job"), str(place), *words]) == 2
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "job").exists()


def test_ground_truth_without_a_probability_may_be_given_one(tmp_path):
    place = exported(tmp_path, {"ground_truth": {**CAT, "label": "dog", "confidence": None}, "prediction": CAT})
    convert("from-fiftyone", tmp_path / "job", place, "--unknown", "0")
    assert salient.read(tmp_path / "job")[0].probabilities == {0: 0.0, 1: 0.75}


def test_what_exists_is_not_overwritten(job, tmp_path, capsys):
    before = files_of(job)
    assert main(["to-fiftyone", str(job), str(job)]) == 2
    assert main(["from-fiftyone", str(job), str(exported(tmp_path, {"prediction": CAT}))]) == 2
    assert "exists already" in capsys.readouterr().err
    assert files_of(job) == before
