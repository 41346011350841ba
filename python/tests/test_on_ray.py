"""What `salient survey --ray` does without Ray: python/tests_ray has tests with it."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

from salient import on_ray
from salient.__main__ import main
from salient.on_ray import FAILED_RETRIES, ShardFailed, check_address, make_shard

PROGRAM = """
import socket
import sys
from pathlib import Path
from types import ModuleType
log = Path(sys.argv[1])
tries = log.read_text().splitlines() if log.exists() else []
log.write_text("\\n".join([*tries, " ".join(sys.argv[4:])]))
print("said", len(tries), file=sys.stderr)
sys.exit(int(sys.argv[3]) if len(tries) < int(sys.argv[2]) else 0)
"""


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts a command in place of the dashboard's, which fails so often with a status; returns what it is called with."""

    def install(times: int, status: int = 1):
        log = tmp_path / "log"
        command = [sys.executable, "-c", PROGRAM, str(log), str(times), str(status)]
        monkeypatch.setattr(on_ray, "dashboard_command", lambda: command)
        return lambda: log.read_text().splitlines()

    return install


def test_a_task_runs_the_command_of_a_shard(failing) -> None:
    called = failing(times=0)
    make_shard("/data/job", 3, 40, "/data/shards", ["--memory=512"])
    assert called() == ["survey /data/job --shard=3 --of=40 --out=/data/shards --memory=512"]


def test_a_command_that_fails_is_run_again(failing) -> None:
    called = failing(times=FAILED_RETRIES)
    make_shard("/data/job", 0, 2, "/data/shards", [])
    assert len(called()) == FAILED_RETRIES + 1


def test_a_command_that_fails_each_time_says_what_it_said(failing) -> None:
    called = failing(times=99)
    with pytest.raises(ShardFailed, match=f"^said {FAILED_RETRIES}$"):
        make_shard("/data/job", 0, 2, "/data/shards", [])
    assert len(called()) == FAILED_RETRIES + 1


def test_wrong_arguments_are_not_tried_again(failing) -> None:
    called = failing(times=99, status=2)
    with pytest.raises(ShardFailed):
        make_shard("/data/job", 0, 2, "/data/shards", [])
    assert len(called()) == 1


@pytest.mark.parametrize("ray", [["--ray"], ["--ray=127.0.0.1:6379"], ["--ray", "auto"]])
def test_without_ray_it_says_what_to_install(ray: list[str], monkeypatch, capsys) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert main(["survey", "/data/job", *ray]) == 2
    assert 'Ray is not installed: pip install "salient-logger[ray]"' in capsys.readouterr().err


@pytest.mark.parametrize("shards", ["0", "-1", "10001", "4.5", "many"])
def test_numbers_of_shards(shards: str, capsys) -> None:
    with pytest.raises(SystemExit):
        main(["survey", "/data/job", "--ray", f"--shards={shards}"])
    assert "is no number from 1 to 10000" in capsys.readouterr().err


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Puts a Ray in place that only notes to which addresses it was connected."""
    addresses: list[str | None] = []
    ray = ModuleType("ray")
    ray.init = lambda address, **_: addresses.append(address)
    ray.shutdown = lambda: None
    ray.cluster_resources = lambda: {"CPU": 1.0}
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.setattr(on_ray, "dashboard_command", lambda: ["true"])
    monkeypatch.setattr(on_ray, "_make_all", lambda *_: 1)
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    return addresses


def test_a_job_that_does_not_exist_is_said_before_ray_is_started(started, tmp_path: Path, capsys) -> None:
    assert main(["survey", str(tmp_path / "none"), "--ray"]) == 2
    assert f"{tmp_path / 'none'} is no directory" in capsys.readouterr().err
    assert started == []
    assert main(["survey", str(tmp_path), "--ray"]) == 1
    assert main(["survey", "s3://bucket/job", "--ray"]) == 1  # the command that makes a shard looks for it
    assert started == [None, None]


@contextmanager
def listening(answer: bytes | None) -> Iterator[int]:
    """The port of a server that answers the first message, and then nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, suppress(ConnectionError):
                connection.recv(1000)
                if answer is not None:
                    connection.sendall(answer)
                    connection.shutdown(socket.SHUT_WR)
                connection.recv(1000)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", None])
def test_what_is_no_ray_at_an_address_is_said(answer: bytes | None, monkeypatch) -> None:
    monkeypatch.setattr(on_ray, "CONNECT_SECONDS", 0.5)
    with (
        listening(answer) as port,
        pytest.raises(ConnectionError, match=r"no Ray cluster answers at .* \((something else|timed out)"),
    ):
        check_address(f"127.0.0.1:{port}")


@pytest.mark.parametrize("form", ["{}", "ray://{}"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_address_at_which_nothing_listens_is_said_at_once(form: str, host: str, started, tmp_path: Path, capsys) -> None:
    with listening(b"\0\0\6\4\0\0\0\0\0\0\3\0\0\0\x64") as port:
        address = form.format(f"{host}:{port}")
        assert main(["survey", str(tmp_path), f"--ray={address}", "--out", "s3://b"]) == 1
    assert started == [address]
    assert main(["survey", str(tmp_path), f"--ray={address}", "--out", "s3://b"]) == 2
    said = capsys.readouterr().err
    assert f"no Ray cluster answers at {address} (" in said and "ray start --head" in said
    assert started == [address]


@pytest.mark.parametrize("address", ["no-such-host.invalid:6379", "127.0.0.1:99999", "[::1]:1", "[::1:6379]:1"])
def test_addresses_that_cannot_be_connected_to(address: str) -> None:
    with pytest.raises(ConnectionError, match="no Ray cluster answers at"):
        check_address(address)


def test_other_ways_to_name_a_cluster_are_left_to_ray(started, tmp_path: Path, monkeypatch) -> None:
    assert main(["survey", str(tmp_path), "--ray=auto", "--out", "s3://b"]) == 1
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:1")
    assert main(["survey", str(tmp_path), "--ray", "--out", "s3://b"]) == 2
    assert started == ["auto"]
