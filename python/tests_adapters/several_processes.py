"""A training of several processes, as torchrun starts them: `several_processes.py lightning|transformers DIRECTORY`.

The first process is late, so that the others would begin before it if nothing kept them.
"""

import os
import sys
import time

import torch

from salient.callbacks.epochs import EpochJobs

NAMES = ["cat", "dog", "bird"]
QUICK = dict(labels=NAMES, explainers=["GradCAM"], counterfactuals=False, metrics=())


def delay_the_first():
    begin = EpochJobs.begin

    def late(self, done):
        time.sleep(3)
        begin(self, done)

    EpochJobs.begin = late


def pictures(seed):
    return torch.rand(5, 3, 32, 32, generator=torch.Generator().manual_seed(seed))


def train_with_lightning(directory):
    import pytorch_lightning
    from trainings import Training

    from salient.callbacks.lightning import ExplainEpochs

    explained = ExplainEpochs(directory, [(pictures(1), torch.tensor([0, 1, 2, 0, 1]))], **QUICK)
    trainer = pytorch_lightning.Trainer(
        max_epochs=2,
        callbacks=[explained],
        accelerator="cpu",
        devices=2,
        strategy="ddp",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
    )
    data = torch.utils.data.TensorDataset(pictures(2), torch.tensor([0, 1, 2, 0, 1]))
    trainer.fit(Training(), torch.utils.data.DataLoader(data, batch_size=2))


def train_with_transformers(directory):
    from transformers import Trainer, TrainingArguments, ViTConfig, ViTForImageClassification

    from salient.callbacks.transformers import ExplainEpochs

    size = dict(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    model = ViTForImageClassification(ViTConfig(image_size=32, patch_size=8, num_labels=3, **size))
    data = [{"pixel_values": picture, "labels": label} for picture, label in zip(pictures(2), (0, 1, 2, 0, 1))]
    loader = [{"pixel_values": pictures(1), "labels": torch.tensor([0, 1, 2, 0, 1])}]
    arguments = TrainingArguments(
        f"{directory} checkpoints", num_train_epochs=2, report_to=[], save_strategy="no", use_cpu=True, disable_tqdm=True
    )
    Trainer(model, arguments, train_dataset=data, callbacks=[ExplainEpochs(directory, loader, **QUICK)]).train()


if __name__ == "__main__":
    delay_the_first()
    assert int(os.environ["WORLD_SIZE"]) > 1
    {"lightning": train_with_lightning, "transformers": train_with_transformers}[sys.argv[1]](sys.argv[2])
