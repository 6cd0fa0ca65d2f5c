"""One writer per process: answers that come together are stored in one transaction, one sync.

The exception to "the route commits". On SQLite a commit waits for the disk, and only one may
write: threads that each take the lock wait for one another by sleeping, unfairly. Here they queue,
and each is told only once the commit that holds its answer is done. PostgreSQL groups commits by
itself: there each job has its own transaction, in its own thread.
"""

import atexit
import os
import sqlite3
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from surveys.base import BEGIN_WRITING, BEGUN, WRITING, allow_writing, prepare_engine

T = TypeVar("T")
Job = Callable[[Connection], T]

PATIENCE = 10.0  # seconds that an answer waits for the lock before its author is told
IDLE = 5.0  # seconds without work after which the thread ends
LARGEST = 200  # jobs in one transaction
POLL = 0.001  # SQLite's own waits grow to 100 ms: whoever sleeps that long is always overtaken


class NotWritten(Exception):
    """Nothing says that it was stored: the database was busy, full or away. Sending again is safe.

    The same idempotency key is never stored twice.
    """


class _Busy(Exception):
    """The lock was not free in time: no job was begun."""


class _Waiting(Generic[T]):
    """A job in the queue, and what became of it."""

    def __init__(self, job: Job[T], refusals: tuple[type[Exception], ...]) -> None:
        self.job, self.refusals = job, refusals
        self.since, self.done = time.monotonic(), threading.Event()
        self.result: T | None = None
        self.error: BaseException | None = None

    def run(self, connection: Connection) -> None:
        """Does the job; a refusal has written nothing, so the transaction goes on without it."""
        try:
            self.result, self.error = self.job(connection), None
        except self.refusals as refusal:
            self.error = refusal


class Writer:
    """Stores what threads give it, each job once committed or else not at all."""

    def __init__(self, engine: Engine, patience: float = PATIENCE) -> None:
        self.engine, self.patience = _own(engine), patience
        self.after_fork()
        _WRITERS.add(self)

    def after_fork(self) -> None:
        """A child has the object without its thread."""
        self._queue: deque[_Waiting[Any]] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def write(self, job: Job[T], refusals: tuple[type[Exception], ...] = ()) -> T:
        """What `job` returns, once committed. Raises what it raises, or `NotWritten`.

        One of `refusals` must be raised before the job has written anything.
        """
        waiting = _Waiting(job, refusals)
        if self.engine.dialect.name == "sqlite":
            self._queue_up(waiting)
        else:
            _run_together(self.engine, [waiting], self.patience)
        if isinstance(waiting.error, SQLAlchemyError | sqlite3.Error | _Busy):
            raise NotWritten from waiting.error
        if waiting.error is not None:
            raise waiting.error
        return waiting.result  # type: ignore[return-value]

    def close(self) -> None:
        """Stores what still waits, then takes nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(2 * self.patience)
        if self.engine.dialect.name == "sqlite":
            self.engine.dispose()

    def _queue_up(self, waiting: _Waiting[Any]) -> None:
        with self._changed:
            if self._closed:
                raise NotWritten
            self._queue.append(waiting)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
                self._thread.start()
            self._changed.notify()
        if waiting.done.wait(self.patience + 1):
            return
        with self._changed:
            if waiting in self._queue:  # not begun: it will not be stored after we said it was not
                self._queue.remove(waiting)
                raise NotWritten
        if not waiting.done.wait(self.patience + 1):
            raise NotWritten

    def _work(self) -> None:
        while batch := self._next():
            try:
                _run_together(self.engine, batch, self.patience)
            except (
                BaseException
            ) as error:  # the thread ends: its waiters are told, the next makes one
                with self._changed:
                    self._thread = None
                for waiting in batch:
                    waiting.error = waiting.error or NotWritten(type(error).__name__)
                raise
            finally:
                for waiting in batch:
                    waiting.done.set()

    def _next(self) -> Sequence[_Waiting[Any]]:
        """Everything that waits; nothing after a while without work."""
        with self._changed:
            while not self._queue:
                if self._closed or not self._changed.wait(IDLE):
                    self._thread = None
                    self.engine.dispose()
                    break
            return [self._queue.popleft() for _ in range(min(len(self._queue), LARGEST))]


def _run_together(engine: Engine, batch: Sequence[_Waiting[Any]], patience: float) -> None:
    """All of a batch in one transaction; where one fails, each in its own: it fails alone."""
    try:
        _commit(engine, batch, patience)
    except _Busy as error:
        for waiting in batch:
            waiting.error = error
    except Exception as error:
        if len(batch) > 1:
            for waiting in batch:
                _run_together(engine, [waiting], patience)
        elif _away(error):
            _once_more(engine, batch[0])
        else:
            batch[0].error = error


def _away(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _once_more(engine: Engine, waiting: _Waiting[Any]) -> None:
    """The server was restarted under us. Whether it had committed or not, the job stores once."""
    try:
        _commit(engine, [waiting], 0)
    except Exception as error:
        waiting.error = error


def _commit(engine: Engine, batch: Sequence[_Waiting[Any]], patience: float) -> None:
    until = batch[0].since + patience
    with engine.connect() as connection, _begun(connection, until):
        for waiting in batch:
            waiting.run(connection)


def _own(engine: Engine) -> Engine:
    """On SQLite the writer has one connection, its own, that always writes and never sleeps."""
    if engine.dialect.name != "sqlite":
        return engine
    own = create_engine(engine.url, pool_size=1, max_overflow=0, hide_parameters=True)
    prepare_engine(own, lambda: True)
    event.listen(own, "connect", _never_sleep)
    return own


def _never_sleep(driver: Any, _record: object) -> None:
    driver.execute("PRAGMA busy_timeout=0")


def _begun(connection: Connection, until: float) -> Any:
    """A transaction, with SQLite's lock taken."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        driver: Any = connection.connection.driver_connection
        allow_writing(driver, connection.info, True)
        _take_lock(driver, until)
    return connection.execution_options(**{WRITING: BEGUN if sqlite else True}).begin()


def _take_lock(driver: Any, until: float) -> None:
    """Asks for SQLite's lock again and again rather than sleep for it. Raises `_Busy`."""
    while True:
        try:
            driver.execute(BEGIN_WRITING)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            if time.monotonic() > until:
                raise _Busy from error
            time.sleep(POLL)
        else:
            return


_WRITERS: "weakref.WeakSet[Writer]" = weakref.WeakSet()


def _after_fork() -> None:
    for writer in _WRITERS:
        writer.after_fork()


def _close_all() -> None:
    for writer in list(_WRITERS):
        writer.close()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(_close_all)
