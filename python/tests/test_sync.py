"""`python -m salient sync`: jobs are put into an object store. It is in memory here; `npm run test:storage` has a real one."""

import io
import itertools
import threading
import time

import pytest
from conftest import MAP, PICTURE, files_of, open_job

from salient.__main__ import main
from salient.events import Event, Explain
from salient.message import decode
from salient.names import latest_event_file
from salient.reading import event_file_of
from salient.records import RecordReader
from salient.store import Bucket, Stored, StoreError
from salient.store_faults import Place, sentence_of
from salient.sync import JobSync, sync


class Memory:
    """A store in memory, that notes what was put in which order."""

    def __init__(self):
        self.objects = {}
        self.puts = []
        self.removed = []
        self.refused = None
        self._lock = threading.Lock()

    def list(self, directory):
        prefix = f"{directory}/" if directory else ""
        found = {path[len(prefix) :]: content for path, content in self.objects.items() if path.startswith(prefix)}
        return {name: Stored(len(content), modified) for name, (content, modified) in found.items() if "/" not in name}

    def put(self, path, stream):
        with self._lock:
            if self.refused is not None and self.refused in path:
                raise StoreError(f"{path}: SlowDown")
            self.puts.append(path)
            self.objects[path] = stream.read(), int(time.time())

    def remove(self, path):
        self.removed.append(path)
        del self.objects[path]

    def contents(self):
        return {path: content for path, (content, _) in self.objects.items()}

    def taken(self):
        puts, self.puts = self.puts, []
        return puts


@pytest.fixture
def store():
    return Memory()


def add(job, *ids):
    for id in ids:
        job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.75}, id=id).add_map("GradCAM", 0, MAP)


def missing_pictures(contents):
    """Pictures that the events in a store name, and that it does not have."""
    missing = []
    for path, content in contents.items():
        folder, _, name = path.rpartition("/")
        if not name.endswith("_explain") and not name.startswith("events.part."):
            continue
        for record in RecordReader(io.BytesIO(content)):
            explain = decode(Event, record.payload).explain or Explain()
            named = [explain.image_path, *(each.heatmap_path for each in explain.explanation)]
            missing += [each for each in named if each and f"{folder}/{each}".lstrip("/") not in contents]
    return missing


def test_a_job_arrives_as_it_is(tmp_path, store):
    with open_job(tmp_path / "group" / "run", roll_over="1KB") as job:
        add(job, *range(12))
    told = []
    sync(tmp_path, store, told=told.append)
    assert store.contents() == files_of(tmp_path)
    assert len(told) == 1 and told[0].startswith("group/run: 24 pictures, ")
    assert store.puts[-1].endswith("/manifest.json")
    events = [index for index, path in enumerate(store.puts) if "events." in path]
    assert min(events) == 24
    store.taken()
    sync(tmp_path, store, told=told.append)
    assert store.taken() == []


def test_a_job_without_its_event_file_is_said_and_the_others_arrive(tmp_path, store):
    for name in ("a", "b"):
        with open_job(tmp_path / name, roll_over="1KB") as job:
            add(job, *range(12))
    latest_event_file(tmp_path / "a").unlink()
    with pytest.raises(FileNotFoundError, match=r"a holds events\.part\.\d+\.0000\.000001, but not the event file of its job"):
        sync(tmp_path, store)
    assert {path.partition("/")[0] for path in store.contents()} == {"b"}
    with pytest.raises(FileNotFoundError, match="but not the event file of its job"):
        event_file_of(tmp_path / "a")


def test_no_event_comes_before_its_pictures(tmp_path, store):
    """A writer goes on all the time, and the store is looked at after every upload."""
    job = open_job(tmp_path / "run", roll_over="2KB")
    add(job, 0)
    ids = iter(range(1, 40))
    put, inner = store.put, store.list

    def put_and_check(path, stream):
        put(path, stream)
        if "events." in path:
            assert missing_pictures(store.contents()) == []

    def list_and_write(directory):
        for id in itertools.islice(ids, 2):
            add(job, id)
        return inner(directory)

    store.put, store.list = put_and_check, list_and_write
    rounds = JobSync(tmp_path / "run", store, "")
    for _ in range(8):
        assert not rounds.round().is_complete
    assert next(ids, None) is None
    job.close()
    assert rounds.round().is_complete
    assert store.contents() == files_of(tmp_path / "run")


