"""Originals, and how a picture gets onto the disk."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
from PIL import Image

from .arrays import ArrayLike, channels_last, to_array
from .png import grey_png

_ROUNDING = 1e-3
"""How far a float may lie outside of 0–1: what undoing a normalisation leaves."""

_JPEG = {"format": "JPEG", "quality": 95, "subsampling": 0}


def to_rgb(image: ArrayLike, what: str) -> Image.Image:
    """A picture as RGB.

    Takes a PIL image, or an array of shape H×W, C×H×W or H×W×C with 1, 3 or 4 channels (the fourth, opacity, is left out):
    integers 0–255, floats 0–1, or booleans. Raises ValueError that begins with `what`.
    """
    if isinstance(image, Image.Image):
        if 0 in image.size:
            raise ValueError(f"{what}: the picture is empty, {image.size[0]}×{image.size[1]}")
        return image.convert("RGB")
    pixels = channels_last(to_array(image, what), what)
    if pixels.shape[2] not in (1, 3, 4):
        raise ValueError(f"{what}: {pixels.shape[2]} channels; a picture has 1, 3 or 4")
    pixels = _to_bytes(pixels, what)
    return Image.fromarray(np.ascontiguousarray(np.broadcast_to(pixels[:, :, :3], (*pixels.shape[:2], 3))))


def _to_bytes(pixels: np.ndarray, what: str) -> np.ndarray:
    if pixels.dtype == np.uint8:
        return pixels
    low, high = pixels.min(), pixels.max()
    if pixels.dtype.kind == "f":
        if low < -_ROUNDING or high > 1 + _ROUNDING:
            raise ValueError(f"{what}: floats are to be 0–1, these are {low:g} to {high:g}; undo the normalisation first")
        return np.rint(np.clip(pixels, 0, 1).astype(np.float64) * 255).astype(np.uint8)
    if pixels.dtype.kind == "b":
        return pixels.astype(np.uint8) * 255
    if low < 0 or high > 255:
        raise ValueError(f"{what}: integers are to be 0–255, these are {low} to {high}")
    return pixels.astype(np.uint8)


def save_original(image: Image.Image, path: Path) -> None:
    """Writes an RGB picture as a JPEG of high quality."""
    encoded = io.BytesIO()
    image.save(encoded, **_JPEG)
    replace_file(path, encoded.getvalue())


def save_levels(levels: np.ndarray, path: Path) -> None:
    """Writes an H×W array of bytes as a grey PNG, without loss."""
    replace_file(path, grey_png(levels))


def replace_file(path: Path, content: bytes) -> None:
    """Puts a file in place under its final name at once, whole; its directory is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    os.replace(part, path)
