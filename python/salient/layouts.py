"""Layouts of folders of attributions, and the reading of a path by one of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from .mapfile import MapFile
from .table import label_or_none

LAYOUTS = ("E/I", "E/I/L", "E/I_L", "E/L/I", "I/E", "I/E/L", "I/L/E", "I/E_L", "I_E", "I", "I/L", "I_L")
"""Paths without their suffix: E an explainer, I a picture's path, L a label. Without E, the folder is the explainer."""

_PICTURES = {"jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff"}
"""Endings of pictures, which are no names of explainers."""

_SEPARATORS = "_-."


class Parser:
    """Reads paths of one layout."""

    def __init__(self, layout: str, folder: str, variants: Mapping[tuple[str, ...], str], names: Sequence[str]) -> None:
        self._layout = layout
        self._kinds = layout.replace("/", "").replace("_", "")
        self._folder = folder
        self._variants = variants
        self._names = names

    def parse(self, path: Path, parts: tuple[str, ...]) -> MapFile | None:
        """The file at `path`, of which `parts` are the path without its suffix; None where it is of another layout."""
        for split in self._splits(parts):
            found = MapFile(path, self._folder, "", None, may_name_explainers="E" not in self._kinds)
            for kind, value in zip(self._kinds, split):
                if kind == "I":
                    image = self._variants.get(value if isinstance(value, tuple) else (value,))
                    found = None if image is None else replace(found, image=image)
                elif kind == "L":
                    label = label_or_none(str(value), self._names)
                    found = None if label is None else replace(found, label=label)
                elif self._kinds[0] != "E" and not self._may_be_explainer(str(value)):
                    found = None
                else:
                    found = replace(found, explainer=str(value))
                if found is None:
                    break
            if found is not None:
                return found
        return None

    def _may_be_explainer(self, text: str) -> bool:
        """Whether what stands behind a picture may be an explainer: a label, or the ending of its file, is rather meant."""
        return text.lower() not in _PICTURES and label_or_none(text, self._names) is None

    def _splits(self, parts: tuple[str, ...]) -> Iterator[list[str | tuple[str, ...]]]:
        """How path parts may be shared out to the kinds of the layout, that of the longest picture's path first."""
        steps = self._layout.split("/")
        length = len(parts) - len(steps) + 1
        if length < 1:
            return
        place = next(index for index, step in enumerate(steps) if "I" in step)
        shares = [
            *parts[:place],
            parts[place : place + length],
            *parts[place + length :],
        ]
        options = [self._share(step, share) for step, share in zip(steps, shares)]
        for each in itertools.product(*options):
            yield [value for values in each for value in values]

    def _share(self, step: str, share: str | tuple[str, ...]) -> list[list[str | tuple[str, ...]]]:
        if "_" not in step:
            return [[share]]
        head, last = (share[:-1], share[-1]) if isinstance(share, tuple) else ((), share)
        cuts = [place for place in range(len(last) - 2, 0, -1) if last[place] in _SEPARATORS]
        return [[(*head, last[:cut]) if isinstance(share, tuple) else last[:cut], last[cut + 1 :]] for cut in cuts]
