"""The table of predictions and the list of labels that `import` reads, in the encodings that programs write."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_COLUMNS = {"image", "label", "probability"}
_TRUE, _FALSE = {"1", "true", "yes"}, {"0", "false", "no", ""}
_DELIMITERS = ",;\t"


@dataclass
class Row:
    """The rows of the table for one picture. Labels are as the table writes them."""

    probabilities: dict[str, float] = field(default_factory=dict)
    truth: list[str] = field(default_factory=list)


def read_text(path: Path) -> str:
    """The text of a file in UTF-8 or UTF-16 with or without a byte-order mark, else in Windows-1252 or Latin-1."""
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def read_names(path: Path) -> list[str]:
    """Names of labels, one per line. Blank lines at the end are ignored; one between names would shift ids."""
    lines = [line.strip() for line in read_text(path).replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")]
    if "" in lines:
        raise ValueError(
            f"{path}, line {lines.index('') + 1}: the line is blank; each line is the name of a label, in order of ids"
        )
    return lines


def read_table(path: Path) -> dict[str, Row]:
    """The rows by picture, in order. Raises ValueError that names the line where something is wrong."""
    rows: dict[str, Row] = {}
    text = read_text(path)
    header = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: list[str] = []
    for entry in table:
        values = [value.strip() for value in entry]
        if not any(values):
            continue
        if not columns:
            columns = [value.lower() for value in values]
            missing = _COLUMNS - set(columns)
            if missing:
                raise ValueError(f"{path}: the header lacks {', '.join(sorted(missing))}")
            continue
        try:
            _add_entry(rows, dict(zip(columns, values)), has_comma=delimiter == ";")
        except ValueError as error:
            raise ValueError(f"{path}, line {table.line_num}: {error}") from error
    if not columns:
        raise ValueError(f"{path}: the header lacks {', '.join(sorted(_COLUMNS))}")
    if not rows:
        raise ValueError(f"{path}: there is no row")
    return rows


def _add_entry(rows: dict[str, Row], entry: dict[str, str], *, has_comma: bool) -> None:
    image, label, probability = (entry.get(column, "") for column in ("image", "label", "probability"))
    if not image or not label:
        raise ValueError("image or label is empty")
    truth = entry.get("truth", "").lower()
    if truth not in _TRUE | _FALSE:
        raise ValueError(f"truth is {truth!r}, not 1 or 0")
    row = rows.setdefault(image, Row())
    if label in row.probabilities:
        raise ValueError(f"{image} has label {label} twice")
    row.probabilities[label] = float(probability.replace(",", ".") if has_comma else probability)
    if truth in _TRUE:
        row.truth.append(label)


def label_id(label: str, names: Sequence[str], source: str) -> int:
    """A label by its name or, where none has it, by its id. Raises ValueError where it is neither, or the name of several."""
    if names.count(label) > 1:
        raise ValueError(f"{source}: {label!r} is the name of {names.count(label)} labels; write their ids")
    if label in names:
        return names.index(label)
    if label.isdecimal() and int(label) < len(names):
        return int(label)
    raise ValueError(f"{source}: {label!r} is neither the name nor the id of a label")
