"""Jobs of many parts: several writers, and parts that roll over."""

import json
import shutil
import subprocess
import sys
import time
from itertools import chain
from pathlib import Path

import pytest
from conftest import LABELS, MAP, PICTURE, files_of, open_job, read_by_dashboard

import salient
from salient.__main__ import main
from salient.lock import JobInUse
from salient.merge import merge
from salient.names import data_directory, latest_event_file
from salient.parts import gaps, parts_of, roll_over_of
from salient.validate import validate
from salient.writer import JobWriter

WRITER = Path(__file__).with_name("shard_writer.py")


def start(directory, rank, world, count, roll_over="-"):
    command = [sys.executable, WRITER, directory, rank, world, count, roll_over]
    return subprocess.Popen([str(each) for each in command], stdout=subprocess.PIPE, text=True)


def ids_of(process):
    return [int(line) for line in process.communicate()[0].split()]


def manifest_of(directory):
    path = directory / data_directory(latest_event_file(directory)) / "manifest.json"
    return json.loads(path.read_text()) if path.exists() else None


def names_of(directory):
    return [(part.writer, part.number) for part in parts_of(latest_event_file(directory))]


def test_four_processes_write_one_job_one_is_killed_and_one_is_late(tmp_path):
    directory = tmp_path / "run"
    first, second, killed = (start(directory, rank, 4, 10**6 if rank == 2 else 20, "4KB") for rank in range(3))
    ids = [ids_of(first), ids_of(second)]
    returned = [int(killed.stdout.readline()) for _ in range(40)]  # more than fits into a part
    killed.kill()
    returned += [int(line) for line in killed.stdout.read().split("\n")[:-1]]
    killed.wait()
    assert manifest_of(directory) is None

    ids.append(ids_of(start(directory, 3, 4, 20, "4KB")))
    assert ids == [list(range(0, 80, 4)), list(range(1, 80, 4)), list(range(3, 80, 4))]
    assert manifest_of(directory) is None  # one was killed
    (read,) = read_by_dashboard(directory)
    assert (read["state"], read["problems"], read["damage"]) == ("live", [], None)
    shown = {sample["id"] for sample in read["samples"]}
    assert {*chain(*ids), *returned} <= shown

    again = ids_of(start(directory, 2, 4, 3, "4KB"))
    assert again[0] in (max(returned) + 4, max(returned) + 8)  # one more sample may have been written than was said
    assert again == [again[0], again[0] + 4, again[0] + 8]
    manifest = manifest_of(directory)
    assert [part["name"] for part in manifest["parts"]] == sorted(part["name"] for part in manifest["parts"])
    (read,) = read_by_dashboard(directory)
    assert (read["state"], read["problems"], read["damage"]) == ("complete", [], None)
    assert read["bytesRead"] == sum(part["bytes"] for part in manifest["parts"])
    parts = parts_of(latest_event_file(directory))
    assert {part.path.name: part.path.stat().st_size for part in parts} == {
        part["name"]: part["bytes"] for part in manifest["parts"]
    }
    assert gaps(parts) == []
    assert {part.writer for part in parts} == {0, 1, 2, 3}
    assert all(sum(part.writer == rank for part in parts) > 1 for rank in range(4))
    assert list(validate(directory)) == []


def test_writers_that_start_at_the_same_moment_agree_on_one_event_file(tmp_path):
    directory = tmp_path / "run"
    writers = [start(directory, rank, 4, 2) for rank in range(4)]
    assert [ids_of(writer) for writer in writers] == [[0, 4], [1, 5], [2, 6], [3, 7]]
    assert len(list(directory.glob("*_explain"))) == 1
    (read,) = read_by_dashboard(directory)
    assert (read["state"], len(read["samples"])) == ("complete", 8)


def test_a_part_is_never_touched_after_its_successor_has_begun(tmp_path):
    with open_job(tmp_path, roll_over="2KB") as job:
        finished = {}
        for _ in range(20):
            job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.9}).add_map("GradCAM", 0, MAP)
            for part in parts_of(latest_event_file(tmp_path))[:-1]:
                assert finished.setdefault(part.path, part.path.read_bytes()) == part.path.read_bytes()
    assert len(finished) >= 2
    assert all(2000 <= len(content) < 4000 for content in finished.values())
    (read,) = read_by_dashboard(tmp_path)
    assert (read["state"], len(read["samples"]), read["explainers"]) == ("complete", 20, ["GradCAM", "Gradient"])
    assert list(validate(tmp_path)) == []


