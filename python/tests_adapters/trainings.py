"""The model that tests of callbacks train."""

import pytorch_lightning
import torch

NAMES = ["cat", "dog", "bird"]


class Training(pytorch_lightning.LightningModule):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.net = torch.nn.Sequential(
            torch.nn.Conv2d(3, 4, 5), torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten()
        )
        self.head = torch.nn.Linear(4, 3)

    def forward(self, inputs):
        return self.head(self.net(inputs))

    def training_step(self, batch, _):
        return torch.nn.functional.cross_entropy(self(batch[0]), batch[1])

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)
