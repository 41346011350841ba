"""What `validate` and `info` say of jobs, good and bad."""

import math
import os
import subprocess
import sys

import pytest
from conftest import LABELS, MAP, PICTURE, REPOSITORY, open_job
from PIL import Image

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
    (
        Explain(sample_id=0, image_path="../other.jpg"),
        ["recorded before; 1 map recorded before it may", "'../other.jpg', is not inside of the job"],
    ),
    (Explain(sample_id=1, image_path="a\0b"), ["the original cannot be read"]),
    (
        Explain(sample_id=0, explanation=[Explanation("Gradient", 1, "gone.png", 0, 1, False, 0.5, 2)]),
        ["cannot be read", "has the range 0.0 to 1.0, and true extremes 0.5 and 2.0"],
    ),
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


def test_a_directory_in_place_of_the_manifest_is_found(directory):
    (manifest,) = directory.rglob("manifest.json")
    manifest.unlink()
    manifest.mkdir()
    assert [str(each) for each in validate(directory)] == ["manifest.json: cannot be read, Is a directory"]


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


def test_two_writers_of_the_same_ids_are_found(tmp_path):
    with open_job(tmp_path) as job:
        sample = job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.75})
        sample.add_map("Gradient", 0, MAP)
        sample.add_map("GradCAM", 0, MAP)
    event_file = latest_event_file(tmp_path)
    first = event_file.read_bytes()
    event_file.write_bytes(b"")
    with open_job(tmp_path) as job, pytest.warns(UserWarning, match="there is one already"):
        job.add_sample(255 - PICTURE).add_map("Gradient", 0, MAP)
    event_file.write_bytes(first + event_file.read_bytes())
    messages = [finding.message for finding in validate(tmp_path)]
    assert len(messages) == 2
    assert "sample 0: the original, " in messages[0] and "was overwritten: its SHA-256 is" in messages[0]
    assert messages[1] == (
        "sample 0: an original of this id was recorded before; 2 maps recorded before it may be of another picture"
    )


def test_a_picture_that_was_overwritten_is_found(directory):
    (original,) = directory.rglob("0.jpg")
    Image.fromarray(255 - PICTURE).save(original)
    (finding,) = validate(directory)
    assert "was overwritten: its SHA-256 is" in finding.message and "maps of the sample are of another" in finding.message
    with open_job(directory) as job, pytest.raises(ValueError, match=r"sample 0: .* is not the picture that was recorded"):
        job.sample(0)


def test_a_file_of_two_pictures_is_found(directory):
    (original,), (heatmap,) = directory.rglob("0.jpg"), directory.rglob("0_0.png")
    paths = [str(path.relative_to(directory)) for path in (original, heatmap)]
    append(directory, Explain(sample_id=1, image_path=paths[0], explanation=[Explanation("GradCAM", 0, paths[1], 0, 1)]))
    messages = [finding.message for finding in validate(directory)]
    assert messages == [
        f"sample 1: the original, {paths[0]}, is the original of sample 0 too: one of them was overwritten",
        f"sample 1: the heatmap of 'GradCAM' for label 0, {paths[1]}, is the heatmap of 'Gradient' for label 0 of sample 0 "
        "too: one of them was overwritten",
    ]


def test_a_map_that_was_replaced_is_no_fault(directory):
    with open_job(directory) as job, pytest.warns(UserWarning, match="there is one already"):
        job.sample(0).add_map("Gradient", 0, -MAP)
    assert list(validate(directory)) == []


def test_samples_that_were_skipped_are_told(directory, capsys):
    with open_job(directory) as job:
        job.add_skipped(7, "out of memory")
        job.add_skipped(3, "no layer")
        job.add_skipped(3, "")
        assert job.skipped == {7: "out of memory"}
    assert list(validate(directory)) == []
    assert main(["info", str(directory)]) == 0
    assert "skipped         1 sample: 7\n" in capsys.readouterr().out


def test_an_ascii_terminal_shows_names_as_escapes(tmp_path):
    with open_job(tmp_path, explainers=["渐变 🔥"], labels=["кот"]) as job:
        job.add_sample(PICTURE).add_map("渐变 🔥", 0, MAP)
    (heatmap,) = tmp_path.rglob("0_0.png")
    heatmap.unlink()
    for command, code, shown in (("info", 0, r"\u6e10\u53d8 \U0001f525"), ("validate", 1, "cannot be read")):
        env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
        done = subprocess.run([sys.executable, "-m", "salient", command, tmp_path], env=env, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (code, "")
        assert shown in done.stdout


def test_a_path_that_is_not_utf8_is_named(directory):
    payload = encode(Event(wall_time=1.0, explain=Explain(sample_id=1, image_path="original!.jpg")))
    with open(latest_event_file(directory), "ab") as file:
        file.write(frame(payload.replace(b"!", b"\xe9")))
    (finding,) = validate(directory)
    reason = "has a path that is not UTF-8, by which no file is found; record it in UTF-8"
    assert str(finding).endswith(f"sample 1: the original, 'original\ufffd.jpg', {reason}")


def test_a_linked_data_directory_is_part_of_the_job(directory, tmp_path_factory):
    (data,) = directory.glob("_explain_*")
    data.rename(tmp_path_factory.mktemp("other") / "data")
    data.symlink_to(next(tmp_path_factory.getbasetemp().glob("other*/data")))
    assert list(validate(directory)) == []
    (directory / "elsewhere").symlink_to(tmp_path_factory.getbasetemp())
    append(directory, Explain(sample_id=0, image_path="elsewhere/a.jpg"))
    assert any("'elsewhere/a.jpg', is not inside of the job" in str(finding) for finding in validate(directory))
