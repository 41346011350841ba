"""`python -m salient survey JOB --ray`: each shard of a survey is a task of Ray, which runs the dashboard's command."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from .dashboard import dashboard_command

SHARDS_PER_CPU = 4
MAX_SHARDS = 200
"""Into so many shards a job is divided at most, unless the user says into how many."""

LOST_RETRIES = 8
"""So often Ray runs a task again whose worker was killed, or whose node was lost."""

FAILED_RETRIES = 2
"""So often a shard is made again after its command has failed."""

CONNECT_SECONDS = 5.0
"""So long the address of a cluster may take to answer; Ray itself would try for two minutes, and say nothing."""

_HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
"""How a client of HTTP/2 begins, which is what Ray speaks; a server answers with settings, a frame of type 4."""

_ADDRESS = re.compile(r"(?:ray://)?(?:\[(.+)\]|([^:/\[\]]+)):(\d+)")


class ShardFailed(RuntimeError):
    """The command that makes a shard has failed; the message has what it said."""


def make_shard(job: str, shard: int, of: int, place: str, options: Sequence[str]) -> None:
    """Makes a shard on this node: the body of a task.

    Raises ShardFailed, and NoDashboard where the node has no dashboard.
    """
    command = [*dashboard_command(), "survey", job, f"--shard={shard}", f"--of={of}", f"--out={place}", *options]
    for attempt in range(1 + FAILED_RETRIES):
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
        if done.returncode == 0:
            return
        if done.returncode != 1 or attempt == FAILED_RETRIES:
            raise ShardFailed(done.stderr.strip() or f"the command ended with status {done.returncode}")


def survey_on_ray(
    job: str,
    address: str | None = None,
    shards: int | None = None,
    place: str | None = None,
    options: Sequence[str] = (),
    told: Callable[[str], None] = print,
) -> int:
    """Surveys a job, or the jobs below a directory, on a Ray cluster, and collects the shards on this machine.

    `address` is that of the cluster; None for that of $RAY_ADDRESS, or else a Ray of this machine that ends with this call.
    `place` is a directory that all nodes see, or s3://BUCKET/PREFIX; None for one that is deleted, on this machine only.
    `options` are passed to the commands. Returns the exit status of collecting; 1 where shards could not be made. Raises
    ValueError, NoDashboard, and OSError where the job does not exist or the cluster does not answer.
    """
    try:
        import ray
    except ModuleNotFoundError:
        raise ValueError('Ray is not installed: pip install "salient-logger[ray]"') from None
    command = dashboard_command()  # before anything is started
    if "://" not in job and not os.path.isdir(job):
        raise NotADirectoryError(f"{job} is no directory; the path of the job is the same on this machine and on all nodes")
    address = address or os.environ.get("RAY_ADDRESS") or None
    if place is None and address is not None:
        raise ValueError("--out is needed on a cluster: a directory that all nodes see, or s3://BUCKET/PREFIX")
    if address is not None:
        check_address(address)
    with ExitStack() as stack:
        if place is None:
            place = stack.enter_context(tempfile.TemporaryDirectory(prefix="salient-shards-"))
        job, place = _absolute(job), _absolute(place)
        ray.init(address=address, log_to_driver=False, logging_level="ERROR", runtime_env={"env_vars": _store_variables()})
        stack.callback(ray.shutdown)
        count = shards or min(MAX_SHARDS, SHARDS_PER_CPU * max(1, int(ray.cluster_resources().get("CPU", 1))))
        failed = _make_all(ray, job, count, place, options, told)
        if failed > 0:
            told(f"{failed} of {count} shards were not made; with --out and --shards {count}, the same command makes them")
            return 1
        return subprocess.run([*command, "survey", job, f"--collect={place}", *options]).returncode


def check_address(address: str) -> None:
    """Raises ConnectionError where no Ray listens at the address of a cluster. Other ways to name one are left to Ray."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return
    host = match[1] or match[2]
    try:
        with socket.create_connection((host, int(match[3])), CONNECT_SECONDS) as connection:
            if os.environ.get("RAY_USE_TLS", "0") in ("", "0"):
                connection.sendall(_HELLO)
                if connection.makefile("rb").read(4)[3:] != b"\4":
                    raise ConnectionError("something else listens there")
    except (OSError, OverflowError) as error:
        raise ConnectionError(
            f"no Ray cluster answers at {address} ({error}): check the address, which is that of the head node, such as "
            "ray-head:6379, and that `ray start --head` runs there"
        ) from None


def _make_all(ray: Any, job: str, count: int, place: str, options: Sequence[str], told: Callable[[str], None]) -> int:  # noqa: ANN401
    """Makes all shards. Returns how many could not be made."""
    task = ray.remote(num_cpus=1, max_retries=LOST_RETRIES)(make_shard)
    running = {task.remote(job, shard, count, place, list(options)): shard for shard in range(count)}
    made = failed = 0
    while running:
        [ended], _ = ray.wait(list(running))
        shard = running.pop(ended)
        try:
            ray.get(ended)
            made += 1
            told(f"{made} of {count} shards")
        except ray.exceptions.RayError as error:
            failed += 1
            cause = getattr(error, "cause", None) or error
            print(f"salient: shard {shard} of {count}: {cause}", file=sys.stderr)
    return failed


def _absolute(path: str) -> str:
    """A path that means the same in every process."""
    return path if "://" in path else str(Path(path).absolute())


def _store_variables() -> dict[str, str]:
    """The variables that say where an object store is; none of them is secret."""
    return {name: value for name, value in os.environ.items() if name.startswith("SALIENT_S3_")}
