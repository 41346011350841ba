"""The directories of a training's jobs. python/tests_adapters runs the callbacks with their frameworks."""

import pytest
from conftest import PICTURE, open_job

from salient.callbacks.epochs import EpochJobs


def write(jobs, done):
    with open_job(jobs.job(done)) as job:
        job.add_sample(PICTURE)


def test_there_is_a_job_for_every_so_many_epochs(tmp_path):
    jobs = EpochJobs(tmp_path / "run", 5)
    found = {done: jobs.job(done) for done in range(12)}
    assert {done: path.name for done, path in found.items() if path} == {0: "epoch_000", 5: "epoch_005", 10: "epoch_010"}
    assert EpochJobs(tmp_path, 1).job(1234).name == "epoch_1234"
    with pytest.raises(ValueError, match="every: 0 must be 1 or more"):
        EpochJobs(tmp_path, 0)


def test_a_resumed_training_writes_the_jobs_of_repeated_epochs_anew(tmp_path):
    jobs = EpochJobs(tmp_path / "run", 1)
    jobs.begin(0)
    for done in range(4):
        write(jobs, done)
    (tmp_path / "run" / "epoch_999").mkdir()  # no job
    (tmp_path / "run" / "notes.txt").write_text("mine")
    jobs.begin(2)
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [
        *("epoch_000", "epoch_001", "epoch_002", "epoch_999", "notes.txt")
    ]


def test_another_training_does_not_write_into_the_jobs_of_an_earlier_one(tmp_path):
    jobs = EpochJobs(tmp_path / "run", 1)
    write(jobs, 7)
    with pytest.raises(ValueError, match=r"holds jobs of another training, up to epoch_007; pass another directory"):
        jobs.begin(0)
    assert jobs.job(7).is_dir()
