"""Tables that the dashboard exports, read by DuckDB and pandas: types and nulls are right, and CSV has the rows of Parquet."""

import os
import re
import subprocess
from urllib.request import urlretrieve

import duckdb
import pandas
import pytest
from conftest import MAP, PICTURE, REPOSITORY, open_job

TYPES = {"INTEGER", "DOUBLE", "VARCHAR", "BOOLEAN"}


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory):
    """The address of a server with a job of three samples: the last one has no label and no map."""
    home = tmp_path_factory.mktemp("tables")
    with open_job(home / "jobs" / "run") as job:
        for label, probability in [(0, 0.75), (1, 0.25)]:
            sample = job.add_sample(PICTURE, ground_truth=[label], probabilities={label: probability})
            sample.add_map("GradCAM", label, MAP - 20 * label)
        job.add_sample(PICTURE)
    command = ["node", "bin/salient.js", str(home / "jobs"), "--port", "0", "--cache-dir", str(home / "cache")]
    env = {**os.environ, "SALIENT_NO_TOKEN": "1", "SALIENT_DATA_DIR": str(home / "data")}
    server = subprocess.Popen(command, cwd=REPOSITORY, env=env, stdout=subprocess.PIPE, text=True)
    try:
        address = None
        for line in server.stdout:
            found = re.search(r"http://\S+", line)
            if found:
                address = found[0]
                break
        assert address is not None, "The server did not start."
        yield address
    finally:
        server.terminate()
        server.wait()


def table(dashboard, directory, name, query="sort=id&order=asc"):
    """The relations of a table as Parquet and as CSV, whose types are those of the Parquet."""
    files = {}
    for ending in ["parquet", "csv"]:
        files[ending] = directory / f"{name}.{ending}"
        urlretrieve(f"{dashboard}api/jobs/run/tables/{name}.{ending}?{query}", files[ending])
    parquet = duckdb.read_parquet(str(files["parquet"]))
    types = dict(zip(parquet.columns, map(str, parquet.types)))
    return parquet, duckdb.read_csv(str(files["csv"]), dtype=types, header=True)


NAMES = ["samples", "labels", "maps", "agreement", "pairs", "marks"]


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_parquet_are_equal(dashboard, tmp_path, name):
    parquet, csv = table(dashboard, tmp_path, name)
    assert set(map(str, parquet.types)) <= TYPES
    assert parquet.columns == csv.columns
    assert parquet.fetchall() == csv.fetchall()


@pytest.mark.parametrize("name", NAMES)
def test_pandas_reads_the_same_rows(dashboard, tmp_path, name):
    parquet, _ = table(dashboard, tmp_path, name)
    frame = pandas.read_parquet(tmp_path / f"{name}.parquet")
    assert list(frame.columns) == parquet.columns
    rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
    assert list(rows) == parquet.fetchall()


def test_types_and_nulls(dashboard, tmp_path):
    parquet, _ = table(dashboard, tmp_path, "samples")
    some = parquet.project("sample, truth, predicted, type, confidence, uncertainty, maps, note")
    assert list(map(str, some.types)) == [
        "INTEGER",
        "VARCHAR",
        "VARCHAR",
        "VARCHAR",
        "DOUBLE",
        "DOUBLE",
        "INTEGER",
        "VARCHAR",
    ]
    assert some.fetchall() == [
        (0, "cat", "cat", "TP", 0.75, None, 1, None),
        (1, "dog", None, "FN", 0.25, None, 1, None),
        (2, None, None, None, None, None, 0, None),
    ]


def test_what_is_filtered_is_counted_with_sql(dashboard, tmp_path):
    parquet, _ = table(dashboard, tmp_path, "maps", "label=1")
    assert parquet.aggregate("count(*), min(minimum), bool_and(is_signed), any_value(explainer)").fetchall() == [
        (1, -20.0, True, "GradCAM")
    ]


def test_the_columns_are_described_in_the_file(dashboard, tmp_path):
    table(dashboard, tmp_path, "labels")
    metadata = dict(duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{tmp_path}/labels.parquet')").fetchall())
    assert metadata[b"salient.job"] == b"run"
    assert b'"unit":"probability"' in metadata[b"salient.columns"]
