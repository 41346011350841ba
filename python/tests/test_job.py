"""Writing a job: what becomes of it, and what is refused."""

import json
import math
import os
import struct
import subprocess
import sys

import numpy as np
import pytest
from conftest import LABELS, MAP, PICTURE, files_of, open_job
from hypothesis import given
from hypothesis import strategies as st

from salient import JobInUse
from salient.events import Explain
from salient.inference import inference_event
from salient.names import explainer_directory, latest_event_file
from salient.reading import read_events
from salient.validate import validate


def events_of(directory):
    return [event for _, event in read_events(latest_event_file(directory))]


def test_a_job_is_valid_and_says_what_it_holds(tmp_path):
    with open_job(tmp_path) as job:
        assert not list(tmp_path.rglob("manifest.json"))
        job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.75}).add_map("Gradient", 0, MAP)
    (manifest,) = tmp_path.rglob("manifest.json")
    flags = {"saliency_map": True, "benchmark": False, "uncertainty": False, "hierarchical_occlusion": False}
    assert json.loads(manifest.read_text()) == flags
    assert list(validate(tmp_path)) == []


def test_ids_follow_each_other_or_are_given(job):
    assert [job.add_sample(PICTURE).id, job.add_sample(PICTURE, id=np.int64(7)).id, job.add_sample(PICTURE).id] == [0, 7, 8]
    assert job.add_sample(PICTURE, id=3).id == 3
    assert job.add_sample(PICTURE).id == 9


def test_events_come_in_any_order(job):
    job.add_score("Faithfulness", "GradCAM", total=1)
    first, second = job.add_sample(PICTURE, id=5), job.add_sample(PICTURE, id=2)
    second.add_map("Gradient", 0, MAP)
    first.add_map("Gradient", 0, MAP)
    job.sample(2).add_map("GradCAM", 3, MAP)
    assert list(validate(job.directory)) == []


def test_an_error_inside_leaves_a_job_that_is_not_over_and_can_be_continued(tmp_path):
    with pytest.raises(RuntimeError), open_job(tmp_path) as job:
        job.add_sample(PICTURE)
        raise RuntimeError
    assert not list(tmp_path.rglob("manifest.json"))
    with open_job(tmp_path) as job:
        assert job.add_sample(PICTURE).id == 1
    assert list(tmp_path.rglob("manifest.json"))


def test_a_closed_job_takes_nothing(tmp_path):
    with open_job(tmp_path) as job:
        sample = job.add_sample(PICTURE)
    before = files_of(tmp_path)
    for call in (lambda: job.add_sample(PICTURE), lambda: sample.add_map("GradCAM", 0, MAP)):
        with pytest.raises(ValueError, match="is closed"):
            call()
    job.close()
    assert files_of(tmp_path) == before


probabilities = st.dictionaries(st.integers(0, 9), st.floats(0, 1))


@given(probabilities, st.sets(st.integers(0, 9)), st.floats(0, 1))
def test_every_label_is_ground_truth_predicted_or_a_runner_up(chances, truth, threshold):
    truth &= chances.keys()
    event = inference_event("sample 1", 1, 10, threshold, truth, chances, None, None)
    found = event.inference
    on_disk = {label: struct.unpack("<f", struct.pack("<f", value))[0] for label, value in chances.items()}
    limit = struct.unpack("<f", struct.pack("<f", threshold))[0]
    assert set(event.ground_truth_label) == truth
    assert set(found.predicted_label) == {label for label, value in on_disk.items() if value >= limit}
    assert set(found.runner_up_label) == chances.keys() - truth - set(found.predicted_label)
    for labels, values in (
        (event.ground_truth_label, found.ground_truth_prob),
        (found.predicted_label, found.predicted_prob),
        (found.runner_up_label, found.runner_up_prob),
    ):
        assert values == [chances[label] for label in labels]


