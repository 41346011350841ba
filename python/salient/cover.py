"""The cover over those parts of a picture that a model must not see."""

from __future__ import annotations

import re

import numpy as np
from PIL import Image, ImageFilter

MASK = re.compile(r"gaussian:([1-9]\d*)")
"""Names of masks: gaussian:r, r a radius in pixels."""
_BRIGHTNESS = 0.7


def check_mask(mask: str, what: str) -> int:
    """The radius r, in pixels, of a mask named gaussian:r. Raises ValueError that begins with `what` for another name."""
    found = MASK.fullmatch(mask) if isinstance(mask, str) else None
    if found is None:
        raise ValueError(f"{what}: {mask!r} must be gaussian:r, r a radius in pixels from 1 on")
    return int(found[1])


def covered(picture: Image.Image, mask: str) -> np.ndarray:
    """A picture that is covered all over, as H×W grey levels 0–1: blurred with radius r in pixels, × 0.7 as bright.

    It is what the dashboard draws around the boxes of a counterfactual. Raises ValueError where `mask` is not gaussian:r.
    """
    blurred = picture.convert("L").filter(ImageFilter.GaussianBlur(check_mask(mask, "mask")))
    return np.asarray(blurred, np.float32) / 255 * _BRIGHTNESS
