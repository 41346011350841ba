"""`python -m salient merge`: one job of several."""

import csv

import numpy as np
import pytest
from conftest import LABELS, MAP, open_job, read_by_dashboard

import salient
from salient.__main__ import main
from salient.info import info
from salient.merge import TABLE, merge
from salient.validate import validate


def picture(number):
    return np.full((12, 16, 3), number + 2, np.uint8)


def add(job, id, number, explainer="GradCAM", truth=0):
    sample = job.add_sample(picture(number), ground_truth=[truth], probabilities={truth: 0.75, (truth + 1) % 4: 0.125}, id=id)
    sample.add_map(explainer, truth, MAP + number)
    return sample


def table_of(directory):
    with open(directory / TABLE, newline="") as stream:
        return [tuple(row.values()) for row in csv.DictReader(stream)]


def test_eight_jobs_keep_their_ids(tmp_path):
    jobs = [tmp_path / f"job{number}" for number in range(8)]
    for number, directory in enumerate(jobs):
        with open_job(directory, writer=(0, 1), roll_over="1KB" if number == 3 else None) as job:
            for id in range(number, 64, 8):
                add(job, id, id)
    out = tmp_path / "out"
    merged = merge(out, jobs)
    assert merged == (64, 0, 0, [])
    assert not (out / TABLE).exists()
    assert list(validate(out)) == []
    read = salient.read(out)
    assert sorted(read) == list(range(64))
    for directory in jobs:
        for id, sample in salient.read(directory).items():
            assert read[id].probabilities == sample.probabilities
            assert read[id].maps == sample.maps
            assert (read[id].map(*sample.maps[0]) == sample.map(*sample.maps[0])).all()
            assert read[id].picture().tobytes() == sample.picture().tobytes()
    (shown,) = read_by_dashboard(out)
    assert (shown["state"], shown["problems"], len(shown["samples"])) == ("complete", [], 64)


def test_clashing_ids_are_renumbered_and_listed(tmp_path):
    for number in range(2):
        with open_job(tmp_path / f"job{number}") as job:
            for id in range(3):
                add(job, id, 10 * number + id)
    out = tmp_path / "out"
    assert merge(out, [tmp_path / "job0", tmp_path / "job1"])[:3] == (6, 3, 0)
    second = str(tmp_path / "job1")
    assert table_of(out) == [(second, str(id), str(id + 3), "renumbered") for id in range(3)]
    assert list(validate(out)) == []
    read = salient.read(out)
    assert [int(read[id].picture().getpixel((0, 0))[0]) for id in range(6)] == [2, 3, 4, 12, 13, 14]


def test_a_picture_of_two_jobs_is_one_sample_with_the_maps_of_both(tmp_path):
    for number, explainer in enumerate(["GradCAM", "Gradient"]):
        with open_job(tmp_path / f"job{number}") as job:
            for id in range(3):
                sample = add(job, id + 5 * number, id, explainer)
                sample.add_counterfactual(0, [(0.75, [(0, 0, 16, 12)])])
                if number == 1:
                    sample.add_map("GradCAM", 0, MAP[::-1])
            job.add_score("Faithfulness", explainer, total=0.5 + 0.5 * number)
            job.add_score("Localization", "GradCAM", total=0.25 * number)
    with open_job(tmp_path / "job1") as job:
        add(job, 99, 99, "GradCAM")
    out = tmp_path / "out"
    merged = merge(out, [tmp_path / "job0", tmp_path / "job1"])
    assert merged[:3] == (4, 0, 3)
    assert [remark for remark in merged.remarks if remark.startswith("Localization of GradCAM is left out")] == merged.remarks
    read = salient.read(out)
    assert sorted(read) == [0, 1, 2, 99]
    first = salient.read(tmp_path / "job0")
    for id in range(3):
        assert read[id].maps == [("GradCAM", 0), ("Gradient", 0)]
        assert (read[id].map("GradCAM", 0) == first[id].map("GradCAM", 0)).all()
        assert len(read[id].counterfactuals[0]) == 1
    assert [(score.metric, score.explainer, score.total) for score in read.scores] == [
        ("Faithfulness", "GradCAM", 0.5),
        ("Faithfulness", "Gradient", 1.0),
    ]
    assert list(validate(out)) == []


def test_a_picture_that_one_job_has_twice_is_two_samples(tmp_path):
    for number in range(2):
        with open_job(tmp_path / f"job{number}") as job:
            for id in range(3):
                add(job, id, 7)
    assert merge(tmp_path / "out", [tmp_path / "job0", tmp_path / "job1"])[:3] == (3, 0, 3)


def test_labels_are_joined_by_name(tmp_path):
    orders = [LABELS, ["fish", "crane", "cat", "crane"]]
    for number, labels in enumerate(orders):
        with open_job(tmp_path / f"job{number}", labels=labels) as job:
            for truth in range(4):
                add(job, 4 * number + truth, 4 * number + truth, truth=truth)
            job.add_score("Faithfulness", ["GradCAM", "Gradient"][number], total=0.5, per_label=[0.0, 0.25, 0.5, 0.75])
    out = tmp_path / "out"
    merge(out, [tmp_path / "job0", tmp_path / "job1"])
    read = salient.read(out)
    assert read.labels == ["cat", "dog", "bird", "fish", "crane", "crane"]
    assert [read[id].ground_truth for id in range(8)] == [[0], [1], [2], [3], [3], [4], [0], [5]]
    assert read[7].maps == [("GradCAM", 5)]
    (score,) = [score for score in read.scores if score.explainer == "Gradient"]
    assert score.per_label == {3: 0.0, 4: 0.25, 0: 0.5, 5: 0.75}
    assert list(validate(out)) == []


