"""Writer and reader here against reader and writer of the dashboard, which share no code with them."""

import json

import numpy as np
import pytest
from conftest import LABELS, MAP, PICTURE, REPOSITORY, open_job, read_by_dashboard, run_node

from salient.events import Benchmark, Event, Explain, Explanation, Hoc, HocLayer, Inference, Metadata
from salient.message import decode, encode
from salient.names import latest_event_file
from salient.records import RecordReader, frame

WITH_OUTLIER = MAP.copy()
WITH_OUTLIER[3, 4] = 1e6
REAL_JOBS = ["plain", "multi_unc", "hoc_split"]


def write_everything(directory):
    names = ["Grad/CAM", "..", "渐变 🔥", "x" * 300]
    with open_job(directory, explainers=names, threshold=0.3) as job:
        job.add_score("Faithfulness", "..", total=0.75, per_label={1: 0.5, 3: None})
        job.add_score("Localization", "Grad/CAM")
        first = job.add_sample(
            PICTURE,
            ground_truth=[2, 0],
            probabilities={0: 0.3, 1: 0.299, 2: 0.125, 3: 0.5},
            sd={0: 0.1, 1: 0.2, 2: 0.3, 3: 0.4},
            interval={0: (0.1, 0.5), 1: (0.2, 0.4), 2: (0, 1), 3: (0.25, 0.75)},
        )
        second = job.add_sample(PICTURE, probabilities={1: 0.75}, id=2_001_000)
        for name in names:
            second.add_map(name, 1, MAP)
            first.add_map(name, 0, -MAP)
        first.add_map("..", 1, MAP)
        first.add_map("Grad/CAM", 3, MAP + 0.1, signed=True)
        first.add_map("Grad/CAM", 1, WITH_OUTLIER)
        first.add_counterfactual(3, [(0.75, [(0, 0, 16, 12)]), (0.5, [(1, 2, 3, 4), (5, 6, 7, 6)])], mask="gaussian:4")
        job.add_skipped(9, "out of memory")
        job.add_score("Faithfulness", "..", total=0.25)
    return names, job.data_directory


def label(number, confidence, kind, truth, predicted, spread=None):
    sd, low, high = spread or (None, None, None)
    return {
        "id": number,
        "name": LABELS[number],
        "confidence": confidence,
        "type": kind,
        "isTruth": truth,
        "isPredicted": predicted,
        "uncertainty": spread and {"sd": sd, "low": low, "high": high},
    }


def test_the_dashboard_reads_what_was_written(tmp_path):
    names, data = write_everything(tmp_path / "run")
    (found,) = read_by_dashboard(tmp_path / "run")
    samples = found.pop("samples")
    scores = found.pop("scores")
    assert found == {
        "state": "complete",
        "manifest": {"saliencyMap": True, "benchmark": True, "uncertainty": True, "hierarchicalOcclusion": True},
        "threshold": 0.3,
        "explainers": names,
        "metrics": ["Faithfulness", "Localization"],
        "uncertainty": True,
        "problems": [],
        "damage": None,
        "bytesRead": latest_event_file(tmp_path / "run").stat().st_size,
    }
    assert [sample["id"] for sample in samples] == [0, 2_001_000]
    first, second = samples
    assert first["imagePath"] == f"{data}/origin_images/0/0.jpg"
    assert second["imagePath"] == f"{data}/origin_images/2001000/2001000.jpg"
    by_id = {each["id"]: each for each in first["labels"]}
    assert by_id[2] == label(2, 0.125, "FN", True, False, (0.3, 0, 1))
    assert by_id[0] == label(0, 0.3, "TP", True, True, (0.1, 0.1, 0.5))
    assert by_id[3] == label(3, 0.5, "FP", False, True, (0.4, 0.25, 0.75))
    assert by_id[1] == label(1, None, None, False, False)  # a runner-up, there for its map alone
    assert second["labels"] == [label(1, 0.75, None, False, True)]
    spread = {"sd": 0.2, "low": 0.2, "high": 0.4}
    assert first["runnersUp"] == [{"id": 1, "name": LABELS[1], "confidence": 0.299, "uncertainty": spread}]
    assert second["runnersUp"] == []
    for sample in samples:
        for each in sample["maps"]:
            assert (tmp_path / "run" / each["path"]).is_file()
    ranges = {(each["explainer"], each["label"]): each["range"] for each in first["maps"]}
    plain = {"minimum": 0, "maximum": MAP.max(), "signed": False}
    negative = {"minimum": -MAP.max(), "maximum": 0, "signed": True}
    shifted = {"minimum": 0.1, "maximum": MAP.max() + 0.1, "signed": True}
    clipped = {**plain, "extremes": {"minimum": 0, "maximum": 1e6}}
    assert list(ranges.items()) == [
        *[((0, 0), negative), ((0, 3), shifted), ((0, 1), clipped)],
        *[((1, 0), negative), ((1, 1), plain), ((2, 0), negative), ((3, 0), negative)],
    ]
    assert len({each["path"] for each in first["maps"]}) == 7
    (counterfactual,) = first["counterfactuals"]
    layers = [{"confidence": 0.75, "boxes": [[0, 0, 16, 12]]}, {"confidence": 0.5, "boxes": [[1, 2, 3, 4], [5, 6, 7, 6]]}]
    assert counterfactual == {"label": 3, "mask": "gaussian:4", "layers": layers}
    assert sorted(scores, key=lambda score: score["metric"]) == [
        {"explainer": 1, "metric": 0, "total": 0.25, "labels": None},
        {"explainer": 0, "metric": 1, "total": None, "labels": None},
    ]


