"""Names and numbers that callers hand in. Every function raises ValueError that begins with `what` it was given."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Box = Sequence[int]
"""A rectangle of the original in pixels: left, top, width, height."""

_ROUNDING = 1e-4
"""How far a probability may lie outside of 0–1: what a softmax in 16 bits leaves."""


_GREATEST = (2 - 2**-23) * 2.0**127
"""The greatest 32-bit float."""


def names(values: Iterable[str], what: str, *, unique: bool) -> list[str]:
    """Names of labels, explainers or metrics: any text but none."""
    if isinstance(values, str):
        raise ValueError(f"{what}: a list of names is wanted, not one text")
    found = listed(values, what)
    for position, name in enumerate(found):
        if not isinstance(name, str) or name == "":
            raise ValueError(f"{what}[{position}]: {name!r} is no name")
        try:
            name.encode()
        except UnicodeEncodeError as error:
            raise ValueError(f"{what}[{position}]: {name!r} cannot be written as UTF-8, {error.reason}") from error
    if unique and len(set(found)) < len(found):
        twice = next(name for position, name in enumerate(found) if name in found[:position])
        raise ValueError(f"{what}: {twice!r} comes twice")
    return found


def known(name: str, among: Sequence[str], what: str) -> str:
    """One of the names of the job."""
    if name not in among:
        raise ValueError(f"{what}: {name!r} is not one of the job's, {', '.join(map(repr, among)) or 'which has none'}")
    return name


def integer(value: Any, what: str) -> int:  # noqa: ANN401, anything that is an integer
    """An int, or a scalar of numpy or torch that is one."""
    try:
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{what}: {value!r} is no integer") from None


def listed(values: Iterable[Any], what: str) -> list[Any]:
    """What a list, a tuple, an array or a tensor holds."""
    try:
        return list(values)
    except TypeError:
        raise ValueError(f"{what}: {values!r} is no list") from None


def label(value: Any, count: int, what: str) -> int:  # noqa: ANN401, as integer
    """A label id of a job that names `count` labels."""
    number = integer(value, what)
    if not 0 <= number < count:
        raise ValueError(f"{what}: there is no label {number}; the job names {count}, from 0 on")
    return number


def probability(value: Any, what: str) -> float:  # noqa: ANN401, anything that is a number
    """A number 0–1; one that rounding put a little beyond is moved back."""
    number = real(value, what)
    if not -_ROUNDING <= number <= 1 + _ROUNDING:
        raise ValueError(f"{what}: {number:g} is no probability, 0–1")
    return min(max(number, 0.0), 1.0)


def real(value: Any, what: str) -> float:  # noqa: ANN401, anything that is a number
    """A finite number that a 32-bit float can hold."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{what}: {value!r} is no number") from None
    if not math.isfinite(number):
        raise ValueError(f"{what}: {number} is no finite number")
    if abs(number) > _GREATEST:
        raise ValueError(f"{what}: {number:g} is beyond a 32-bit float")
    return number


def score(value: Any, what: str) -> float:  # noqa: ANN401, anything that is a number
    """A score; None and NaN are "not scored", which is NaN."""
    if value is None:
        return math.nan
    if isinstance(value, float) and math.isnan(value):
        return value
    return real(value, what)


def box(value: Box, width: int, height: int, what: str) -> list[int]:
    """A box that has an area and lies inside a picture of `width` × `height` pixels."""
    numbers = [integer(number, what) for number in listed(value, what)]
    if len(numbers) != 4:
        raise ValueError(f"{what}: {numbers} is to be left, top, width, height")
    left, top, box_width, box_height = numbers
    if min(left, top) < 0 or min(box_width, box_height) < 1 or left + box_width > width or top + box_height > height:
        raise ValueError(f"{what}: {numbers} has no area, or leaves the picture of {width}×{height} pixels")
    return numbers


def by_label(values: Mapping[int, Any] | None, count: int, what: str) -> dict[int, Any]:
    """Values by label id, as a plain dict; None is none."""
    if values is None:
        return {}
    if not isinstance(values, Mapping):
        raise ValueError(f"{what}: a dict by label id is wanted, this is {type(values).__name__}")
    return {label(key, count, what): value for key, value in values.items()}
