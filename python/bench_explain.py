"""How much longer a job takes than the maps in it.

    python bench_explain.py [SAMPLES]

Explains SAMPLES (5,000) pictures of 32 × 32 by Saliency and GradCAM, on a CPU with torch on one thread: by a loop over batches
of 64 that throws the maps away, and by `salient.captum.explain`, which writes a job. Prints a row for each and the
ratio, by the clock and in processor time, which other programs disturb less. The goal: at most 1.5 times the loop. The
ranges of the recorded maps must be those of the loop's to 1e-5 of their magnitude.
"""

import sys
import tempfile
import time
from pathlib import Path

import torch
from captum.attr import LayerGradCam, Saliency

import salient.captum
from salient.events import Explain
from salient.reading import event_file_of, read_events

BATCH = 64
LABELS = [f"label {number}" for number in range(10)]
GOAL = 1.5
TOLERANCE = 1e-5


def network() -> torch.nn.Sequential:
    """A convolutional network as one trains for pictures of this size, with random weights."""
    torch.manual_seed(0)
    layers: list[torch.nn.Module] = []
    channels = 3
    for width, stride in ((16, 1), (32, 2), (32, 1), (64, 2)):
        layers += [torch.nn.Conv2d(channels, width, 3, stride, padding=1), torch.nn.BatchNorm2d(width), torch.nn.ReLU()]
        channels = width
    return torch.nn.Sequential(*layers, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(channels, 10)).eval()


def raw(model: torch.nn.Sequential, batches: list[tuple[torch.Tensor, torch.Tensor]]) -> dict[tuple[int, str], tuple]:
    """The loop: least and greatest value of each map, by sample and explainer."""
    saliency, cam = Saliency(model), LayerGradCam(model, model[9])
    ranges = {}
    start = 0
    for inputs, _ in batches:
        with torch.no_grad():
            labels = model(inputs).argmax(dim=1)
        for name, found in (
            ("Saliency", saliency.attribute(inputs.clone(), target=labels)),
            ("GradCAM", cam.attribute(inputs.clone(), target=labels)),
        ):
            maps = found.detach().double().sum(dim=1).flatten(1)
            for number, pair in enumerate(zip(maps.amin(dim=1).tolist(), maps.amax(dim=1).tolist())):
                ranges[start + number, name] = pair
        start += len(inputs)
    return ranges


def difference(job: Path, ranges: dict[tuple[int, str], tuple]) -> float:
    """By how much a recorded range differs from that of the loop, at most, as a share of its magnitude."""
    greatest = 0.0
    seen = 0
    for _, event in read_events(event_file_of(job)):
        for each in event.explanation if isinstance(event, Explain) else ():
            robust = each.true_minimum is not None
            recorded = (each.true_minimum, each.true_maximum) if robust else (each.minimum, each.maximum)
            wanted = ranges[event.sample_id, each.explain_method]
            scale = max(abs(wanted[0]), abs(wanted[1])) or 1.0
            greatest = max(greatest, *(abs(a - b) / scale for a, b in zip(recorded, wanted)))
            seen += 1
    return greatest if seen == len(ranges) else float("inf")


def main(count: int) -> int:
    """Prints the rows. Returns 1 where the goal was missed, or maps differ."""
    torch.set_num_threads(1)
    model = network()
    pictures = torch.rand(count, 3, 32, 32)
    with torch.no_grad():
        truths = torch.cat([model(part).argmax(dim=1) for part in pictures.split(BATCH)])
    batches = list(zip(pictures.split(BATCH), truths.split(BATCH)))
    raw(model, batches[:2])  # warm
    explainers = {"Saliency": Saliency(model), "GradCAM": LayerGradCam(model, model[9])}
    rows = {}
    with tempfile.TemporaryDirectory(prefix="salient-bench-") as directory:
        for name in ("raw", "explain", "raw again"):
            wall, cpu = time.perf_counter(), time.process_time()
            if name == "explain":
                salient.captum.explain(
                    f"{directory}/job",
                    model,
                    batches,
                    labels=LABELS,
                    explainers=explainers,
                    counterfactuals=False,
                    metrics=(),
                    batch_size=BATCH,
                    progress=False,
                )
            else:
                ranges = raw(model, batches)
            rows[name] = (time.perf_counter() - wall, time.process_time() - cpu)
            print(f"{name:12}{rows[name][0]:8.2f} s{rows[name][1] / count * 1000:8.2f} CPU ms a sample", flush=True)
        off = difference(Path(directory) / "job", ranges)
    best = [min(rows["raw"][kind], rows["raw again"][kind]) for kind in (0, 1)]
    ratios = [rows["explain"][kind] / best[kind] for kind in (0, 1)]
    print(f"explain takes {ratios[0]:.2f} × the loop (goal: {GOAL} ×), and {ratios[1]:.2f} × its processor time")
    print(f"maps differ by at most {off:.1e} of their magnitude (goal: {TOLERANCE:.0e})")
    return 0 if ratios[0] <= GOAL and off <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000))