def test_a_part_rolls_over_by_age(tmp_path):
    with open_job(tmp_path, roll_over="0.05s") as job:
        job.add_sample(PICTURE)
        time.sleep(0.06)
        job.add_sample(PICTURE)
    assert names_of(tmp_path) == [(0, 0), (0, 1)]


def test_a_job_that_does_not_roll_over_is_what_it_was(tmp_path):
    with open_job(tmp_path / "plain") as job:
        job.add_sample(PICTURE)
    names = [Path(name).name for name in files_of(tmp_path / "plain")]
    assert sorted(name.split(".")[0] for name in names) == ["0", "events", "manifest"]
    assert "parts" not in manifest_of(tmp_path / "plain")


def test_a_job_of_parts_is_continued_with_another_number_of_writers(tmp_path):
    for rank in range(3):
        with open_job(tmp_path, writer=(rank, 3)) as job:
            assert [job.add_sample(PICTURE).id for _ in range(3)] == [rank, rank + 3, rank + 6]
    assert manifest_of(tmp_path) is not None
    for rank in range(2):
        with open_job(tmp_path, writer=(rank, 2), explainers=["GradCAM", "Gradient", "LIME"]) as job:
            assert manifest_of(tmp_path) is None
            ids = [job.add_sample(PICTURE).id for _ in range(2)]
            assert min(ids) > 8 and {id % 2 for id in ids} == {rank}
            job.sample(rank).add_map("LIME", 0, MAP)
    with open_job(tmp_path) as job:
        assert len(job.sample_ids) == 13
        assert job.add_sample(PICTURE).id == max(job.sample_ids)
    (read,) = read_by_dashboard(tmp_path)
    assert (read["state"], len(read["samples"])) == ("complete", 14)
    assert read["explainers"] == ["GradCAM", "Gradient", "LIME"]
    assert {part["name"] for part in manifest_of(tmp_path)["parts"]} == {
        part.path.name for part in parts_of(latest_event_file(tmp_path))
    }


REFUSED = r"writer: \({}, {}\) is one of {} writers, but .* holds a run of {} that is not over: pass writer=\(rank, {}\)"


def refused(rank, world, other):
    """That a writer is refused whose number of writers is not that of the run."""
    return pytest.raises(ValueError, match=REFUSED.format(rank, world, world, other, other))


@pytest.mark.parametrize("first", [0, 3])
def test_a_run_has_one_number_of_writers_until_it_is_over(tmp_path, first):
    with open_job(tmp_path, writer=(first, 4)) as job:
        job.add_sample(PICTURE)
        before = files_of(tmp_path)
        with refused(2, 8, 4):
            open_job(tmp_path, writer=(2, 8))
        assert {**files_of(tmp_path), ".salient.lock.0002": b""} == {**before, ".salient.lock.0002": b""}
    with refused(0, 2, 4):  # that one is done, but the others are not
        open_job(tmp_path, writer=(0, 2))
    for rank in range(4):
        open_job(tmp_path, writer=(rank, 4)).close()
    assert manifest_of(tmp_path) is not None
    with open_job(tmp_path, writer=(1, 2)), refused(0, 4, 2):
        open_job(tmp_path, writer=(0, 4))


def test_a_run_that_was_given_up_is_ended_by_a_writer_alone(tmp_path):
    open_job(tmp_path, writer=(0, 4)).close()
    with refused(1, 2, 4):
        open_job(tmp_path, writer=(1, 2))
    open_job(tmp_path).close()
    open_job(tmp_path, writer=(1, 2)).close()


def test_of_two_runs_that_begin_at_the_same_moment_one_is_refused(tmp_path, monkeypatch):
    """The other one begins after the first look, and before the manifest is taken back."""
    for rank in range(2):
        open_job(tmp_path, writer=(rank, 2)).close()
    look, others = JobWriter._event_file, []

    def look_late(writer, metadata):
        found = look(writer, metadata)
        if writer._writer.world == 8:
            others.append(open_job(tmp_path, writer=(1, 3)))
        return found

    monkeypatch.setattr(JobWriter, "_event_file", look_late)
    with refused(2, 8, 3):
        open_job(tmp_path, writer=(2, 8))
    others[0].close()
    assert names_of(tmp_path) == [(0, 0), (1, 0)]  # nothing is left of the one that was refused


