"""The directories of a training's jobs. python/tests_adapters runs the callbacks with their frameworks."""

import sys
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import PICTURE, open_job

import salient
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


@pytest.mark.parametrize("package", ["keras", "tf_keras"])
def test_a_callback_is_of_the_keras_that_trains_and_writes_the_jobs(tmp_path, monkeypatch, package):
    class Callback:
        """As of Keras: `fit` asks for its class, and for methods of it that are not documented."""

        def __init__(self):
            self.model = None

    monkeypatch.setitem(sys.modules, package, SimpleNamespace(callbacks=SimpleNamespace(Callback=Callback)))
    monkeypatch.delitem(sys.modules, f"salient.callbacks.{package}", raising=False)
    kind = import_module(f"salient.callbacks.{package}").ExplainEpochs
    monkeypatch.delitem(sys.modules, f"salient.callbacks.{package}")
    inputs = np.random.default_rng(0).random((3, 6, 8, 1))
    callback = kind(
        tmp_path / "run",
        inputs,
        labels=["dark", "bright"],
        explainers={"Pixels": lambda model, batch, labels: batch * (2 * labels - 1)[:, None, None, None]},
        ground_truth=[0, 1, 1],
        batch_size=2,
    )
    assert isinstance(callback, Callback)
    means = inputs.mean(axis=(1, 2, 3))

    def model(batch, training):
        assert not training
        return np.stack([1 - batch.mean((1, 2, 3)), batch.mean((1, 2, 3))], 1)

    callback.model = model
    callback.on_train_begin()
    for epoch in range(2):
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch)
    assert [path.name for path in sorted((tmp_path / "run").iterdir())] == ["epoch_000", "epoch_001", "epoch_002"]
    job = salient.read(tmp_path / "run" / "epoch_002")
    assert [sample.ground_truth for sample in job.values()] == [[0], [1], [1]]
    for id, sample in job.items():
        assert sample.probabilities[1] == pytest.approx(means[id])
        for explainer, label in sample.maps:
            assert sample.map(explainer, label) == pytest.approx(inputs[id, :, :, 0] * (2 * label - 1), abs=0.003)
