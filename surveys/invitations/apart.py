"""An invited person's answer, then « has answered »: two transactions, never one `-wal`.

The answer first: were the server killed in between, that invitation could answer once more, which
is better than a word lost. Invited answers take turns, all processes together, so that a link used
twice at the same instant counts once. Where a mark must wait, a page being read elsewhere, it waits
in memory that all processes of the server look at: its link counts no second time meanwhile.
"""

import atexit
import fcntl
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from surveys import models
from surveys.base import emptied
from surveys.invitations import marks, waiting
from surveys.invitations.models import NamedResponse
from surveys.receiving import REFUSALS, Ready, Saved, SurveyClosed, store
from surveys.states import opened_on
from surveys.writing import NotWritten, Writer

_THREADS = threading.Lock()
PATIENCE = 10.0  # seconds that an invited answer waits for its turn
_POLL = 0.01
_ADVISORY = 5_004_117  # a number of our own among PostgreSQL's advisory locks
_AGAIN = 0.5  # seconds between two tries to write what waits
_TRIES = 6  # half a second each, to empty the `-wal` while a person waits


class AlreadyAnswered(Exception):
    """This invitation has counted already, with other words."""


def answer(
    engine: Engine, writer: Writer, ready: Ready, invitation_id: int, key: bytes, *, named: bool
) -> Saved:
    """Stores an invited answer once per invitation; the same form again gives the same receipt.

    `key`: of `tokens.answered_key`. `named`: the response carries its contact, in a survey that
    says so. Raises `AlreadyAnswered`, `NotWritten`, and what `store` does.
    """
    waits = waiting.of(engine)
    with alone(engine):
        marked = _marked(engine, ready, key)
        place = None if marked else _room(waits)
        saved = writer.write(_storing(ready, invitation_id if named else None), REFUSALS)
        if place is not None:
            # Others waiting say that the file is busy: nobody else stands still for it.
            tries = 1 if waits.all() else _TRIES
            waits.put(place, ready.row["survey_id"], key)
            if not _write_waiting(engine, writer, tries):
                _write_later(engine, writer)
    return saved


def prepare(engine: Engine) -> None:
    """Makes the memory that the processes of a server share: call it before they are forked."""
    waiting.of(engine)


def has_answered(database: marks.Database, engine: Engine, key: bytes) -> bool:
    """Whether the invitation of this key was answered, its mark written or waiting."""
    return key in waiting.of(engine) or marks.has(database, key)


def _room(waits: waiting.Waiting) -> int:
    try:
        return waits.reserve()
    except waiting.Full as error:
        raise NotWritten from error


def _marked(engine: Engine, ready: Ready, key: bytes) -> bool:
    """Whether it was answered. Raises `AlreadyAnswered` unless this is the same form again,
    or `SurveyClosed`."""
    where = {name: ready.row[name] for name in ("survey_id", "key_hash")}
    with engine.connect() as connection:
        if not has_answered(connection, engine, key):
            return False
        known = select(models.Response.id).filter_by(**where)
        gone = select(models.Withdrawal.id).filter_by(**where)
        if not connection.execute(known).first() and not connection.execute(gone).first():
            # Closed comes first: « already answered » said by a closed survey, which stores
            # nothing, would tell whoever holds the links which of them served.
            open_ = select(models.Survey.id).where(
                models.Survey.id == where["survey_id"], opened_on(ready.row["received_on"])
            )
            raise AlreadyAnswered if connection.execute(open_).first() else SurveyClosed
    return True


def _storing(ready: Ready, invitation_id: int | None) -> Callable[[Connection], Saved]:
    def job(connection: Connection) -> Saved:
        saved = store(connection, ready)
        if saved.created and invitation_id is not None:
            row = {"response_id": ready.row["id"], "invitation_id": invitation_id}
            connection.execute(insert(NamedResponse.__table__), row)  # type: ignore[arg-type]
        return saved

    return job


def _write_waiting(engine: Engine, writer: Writer, tries: int) -> bool:
    """Writes all marks that wait, those of other processes too, where the `-wal` holds nothing any
    more, and empties it again; else False."""
    if not emptied(engine, tries):
        return False
    waits = waiting.of(engine)
    keys = dict(waits.all())
    try:
        writer.write(lambda connection: marks.add(connection, keys))
    except NotWritten:  # the answer is stored all the same: its mark goes on waiting
        return False
    waits.drop(set(keys))
    emptied(engine, tries)
    return True


def _write_later(engine: Engine, writer: Writer) -> None:
    """A page being read elsewhere kept the `-wal` busy: the answer is safe, its mark waits."""

    def work() -> None:
        waits, written = waiting.of(engine), False
        while not written:
            time.sleep(_AGAIN)
            with suppress(NotWritten, SQLAlchemyError), alone(engine):
                written = not waits.all() or _write_waiting(engine, writer, tries=1)
                if written:
                    _AT_WORK.pop(engine, None)

    if engine not in _AT_WORK:  # looked at and changed alone
        _AT_WORK[engine] = (os.getpid(), writer)
        threading.Thread(target=work, name="marks", daemon=True).start()


_AT_WORK: "weakref.WeakKeyDictionary[Engine, tuple[int, Writer]]" = weakref.WeakKeyDictionary()


def _last_try() -> None:
    """The server stops: what waits in memory is tried once more."""
    for engine, (process, writer) in list(_AT_WORK.items()):
        if process == os.getpid():
            with suppress(NotWritten, SQLAlchemyError), alone(engine):
                _write_waiting(engine, writer, _TRIES)


os.register_at_fork(after_in_child=_AT_WORK.clear)  # a child has no thread of its parent's
atexit.register(_last_try)  # before the writers', which were registered earlier


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """One invited answer at a time, over threads and processes. Raises `NotWritten`."""
    # First among this process's threads: waiting for the others, each would hold a connection.
    if not _THREADS.acquire(timeout=PATIENCE):
        raise NotWritten
    try:
        with _database_turn(engine) if engine.dialect.name == "postgresql" else _file_turn(engine):
            yield
    finally:
        _THREADS.release()


@contextmanager
def _file_turn(engine: Engine) -> Iterator[None]:
    """A lock that the system lets go by itself when a process dies."""
    descriptor = os.open(f"{engine.url.database}-invitations", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + PATIENCE
        while not _locked(descriptor):
            if time.monotonic() > until:
                raise NotWritten
            time.sleep(_POLL)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _database_turn(engine: Engine) -> Iterator[None]:
    with engine.connect() as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE:.0f}s'"))
        try:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY})"))
        except SQLAlchemyError as error:
            raise NotWritten from error
        yield