def test_what_writers_of_an_earlier_run_have_said_does_not_end_the_next_one(tmp_path):
    for rank in range(3):
        with open_job(tmp_path, writer=(rank, 3)) as job:
            job.add_sample(PICTURE)
    open_job(tmp_path, writer=(0, 2)).close()
    assert manifest_of(tmp_path) is None  # there was a manifest.0001.json
    open_job(tmp_path, writer=(1, 2)).close()
    assert [part["name"] for part in manifest_of(tmp_path)["parts"]] == sorted(
        part.path.name for part in parts_of(latest_event_file(tmp_path))
    )
    (read,) = read_by_dashboard(tmp_path)
    assert (read["state"], len(read["samples"])) == ("complete", 3)


def test_a_writer_alone_and_one_of_several_keep_each_other_out(tmp_path):
    with open_job(tmp_path, writer=(0, 2)):
        with pytest.raises(JobInUse, match="by another ExplainJob"):
            open_job(tmp_path)
        with pytest.raises(JobInUse, match="another ExplainJob"):
            open_job(tmp_path, writer=(0, 2))
        open_job(tmp_path, writer=(1, 2)).close()
    with open_job(tmp_path), pytest.raises(JobInUse, match="without writer="):
        open_job(tmp_path, writer=(1, 2))


def test_writers_need_the_same_labels(tmp_path):
    open_job(tmp_path, writer=(1, 2)).close()
    with pytest.raises(ValueError, match="labels: the directory holds a job with 4 other labels"):
        open_job(tmp_path, writer=(0, 2), labels=LABELS[:2])


@pytest.mark.parametrize("writer", [3, (1,), (2, 2), (-1, 2), (0, 0), (0.5, 2), ("0", 2), (0, 10**9)])
def test_a_wrong_writer_is_refused_before_anything_is_there(tmp_path, writer):
    with pytest.raises(ValueError, match=r"^writer"):
        open_job(tmp_path / "run", writer=writer)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("value", ["64", "64 TB", "0MB", "-1MB", 64, "MB", "1e3MB", "60S"])
def test_a_wrong_roll_over_is_refused(tmp_path, value):
    with pytest.raises(ValueError, match=r"^roll_over"):
        open_job(tmp_path / "run", roll_over=value)
    assert not (tmp_path / "run").exists()


def test_sizes_and_ages():
    assert roll_over_of("64MB").size == 64_000_000
    assert roll_over_of("1.5 GB").size == 1_500_000_000
    assert roll_over_of("2h").age == 7200


def test_a_full_disk_leaves_no_half_part(tmp_path, monkeypatch):
    job = open_job(tmp_path, roll_over="1KB")
    while (tmp_path / latest_event_file(tmp_path)).stat().st_size < 1000:
        job.add_sample(PICTURE)
    with monkeypatch.context() as patch:

        def full(*_):
            raise OSError(28, "No space left on device")

        patch.setattr("salient.eventfile.os.write", full)
        with pytest.raises(OSError, match="No space left"):
            job.add_sample(PICTURE)
    assert names_of(tmp_path) == [(0, 0)]
    job.add_sample(PICTURE)
    job.close()
    assert names_of(tmp_path) == [(0, 0), (0, 1)]
    assert list(validate(tmp_path)) == []


def test_another_part_that_is_damaged_hinders_no_writer(tmp_path):
    for rank in range(2):
        with open_job(tmp_path, writer=(rank, 2)) as job:
            job.add_sample(PICTURE)
    path = parts_of(latest_event_file(tmp_path))[1].path
    path.write_bytes(path.read_bytes()[:-3] + b"abc")
    with open_job(tmp_path, writer=(0, 2)) as job:
        assert job.add_sample(PICTURE).id == 2
    with pytest.raises(ValueError, match="is corrupt and cannot be continued"):
        open_job(tmp_path, writer=(1, 2))


@pytest.fixture
def parted(tmp_path):
    """A job of three writers, two of which have two parts."""
    directory = tmp_path / "run"
    for rank in range(3):
        with open_job(directory, writer=(rank, 3), roll_over="1KB" if rank else None) as job:
            for _ in range(8):
                job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.9})
    assert names_of(directory) == [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1)]
    return directory


def findings_of(directory):
    return [str(finding) for finding in validate(directory)]


def test_validate_names_what_is_missing(parted):
    assert findings_of(parted) == []
    path = parts_of(latest_event_file(parted))[1].path
    size = path.stat().st_size
    content = path.read_bytes()
    path.unlink()
    found = findings_of(parted)
    event_file = latest_event_file(parted).name
    assert f"{event_file}: {path.name} is missing; writer 1 has written {path.name[:-1]}1, which comes later" in found
    assert f"manifest.json: the part {path.name} of {size} bytes is missing" in found
    path.write_bytes(content[:-10])
    assert findings_of(parted)[0].startswith(f"{path.name}, byte ")
    assert findings_of(parted)[-1] == f"manifest.json: the part {path.name} has {size - 10} bytes, not {size}"
    path.write_bytes(content[:-1] + b"x")
    assert findings_of(parted)[0].startswith(f"{path.name}: byte ")


