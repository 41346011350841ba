"""`python demo/make [photos] [digits] [watermark]`: generates the demo jobs, or those that are named."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import digits
import photos
import watermark

DEMO = Path(__file__).parents[1]


def main(wanted: list[str]) -> None:
    jobs = {name: DEMO / name for name in ("photos", "digits_early", "digits_late", "digits_watermark")}
    if not wanted or "digits" in wanted:
        for name in ("digits_early", "digits_late"):
            shutil.rmtree(jobs[name], ignore_errors=True)
        digits.main(jobs["digits_early"], jobs["digits_late"])
    if not wanted or "watermark" in wanted:
        shutil.rmtree(jobs["digits_watermark"], ignore_errors=True)
        watermark.main(jobs["digits_watermark"])
    if not wanted or "photos" in wanted:
        shutil.rmtree(jobs["photos"], ignore_errors=True)
        photos.main(jobs["photos"])
    for lock in DEMO.glob("*/.salient.lock"):
        lock.unlink()


main(sys.argv[1:])
