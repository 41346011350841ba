"""A thread that writes a job while the model computes what is written next."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Callable

from ..job import ExplainJob


class JobThread:
    """The one thread that opens, writes and closes a job. Pictures are encoded there, beside the model.

    with JobThread("summary/run_1", labels=["cat", "dog"]) as thread:
        thread.submit(lambda job: job.add_sample(picture))
    """

    def __init__(self, *args: Any, **names: Any) -> None:  # noqa: ANN401, as ExplainJob
        """Takes the arguments of `ExplainJob`, and raises what it raises."""
        self._executor = ThreadPoolExecutor(1, "salient-writer")
        self._pending: Future[None] | None = None
        try:
            self.job = self._executor.submit(lambda: ExplainJob(*args, **names)).result()
        except BaseException:
            self._executor.shutdown()
            raise

    def submit(self, write: Callable[[ExplainJob], None]) -> None:
        """Has `write` called with the job, after waiting for the call before: no more than one waits, with its pictures.

        Raises what that one raised.
        """
        self.wait()
        self._pending = self._executor.submit(write, self.job)

    def wait(self) -> None:
        """Waits until everything is written, and raises what a call raised."""
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.result()

    def __enter__(self) -> JobThread:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Writes what was submitted, and closes the job, as the end of a `with` statement does."""
        try:
            self.wait()
        except BaseException as late:
            self._executor.submit(self.job.__exit__, type(late), late, late.__traceback__).result()
            if error is None:
                raise
        else:
            self._executor.submit(self.job.__exit__, kind, error, traceback).result()
        finally:
            self._executor.shutdown()