def test_links_out_of_the_job_are_said_and_not_read(parted, tmp_path):
    *_, last = parts_of(latest_event_file(parted))
    manifest = parted / data_directory(latest_event_file(parted)) / "manifest.json"
    shown = len(salient.read(parted))
    for path in (last.path, manifest):
        path.rename(tmp_path / path.name)
        path.symlink_to(tmp_path / path.name)
    (tmp_path / last.path.name).write_bytes(b"a secret, which is no event")
    assert findings_of(parted) == [
        f"{last.path.name}: is a link out of the directory of the job, and is not read",
        "manifest.json: is a link out of the directory of the job, and is not read",
    ]
    assert 0 < len(salient.read(parted)) < shown
    merged = merge(tmp_path / "merged", [parted])
    assert (merged.samples, last.path.name in " ".join(merged.remarks)) == (len(salient.read(parted)), True)
    (parted / "inside").write_bytes((tmp_path / manifest.name).read_bytes())
    manifest.unlink()
    last.path.unlink()
    last.path.symlink_to(parted / "inside")
    assert all("link" not in each for each in findings_of(parted))


def test_a_directory_with_the_name_of_a_file_of_a_job_is_said(parted, capsys):
    event_file = latest_event_file(parted)
    *_, last = parts_of(event_file)
    size = last.path.stat().st_size
    last.path.unlink()
    last.path.mkdir()
    (parted / f"events.out.events.summary.{10**10}.x_explain").mkdir()
    (parted / "events.part.1.0000.000001").symlink_to("nothing")
    assert findings_of(parted) == [
        f"events.out.events.summary.{10**10}.x_explain: has the name of an event file, but is a directory, and is not read",
        "events.part.1.0000.000001: has the name of an event file, but is a link to nothing, and is not read",
        f"{last.path.name}: has the name of an event file, but is a directory, and is not read",
        f"manifest.json: the part {last.path.name} of {size} bytes is missing",
    ]
    event_file.unlink()
    event_file.mkdir()
    for part in parts_of(event_file)[1:]:
        part.path.unlink()
    assert main(["validate", str(parted)]) == 2
    assert f"{event_file.name} has the name of an event file, but is a directory" in capsys.readouterr().err


def test_validate_names_what_is_there_twice(parted):
    first = parts_of(latest_event_file(parted))[3].path
    second = first.with_name(first.name.replace(".0002.", ".00002."))
    shutil.copy(first, second)
    assert findings_of(parted) == [f"{second.name}: is not read: another file is the same part"]
    second.rename(first.with_name(first.name.replace(".0002.", ".0003.")))
    found = findings_of(parted)
    assert any("sample 2 was recorded by writer 2, too; the order of the parts decides" in each for each in found)


def test_validate_names_a_copy_of_a_part_and_a_part_of_another_job(parted, tmp_path, monkeypatch):
    *_, last = (part.path for part in parts_of(latest_event_file(parted)))
    copy = last.with_name(last.name.replace(".000001", ".000002"))
    shutil.copy(last, copy)
    assert f"{copy.name}: has the same records as {last.name}" in findings_of(parted)
    copy.unlink()
    monkeypatch.setattr(time, "time", lambda: 7.0)
    with open_job(tmp_path / "other") as job:
        job.add_sample(PICTURE)
    shutil.copy(latest_event_file(tmp_path / "other"), copy)
    assert f"{copy.name}: its pictures are in _explain_7, so it is a part of another job" in findings_of(parted)


@pytest.mark.parametrize("parts", [7, [7], [{"name": 1, "bytes": 2}], [{"name": "../x", "bytes": 2}], [{"name": "a"}]])
def test_validate_names_a_manifest_with_nonsense_for_parts(parted, parts):
    path = parted / data_directory(latest_event_file(parted)) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "parts": parts}))
    assert len(findings_of(parted)) == 1


def test_info_tells_parts_and_who_is_done(parted, capsys):
    main(["info", str(parted)])
    told = capsys.readouterr().out
    size = sum(part.path.stat().st_size for part in parts_of(latest_event_file(parted)))
    assert f"parts           5 of 3 writers, {size} bytes\n" in told
    assert "samples         24\n" in told
    with open_job(parted, writer=(1, 3)):
        main(["info", str(parted)])
    assert "done            2 of 3 writers\n" in capsys.readouterr().out
