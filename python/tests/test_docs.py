"""The snippets of the documents run, each document's one after the other in one place."""

import re
import shlex

import numpy as np
import pytest
from conftest import PICTURE, REPOSITORY
from PIL import Image

from salient.__main__ import main
from salient.events import (
    Benchmark,
    Event,
    Explain,
    Explanation,
    Hoc,
    HocLayer,
    Inference,
    Metadata,
    MetricRange,
    Skipped,
    TrueRegion,
)
from salient.message import Scalar, fields_of
from salient.validate import validate

SNIPPET = re.compile(r"^```(python|sh)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^python -m salient (.*)$", re.MULTILINE)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty directory to work in, with the files that the documents import."""
    monkeypatch.chdir(tmp_path)
    for folder in ("pictures", "attributions/IG"):
        (tmp_path / folder).mkdir(parents=True)
    Image.fromarray(PICTURE).save(tmp_path / "pictures" / "1.png")
    np.save(tmp_path / "attributions" / "IG" / "1.npy", PICTURE / 255)
    (tmp_path / "predictions.csv").write_text("image,label,probability\n1.png,cat,0.75\n")
    return tmp_path


@pytest.mark.parametrize("document", ["README.md", "docs/getting-started.md", "docs/logger.md"])
def test_the_snippets_of_a_document_run_and_write_valid_jobs(place, document):
    snippets = SNIPPET.findall((REPOSITORY / document).read_text(encoding="utf-8"))
    assert any(language == "python" for language, _ in snippets)
    names = {}
    for language, code in snippets:
        if language == "python":
            exec(compile(code, document, "exec"), names)
        else:
            for command in COMMAND.findall(code):
                assert main(shlex.split(command)) == 0
    jobs = list((place / "summary").iterdir())
    assert len(jobs) > 0
    for job in jobs:
        assert list(validate(job)) == []


@pytest.mark.parametrize(
    "message",
    [Event, Explain, Metadata, MetricRange, Inference, Explanation, Benchmark, Hoc, HocLayer, Skipped, TrueRegion],
)
def test_the_format_says_what_is_written(message):
    text = (REPOSITORY / "docs" / "format.md").read_text(encoding="utf-8")
    (body,) = re.findall(rf"^message {message.__name__} {{(.*?)^}}", text, re.DOTALL | re.MULTILINE)
    told = re.findall(r"(repeated )?(\w+) (\w+) = (\d+);", body)
    said = {(name, int(number), kind, rule != "") for rule, kind, name, number in told}
    done = {
        (
            field.name,
            field.number,
            field.kind.name if isinstance(field.kind, Scalar) else field.kind.__name__,
            field.is_repeated,
        )
        for field in fields_of(message)
    }
    assert said == done
