"""Callbacks leave a training as it is, and go on where one was interrupted."""

import subprocess
import sys
from pathlib import Path

import pytest
import pytorch_lightning
import torch
from trainings import NAMES, Training
from transformers import Trainer, TrainingArguments, ViTConfig, ViTForImageClassification

import salient
from salient.callbacks.lightning import ExplainEpochs
from salient.callbacks.transformers import ExplainEpochs as ExplainEpochsOfTrainer
from salient.validate import validate

QUICK = dict(counterfactuals=False, metrics=())


def batches(count=3):
    generator = torch.Generator().manual_seed(0)
    return [(torch.rand(2, 3, 24, 32, generator=generator), torch.tensor([0, 2])) for _ in range(count)]


def train(place, callbacks, epochs=3, **options):
    torch.manual_seed(1)
    trainer = pytorch_lightning.Trainer(
        max_epochs=epochs,
        callbacks=callbacks,
        accelerator="cpu",
        logger=False,
        default_root_dir=place,
        enable_progress_bar=False,
        enable_checkpointing=options.pop("enable_checkpointing", False),
    )
    module = Training()
    trainer.fit(module, torch.utils.data.DataLoader(batches(), batch_size=None), **options)
    return trainer, [parameter.detach().clone() for parameter in module.parameters()]


def test_a_training_of_lightning_ends_with_the_same_weights(tmp_path):
    callback = ExplainEpochs(
        tmp_path / "run", batches(1), labels=NAMES, explainers=["GradCAM", "Saliency"], uncertainty="dropout", **QUICK
    )
    _, explained = train(tmp_path, [callback])
    _, plain = train(tmp_path, [])
    assert all(torch.equal(one, other) for one, other in zip(explained, plain))
    assert [path.name for path in sorted((tmp_path / "run").iterdir())] == [f"epoch_{number:03d}" for number in range(4)]
    job = salient.read(tmp_path / "run" / "epoch_003")
    assert [sample.ground_truth for sample in job.values()] == [[0], [2]]
    assert {name for name, _ in job[0].maps} == {"GradCAM", "Saliency"}


def test_a_second_training_of_lightning_needs_another_directory_and_a_resumed_one_does_not(tmp_path):
    def callback():
        return ExplainEpochs(tmp_path / "run", batches(1), labels=NAMES, explainers=["Saliency"], every=2, **QUICK)

    trainer, _ = train(tmp_path, [callback()], epochs=4)
    trainer.save_checkpoint(tmp_path / "end.ckpt")
    with pytest.raises(ValueError, match="holds jobs of another training, up to epoch_004"):
        train(tmp_path, [callback()])
    train(tmp_path, [callback()], epochs=6, ckpt_path=tmp_path / "end.ckpt", weights_only=False)
    assert [path.name for path in sorted((tmp_path / "run").iterdir())] == [f"epoch_{number:03d}" for number in (0, 2, 4, 6)]


def test_a_wrong_call_fails_before_the_training(tmp_path):
    callback = ExplainEpochs(tmp_path / "run", batches(1), labels=NAMES[:2], explainers=["Saliency"], **QUICK)
    with pytest.raises(ValueError, match=r"there is no label 2|expected 2×2"):
        train(tmp_path, [callback])
    with pytest.raises(ValueError, match="a generator gives its samples only once"):
        ExplainEpochs(tmp_path / "run", iter(batches(1)), labels=NAMES, explainers=["Saliency"])
    with pytest.raises(ValueError, match="shard: the trainer knows its processes"):
        ExplainEpochs(tmp_path / "run", batches(1), labels=NAMES, explainers=["Saliency"], shard=(0, 2))


def test_the_trainer_of_hugging_face_resumes_too(tmp_path):
    size = dict(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    config = ViTConfig(image_size=32, patch_size=8, num_labels=3, **size)
    data = [{"pixel_values": torch.rand(3, 32, 32), "labels": label} for label in (0, 1, 2, 0)]
    loader = [{"pixel_values": torch.rand(2, 3, 32, 32), "labels": torch.tensor([0, 2])}]

    def run(epochs, **options):
        arguments = TrainingArguments(
            str(tmp_path / "checkpoints"),
            num_train_epochs=epochs,
            per_device_train_batch_size=2,
            report_to=[],
            save_strategy="epoch",
            use_cpu=True,
            disable_tqdm=True,
        )
        explained = ExplainEpochsOfTrainer(tmp_path / "run", loader, labels=NAMES, explainers=["GradCAM"], **QUICK)
        Trainer(ViTForImageClassification(config), arguments, train_dataset=data, callbacks=[explained]).train(**options)

    run(2)
    run(3, resume_from_checkpoint=True)
    assert [path.name for path in sorted((tmp_path / "run").iterdir())] == [f"epoch_{number:03d}" for number in range(4)]
    with pytest.raises(ValueError, match="holds jobs of another training"):
        run(1)


@pytest.mark.parametrize("trainer", ["lightning", "transformers"])
def test_the_processes_of_a_training_share_the_samples_of_each_job(tmp_path, trainer):
    def run():
        start = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
        script = str(Path(__file__).parent / "several_processes.py")
        return subprocess.run([*start, script, trainer, str(tmp_path / "run")], capture_output=True, text=True, check=False)

    first = run()
    assert first.returncode == 0, first.stderr
    jobs = sorted((tmp_path / "run").iterdir())
    assert [path.name for path in jobs] == [f"epoch_{number:03d}" for number in range(3)]
    for job in jobs:
        assert list(validate(job)) == []
        assert {sample.id: sample.ground_truth for sample in salient.read(job).values()} == dict(
            enumerate([[0], [1], [2], [0], [1]])
        )
        assert len(list(job.glob("_explain_*/manifest.json"))) == 1
    again = run()
    assert again.returncode != 0
    assert "holds jobs of another training, up to epoch_002" in again.stderr
