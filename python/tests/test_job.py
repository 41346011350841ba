"""Writing a job, continuing it, and what becomes of it."""

import errno
import fcntl
import gc
import hashlib
import json
import os
import pickle
import struct
import subprocess
import sys
import threading
from contextlib import nullcontext, suppress

import numpy as np
import pytest
from conftest import LABELS, MAP, PICTURE, files_of, open_job
from hypothesis import given
from hypothesis import strategies as st

import salient
from salient import JobInUse
from salient.events import VERSION, Explain
from salient.inference import inference_event
from salient.names import explainer_directory, latest_event_file
from salient.parts import parts_of
from salient.reading import read_events
from salient.records import RecordReader
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


@pytest.mark.parametrize("count", [1, 7, 12, 4096])
def test_reopening_cuts_off_zeros_at_the_end(tmp_path, count):
    with open_job(tmp_path / "run") as job:
        job.add_sample(PICTURE)
    (path,) = (tmp_path / "run").glob("events*")
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(count))
    with open_job(tmp_path / "run") as job:
        assert job.sample_ids == [0]
        job.add_sample(PICTURE)
    assert path.read_bytes().startswith(whole) and list(validate(tmp_path / "run")) == []
    path.write_bytes(whole + bytes(20) + b"x")
    with pytest.raises(ValueError, match="is corrupt and cannot be continued"):
        open_job(tmp_path / "run")


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


@pytest.mark.parametrize("lost", [1, 4, 20, 60])
@pytest.mark.parametrize("more", [0, 5000])
def test_zeros_at_the_end_are_cut_off_when_a_job_is_continued(tmp_path, lost, more):
    with open_job(tmp_path) as job:
        for _ in range(2):
            job.add_sample(PICTURE)
    path = latest_event_file(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:-lost] + bytes(lost + more))
    with open_job(tmp_path) as job:
        job.add_sample(PICTURE, id=7)
    with open(path, "rb") as stream:
        reader = RecordReader(stream)
        assert len(list(reader)) >= 3
        assert reader.end == path.stat().st_size


def test_zeros_with_anything_after_them_are_corruption(tmp_path):
    with open_job(tmp_path) as job:
        job.add_sample(PICTURE)
    path = latest_event_file(tmp_path)
    path.write_bytes(path.read_bytes() + bytes(100) + b"x")
    with pytest.raises(ValueError, match="corrupt and cannot be continued"):
        open_job(tmp_path)


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
import os, sys, salient
job = salient.ExplainJob(sys.argv[1], labels=["cat"])
if os.fork() == 0:
    print(os.getpid(), flush=True)
    sys.stdin.read()
    os._exit(0)
os.wait()
"""


def test_a_forked_child_does_not_keep_the_lock_of_a_writer_that_is_gone(tmp_path):
    command = [sys.executable, "-c", FORKING_WRITER, tmp_path]
    # The child lives until its standard input ends.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        child = int(writer.stdout.readline())
        writer.kill()
        assert writer.wait() == -9
        os.kill(child, 0)
        with open_job(tmp_path, labels=["cat"]) as job:
            assert job.add_sample(PICTURE).id == 0


FORKED_CHILD = """
import os, sys, numpy as np, salient
picture = np.zeros((8, 8, 3), np.uint8)
job = salient.ExplainJob(sys.argv[1], labels=["cat"], explainers=["A"])
sample = job.add_sample(picture)
if os.fork() == 0:
    for call in (lambda: job.add_sample(picture), lambda: sample.add_map("A", 0, picture / 255), job.close):
        try:
            call()
        except salient.JobInUse as error:
            print(error, flush=True)
    os._exit(0)
