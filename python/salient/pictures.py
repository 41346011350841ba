"""Originals, and how a picture gets onto the disk."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import numpy as np
from PIL import Image

from .arrays import ArrayLike, channels_last, drop_batch, to_array
from .png import grey_png

_ROUNDING = 1e-3
"""How far a float may lie outside of 0–1: what undoing a normalisation leaves."""

_JPEG = {"format": "JPEG", "quality": 95, "subsampling": 0}

_MAX_SIDE = 65_500
"""The longest side that encoders of JPEG take, in pixels."""

_WITH_OPACITY = ("LA", "La", "PA", "RGBA", "RGBa")


def to_rgb(image: ArrayLike, what: str) -> Image.Image:
    """A picture as RGB.

    Takes a PIL image, or an array of shape H×W, C×H×W or H×W×C with 1, 3 or 4 channels, and scales by its type:

    - unsigned 16-bit integers and the PIL modes I;16*: 0–65535;
    - PIL mode I with values above 255: 0–65535;
    - other integers: 0–255; floats and the PIL mode F: 0–1; booleans: black and white.

    What is transparent is composed over white. Raises ValueError with a message that starts with `what` for values outside of
    these ranges, and for integers that are all 0 and 1, or 16-bit ones below 256, of which the range is not clear; a black
    picture, all of zeros, is taken.
    """
    if isinstance(image, Image.Image):
        return _fitting(_pil_to_rgb(image, what), what)
    return _fitting(_array_to_rgb(to_array(image, what), what), what)


def rgb_of_levels(levels: np.ndarray, what: str) -> Image.Image:
    """H×W×1 or H×W×3 levels 0–255 as a picture. Raises ValueError that starts with `what` where it is too large."""
    coloured = np.broadcast_to(levels, (*levels.shape[:2], 3))
    return _fitting(Image.frombytes("RGB", (levels.shape[1], levels.shape[0]), coloured.tobytes()), what)


def _fitting(picture: Image.Image, what: str) -> Image.Image:
    if max(picture.size) > _MAX_SIDE:
        width, height = picture.size
        raise ValueError(
            f"{what}: {width}×{height} pixels; a JPEG has at most {_MAX_SIDE} along a side, so pass a smaller picture"
        )
    return picture


def _pil_to_rgb(image: Image.Image, what: str) -> Image.Image:
    if 0 in image.size:
        raise ValueError(f"{what}: the picture is empty, {image.size[0]}×{image.size[1]}")
    if image.mode.startswith("I"):
        return _integers_to_rgb(image, what)
    if image.mode == "F":
        return _array_to_rgb(to_array(image, what), what)
    try:
        image = image.convert("LA") if image.mode == "La" else image  # Pillow converts it to nothing else
        has_opacity = image.mode in _WITH_OPACITY or "transparency" in image.info
        picture = image.convert("RGBA" if has_opacity else "RGB")
    except (ValueError, OSError, SyntaxError) as error:
        raise ValueError(f"{what}: a PIL image of mode {image.mode} cannot be converted to RGB, {error}") from error
    if max(high for _, high in picture.getextrema()[:3]) == 1:
        raise ValueError(
            f"{what}: a PIL image of mode {image.mode} has levels 0–255, and these are only 0 and 1; "
            'write image.convert("RGB").point(lambda level: level * 255)'
        )
    return _over_white(picture) if has_opacity else picture


def _integers_to_rgb(image: Image.Image, what: str) -> Image.Image:
    """A picture of mode I or I;16*; of several levels of grey one may be transparent."""
    numbers = to_array(image, what)
    levels = _high_byte(_as_16_bits(numbers, image.mode, what))
    levels[numbers == image.info.get("transparency")] = 255
    return Image.fromarray(levels).convert("RGB")


def _as_16_bits(numbers: np.ndarray, mode: str, what: str) -> np.ndarray:
    low, high = int(numbers.min()), int(numbers.max())
    if low < 0 or high > 65535:
        raise ValueError(f"{what}: a PIL image of mode {mode} must have values 0–65535, these are {low} to {high}")
    if 0 < high < 256:
        raise ValueError(
            f"{what}: a PIL image of mode {mode} with values up to {high} may be of 8 or of 16 bits; "
            "write np.asarray(image).astype(np.uint8) for 8 bits, np.asarray(image) / 65535 for 16"
        )
    return numbers.astype(np.uint16)


def _array_to_rgb(array: np.ndarray, what: str) -> Image.Image:
    pixels = channels_last(drop_batch(array, what), what)
    if pixels.shape[2] not in (1, 3, 4):
        raise ValueError(f"{what}: {pixels.shape[2]} channels; a picture has 1, 3 or 4")
    pixels = _to_bytes(pixels, what)
    if pixels.shape[2] == 4:
        return _over_white(Image.fromarray(np.ascontiguousarray(pixels)))
    return rgb_of_levels(pixels, what)


def _to_bytes(pixels: np.ndarray, what: str) -> np.ndarray:
    if pixels.dtype.kind == "b":
        return pixels.astype(np.uint8) * 255
    low, high = pixels.min(), pixels.max()
    if pixels.dtype.kind == "f":
        if low < -_ROUNDING or high > 1 + _ROUNDING:
            is_bytes = low >= 0 and 2 <= high <= 255
            mend = "divide by 255" if is_bytes else "undo the normalisation first"
            raise ValueError(f"{what}: floats must be 0–1, these are {low:g} to {high:g}; {mend}")
        return np.rint(np.clip(pixels, 0, 1).astype(np.float64) * 255).astype(np.uint8)
    if high == 1 and low >= 0:
        raise ValueError(
            f"{what}: integers are levels 0–255, and these are only 0 and 1; write image * 255, or image.astype(bool)"
        )
    if pixels.dtype.itemsize == 2 and pixels.dtype.kind == "u" and high > 0:
        if high < 256:
            mend = "write image.astype(np.uint8) if they are of 8 bits, image / 65535 if of 16"
            raise ValueError(f"{what}: 16-bit levels are 0–65535, these are at most {high}; {mend}")
        return _high_byte(pixels)
    if low < 0 or high > 255:
        mend = "; write image.astype(np.uint16) if they are of 16 bits" if low >= 0 and high <= 65535 else ""
        raise ValueError(f"{what}: integers must be 0–255, these are {low} to {high}{mend}")
    return pixels.astype(np.uint8)


def _high_byte(pixels: np.ndarray) -> np.ndarray:
    """Levels 0–65535 as levels 0–255."""
    return np.rint(pixels / 257).astype(np.uint8)


def _over_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def encode_original(image: Image.Image) -> bytes:
    """An RGB picture as the JPEG of high quality that is written."""
    encoded = io.BytesIO()
    image.save(encoded, **_JPEG)
    return encoded.getvalue()


def original_size(path: Path, digest: bytes | None, what: str) -> tuple[int, int]:
    """Width and height of an original. Raises ValueError where it cannot be read, or has another SHA-256 than `digest`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{what}: its original cannot be read, {error}; restore it") from error
    if digest is not None and hashlib.sha256(content).digest() != digest:
        raise ValueError(
            f"{what}: {path} is not the picture that was recorded (its SHA-256 differs); "
            "restore it, or write to another directory"
        )
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except (OSError, SyntaxError) as error:
        raise ValueError(f"{what}: {path} is no picture, {error}; restore it") from error


def save_levels(levels: np.ndarray, path: str | os.PathLike[str]) -> None:
    """Writes an H×W array of bytes as a grey PNG, without loss."""
    save_picture(path, grey_png(levels))


def save_picture(path: str | os.PathLike[str], content: bytes) -> None:
    """Writes a picture that an event will name, whole or not at all, and makes its directory where there is none.

    While there is no file of this name no event names one, so that it can have its name from the start. That is half the work
    for the file system.
    """
    try:
        descriptor = _open(path, os.O_EXCL)
    except FileExistsError:
        replace_file(path, content)
        return
    try:
        _write(descriptor, content)
    except BaseException:
        os.unlink(path)
        raise


def replace_file(path: str | os.PathLike[str], content: bytes) -> None:
    """Writes a file under its final name at once and whole, and makes its directory where there is none."""
    part = f"{os.fspath(path)}.part"
    _write(_open(part, os.O_TRUNC), content)
    os.replace(part, path)


def _open(path: str | os.PathLike[str], flags: int) -> int:
    flags |= os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, flags, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return os.open(path, flags, 0o666)


def _write(descriptor: int, content: bytes) -> None:
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)