def test_the_growing_part_is_not_sent_again_for_every_event(tmp_path, store, monkeypatch):
    monkeypatch.setattr("salient.sync.SMALL_BYTES", 0)
    job = open_job(tmp_path / "run")
    add(job, *range(50))
    rounds = JobSync(tmp_path / "run", store, "run")
    assert rounds.round(is_last=False).parts == 1
    add(job, 50)
    assert rounds.round(is_last=False)[:2] == (2, 0)
    add(job, *range(51, 60))
    assert rounds.round(is_last=False).parts == 1
    add(job, 60)
    job.close()
    assert rounds.round(is_last=False)[:2] == (2, 1)
    assert store.contents() == {f"run/{name}": content for name, content in files_of(tmp_path / "run").items()}


def test_an_interrupted_round_is_continued(tmp_path, store):
    with open_job(tmp_path / "run") as job:
        add(job, *range(6))
    store.refused = "/5_0.png"
    with pytest.raises(StoreError, match="SlowDown"):
        sync(tmp_path, store)
    first = store.taken()
    assert not [path for path in first if "events." in path or "manifest" in path]
    store.refused = None
    sync(tmp_path, store)
    assert not set(first) & set(store.taken())
    assert store.contents() == files_of(tmp_path)


def test_follow_goes_on_when_the_store_refuses_and_ends_with_the_run(tmp_path, store):
    directory = tmp_path / "run"
    job = open_job(directory)
    add(job, 0)
    told = []

    def pause(seconds):
        assert seconds == 5
        if len(told) == 1:
            store.refused = "events."
            add(job, 1)
        elif store.refused:
            store.refused = None
        else:
            job.close()

    sync(directory, store, follow=5, told=told.append, pause=pause)
    assert [line.partition(":")[0] for line in told][:1] == ["."]
    assert told[1].endswith("SlowDown; tried again in 5 s")
    assert store.contents() == files_of(directory)


def test_a_job_that_goes_on_loses_its_manifest_in_the_store_too(tmp_path, store):
    with open_job(tmp_path / "run") as job:
        add(job, 0)
    sync(tmp_path, store)
    job = open_job(tmp_path / "run")
    add(job, 1)
    sync(tmp_path, store)
    assert [path.rpartition("/")[2] for path in store.removed] == ["manifest.json"]
    job.close()
    sync(tmp_path, store)
    assert store.contents() == files_of(tmp_path)

    # The manifest goes before the events that it does not list: sync may be killed in between.
    job = open_job(tmp_path / "run")
    add(job, 2)
    store.refused = "events."
    with pytest.raises(StoreError):
        sync(tmp_path, store)
    assert len(store.removed) == 2


def test_links_out_of_the_directory_are_left_out_and_said(tmp_path, store):
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    shared = tmp_path / "runs" / "shared.png"
    shared.parent.mkdir()
    shared.write_bytes(b"within the directory")
    directory = tmp_path / "runs" / "job"
    with open_job(directory) as job:
        add(job, 0)
    (data,) = (path for path in directory.iterdir() if path.is_dir())
    created = data.name.removeprefix("_explain_")
    part = directory / f"events.part.{created}.0008.000000"
    part.symlink_to(secret)
    (data / "out.png").symlink_to(secret)
    (data / "nowhere.png").symlink_to(tmp_path / "nothing")
    (data / "within.png").symlink_to(shared)
    (data / "manifest.json").unlink()
    (data / "manifest.json").symlink_to(secret)
    lines = []
    sync(tmp_path / "runs", store, told=lines.append)
    assert b"secret" not in store.contents().values()
    assert store.contents()[f"job/{data.name}/within.png"] == b"within the directory"
    left_out = [line.partition(" is a link")[0] for line in lines if "left out" in line]
    assert left_out == [f"job/{data.name}/{name}" for name in ("manifest.json", "nowhere.png", "out.png")] + [
        f"job/{part.name}"
    ]


