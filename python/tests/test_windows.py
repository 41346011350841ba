"""The logger where there is no fcntl, no fork and no pread, as on Windows; msvcrt is played by the locks of POSIX."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import salient
from salient.validate import validate

# What Windows has and lacks, as far as the logger can tell. Like msvcrt's, the locks are on bytes from the position on.
WINDOWS = """
import os, subprocess, sys, types
import fcntl as posix
import numpy as np

def locking(descriptor, mode, count):
    where = os.lseek(descriptor, 0, os.SEEK_CUR)
    kind = posix.LOCK_UN if mode == 0 else posix.LOCK_EX | posix.LOCK_NB
    try:
        posix.lockf(descriptor, kind, count, where)
    except BlockingIOError:
        raise PermissionError(13, "Permission denied") from None

sys.modules["fcntl"] = None
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2, LK_UNLCK=0)
for name in ("fork", "pread", "pwrite", "register_at_fork"):
    delattr(os, name)
open_file, os.O_BINARY = os.open, 1 << 40

def as_windows(path, flags, *arguments):
    if str(path).endswith("_explain") and not flags & os.O_BINARY:
        raise AssertionError(f"{path} is opened as text")
    return open_file(path, flags & ~os.O_BINARY, *arguments)

os.open = as_windows
import salient

def job():
    return salient.ExplainJob(sys.argv[1], labels=["cat"], explainers=["IG"])
"""


def started(directory, code):
    """A process with the logger, as on Windows."""
    program = WINDOWS + textwrap.dedent(code)
    environment = {**os.environ, "PYTHONPATH": str(Path(salient.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-c", program, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


WRITES = """
with job() as opened:
    sample = opened.add_sample(np.zeros((8, 8, 3)), ground_truth={0}, probabilities={0: 0.5})
    sample.add_map("IG", 0, np.ones((8, 8)))
    print("written", flush=True)
    sys.stdin.read()
"""


def test_a_job_is_written_and_continued_without_fcntl(tmp_path):
    for _ in range(2):
        output, errors = started(tmp_path, WRITES).communicate()
        assert (output, errors) == ("written\n", "")
    assert list(validate(tmp_path)) == []


def test_a_second_process_is_refused_and_told_who_writes(tmp_path):
    writer = started(tmp_path, WRITES)
    assert writer.stdout.readline() == "written\n"
    _, errors = started(tmp_path, "job()").communicate()
    assert f"salient.lock.JobInUse: {tmp_path} is being written to by process {writer.pid}" in errors
    writer.kill()
    writer.communicate()
    assert started(tmp_path, WRITES).communicate()[0] == "written\n"


def test_a_second_job_of_the_process_is_refused_until_the_first_is_closed(tmp_path):
    code = """
    first = job()
    try:
        job()
    except salient.JobInUse as error:
        print(error)
    first.close()
    job().close()
    """
    output, errors = started(tmp_path, code).communicate()
    assert ("is open for writing in this process" in output, errors) == (True, "")