EVENTS = [
    (
        {"metadata": {"labels": ["кот", "🐕"], "explainers": ["GradCAM"], "metrics": ["M"], "threshold": 0.25}},
        Explain(metadata=Metadata(["кот", "🐕"], ["GradCAM"], ["M"], threshold=0.25)),
    ),
    ({"sampleId": 0, "imagePath": "a/0.jpg"}, Explain(sample_id=0, image_path="a/0.jpg")),
    (
        {
            "sampleId": 300,
            "truth": [1, 0],
            "inference": {
                **{"truthProb": [0.25, 0.75], "predictedLabel": [0], "predictedProb": [0.75]},
                **{"truthSd": [0.5, 0.125], "truthLow": [0, 0.5], "truthHigh": [1, 1]},
                **{"predictedSd": [0.125], "predictedLow": [0.5], "predictedHigh": [1]},
                **{"runnerUpLabel": [3, 300], "runnerUpProb": [0.125, 0.0625], "runnerUpSd": [0.25, 0.5]},
                **{"runnerUpLow": [0, 0.125], "runnerUpHigh": [0.5, 0.75]},
            },
        },
        Explain(
            sample_id=300,
            ground_truth_label=[1, 0],
            inference=Inference(
                *([0.25, 0.75], [0], [0.75], [0.5, 0.125], [0, 0.5], [1, 1], [0.125], [0.5], [1]),
                *([3, 300], [0.125, 0.0625], [0.25, 0.5], [0, 0.125], [0.5, 0.75]),
            ),
        ),
    ),
    (
        {"sampleId": 2**31 - 1, "explanations": [{"explainer": "GradCAM", "label": 999, "path": "h/1.png"}]},
        Explain(sample_id=2**31 - 1, explanation=[Explanation("GradCAM", 999, "h/1.png")]),
    ),
    (
        {
            "sampleId": 2,
            "explanations": [
                {"explainer": "A", "label": 0, "path": "h", "range": {"minimum": -1e-9, "maximum": 0.1, "signed": True}},
                {"explainer": "A", "label": 1, "path": "h", "range": {"minimum": 0, "maximum": 1e300, "signed": False}},
                {
                    **{"explainer": "A", "label": 2, "path": "h"},
                    "range": {"minimum": 0, "maximum": 1, "signed": True, "extremes": {"minimum": -2, "maximum": 1e9}},
                },
            ],
        },
        Explain(
            sample_id=2,
            explanation=[
                Explanation("A", 0, "h", -1e-9, 0.1, True),
                Explanation("A", 1, "h", 0.0, 1e300, False),
                Explanation("A", 2, "h", 0.0, 1.0, True, -2.0, 1e9),
            ],
        ),
    ),
    (
        {"benchmarks": [{"metric": "M", "explainer": "GradCAM", "total": -0.5, "labelScores": [0.5, 0.25]}]},
        Explain(benchmark=[Benchmark("M", "GradCAM", -0.5, [0.5, 0.25])]),
    ),
    (
        {"sampleId": 1, "hocs": [{"label": 1, "mask": "gaussian:9", "layers": [{"probability": 0.5, "boxes": [1, 2, 3, 4]}]}]},
        Explain(sample_id=1, hoc=[Hoc(1, "gaussian:9", [HocLayer(0.5, [1, 2, 3, 4])])]),
    ),
]


def test_an_event_file_of_the_dashboards_tests_is_the_same_to_the_byte(tmp_path):
    content = run_node("write-events.ts", json.dumps([theirs for theirs, _ in EVENTS]))
    ours = [Event(wall_time=1_700_000_000.0, explain=explain) for _, explain in EVENTS]
    assert b"".join(frame(encode(event)) for event in ours) == content
    (tmp_path / "events").write_bytes(content)
    with open(tmp_path / "events", "rb") as stream:
        assert [decode(Event, record.payload) for record in RecordReader(stream)] == ours


@pytest.mark.parametrize("name", REAL_JOBS)
def test_events_of_mindspore_are_read_and_written_again_to_the_byte(name):
    content = latest_event_file(REPOSITORY / "fixtures" / name / "job").read_bytes()
    with open(latest_event_file(REPOSITORY / "fixtures" / name / "job"), "rb") as stream:
        records = list(RecordReader(stream))
    assert len(records) > 10
    assert b"".join(frame(encode(decode(Event, record.payload))) for record in records) == content


def test_the_value_of_a_level_can_be_told_from_the_recorded_range(tmp_path):
    from PIL import Image

    attribution = np.linspace(-3, 5, 12 * 16).reshape(12, 16)
    with open_job(tmp_path) as job:
        job.add_sample(PICTURE).add_map("Gradient", 1, attribution)
    with open(latest_event_file(tmp_path), "rb") as stream:
        (explanation,) = decode(Event, list(RecordReader(stream))[-1].payload).explain.explanation
    assert (explanation.minimum, explanation.maximum, explanation.signed) == (-3, 5, True)
    with Image.open(tmp_path / explanation.heatmap_path) as picture:
        assert picture.mode == "L"
        levels = np.asarray(picture) / 255
    values = explanation.minimum + levels * (explanation.maximum - explanation.minimum)
    assert np.abs(values - attribution).max() <= 8 / 510 * 1.001