def test_a_job_that_is_still_written_is_taken_as_far_as_it_is(tmp_path):
    with open_job(tmp_path / "done") as job:
        add(job, 0, 0)
    growing = open_job(tmp_path / "growing")
    add(growing, 1, 1)
    merged = merge(tmp_path / "out", [tmp_path / "done", tmp_path / "growing"])
    add(growing, 2, 2)
    growing.close()
    assert merged == (2, 0, 0, [f"{tmp_path / 'growing'} is not complete; what was there is taken"])
    assert sorted(salient.read(tmp_path / "out")) == [0, 1]


def test_damaged_and_missing_files_are_said(tmp_path):
    with open_job(tmp_path / "job") as job:
        for id in range(3):
            add(job, id, id)
    next((tmp_path / "job").glob("_explain_*/heatmap/*/*/0_0.png")).unlink()
    events = next((tmp_path / "job").glob("*_explain"))
    events.write_bytes(events.read_bytes()[:-5])
    merged = merge(tmp_path / "out", [tmp_path / "job"])
    assert merged.samples == 3
    assert merged.remarks[0].endswith("what can be read is taken")
    assert merged.remarks[1] == "pictures that were missing, and still are: 1"
    assert sorted(salient.read(tmp_path / "out")) == [0, 1, 2]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"threshold": 0.25}, "jobs of different thresholds cannot be one"),
        ({"metrics": [salient.Metric("Faithfulness", 0, 9)]}, "has one range in"),
    ],
)
def test_jobs_that_cannot_be_one_leave_nothing(tmp_path, changes, message):
    first = {} if "threshold" in changes else {"metrics": [salient.Metric("Faithfulness", 0, 2)]}
    open_job(tmp_path / "a", **first).close()
    open_job(tmp_path / "b", **changes).close()
    with pytest.raises(ValueError, match=message):
        merge(tmp_path / "out", [tmp_path / "a", tmp_path / "b"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_merge_that_fails_leaves_nothing(tmp_path, monkeypatch):
    with open_job(tmp_path / "a") as job:
        add(job, 0, 0)

    def full(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("salient.merge._Merger._write_scores", full)
    with pytest.raises(KeyboardInterrupt):
        merge(tmp_path / "out", [tmp_path / "a"])
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_nothing_is_written_over(tmp_path):
    open_job(tmp_path / "a").close()
    with pytest.raises(ValueError, match="there is something already"):
        merge(tmp_path / "a", [tmp_path / "a"])
    with pytest.raises(FileNotFoundError, match="holds no event file"):
        merge(tmp_path / "out", [tmp_path])


def test_a_job_is_named_once_and_nothing_is_written_into_it(tmp_path):
    open_job(tmp_path / "a").close()
    (tmp_path / "link").symlink_to("a")
    before = sorted((tmp_path / "a").rglob("*"))
    for again in (tmp_path / "a", tmp_path / "a" / ".." / "a", tmp_path / "link"):
        with pytest.raises(ValueError, match="is the same job as"):
            merge(tmp_path / "out", [tmp_path / "a", again])
    for inside in ("a/out", "a/new/out", "link/out"):
        with pytest.raises(ValueError, match="is inside of the job"):
            merge(tmp_path / inside, [tmp_path / "a"])
    with pytest.raises(ValueError, match="there is something already"):
        merge(tmp_path / "link", [tmp_path / "a"])
    assert sorted((tmp_path / "a").rglob("*")) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "link"]


def test_a_job_inside_of_another_is_a_job_of_its_own(tmp_path):
    for number, directory in enumerate((tmp_path / "a", tmp_path / "a" / "b")):
        with open_job(directory) as job:
            add(job, 0, number)
    out = tmp_path / "out"
    assert merge(out, [tmp_path / "a" / "b", tmp_path / "a"])[:3] == (2, 1, 0)
    assert list(validate(out)) == []
    assert [sample.picture().getpixel((0, 0))[0] for sample in salient.read(out).values()] == [3, 2]


def test_the_command_says_what_it_did(tmp_path, capsys):
    for number in range(2):
        with open_job(tmp_path / f"job{number}") as job:
            add(job, 0, number)
    assert main(["merge", str(tmp_path / "out"), str(tmp_path / "job0"), str(tmp_path / "job1")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'out'}: 2 samples (1 with another id; see {TABLE})\n"
    assert main(["merge", str(tmp_path / "out"), str(tmp_path / "job0")]) == 2
    assert "there is something already" in capsys.readouterr().err


def test_missing_and_damaged_parts_are_named(tmp_path):
    directory = tmp_path / "job"
    with open_job(directory, writer=(0, 1), roll_over="1KB") as job:
        for id in range(40):
            add(job, id, id)
    parts = sorted(directory.glob("events.part.*"))
    parts[0].unlink()
    for part in parts[1:3]:
        content = bytearray(part.read_bytes())
        content[-20] ^= 1
        part.write_bytes(content)
    remarks = merge(tmp_path / "out", [directory]).remarks
    for part in parts[:3]:
        assert any(part.name in remark for remark in remarks), part.name
    state = dict(info(directory))["state"]
    assert state.startswith("damaged")
