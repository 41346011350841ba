"""The table of predictions and the list of labels that `import` reads, in the encodings that programs write."""

from __future__ import annotations

import ast
import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import checks

_COLUMNS = {"image", "label", "probability"}
_TRUE, _FALSE = {"1", "1.0", "true", "yes"}, {"0", "0.0", "false", "no", ""}
_HEADERS = {"label", "labels", "name", "names", "class", "classes", "category", "categories"}
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
    """Names of labels, one per line, or a list of names or a dict of ids and names as JSON or Python write it.

    Blank lines at the end are ignored. Raises ValueError where ids would shift: for a blank line between names, and a header;
    and where lines begin with ids.
    """
    text = read_text(path)
    if text.lstrip()[:1] in ("{", "["):
        with suppress(SyntaxError):
            return checks.label_names(_literal(text), str(path))
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")]
    if "" in lines:
        raise ValueError(
            f"{path}, line {lines.index('') + 1}: the line is blank; each line is the name of a label, in order of ids"
        )
    if lines[0].lower() in _HEADERS:
        raise ValueError(f"{path}, line 1: {lines[0]!r} seems to be a header; remove it, for the first line names label 0")
    for named in (lines, lines[1:]):
        found = [re.match(r"(\d+)\s*[\s,;:]\s*\S", line) for line in named]
        ids = [int(match[1]) for match in found if match]
        if len(named) > 1 and len(ids) == len(named) and ids == list(range(ids[0], ids[0] + len(ids))):
            raise ValueError(f"{path}: lines begin with ids, as {named[0]!r}; write the names alone, one per line")
    return lines


def _literal(text: str) -> Any:  # noqa: ANN401, a list or a dict of anything
    """The list or dict that a text is. Raises SyntaxError where it is none."""
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, MemoryError, RecursionError) as error:
        raise SyntaxError from error


def read_table(path: Path) -> dict[str, Row]:
    """The rows by picture, in order. Raises ValueError that names the line where something is wrong."""
    rows: dict[str, Row] = {}
    text = read_text(path)
    if "\0" in text:
        raise ValueError(f"{path}: there are NUL characters in it; save it as a CSV in UTF-8")
    header = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: list[str] = []
    for entry in _entries(table, path):
        values = [value.strip() for value in entry]
        if not any(values):
            continue
        if not columns:
            columns = [value.lower() for value in values]
            missing = _COLUMNS - set(columns)
            if missing:
                raise ValueError(f"{path}: the header lacks {', '.join(sorted(missing))}")
            twice = [column for column in _COLUMNS | {"truth"} if columns.count(column) > 1]
            if twice:
                raise ValueError(f"{path}: the header has {twice[0]} twice")
            continue
        if any(values[len(columns) :]):
            raise ValueError(
                f"{path}, line {table.line_num}: {len(values)} values for {len(columns)} columns; "
                'put names that have the separator in quotes: "tabby, tabby cat"'
            )
        short = [column for column in columns[len(values) :] if column in _COLUMNS | {"truth"}]
        if short:
            empty = "image or label is empty" if {*short} & {"image", "label"} else "could not convert it"
            raise ValueError(
                f"{path}, line {table.line_num}: {empty}: the row has {len(values)} of {len(columns)} values, "
                f"{' and '.join(short)} {'is' if len(short) == 1 else 'are'} missing"
            )
        try:
            _add_entry(rows, dict(zip(columns, values)), has_comma=delimiter == ";")
        except ValueError as error:
            raise ValueError(f"{path}, line {table.line_num}: {error}") from error
    if not columns:
        raise ValueError(f"{path}: the header lacks {', '.join(sorted(_COLUMNS))}")
    if not rows:
        raise ValueError(f"{path}: there is no row")
    return rows


def _entries(table: Any, path: Path) -> Iterator[list[str]]:  # noqa: ANN401, a csv.reader has no type
    try:
        yield from table
    except csv.Error as error:
        raise ValueError(f"{path}, line {table.line_num}: {error}") from error


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
    row.probabilities[label] = _probability(probability.replace(",", ".") if has_comma else probability)
    if truth in _TRUE:
        row.truth.append(label)


def _probability(text: str) -> float:
    """A number 0–1, as a table writes it. Raises ValueError that names the column."""
    try:
        number = float(text)
    except ValueError as error:
        mend = "; write 0.7 for 70%" if text.endswith("%") else "; write 0.7 for 0,7" if "," in text else ""
        raise ValueError(f"{error} in the column probability{mend}") from None
    return checks.probability(number, "probability")


def names_in_table(labels: Iterable[str], path: Path) -> list[str]:
    """The labels of a table as names, in its order. Raises ValueError where some are names and others may be ids."""
    found = list(labels)
    numbers = [label for label in found if label.isdecimal()]
    if numbers and len(numbers) < len(found):
        name = next(label for label in found if not label.isdecimal())
        raise ValueError(
            f"{path}: the column label mixes names, as {name!r}, and what may be ids, as {numbers[0]!r}; "
            "write one kind, or give the names of all labels with --labels"
        )
    return found


def label_id(label: str, names: Sequence[str], source: str) -> int:
    """A label by its name or, where none has it, by its id. Raises ValueError where it is neither, or the name of several."""
    if names.count(label) > 1:
        raise ValueError(f"{source}: {label!r} is the name of {names.count(label)} labels; write their ids")
    if label in names:
        return names.index(label)
    if label.isdecimal() and int(label) < len(names):
        return int(label)
    raise ValueError(f"{source}: {label!r} is neither the name nor the id of a label")


def label_or_none(text: str, names: Sequence[str]) -> int | None:
    """A label by its name or id, None where it is neither."""
    try:
        return label_id(text, names, "")
    except ValueError:
        return None
