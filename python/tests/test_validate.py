"""What `validate` and `info` say of jobs, good and bad."""

import math

import pytest
from conftest import LABELS, MAP, PICTURE, REPOSITORY, open_job

from salient.__main__ import main
from salient.events import Benchmark, Event, Explain, Explanation, Hoc, HocLayer, Inference, Metadata
from salient.message import encode
from salient.names import latest_event_file
from salient.records import frame
from salient.validate import validate


def append(directory, *explains):
    """Appends events to a job as no ExplainJob would."""
    with open(latest_event_file(directory), "ab") as file:
        for explain in explains:
            file.write(frame(encode(Event(wall_time=1.0, explain=explain))))


@pytest.fixture
def directory(tmp_path):
    with open_job(tmp_path) as job:
        job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.75}).add_map("Gradient", 0, MAP)
    return tmp_path


BAD = [
    (Explain(metadata=Metadata(threshold=1.5)), ["the threshold: 1.5 is no probability, 0–1"]),
    (Explain(sample_id=0, ground_truth_label=[7]), ["sample 0: there is no label 7; the metadata names 4, from 0 on"]),
    (Explain(sample_id=0, inference=Inference(predicted_label=[0, 1], predicted_prob=[0.5])), ["2 predicted labels, but 1"]),
    (Explain(sample_id=0, inference=Inference(ground_truth_prob=[math.nan])), ["0 ground_truth labels", "nan is no finite"]),
    (Explain(sample_id=0, inference=Inference(runner_up_label=[9], runner_up_prob=[0.1])), ["there is no label 9"]),
    (
        Explain(sample_id=0, ground_truth_label=[0], inference=Inference([0.5], ground_truth_prob_sd=[math.inf])),
        ["ground_truth_prob_sd is [inf]"],
    ),
    (
        Explain(sample_id=0, explanation=[Explanation("LIME", 0, "gone.png", 2, 1)]),
        ["explainer 'LIME' is not named", "'LIME' for label 0 cannot be read", "has the range 2 to 1"],
    ),
    (Explain(sample_id=0, image_path="../other.jpg"), ["'../other.jpg', is not inside of the job"]),
    (Explain(sample_id=0, image_path="a\0b"), ["the original cannot be read"]),
    (Explain(sample_id=0, hoc=[Hoc(0, "gaussian:9")]), ["the counterfactual of label 0 has no layers"]),
    (
        Explain(sample_id=0, hoc=[Hoc(0, "blur", [HocLayer(0.5, [1, 2, 3])])]),
        ["the mask 'blur'", "boxes of 3 numbers"],
    ),
    (Explain(benchmark=[Benchmark("Speed", "GradCAM", 1, [0.5] * 5)]), ["metric 'Speed'", "5 label scores for 4 labels"]),
]


@pytest.mark.parametrize(("event", "messages"), BAD)
def test_a_bad_event_is_found_at_its_record(directory, event, messages):
    offset = latest_event_file(directory).stat().st_size
    append(directory, event)
    found = list(validate(directory))
    assert [finding.place for finding in found] == [f"record 4, byte {offset}"] * len(messages)
    for finding, message in zip(found, messages):
        assert message in finding.message


def test_a_sample_without_a_picture_is_found(directory):
    append(directory, Explain(sample_id=8, ground_truth_label=[0], inference=Inference([0.5])))
    assert [str(finding) for finding in validate(directory)] == ["sample 8: has no picture, and is not shown"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("garbage_record", "no event, "),
        ("flipped_byte_in_payload", "the checksum of the payload is"),
        ("flipped_byte_in_length", "the checksum of the length is"),
        ("zero_length", "a record of 0 bytes"),
        ("absurd_length", "bytes; it may have 1 to 500000000"),
        ("cut_tail", "the last record is cut off"),
        ("no_metadata", "no metadata names the labels"),
    ],
)
def test_the_damage_of_the_fixtures_is_found(name, found):
    assert any(found in str(finding) for finding in validate(REPOSITORY / "fixtures" / name / "job"))


def test_a_real_job_is_valid():
    assert list(validate(REPOSITORY / "demo" / "photos")) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "no JSON"), ("[]", "no JSON object"), ('{"saliency_map": true, "benchmark": 1}', "benchmark is 1, not true or")],
)
def test_a_bad_manifest_is_found(directory, content, message):
    (manifest,) = directory.rglob("manifest.json")
    manifest.write_text(content)
    assert message in str(next(validate(directory)))


def test_the_commands_say_what_they_find(directory, capsys):
    assert main(["validate", str(directory)]) == 0
    assert capsys.readouterr().out == f"{directory}: no problems\n"
    append(directory, Explain(sample_id=0, ground_truth_label=[7]))
    assert main(["validate", str(directory)]) == 1
    assert "sample 0: there is no label 7" in capsys.readouterr().out
    assert main(["info", str(directory)]) == 0
    told = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert (told["samples"], told["labels"], told["explainers"]) == ("1", str(len(LABELS)), "GradCAM, Gradient")
    assert main(["info", str(directory / "nothing")]) == 2
    assert "holds no event file" in capsys.readouterr().err
