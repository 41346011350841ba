"""The snippets of the guide run, one after the other."""

import re
from pathlib import Path

from salient.validate import validate

GUIDE = Path(__file__).parents[2] / "docs" / "captum.md"


def test_the_snippets_of_the_guide_run_and_write_valid_jobs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    for code in re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        exec(compile(code, GUIDE.name, "exec"), names)
    jobs = sorted((tmp_path / "summary").iterdir())
    assert [job.name for job in jobs] == ["batches", "captum", "functions"]
    assert [finding for job in jobs for finding in validate(job)] == []
