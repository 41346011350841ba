"""The pictures of the demo job `photos`: what is in them, and where."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PIL import Image

DIRECTORY = Path(__file__).with_name("pictures")
"""A JPEG for each picture, with a shorter side of 168 pixels and a longer side of at most 224."""

Area = tuple[float, float, float, float]
"""Left, top, right and bottom, as shares of the width and height of a picture: 0–1."""


class Picture(NamedTuple):
    """A picture and its ground truth."""

    name: str
    """Of its file, without the suffix."""
    areas: dict[str, Area]
    """Where the object of each label is, drawn by eye. Empty where ImageNet has no label for what the picture shows."""

    def load(self) -> Image.Image:
        """The picture in RGB."""
        return Image.open(DIRECTORY / f"{self.name}.jpg").convert("RGB")

    def boxes(self) -> dict[str, tuple[int, int, int, int]]:
        """Left, top, width and height of each object in pixels, by label."""
        width, height = self.load().size
        found = {}
        for label, (left, top, right, bottom) in self.areas.items():
            x0, y0, x1, y1 = round(left * width), round(top * height), round(right * width), round(bottom * height)
            found[label] = (x0, y0, x1 - x0, y1 - y0)
        return found


PICTURES = [
    # Neighbours show different things. The 12 pictures whose most probable label is wrong are among the first 26.
    Picture("red_panda", {"lesser panda": (0.15, 0.0, 0.98, 1.0)}),
    Picture("great_wall", {"stone wall": (0.35, 0.05, 1.0, 1.0)}),
    Picture("coffee", {"espresso": (0.3, 0.11, 0.67, 0.4), "cup": (0.25, 0.05, 0.72, 0.8)}),
    Picture("pig", {"hog": (0.15, 0.24, 0.61, 0.8)}),
    Picture("macaw", {"macaw": (0.22, 0.12, 0.92, 0.9)}),
    Picture("eraser", {"rubber eraser": (0.55, 0.0, 1.0, 0.8)}),
    Picture("clownfish", {"anemone fish": (0.18, 0.05, 0.68, 0.45)}),
    Picture("astronaut", {"space shuttle": (0.7, 0.0, 0.93, 0.6)}),
    Picture("arch", {"triumphal arch": (0.2, 0.13, 0.78, 0.95)}),
    Picture("dome_of_the_rock", {"dome": (0.3, 0.2, 0.7, 0.5)}),
    Picture("camera", {"tripod": (0.44, 0.36, 0.8, 1.0)}),
    Picture("fig", {"fig": (0.48, 0.33, 0.73, 0.75)}),
    Picture("panda", {"giant panda": (0.2, 0.03, 0.9, 0.86)}),
    Picture("solar_cooker", {"solar dish": (0.1, 0.0, 0.7, 0.75)}),
    Picture("chelsea", {"Egyptian cat": (0.0, 0.0, 1.0, 1.0)}),
    Picture("cathedral", {"church": (0.08, 0.1, 1.0, 1.0)}),
    Picture("cup_and_saucer", {"cup": (0.3, 0.37, 0.72, 0.68)}),
    Picture("pillow", {"pillow": (0.05, 0.22, 0.92, 0.8)}),
    Picture("chameleon", {"African chameleon": (0.0, 0.18, 0.98, 0.85)}),
    Picture("china", {"palace": (0.12, 0.02, 0.62, 0.85)}),
    Picture("hen", {"hen": (0.0, 0.15, 1.0, 0.82)}),
    Picture("clock", {"wall clock": (0.36, 0.28, 0.68, 0.75)}),
    Picture("goldfish", {"goldfish": (0.02, 0.03, 0.98, 0.95)}),
    Picture("rocket", {"missile": (0.37, 0.17, 0.53, 1.0)}),
    Picture("bison", {"bison": (0.2, 0.18, 0.82, 0.8)}),
    Picture("kitten", {"tabby": (0.3, 0.15, 0.83, 0.8)}),
    Picture("winter_palace", {"palace": (0.0, 0.2, 1.0, 0.9)}),
    Picture("cup", {"cup": (0.18, 0.08, 0.88, 0.75)}),
    Picture("dog", {"German shepherd": (0.02, 0.03, 0.97, 0.95)}),
    Picture("igloo", {}),
    Picture("paintbrushes", {"paintbrush": (0.0, 0.0, 1.0, 0.95)}),
    Picture("lemur", {"Madagascar cat": (0.0, 0.0, 0.97, 0.9)}),
    Picture("dam", {"dam": (0.05, 0.18, 1.0, 0.8)}),
    Picture("flower", {}),
    Picture("jaguar", {"jaguar": (0.1, 0.28, 0.87, 0.85)}),
    Picture("scale", {"scale": (0.05, 0.1, 0.97, 0.92)}),
    Picture("rushmore", {"cliff": (0.0, 0.18, 1.0, 1.0)}),
    Picture("kingfisher", {}),
    Picture("hammer", {"hammer": (0.0, 0.03, 1.0, 1.0)}),
    Picture("polar_bear", {"ice bear": (0.3, 0.28, 0.85, 0.8)}),
    Picture("bucket", {"bucket": (0.08, 0.05, 0.93, 0.98)}),
    Picture("gibbon", {"gibbon": (0.15, 0.0, 0.85, 0.97)}),
    Picture("windmill", {}),
    Picture("baseball", {"baseball": (0.0, 0.0, 1.0, 1.0)}),
    Picture("koala", {"koala": (0.15, 0.15, 0.85, 0.85)}),
    Picture("louvre", {"palace": (0.0, 0.1, 1.0, 0.85)}),
    Picture("puffer", {"puffer": (0.03, 0.25, 0.78, 0.85)}),
    Picture("screwdriver", {"screwdriver": (0.08, 0.2, 0.9, 0.87)}),
    Picture("giraffe", {}),
    Picture("brandenburg_gate", {"triumphal arch": (0.0, 0.07, 1.0, 0.97)}),
    Picture("hedgehog", {"porcupine": (0.12, 0.15, 0.9, 0.85)}),
    Picture("volleyball", {"volleyball": (0.0, 0.0, 1.0, 1.0)}),
    Picture("mountains", {"alp": (0.0, 0.02, 1.0, 0.7)}),
    Picture("dragon", {"Komodo dragon": (0.03, 0.25, 1.0, 0.88)}),
    Picture("bee", {"bee": (0.1, 0.37, 0.47, 0.75)}),
    Picture("colosseum", {}),
    Picture("drum", {"drum": (0.02, 0.48, 0.65, 0.8), "wine bottle": (0.42, 0.1, 0.56, 0.37)}),
    Picture("solar_panels", {"solar dish": (0.0, 0.2, 1.0, 1.0)}),
    Picture("crab", {}),
    Picture("pan", {"frying pan": (0.03, 0.22, 1.0, 0.72)}),
]
