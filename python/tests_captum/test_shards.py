"""Several processes explain one loader."""

import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
import torch
from captum.attr import InputXGradient
from conftest import LABELS, MEAN, STD, Sides, normalised, picture

import salient
from salient.captum import explain
from salient.captum.loader import batches
from salient.captum.shard import shard_batches
from salient.captum.targets import TargetForm
from salient.names import latest_event_file
from salient.parts import Writer, parts_of
from salient.validate import validate

RUN = Path(__file__).with_name("shard_run.py")


def start(directory, rank, world):
    return subprocess.Popen([sys.executable, RUN, str(directory), str(rank), str(world)])


def content_of(directory):
    job = salient.read(directory)
    return {
        id: (sample.ground_truth, sample.probabilities, {key: sample.map(*key).tobytes() for key in sample.maps})
        for id, sample in job.items()
    }


def test_four_processes_make_the_same_samples_as_one(tmp_path):
    one, four = tmp_path / "one", tmp_path / "four"
    runs = [start(four, rank, 4) for rank in range(4)] + [start(one, 0, 0)]
    assert [run.wait() for run in runs] == [0] * 5
    assert list(validate(four)) == []
    assert {part.writer for part in parts_of(latest_event_file(four))} == {0, 1, 2, 3}
    assert sorted(salient.read(four)) == list(range(10))
    assert content_of(four) == content_of(one)
    assert len(salient.read(four).scores) == len(salient.read(one).scores)


def run(directory, shard, sides):
    model = Sides()
    inputs = torch.stack([normalised(picture(side, seed=number)) for number, side in enumerate(sides)])
    targets = torch.tensor([int(side == "right") for side in sides])
    names = dict(labels=LABELS, mean=MEAN, std=STD, metrics=[], counterfactuals=False, progress=False)
    explain(directory, model, [(inputs, targets)], explainers={"IG": InputXGradient(model)}, shard=shard, **names)


def test_more_shards_than_samples_make_a_complete_job(tmp_path):
    for rank in range(3):
        run(tmp_path, (rank, 3), ["left", "right"])
    assert sorted(salient.read(tmp_path)) == [0, 1]
    assert len(list(tmp_path.glob("_explain_*/manifest.json"))) == 1


def test_a_shard_goes_on_where_it_was_interrupted(tmp_path):
    for rank in range(2):
        run(tmp_path, (rank, 2), ["left", "right"])
    before = content_of(tmp_path)
    for rank in range(2):
        run(tmp_path, (rank, 2), ["left", "right"] * 3)
    after = content_of(tmp_path)
    assert sorted(after) == list(range(6))
    assert {id: after[id] for id in before} == before
    assert list(validate(tmp_path)) == []


@pytest.mark.parametrize("limit", [None, 1, 4, 7, 100])
@pytest.mark.parametrize("world", [1, 3, 20])
def test_shards_share_a_loader(limit, world):
    data = [(torch.full((1, 2, 2), float(number)), 0) for number in range(10)]
    form = TargetForm(2, None)

    def ids_of(loaded):
        return [(sample.id, float(sample.inputs[0, 0, 0])) for batch in loaded for sample in batch]

    in_order = torch.utils.data.DataLoader(data, batch_size=4)
    as_list = list(in_order)
    wanted = ids_of(batches(as_list, form, limit))
    for loader in (in_order, as_list):
        shares = [ids_of(shard_batches(loader, form, limit, Writer(rank, world))) for rank in range(world)]
        assert sorted(chain(*shares)) == wanted
        assert all(id % world == rank for rank, share in enumerate(shares) for id, _ in share)


def test_a_shard_loads_only_its_own_samples():
    class Counted(torch.utils.data.Dataset):
        asked = []

        def __len__(self):
            return 10

        def __getitem__(self, index):
            self.asked.append(index)
            return torch.zeros(1, 2, 2), 0

    loader = torch.utils.data.DataLoader(Counted(), batch_size=2)
    assert len(list(shard_batches(loader, TargetForm(2, None), None, Writer(1, 4)))) == 2
    assert Counted.asked == [1, 5, 9]