def test_reopening_continues_with_more_explainers(tmp_path):
    with open_job(tmp_path, explainers=["A"], metrics=[]) as job:
        job.add_sample(PICTURE, ground_truth=[1], probabilities={1: 0.75}).add_map("A", 1, MAP)
    size = latest_event_file(tmp_path).stat().st_size
    with open_job(tmp_path, explainers=["A"], metrics=[]) as job:
        assert latest_event_file(tmp_path).stat().st_size == size
        assert not list(tmp_path.rglob("manifest.json"))
    with open_job(tmp_path, explainers=["B"], metrics=["M"]) as job:
        assert (job.explainers, job.metrics, job.labels) == (["A", "B"], ["M"], LABELS)
        sample = job.sample(0)
        sample.add_map("B", 1, MAP)
        sample.add_counterfactual(1, [(0.75, [(0, 0, 16, 12)])])
        assert job.add_sample(PICTURE).id == 1
    assert json.loads(next(tmp_path.rglob("manifest.json")).read_text())["hierarchical_occlusion"]
    assert list(validate(tmp_path)) == []


@pytest.mark.parametrize("cut", [1, 4, 20, 10_000])
def test_reopening_cuts_off_what_was_left_of_a_record(tmp_path, cut):
    with open_job(tmp_path) as job:
        job.add_sample(PICTURE)
    whole = events_of(tmp_path)
    path = latest_event_file(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: max(0, len(content) - cut)])
    with open_job(tmp_path) as job:
        job.add_sample(PICTURE, id=9)
    found = events_of(tmp_path)
    assert all(isinstance(event, Explain) for event in found)
    assert found[0] == whole[0]
    assert found[-1].sample_id == 9
    assert len(found) == (3 if cut == 10_000 else len(whole) - 1 + 2)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"labels": ["cat", "dog"]}, "labels: .* 4 other labels"),
        ({"threshold": 0.4}, "threshold: .* threshold is 0.5"),
    ],
)
def test_a_job_is_not_continued_as_another(tmp_path, changes, reason):
    with open_job(tmp_path):
        pass
    before = files_of(tmp_path)
    with pytest.raises(ValueError, match=reason):
        open_job(tmp_path, **changes)
    assert files_of(tmp_path) == before
    with open_job(tmp_path):
        pass


def test_a_corrupt_job_is_not_continued(tmp_path):
    with open_job(tmp_path) as job:
        job.add_sample(PICTURE)
    path = latest_event_file(tmp_path)
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.write_bytes(content)
    before = files_of(tmp_path)
    with pytest.raises(ValueError, match="corrupt and cannot be continued: byte 0"):
        open_job(tmp_path)
    assert files_of(tmp_path) == before


def test_the_second_writer_is_refused_until_the_first_is_gone(tmp_path):
    with open_job(tmp_path) as job:
        before = files_of(tmp_path)
        with pytest.raises(JobInUse, match=f"process {os.getpid()}"):
            open_job(tmp_path)
        code = "import sys, salient; salient.ExplainJob(sys.argv[1], labels=['cat'])"
        other = subprocess.run([sys.executable, "-c", code, tmp_path], stderr=subprocess.PIPE, text=True)
        assert "JobInUse" in other.stderr
        assert files_of(tmp_path) == before
        job.add_sample(PICTURE)
    with open_job(tmp_path) as job:
        assert job.add_sample(PICTURE).id == 1


FORKING_WRITER = """
import os, sys, time, salient
job = salient.ExplainJob(sys.argv[1], labels=["cat"])
child = os.fork()
if child == 0:
    sys.stdin.read()
    os._exit(0)
print(child, flush=True)
os.kill(os.getpid(), 9)
"""


def test_a_forked_child_does_not_keep_the_lock_of_a_writer_that_is_gone(tmp_path):
    command = [sys.executable, "-c", FORKING_WRITER, tmp_path]
    # The child lives until its standard input ends.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        child = int(writer.stdout.readline())
        assert writer.wait() == -9
        os.kill(child, 0)
        with open_job(tmp_path, labels=["cat"]) as job:
            assert job.add_sample(PICTURE).id == 0


