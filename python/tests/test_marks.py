"""`python -m salient marks` reads what the dashboard has written."""

import csv
import io
import json
import threading
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest
from conftest import PICTURE, open_job, run_node

from salient.__main__ import main
from salient.marks import read_marks
from salient.reading import event_file_of, read_events
from salient.records import RecordReader, masked_crc


@pytest.fixture
def job(tmp_path):
    """A job with three samples below a base directory."""
    with open_job(tmp_path / "base" / "run") as run:
        for sample in range(3):
            run.add_sample(PICTURE + np.uint8(sample), ground_truth=[0], probabilities=[0.75, 0.25, 0, 0])
    return tmp_path / "base" / "run"


def pictures_of(job):
    events = (event for _, event in read_events(event_file_of(job)))
    return {event.sample_id: event.image_path for event in events if getattr(event, "image_path", None)}


def generation_of(job):
    with open(event_file_of(job), "rb") as stream:
        return f"{masked_crc(next(iter(RecordReader(stream))).payload):08x}"


@pytest.fixture
def data(job, tmp_path):
    """The data directory of a dashboard in which samples 0 and 2 are marked, and another picture than that of sample 1."""
    crc = {sample: zlib.crc32(path.encode()) for sample, path in pictures_of(job).items()}
    given = {
        "job": {"path": "./run", "eventFile": event_file_of(job).name, "generation": generation_of(job)},
        "marks": {"wrong": [[0, crc[0]], [1, 77]], "zebra": [[0, crc[0]]]},
        "notes": [[2, crc[2], "ein Grüßle,\nzweizeilig"]],
    }
    run_node("marks-of-job.ts", tmp_path / "data", json.dumps(given))
    return tmp_path / "data"


def test_marks_of_a_job_and_of_the_jobs_below_a_directory(job, data):
    first, last = read_marks(job, data)
    assert (first.sample, first.marks, first.note) == (0, ("wrong", "zebra"), None)
    assert (last.sample, last.marks, last.note) == (2, (), "ein Grüßle,\nzweizeilig")
    assert (job / first.picture).exists()
    assert list(read_marks(job.parent, data)) == [first, last]


def test_a_moved_job_keeps_its_marks_and_a_replaced_one_has_none(job, data):
    moved = job.parent / "elsewhere"
    job.rename(moved)
    assert [marked.sample for marked in read_marks(moved, data)] == [0, 2]
    with open_job(job) as run:
        run.add_sample(PICTURE, ground_truth=[0], probabilities=[0.75, 0.25, 0, 0])
    assert list(read_marks(job, data)) == []


def test_the_command_prints_a_table_or_json(job, data, capsys):
    assert main(["marks", str(job), "--data-dir", str(data)]) == 0
    header, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header == ["job", "sample", "picture", "marks", "note"]
    assert [(row[1], row[3]) for row in rows] == [("0", "wrong,zebra"), ("2", "")]
    assert main(["marks", str(job), "--data-dir", str(data), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["marks"] == ["wrong", "zebra"]


def test_marks_of_a_running_dashboard(job, data):
    crc = zlib.crc32(pictures_of(job)[1].encode())
    ref = {"path": "./run", "generation": generation_of(job), "eventFile": "x"}
    lines = [
        {"kind": "salient-marks", "version": 1},
        {"kind": "mark", "name": "wrong", "colour": "red"},
        {"kind": "marked", "job": ref, "sample": 1, "picture": f"{crc:08x}", "mark": "wrong", "time": "x"},
        {"kind": "note", "job": ref, "text": "of the job", "time": "x"},
    ]
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Authorization"]))
            self.send_response(200 if self.headers["Authorization"] else 401)
            self.end_headers()
            self.wfile.write("".join(json.dumps(line) + "\n" for line in lines).encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/tools/"
        (marked,) = read_marks(job, url=url, token="secret")
        assert (marked.sample, marked.marks) == (1, ("wrong",))
        with pytest.raises(OSError, match="a token is needed"):
            list(read_marks(job, url=url))
        server.shutdown()
    assert asked[0] == ("/tools/api/marks/export", "Bearer secret")


def test_what_is_missing_or_wrong_is_said(job, tmp_path, capsys):
    assert main(["marks", str(job), "--data-dir", str(tmp_path)]) == 2
    assert "marks.db does not exist" in capsys.readouterr().err
    assert main(["marks", str(tmp_path / "nothing"), "--data-dir", str(tmp_path)]) == 2
    assert "no event file" in capsys.readouterr().err
    (tmp_path / "marks.db").write_text("no database, but long enough to be read as one" * 100)
    assert main(["marks", str(job), "--data-dir", str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err
    with pytest.raises(ValueError, match="not from both"):
        list(read_marks(job, tmp_path, "http://localhost"))