os.wait()
job.add_sample(picture)
job.close()
"""


def test_a_forked_child_is_refused_and_changes_nothing(tmp_path):
    done = subprocess.run([sys.executable, "-c", FORKED_CHILD, tmp_path], capture_output=True, text=True, check=True)
    told = done.stdout.splitlines()
    assert len(told) == 3
    assert all("this is a fork of it" in line and "a job has one writer: return what" in line for line in told)
    samples = [event.sample_id for event in events_of(tmp_path) if event.image_path]
    assert samples == [0, 1]
    assert list(validate(tmp_path)) == []


def test_a_second_thread_is_refused(tmp_path):
    found = []

    def work(job):
        for call in (lambda: job.add_sample(PICTURE), lambda: job.add_score("Faithfulness", "GradCAM", total=1)):
            with pytest.raises(JobInUse, match=r"was opened in thread .*, not in .* queue.Queue") as raised:
                call()
            found.append(raised)

    with open_job(tmp_path) as job:
        thread = threading.Thread(target=work, args=(job,))
        thread.start()
        thread.join()
        assert len(found) == 2
        assert job.add_sample(PICTURE).id == 0


def test_a_job_is_not_copied_to_another_process(job):
    for each in (job, job.add_sample(PICTURE)):
        with pytest.raises(JobInUse, match="cannot be copied to another process"):
            pickle.dumps(each)


def test_a_lock_goes_with_its_object_and_says_who_holds_it(tmp_path):
    job = open_job(tmp_path)
    with pytest.raises(JobInUse, match=r"is open for writing in this process .* call its close\(\)"):
        open_job(tmp_path)
    job.add_sample(PICTURE)
    del job
    gc.collect()
    with open_job(tmp_path) as job:
        assert job.add_sample(PICTURE).id == 1


def test_the_directory_stays_where_it_was_at_opening(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    with open_job("run") as job:
        monkeypatch.chdir("elsewhere")
        job.add_sample(PICTURE).add_map("Gradient", 0, MAP)
        assert job.directory == tmp_path / "run"
    assert list(validate(tmp_path / "run")) == []
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_said_and_one_process_has_one_writer(tmp_path, monkeypatch, code):
    def flock(descriptor, operation):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.warns(UserWarning, match="this file system has no locks"):
        job = open_job(tmp_path)
    with pytest.raises(JobInUse, match="in this process"):
        open_job(tmp_path)
    job.add_sample(PICTURE)
    job.close()
    with pytest.warns(UserWarning, match="no locks"), open_job(tmp_path) as job:
        assert job.add_sample(PICTURE).id == 1


@pytest.mark.parametrize("call", ["fcntl.flock", "os.ftruncate", "os.write"])
def test_a_lock_that_fails_names_its_file_and_what_to_do(tmp_path, monkeypatch, call):
    def fail(*arguments):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(call, fail)
    with pytest.raises(OSError, match=r"error: the lock of the job cannot be taken, .* check the file") as raised:
        open_job(tmp_path)
    assert (raised.value.errno, raised.value.filename) == (errno.EIO, str(tmp_path / ".salient.lock"))
    monkeypatch.undo()
    open_job(tmp_path).close()


def test_the_original_is_recorded_with_its_digest(tmp_path):
    with open_job(tmp_path) as job:
        job.add_sample(PICTURE)
    (event,) = [event for event in events_of(tmp_path) if event.image_path]
    assert event.image_sha256 == hashlib.sha256((tmp_path / event.image_path).read_bytes()).digest()


def test_a_job_of_an_older_version_is_continued_under_the_new_one(tmp_path, monkeypatch):
    monkeypatch.setattr("salient.job.VERSION", 1)
    with open_job(tmp_path) as job:
        job.add_sample(PICTURE)
    monkeypatch.undo()
    with open_job(tmp_path) as job:
        job.add_sample(PICTURE)
    assert [event.metadata.version for event in events_of(tmp_path) if event.metadata] == [1, VERSION]


@pytest.mark.parametrize(
    "labels",
    [
        {0: "cat", 1: "dog", 2: "bird"},
        {2: "bird", 0: "cat", 1: "dog"},
        {"dog": 1, "cat": 0, "bird": 2},
        {"2": "bird", "0": "cat", "1": "dog"},
        {np.int64(1): "dog", np.int64(0): "cat", np.int64(2): "bird"},
        ("cat", "dog", "bird"),
        np.array(["cat", "dog", "bird"]),
        {"cat": 0, "dog": 1, "bird": 2}.keys(),
    ],
)
def test_labels_are_ordered_by_id(tmp_path, labels):
    with open_job(tmp_path, labels=labels) as job:
        assert job.labels == ["cat", "dog", "bird"]


@pytest.mark.parametrize("make", [list, tuple, np.array, lambda p: np.array([p]), lambda p: np.array(p, np.float16)])
def test_probabilities_of_all_labels_need_no_dict(tmp_path, make):
    chances = [0.125, 0.5, 0.25, 0.0]
    given_ = make(chances)
    with open_job(tmp_path) as job:
        job.add_sample(PICTURE, ground_truth=[0], probabilities=given_)
        job.add_score("Faithfulness", "GradCAM", total=1, per_label=given_)
    inference = events_of(tmp_path)[2].inference
    assert (inference.predicted_label, inference.runner_up_label) == ([1], [2, 3])
    assert (inference.ground_truth_prob, inference.predicted_prob) == ([0.125], [0.5])
    assert events_of(tmp_path)[3].benchmark[0].label_score == chances


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


def test_calls_together_append_their_events_at_the_end(tmp_path):
    with open_job(tmp_path / "run") as job:
        event_file = latest_event_file(tmp_path / "run")
        before = event_file.read_bytes()
        with job.together():
            for _ in range(3):
                job.add_sample(PICTURE, probabilities={0: 0.9}).add_map("GradCAM", 0, MAP)
            assert event_file.read_bytes() == before
            assert job.sample_ids == [0, 1, 2]
        assert len(salient.read(tmp_path / "run")) == 3
        with pytest.raises(ZeroDivisionError), job.together():
            job.add_sample(PICTURE)
            raise ZeroDivisionError
        assert len(salient.read(tmp_path / "run")) == 4
        job.add_sample(PICTURE)
        assert len(salient.read(tmp_path / "run")) == 5
    job = open_job(tmp_path / "run")
    with job.together():
        job.add_sample(PICTURE)
        job.close()
    assert len(salient.read(tmp_path / "run")) == 6
    assert list(validate(tmp_path / "run")) == []


def test_parts_of_calls_together_have_the_size_that_was_asked_for(tmp_path):
    for name in ("apart", "together"):
        with open_job(tmp_path / name, roll_over="1KB") as job, job.together() if name == "together" else nullcontext():
            for _ in range(20):
                job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.9})
    sizes = [
        [part.path.stat().st_size for part in parts_of(latest_event_file(tmp_path / name))] for name in ("apart", "together")
    ]
    assert sizes[0] == sizes[1] and len(sizes[0]) >= 3


def test_a_full_disk_leaves_nothing_of_calls_together(tmp_path, monkeypatch):
    job = open_job(tmp_path)
    job.add_sample(PICTURE)
    held = job.together()
    held.__enter__()
    job.add_sample(PICTURE)
    with monkeypatch.context() as patch:
        patch.setattr("salient.eventfile.os.write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            held.__exit__(None, None, None)
    with suppress(OSError):
        job.close()
    assert len(salient.read(tmp_path)) == 1
    assert list(validate(tmp_path)) == []
