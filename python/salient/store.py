"""A bucket of an S3-compatible object store, through boto3."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urlsplit

from .store_faults import Place, sentence_of

ATTEMPTS = 8
"""So often boto3 sends a request, with growing random pauses, where the store is busy or does not answer."""


GOOGLE = "https://storage.googleapis.com"
"""The endpoint of Google Cloud Storage, which speaks the protocol of S3."""


class StoreError(OSError):
    """The store cannot be reached, or refuses a request."""


class Stored(NamedTuple):
    """An object of the store."""

    size: int
    modified: float
    """When it was put, unix seconds; whole ones."""


class Bucket:
    """The objects of a bucket whose keys begin with a prefix, by what follows it."""

    def __init__(self, url: str, endpoint: str | None = None, region: str | None = None, path_style: bool = False) -> None:
        """`url` is s3://BUCKET/PREFIX, or gs://BUCKET/PREFIX for Google Cloud Storage.

        Credentials come from where boto3 looks: environment, profile, instance.
        Raises ValueError where `url` is no such address, or boto3 is not installed.
        """
        self._scheme, self.name, self.prefix = _place_of(url)
        endpoint = _checked(endpoint) or (GOOGLE if self._scheme == "gs" else None)
        self._place = Place(self.name, endpoint)
        try:
            import boto3
            from boto3.s3.transfer import TransferConfig
            from botocore.config import Config
            from botocore.exceptions import BotoCoreError, ClientError
        except ModuleNotFoundError:
            raise ValueError('boto3 is not installed: pip install "salient-logger[s3]"') from None
        self._failures = (BotoCoreError, ClientError)
        self._refusal = ClientError
        config = Config(
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            s3={"addressing_style": "path" if path_style else "auto"},
            # Only AWS knows the newer checksums; TLS and ETags protect the others.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            max_pool_connections=32,
        )
        self._transfer = TransferConfig(use_threads=True)
        region = region or (os.environ.get("AWS_REGION") or "us-east-1" if endpoint else None)
        self._client = self._tried("", lambda: boto3.client("s3", endpoint_url=endpoint, region_name=region, config=config))

    def list(self, directory: str) -> dict[str, Stored]:
        """The objects whose keys are a name in `directory`, by that name."""
        prefix = self._key(directory)
        prefix = f"{prefix}/" if prefix else ""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix, Delimiter="/")

        def listed() -> dict[str, Stored]:
            objects = (each for page in pages for each in page.get("Contents", ()))
            return {each["Key"][len(prefix) :]: Stored(each["Size"], each["LastModified"].timestamp()) for each in objects}

        return self._tried(directory, listed)

    def put(self, path: str, stream: BinaryIO) -> None:
        """Puts an object; a large one in several requests, of which nothing is seen before the last."""
        if stream.seek(0, os.SEEK_END) >= self._transfer.multipart_threshold:
            self._abort_uploads(self._key(path))
        stream.seek(0)
        self._tried(path, lambda: self._client.upload_fileobj(stream, self.name, self._key(path), Config=self._transfer))

    def _abort_uploads(self, key: str) -> None:
        """Aborts the uploads of an object that a killed process has left unfinished; where that is not permitted they stay."""
        with contextlib.suppress(self._refusal):
            for page in self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self.name, Prefix=key):
                for upload in page.get("Uploads", ()):
                    if upload["Key"] == key:
                        self._client.abort_multipart_upload(Bucket=self.name, Key=key, UploadId=upload["UploadId"])

    def remove(self, path: str) -> None:
        """Deletes an object; one that does not exist is no error."""
        self._tried(path, lambda: self._client.delete_object(Bucket=self.name, Key=self._key(path)))

    def _key(self, path: str) -> str:
        return "/".join(part for part in (self.prefix, path) if part)

    def _tried(self, path: str, call: Callable[[], Any]) -> Any:  # noqa: ANN401
        try:
            return call()
        except self._failures as error:
            raise StoreError(f"{self._scheme}://{self.name}/{self._key(path)}: {sentence_of(error, self._place)}") from None


def _checked(endpoint: str | None) -> str | None:
    """An endpoint, if there is one. Raises ValueError, without what may be a password, where it is no address."""
    if endpoint is None:
        return None
    try:
        parts = urlsplit(endpoint)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        is_address = is_address and not parts.query and (parts.port is None or parts.port > 0)
    except ValueError:  # its port is no number
        is_address = False
    if not is_address:
        raise ValueError(
            "the endpoint is the address of a store, such as https://s3.example.org:9000, without a user or a password"
        )
    return endpoint


def _place_of(url: str) -> tuple[str, str, str]:
    """Scheme, bucket and prefix of an address."""
    parts = urlsplit(url)
    names = parts.path.strip("/").split("/")
    is_plain = all(name not in ("", ".", "..") for name in names) or names == [""]
    if (
        parts.scheme not in ("s3", "gs")
        or not parts.netloc
        or "@" in parts.netloc
        or parts.query
        or parts.fragment
        or not is_plain
    ):
        raise ValueError("the place in a store is s3://BUCKET or s3://BUCKET/PREFIX (or gs://), without empty names, . and ..")
    return parts.scheme, parts.netloc, "/".join(names)


class Beginning(io.RawIOBase):
    """The first bytes of a file, as a file of its own: what is appended later is not in it."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__()
        self._file = open(path, "rb")  # noqa: SIM115 (closed in `close`)
        self._size = size

    def close(self) -> None:
        self._file.close()
        super().close()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fills `buffer` with the next bytes. Returns how many there were."""
        view = memoryview(buffer)
        return self._file.readinto(view[: max(0, self._size - self._file.tell())])

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Moves to a byte. Returns it."""
        return self._file.seek(self._size + offset) if whence == os.SEEK_END else self._file.seek(offset, whence)

    def tell(self) -> int:
        """The byte that is read next."""
        return self._file.tell()
