"""The commands that make jobs of what other tools have written, and the other way round."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .contents import DEFAULT_THRESHOLD
from .from_fiftyone import from_fiftyone
from .from_virelay import ACTIVATIONS, from_virelay
from .importer import import_job
from .to_fiftyone import to_fiftyone


def add_conversions(commands: Any) -> None:  # noqa: ANN401, what add_subparsers returns has no public type
    """Adds the parsers of the commands, whose `run` raises ValueError and OSError."""
    text = "make a job of pictures, a table of predictions, and attributions"
    command = commands.add_parser("import", help=text, description=text)
    command.add_argument("directory", type=Path, help="where the job is written")
    command.add_argument("--images", type=Path, required=True, help="the folder of the pictures")
    command.add_argument(
        "--predictions",
        type=Path,
        required=True,
        help="a CSV with a row for each picture and label: image, label, probability, and optionally truth (1 or 0)",
    )
    command.add_argument(
        "--maps", type=Path, help="a folder of EXPLAINER/IMAGE.npz (an array for each label), IMAGE.npy or IMAGE.png"
    )
    command.add_argument("--labels", type=Path, help="a text file with a name per line, the first of label 0")
    _add_threshold(command)
    command.set_defaults(run=_import)

    text = "make a job of the pictures, predictions and attributions of projects of ViRelAy"
    command = commands.add_parser("from-virelay", help=text, description=text)
    command.add_argument("directory", type=Path, help="where the job is written")
    command.add_argument(
        "projects", type=Path, nargs="+", metavar="PROJECT", help="YAML files of one data set; each is an explainer"
    )
    command.add_argument(
        "--mean", type=float, nargs="+", default=[0.0], help="how the pictures were normalised, by channel or for all (0)"
    )
    command.add_argument("--std", type=float, nargs="+", default=[1.0], help="the same (1)")
    command.add_argument(
        "--activation", choices=ACTIVATIONS, help="what makes probabilities of the predictions; none: they are probabilities"
    )
    _add_threshold(command)
    command.set_defaults(run=_from_virelay)

    text = "make a job of a data set that FiftyOne exported as fiftyone.types.FiftyOneDataset"
    command = commands.add_parser("from-fiftyone", help=text, description=text)
    command.add_argument("directory", type=Path, help="where the job is written")
    command.add_argument("data_set", type=Path, metavar="DATASET", help="the directory of the data set")
    command.add_argument("--ground-truth", metavar="FIELD", help="the field of ground truth (ground_truth)")
    command.add_argument("--prediction", metavar="FIELD", help="the field of predictions (probabilities, or prediction)")
    command.add_argument("--unknown", type=float, metavar="PROBABILITY", help="that of ground truth labels without one")
    command.add_argument(
        "--threshold", type=float, help="the probability from which on a label is predicted (as recorded, or 0.5)"
    )
    command.set_defaults(run=_from_fiftyone)

    text = "make a data set that FiftyOne opens, with classifications and heatmaps, of a job"
    command = commands.add_parser("to-fiftyone", help=text, description=text)
    command.add_argument("data_set", type=Path, metavar="DATASET", help="where the data set is written; it must not exist")
    command.add_argument("directory", type=Path, metavar="DIR", help="the job's directory")
    command.set_defaults(run=_to_fiftyone)


def _add_threshold(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--threshold",
        type=float,
        default=DEFAULT_THRESHOLD,
        help="the probability from which on a label is predicted (%(default)s)",
    )


def _import(options: argparse.Namespace) -> int:
    count = import_job(
        options.directory,
        images=options.images,
        predictions=options.predictions,
        maps=options.maps,
        labels=options.labels,
        threshold=options.threshold,
    )
    return _print_count(options.directory, count)


def _from_virelay(options: argparse.Namespace) -> int:
    try:
        count = from_virelay(
            options.directory,
            options.projects,
            mean=options.mean,
            std=options.std,
            activation=options.activation,
            threshold=options.threshold,
        )
    except ModuleNotFoundError as error:
        raise ValueError(f'{error}; pip install "./python[virelay]" brings h5py and PyYAML') from error
    return _print_count(options.directory, count)


def _from_fiftyone(options: argparse.Namespace) -> int:
    count = from_fiftyone(
        options.directory,
        options.data_set,
        ground_truth=options.ground_truth,
        prediction=options.prediction,
        threshold=options.threshold,
        unknown=options.unknown,
    )
    return _print_count(options.directory, count)


def _to_fiftyone(options: argparse.Namespace) -> int:
    return _print_count(options.data_set, to_fiftyone(options.data_set, options.directory))


def _print_count(directory: Path, count: int) -> int:
    print(f"{directory}: {count} sample{'' if count == 1 else 's'}")
    return 0