def test_a_folder_in_which_nothing_changes_is_not_looked_through_again(tmp_path, store):
    with open_job(tmp_path / "run") as job:
        add(job, *range(3))
    later = time.time() + 120
    rounds = JobSync(tmp_path / "run", store, "", now=lambda: later)
    rounds.round()
    listed = []
    inner = store.list
    store.list = lambda directory: listed.append(directory) or inner(directory)
    rounds.round()
    assert not [directory for directory in listed if "/heatmap" in directory or "/origin" in directory]


class ClientError(Exception):
    """As that of botocore, which is not installed here."""

    def __init__(self, code, status):
        super().__init__(f"An error occurred ({code}) when calling the PutObject operation: AKIASECRET")
        self.response = {"Error": {"Code": code, "Message": "AKIASECRET"}, "ResponseMetadata": {"HTTPStatusCode": status}}


def raised(*names):
    """An error whose class, and the classes that it is derived from, have these names; the last is the class itself."""
    kind = Exception
    for name in names:
        kind = type(name, (kind,), {})
    return kind("https://store/bucket?list-type=2&secret=AKIASECRET")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ClientError("NoSuchBucket", 404), "there is no bucket runs at http://store:9000: create it"),
        (ClientError("InvalidAccessKeyId", 403), "does not know the credentials (InvalidAccessKeyId): check the access key"),
        (ClientError("NoSuchUpload", 404), "perhaps by another sync of the same job: run one at a time"),
        (ClientError("SignatureDoesNotMatch", 403), "does not know the credentials (SignatureDoesNotMatch)"),
        (ClientError("AccessDenied", 403), "refuses the request (AccessDenied): the credentials need the rights to list the"),
        (ClientError("ExpiredToken", 400), "the credentials have expired (ExpiredToken): get new ones"),
        (ClientError("PermanentRedirect", 301), "the bucket runs is in another region (PermanentRedirect): pass its --region"),
        (ClientError("RequestTimeTooSkewed", 403), "set the clock of this machine"),
        (ClientError("SlowDown", 503), "http://store:9000 is busy or has a fault (SlowDown): the same command goes on"),
        (ClientError("Some <b>thing</b>", 400), "http://store:9000 refuses the request (HTTP 400)"),
        (raised("BotoCoreError", "NoCredentialsError"), "there are no credentials, or only a part of them: set AWS_ACCESS"),
        (raised("BotoCoreError", "NoRegionError"), "pass --region, or set AWS_REGION"),
        (raised("BotoCoreError", "ConnectionError", "EndpointConnectionError"), "http://store:9000 does not answer: check"),
        (raised("HTTPClientError", "ConnectionError", "SSLError"), "the certificate of http://store:9000 is not accepted"),
        (raised("BotoCoreError", "ParamValidationError"), "runs is no name of a bucket"),
        (raised("BotoCoreError", "UnknownKeyError"), "the request failed (UnknownKeyError)"),
    ],
)
def test_errors_of_a_store_say_what_to_do_and_no_secret(error, said):
    sentence = sentence_of(error, Place("runs", "http://store:9000"))
    assert said in sentence
    assert "AKIASECRET" not in sentence and "list-type" not in sentence


@pytest.mark.parametrize(
    "endpoint", ["nonsense", "store:9000", "http://user:secret@store", "http://store:port", "http://s?secret"]
)
def test_an_endpoint_that_is_no_address_is_refused_without_repeating_it(endpoint):
    with pytest.raises(ValueError, match="the endpoint is the address of a store") as refused:
        Bucket("s3://bucket", endpoint)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["s3://", "s3:///a", "http://a/b", "s3://k:secret@b/a", "s3://b/a//c", "s3://b/../c", "b/c"])
def test_no_other_addresses_are_taken(url):
    with pytest.raises(ValueError, match="s3://BUCKET") as refused:
        Bucket(url)
    assert "secret" not in str(refused.value)


def test_what_is_wrong_is_said(tmp_path, store, capsys):
    with pytest.raises(FileNotFoundError, match="holds no explain job"):
        sync(tmp_path, store)
    with pytest.raises(NotADirectoryError):
        sync(tmp_path / "none", store)
    with pytest.raises(SystemExit):
        main(["sync", str(tmp_path), "s3://b", "--follow", "0"])
    assert "0 is no positive number of seconds" in capsys.readouterr().err
