"""How fast samples are logged, and whether memory stays flat.

    python bench.py [SAMPLES]

Logs SAMPLES (10,000) samples of 224 × 224 with two maps each, one as heavy-tailed as a gradient, one as smooth as a
GradCAM, and prints a row for every tenth of them. The goal: 200 samples a second, and no more memory at the end.
"""

import resource
import shutil
import sys
import tempfile
import time

import numpy as np

import salient

SIDE = 224
LABELS = [f"label {number}" for number in range(1000)]
EXPLAINERS = ["Gradient", "GradCAM"]


def main(count: int) -> None:
    """Logs `count` samples and prints the table."""
    rng = np.random.default_rng(1)
    rows, columns = np.mgrid[:SIDE, :SIDE] / SIDE
    waves = np.sin(12 * rows) * np.cos(9 * columns)
    pictures = [np.clip(waves * 90 + rng.normal(128, 12, (3, SIDE, SIDE)), 0, 255).astype(np.uint8) for _ in range(8)]
    gradients = [rng.laplace(size=(3, SIDE, SIDE)).astype(np.float32) for _ in range(8)]
    cams = [np.exp(-20 * ((rows - y) ** 2 + (columns - x) ** 2)) for x, y in rng.random((8, 2))]

    directory = tempfile.mkdtemp(prefix="salient-bench-")
    print(f"{'samples':>8} {'samples/s':>10} {'CPU ms each':>12} {'peak MB':>8}")
    try:
        with salient.ExplainJob(directory, labels=LABELS, explainers=EXPLAINERS) as job:
            step = max(1, count // 10)
            start, cpu = time.perf_counter(), time.process_time()
            for number in range(1, count + 1):
                label, other = number % 1000, (number + 1) % 1000
                sample = job.add_sample(pictures[number % 8], ground_truth=[label], probabilities={label: 0.7, other: 0.2})
                sample.add_map("Gradient", label, gradients[number % 8])
                sample.add_map("GradCAM", label, cams[number % 8])
                if number % step == 0:
                    now, cpu_now = time.perf_counter(), time.process_time()
                    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                    print(f"{number:8} {step / (now - start):10.0f} {(cpu_now - cpu) / step * 1000:12.2f} {peak:8.1f}")
                    start, cpu = now, cpu_now
    finally:
        shutil.rmtree(directory)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