def test_a_full_disk_leaves_no_half_of_a_record(tmp_path, monkeypatch):
    with open_job(tmp_path) as job:
        before = latest_event_file(tmp_path).read_bytes()
        write = os.write

        def half(descriptor, content):
            if len(content) < 50:
                raise OSError("No space left on device")
            return write(descriptor, content[: len(content) - 40])

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", half)
            with pytest.raises(OSError, match="No space left"):
                job.add_sample(PICTURE)
        assert latest_event_file(tmp_path).read_bytes() == before
        assert job.add_sample(PICTURE).id == 0
    assert list(validate(tmp_path)) == []


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(st.lists(names, unique=True))
def test_every_explainer_has_a_directory_of_its_own(explainers):
    directories = [explainer_directory(name) for name in explainers]
    assert len(set(directories)) == len(explainers)
    for directory in directories:
        assert 0 < len(directory) < 250
        assert directory.isascii() and directory.isprintable()
        assert not directory.startswith(".") and "/" not in directory and "\\" not in directory


def test_long_names_that_differ_at_the_end():
    assert explainer_directory("x" * 999 + "a") != explainer_directory("x" * 999 + "b")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"labels": []}, "labels: there is none"),
        ({"labels": "cat"}, "labels: a list of names"),
        ({"labels": ["cat", 3]}, r"labels\[1\]: 3 is no name"),
        ({"labels": ["cat", ""]}, r"labels\[1\]: '' is no name"),
        ({"labels": ["\ud800"]}, r"labels\[0\]: .*UTF-8"),
        ({"explainers": ["A", "B", "A"]}, "explainers: 'A' comes twice"),
        ({"metrics": [""]}, r"metrics\[0\]"),
        ({"threshold": 1.5}, "threshold: 1.5"),
        ({"threshold": math.nan}, "threshold: nan"),
    ],
)
def test_bad_names_make_no_job(tmp_path, changes, reason):
    with pytest.raises(ValueError, match=reason):
        open_job(tmp_path / "run", **changes)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"ground_truth": [4], "probabilities": {4: 0.5}}, "sample 1, ground_truth: there is no label 4; the job names 4"),
        ({"ground_truth": [-1]}, "sample 1, ground_truth: there is no label -1"),
        ({"ground_truth": ["cat"]}, "sample 1, ground_truth: 'cat' is no integer"),
        ({"ground_truth": [0, 0], "probabilities": {0: 0.5}}, "names a label twice"),
        ({"ground_truth": [1], "probabilities": {0: 0.5}}, "ground truth label 1 has none"),
        ({"probabilities": {9: 0.5}}, "sample 1, probabilities: there is no label 9"),
        ({"probabilities": {0: math.nan}}, r"sample 1, probabilities\[0\]: nan is no finite number"),
        ({"probabilities": {0: 1.5}}, r"probabilities\[0\]: 1.5 is no probability"),
        ({"probabilities": {0: "much"}}, "'much' is no number"),
        ({"probabilities": [0.5, 0.5]}, "a dict by label id"),
        ({"probabilities": {0: 0.5}, "sd": {0: 0.1}}, "interval: wanted for the labels"),
        ({"probabilities": {0: 0.5, 1: 0.5}, "sd": {0: 0.1}, "interval": {0: (0, 1)}}, r"differs in \[1\]"),
        ({"probabilities": {0: 0.5}, "sd": {0: -0.1}, "interval": {0: (0, 1)}}, "are no spread"),
        ({"probabilities": {0: 0.5}, "sd": {0: 0.1}, "interval": {0: (1, 0)}}, "are no spread"),
        ({"probabilities": {0: 0.5}, "sd": {0: 0.1}, "interval": {0: 1}}, "two numbers, low and high"),
        ({"image": np.zeros((2, 2, 9))}, "sample 1, image: shape"),
        ({"id": 0}, "sample 0: the job has one"),
        ({"id": -1}, "sample -1: an id is 0 to"),
        ({"id": 2**31}, "an id is 0 to"),
        ({"id": 1.5}, "id: 1.5 is no integer"),
    ],
)
def test_a_bad_sample_is_refused_and_leaves_nothing(job, arguments, reason):
    job.add_sample(PICTURE)
    before = files_of(job.directory)
    with pytest.raises(ValueError, match=reason):
        job.add_sample(**{"image": PICTURE, **arguments})
    assert files_of(job.directory) == before
    assert job.add_sample(PICTURE).id == 1


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (
            lambda s: s.add_map("LIME", 0, MAP),
            "sample 0, map, explainer: 'LIME' is not one of the job's, 'GradCAM', ",
        ),
        (lambda s: s.add_map("GradCAM", 4, MAP), "sample 0, map, label: there is no label 4"),
        (lambda s: s.add_map("GradCAM", 0, MAP * np.nan), "sample 0, map of 'GradCAM' for label 0: 192 of 192"),
        (lambda s: s.add_map("GradCAM", 0, np.ones(3)), r"sample 0, map of 'GradCAM' for label 0: shape \(3,\)"),
        (lambda s: s.add_counterfactual(3, [(0.5, [(0, 0, 1, 1)])]), "3 is neither ground truth nor predicted"),
        (lambda s: s.add_counterfactual(9, []), "counterfactual, label: there is no label 9"),
        (lambda s: s.add_counterfactual(0, []), "layers: there is none"),
        (lambda s: s.add_counterfactual(0, [(0.5, [(0, 0, 1)])]), r"layers\[0\]: \[0, 0, 1\] is to be left, top"),
        (lambda s: s.add_counterfactual(0, [(0.5, [(0, 0, 1.5, 1)])]), "1.5 is no integer"),
        (lambda s: s.add_counterfactual(0, [(0.5, [(10, 0, 7, 1)])]), "leaves the picture of 16×12"),
        (lambda s: s.add_counterfactual(0, [(0.5, [(0, 0, 0, 1)])]), "has no area"),
        (lambda s: s.add_counterfactual(0, [(2, [(0, 0, 1, 1)])]), r"layers\[0\]: 2 is no probability"),
        (lambda s: s.add_counterfactual(0, [(0.5, [])], mask="blur"), "mask: 'blur'"),
    ],
)
def test_a_bad_map_or_counterfactual_is_refused_and_leaves_nothing(job, call, reason):
    sample = job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.1})
    before = files_of(job.directory)
    with pytest.raises(ValueError, match=reason):
        call(sample)
    assert files_of(job.directory) == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("Speed", "GradCAM", 1, None), "metric: 'Speed'"),
        (("Faithfulness", "LIME", 1, None), "explainer: 'LIME'"),
        (("Faithfulness", "GradCAM", math.inf, None), "total: inf"),
        (("Faithfulness", "GradCAM", 1, {4: 1}), "per_label: there is no label 4"),
        (("Faithfulness", "GradCAM", 1, {1: -math.inf}), r"per_label\[1\]: -inf"),
    ],
)
def test_a_bad_score_is_refused_and_leaves_nothing(job, arguments, reason):
    metric, explainer, total, per_label = arguments
    before = files_of(job.directory)
    with pytest.raises(ValueError, match=reason):
        job.add_score(metric, explainer, total=total, per_label=per_label)
    assert files_of(job.directory) == before


def test_samples_are_found_by_their_id(job):
    job.add_sample(PICTURE)
    with pytest.raises(ValueError, match="sample 1: the job has none"):
        job.sample(1)


def test_a_thousand_labels(tmp_path):
    with open_job(tmp_path, labels=[f"класс {number}" for number in range(1000)]) as job:
        chances = {number: number / 1000 for number in range(1000)}
        job.add_sample(PICTURE, ground_truth=[3], probabilities=chances)
        job.add_score("Faithfulness", "GradCAM", total=0.5, per_label=chances)
    event = events_of(tmp_path)[2]
    assert len(event.inference.predicted_label) == 500
    assert len(event.inference.runner_up_label) == 499
    assert event.inference.runner_up_label[0] == 499
    assert len(events_of(tmp_path)[3].benchmark[0].label_score) == 1000
    assert list(validate(tmp_path)) == []
