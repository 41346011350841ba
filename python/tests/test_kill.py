"""kill -9 at random moments: what a call wrote before it returned is there."""

import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from conftest import read_by_dashboard

from salient import ExplainJob
from salient.validate import validate

ROUNDS = 8
WRITER = Path(__file__).with_name("endless_writer.py")


def write_until_killed(directory, count, seconds):
    """The calls that returned in a writer that was killed `seconds` after the first `count` of them."""
    writer = subprocess.Popen([sys.executable, WRITER, directory], stdout=subprocess.PIPE, text=True)
    said = [writer.stdout.readline() for _ in range(count + 1)]  # the first says that the job is open
    time.sleep(seconds)
    writer.kill()
    said += writer.stdout.read().split("\n")[:-1]  # the last line may be cut
    writer.wait()
    return [line.split() for line in said]


def test_nothing_that_returned_is_lost_and_the_job_is_never_broken(tmp_path):
    directory = tmp_path / "run"
    moments = random.Random(5)
    said = []
    for number in range(ROUNDS):
        said += write_until_killed(directory, number % 4, moments.uniform(0, 0.1))
    calls = [words for words in said if words[0] != "open"]
    assert len(said) - len(calls) == ROUNDS
    assert len(calls) > ROUNDS

    (killed,) = read_by_dashboard(directory)
    assert (killed["state"], killed["problems"], killed["damage"]) == ("live", [], None)
    samples = {sample["id"]: sample for sample in killed["samples"]}
    scores = [score["total"] for score in killed["scores"]]
    for kind, number, *explainer in calls:
        sample = samples[int(number)]
        if kind == "sample":
            assert (directory / sample["imagePath"]).is_file()
            assert [label["confidence"] for label in sample["labels"]] == [0.75]
        elif kind == "map":
            assert explainer[0] in [killed["explainers"][each["explainer"]] for each in sample["maps"]]
        elif kind == "counterfactual":
            assert len(sample["counterfactuals"]) == 1
        else:
            assert scores[0] >= int(number)
    for sample in samples.values():
        assert all((directory / each["path"]).is_file() for each in sample["maps"])

    with ExplainJob(directory, labels=["cat", "dog"]) as job:
        assert job.add_sample(np.zeros((12, 16))).id == max(samples) + 1
    assert list(validate(directory)) == []
