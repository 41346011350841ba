"""Which samples of several jobs are one sample of the merged job."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import NamedTuple

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE picture (source INTEGER, sample INTEGER, path TEXT, digest BLOB, UNIQUE (source, sample));
CREATE TABLE dealt (source INTEGER, sample INTEGER, id INTEGER, PRIMARY KEY (source, sample)) WITHOUT ROWID;
CREATE TABLE merged (id INTEGER PRIMARY KEY, owner INTEGER, digest BLOB, nth INTEGER, is_shared INTEGER, UNIQUE (digest, nth));
CREATE TABLE used (digest BLOB PRIMARY KEY, count INTEGER) WITHOUT ROWID;
CREATE TABLE thing (
    kind TEXT, id INTEGER, explainer TEXT, label INTEGER, source INTEGER, PRIMARY KEY (kind, id, explainer, label)
) WITHOUT ROWID;
BEGIN;
"""


class Dealt(NamedTuple):
    """A sample whose id in the merged job is to be listed."""

    sample: int
    id: int
    reason: str
    """`renumbered` where another picture has its id, `shared` where an earlier job has its picture."""


class MergedSamples:
    """The ids of samples in the merged job, by source (a number from 0) and id there.

    They lie in a temporary database, whose file has no name and goes with the connection: memory does not grow with them.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_SCHEMA)
        self._free = 0  # the first id that no sample has

    def close(self) -> None:
        """Removes the database."""
        self._database.close()

    def add(self, source: int, sample: int, path: str, digest: bytes | None) -> None:
        """Adds the original of a sample, with its SHA-256 where known; a later one of the same sample takes its place."""
        self._free = max(self._free, sample + 1)
        self._database.execute(
            "INSERT INTO picture VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET path = excluded.path, digest = excluded.digest",
            (source, sample, path, digest),
        )

    def deal(self, source: int, digest_of: Callable[[int, str], bytes]) -> Iterator[Dealt]:
        """Gives the samples of a source their ids, in the order in which they came; sources come one after the other.

        An id is kept where no other sample has it. A picture that one job has twice is two samples; they are the first and the
        second of another job, too. `digest_of` is asked for the digest of a sample and its path where none is known.
        """
        run = self._database.execute
        run("DELETE FROM used")
        pictures = run("SELECT sample, path, digest FROM picture WHERE source = ? ORDER BY rowid", (source,))
        for sample, path, recorded in pictures:
            digest = digest_of(sample, path) if recorded is None else recorded
            run("INSERT INTO used VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1", (digest,))
            (nth,) = run("SELECT count FROM used WHERE digest = ?", (digest,)).fetchone()
            known = run("SELECT id FROM merged WHERE digest = ? AND nth = ?", (digest, nth)).fetchone()
            if known:
                (id,) = known
                run("UPDATE merged SET is_shared = 1 WHERE id = ?", (id,))
                yield Dealt(sample, id, "shared")
            else:
                id = sample
                if self.owner_of(sample) is not None:
                    id, self._free = self._free, self._free + 1
                    yield Dealt(sample, id, "renumbered")
                run("INSERT INTO merged VALUES (?, ?, ?, ?, 0)", (id, source, digest, nth))
            run("INSERT INTO dealt VALUES (?, ?, ?)", (source, sample, id))

    def __len__(self) -> int:
        (count,) = self._database.execute("SELECT count(*) FROM merged").fetchone()
        return int(count)

    def id_of(self, source: int, sample: int) -> int | None:
        """The id of a sample of a source; None for one without a picture."""
        return self._number("SELECT id FROM dealt WHERE source = ? AND sample = ?", source, sample)

    def owner_of(self, id: int) -> int | None:
        """The first source that has the sample with this id in the merged job; None where there is none."""
        return self._number("SELECT owner FROM merged WHERE id = ?", id)

    def is_shared(self, id: int) -> bool:
        """Whether several sources have the sample with this id in the merged job."""
        return self._number("SELECT is_shared FROM merged WHERE id = ?", id) == 1

    def first_of(self, kind: str, id: int, explainer: str, label: int, source: int) -> int:
        """The first source that asked for this map or counterfactual of a sample: `source` itself, if none did before."""
        key = (kind, id, explainer, label)
        self._database.execute("INSERT OR IGNORE INTO thing VALUES (?, ?, ?, ?, ?)", (*key, source))
        found = self._number("SELECT source FROM thing WHERE (kind, id, explainer, label) = (?, ?, ?, ?)", *key)
        return source if found is None else found

    def _number(self, query: str, *parameters: int | str) -> int | None:
        row = self._database.execute(query, parameters).fetchone()
        return None if row is None else int(row[0])
