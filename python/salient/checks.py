"""Checks names and numbers that callers pass. Every function raises ValueError with a message that starts with its `what`."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar, Union

import numpy as np

Box = Sequence[int]
"""A rectangle of the original in pixels: left, top, width, height."""

Labels = Union[Iterable[str], Mapping[int, str], Mapping[str, int]]
"""Names by label id: a list, or a dict of ids to names or of names to ids."""

Value = TypeVar("Value")
ByLabel = Union[Mapping[int, Value], Sequence[Value]]
"""Values by label id: a dict for some labels, or a list, array or tensor with a value for each."""

_ROUNDING = 1e-4
"""How far a probability may lie outside of 0–1: what a softmax in 16 bits leaves."""


_MAX_SHOWN = 80

_GREATEST = (2 - 2**-23) * 2.0**127
"""The greatest 32-bit float."""


def names(values: Iterable[str], what: str, *, unique: bool) -> list[str]:
    """Names of labels, explainers or metrics: any text that is not empty."""
    if isinstance(values, str):
        raise ValueError(f"{what}: expected a list of names, got one text; write [{values!r}]")
    found = listed(values, what)
    for position, name in enumerate(found):
        if not isinstance(name, str) or name == "":
            raise ValueError(f"{what}[{position}]: {name!r} is no name")
        try:
            name.encode()
        except UnicodeEncodeError as error:
            raise ValueError(f"{what}[{position}]: {name!r} cannot be written as UTF-8, {error.reason}") from error
    found = [str(name) for name in found]
    if unique and len(set(found)) < len(found):
        twice = next(name for position, name in enumerate(found) if name in found[:position])
        raise ValueError(f"{what}: {twice!r} comes twice")
    return found


def label_names(values: Labels, what: str) -> list[str]:
    """Names of labels, by id. A set has no order that ids could come from; ids of a dict are 0 to L−1, in any order."""
    if isinstance(values, (set, frozenset)):
        raise ValueError(f"{what}: a set has no order, and the position of a name is its id; write a list, as sorted(names)")
    values = _as_mapping(values)
    if isinstance(values, Mapping):
        values = _by_id(values, what) if values else []
    found = names(values, what, unique=False)
    for position, name in enumerate(found):
        if name.endswith(("\n", "\r")):
            raise ValueError(f"{what}[{position}]: {name!r} ends with a line break; write [name.strip() for name in {what}]")
    return found


def _as_mapping(values: Any) -> Any:  # noqa: ANN401, as it came
    """A series of pandas as a dict, because its index, and not the position, says which value belongs to what."""
    has_index = hasattr(values, "index") and hasattr(values, "items") and hasattr(values, "to_dict")
    return dict(values.items()) if has_index else values


def _by_id(values: Mapping[Any, Any], what: str) -> list[Any]:
    """Names of a mapping between ids and names, by id. Ids may be text, as in JSON, where names are not."""
    keys, others = list(values), list(values.values())
    key_ids, other_ids = _ids(keys), _ids(others)
    if (key_ids is None) == (other_ids is None):
        reason = "neither are" if key_ids is None else "both could be"
        raise ValueError(
            f"{what}: expected a dict of ids to names or of names to ids; of its keys and values {reason} the ids 0 to L−1"
        )
    ids, found = (other_ids, keys) if key_ids is None else (key_ids, others)
    return [name for _, name in sorted(zip(ids or (), found), key=operator.itemgetter(0))]


def _ids(values: list[Any]) -> list[int] | None:
    """The values as the integers 0 to L−1 in any order, None where they are not."""
    try:
        ids = [int(value) if isinstance(value, str) else operator.index(value) for value in values]
    except (TypeError, ValueError):
        return None
    return ids if sorted(ids) == list(range(len(ids))) else None


def known(name: str, among: Sequence[str], what: str) -> str:
    """One of the names of the job."""
    if name not in among:
        raise ValueError(f"{what}: {name!r} is not one of the job's, {', '.join(map(repr, among)) or 'which has none'}")
    return name


def integer(value: Any, what: str) -> int:  # noqa: ANN401, anything that is an integer
    """An int, or a scalar of numpy or torch that is one; not a boolean, which is a mark rather than an id."""
    if isinstance(value, bool) or str(getattr(value, "dtype", "")).endswith("bool"):
        raise ValueError(f"{what}: {shown(value)} is no integer; write np.flatnonzero(marks) for the ids of marks")
    try:
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{what}: {shown(value)} is no integer") from None


def shown(value: object) -> str:
    """A value for a message, on one line and not too long."""
    text = " ".join(repr(value).split())
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def whole(value: Any, what: str, least: int) -> int:  # noqa: ANN401, as integer
    """An integer from `least` on."""
    number = integer(value, what)
    if number < least:
        raise ValueError(f"{what}: {number} must be {least} or more")
    return number


def listed(values: Iterable[Any], what: str) -> list[Any]:
    """The elements of a list, a tuple, an array or a tensor."""
    if hasattr(values, "__array__") and not isinstance(values, np.ndarray) and not hasattr(values, "detach"):
        values = np.asarray(values)  # a table would list its columns
    try:
        return list(values)
    except TypeError:
        raise ValueError(f"{what}: {shown(values)} is no list{_as_list(values)}") from None


def _as_list(value: object) -> str:
    """What to write where one number was given for a list."""
    try:
        return f"; write [{operator.index(value)}]"  # type: ignore[arg-type]
    except TypeError:
        return ""


def label(value: Any, count: int, what: str) -> int:  # noqa: ANN401, as integer
    """A label id of a job that names `count` labels."""
    number = integer(value, what)
    if not 0 <= number < count:
        raise ValueError(f"{what}: there is no label {number}; the job names {count}, from 0 on")
    return number


def probability(value: Any, what: str, mend: str = "") -> float:  # noqa: ANN401, anything that is a number
    """A number 0–1; one that rounding put a little outside is moved back. `mend` ends the message for one that is not."""
    if isinstance(value, (bool, np.bool_)) or str(getattr(value, "dtype", "")) == "torch.bool":
        raise ValueError(f"{what}: {shown(value)} is a mark, and no probability; write float({shown(value)}) for 0 or 1")
    number = real(value, what)
    if not -_ROUNDING <= number <= 1 + _ROUNDING:
        raise ValueError(f"{what}: {number:g} is no probability, 0–1{mend}")
    return min(max(number, 0.0), 1.0)


def real(value: Any, what: str) -> float:  # noqa: ANN401, anything that is a number
    """A finite number that a 32-bit float can hold; not an array, nor a value that is masked."""
    if _is_complex(value):
        raise ValueError(f"{what}: {shown(value)} is no number, it is complex; write value.real or abs(value)")
    try:
        number = _number(value)
    except (TypeError, ValueError, RuntimeError, ArithmeticError):
        raise ValueError(f"{what}: {shown(value)} is no number") from None
    if not math.isfinite(number):
        raise ValueError(f"{what}: {number} is no finite number")
    if abs(number) > _GREATEST:
        raise ValueError(f"{what}: {number:g} is beyond a 32-bit float")
    return number


def score(value: Any, what: str) -> float:  # noqa: ANN401, anything that is a number
    """A score; None and NaN, of any type, are "not scored", which is NaN."""
    if value is None:
        return math.nan
    with suppress(TypeError, ValueError, RuntimeError, ArithmeticError):
        if not _is_complex(value) and math.isnan(_number(value)):
            return math.nan
    return real(value, what)


def _is_complex(value: Any) -> bool:  # noqa: ANN401, anything
    """Whether the value is of a complex type, of which a float would keep the real part only."""
    return isinstance(value, complex) or "complex" in str(getattr(value, "dtype", ""))


def _number(value: Any) -> float:  # noqa: ANN401, anything that is a number
    """The value as a float. Arrays of one element, which some versions of numpy take, raise TypeError."""
    if value is np.ma.masked or getattr(value, "ndim", 0):
        raise TypeError
    return float(value.detach() if hasattr(value, "detach") else value)


def box(value: Box, width: int, height: int, what: str) -> list[int]:
    """A box that has an area and lies inside a picture of `width` × `height` pixels."""
    numbers = [integer(number, what) for number in listed(value, what)]
    if len(numbers) != 4:
        raise ValueError(f"{what}: {numbers} must be left, top, width, height")
    left, top, box_width, box_height = numbers
    if min(left, top) < 0 or min(box_width, box_height) < 1 or left + box_width > width or top + box_height > height:
        raise ValueError(f"{what}: {numbers} has no area, or leaves the picture of {width}×{height} pixels")
    return numbers


def by_label(values: ByLabel[Any] | None, count: int, what: str) -> dict[int, Any]:
    """Values by label id, as a plain dict; None is none. A list, an array or a tensor holds a value for each label."""
    if values is None:
        return {}
    values = _as_mapping(values)
    if isinstance(values, Mapping):
        by_id = {label(key, count, what): value for key, value in values.items()}
        if len(by_id) < len(values):
            raise ValueError(f"{what}: a label comes twice in {list(values)}")
        return by_id
    if isinstance(values, (str, bytes, set, frozenset)) or not (hasattr(values, "__len__") and hasattr(values, "__getitem__")):
        raise ValueError(f"{what}: expected a dict by label id, or a list of {count} values, got {type(values).__name__}")
    found = listed(values, what)
    if len(found) == 1 and np.ndim(found[0]) > 0 and len(found[0]) == count:
        found = listed(found[0], what)  # the one row of a batch
    if len(found) != count:
        raise ValueError(
            f"{what}: {len(found)} values for {count} labels; pass a value for each, or a dict by label id: {{label: value}}"
        )
    return dict(enumerate(found))
