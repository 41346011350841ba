"""The share of a loader's samples that one of several processes explains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from torch.utils.data import DataLoader, IterableDataset, SequentialSampler, Subset

from ..parts import Writer
from .loader import LoadedSample, batches
from .targets import TargetForm


def shard_batches(
    loader: Iterable[Any], form: TargetForm, limit: int | None, shard: Writer | None
) -> Iterator[list[LoadedSample]]:
    """The samples of a shard, batch by batch: of *n* shards, number *i* has the ids that leave the remainder *i*.

    Ids are positions in the whole loader. Of a DataLoader that gives a data set in its order, only the samples of the shard
    are loaded; of anything else all are, and the others are dropped. Raises as `batches`.
    """
    if shard is None:
        yield from batches(loader, form, limit)
        return
    rank, world = shard
    own = _loader_of(loader, shard)
    if own is None:
        for batch in batches(loader, form, limit):
            some = [sample for sample in batch if sample.id % world == rank]
            if some:
                yield some
        return
    count = None if limit is None else len(range(rank, limit, world))
    if count == 0 or len(own.dataset) == 0:  # type: ignore[arg-type]
        return
    for batch in batches(own, form, count):
        yield [sample._replace(id=sample.id * world + rank) for sample in batch]


def _loader_of(loader: Iterable[Any], shard: Writer) -> DataLoader[Any] | None:
    """A DataLoader of the shard alone; None where the loader gives no data set in its order."""
    if type(loader) is not DataLoader or isinstance(loader.dataset, IterableDataset) or loader.batch_size is None:
        return None
    if not isinstance(loader.sampler, SequentialSampler) or not hasattr(loader.dataset, "__len__"):
        return None
    rank, world = shard
    return DataLoader(
        Subset(loader.dataset, range(rank, len(loader.dataset), world)),
        batch_size=loader.batch_size,
        num_workers=loader.num_workers,
        collate_fn=loader.collate_fn,
        pin_memory=loader.pin_memory,
        timeout=loader.timeout,
        worker_init_fn=loader.worker_init_fn,
    )
