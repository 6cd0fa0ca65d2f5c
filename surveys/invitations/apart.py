"""An invited person's answer, then « has answered »: two transactions, never one `-wal`.

The answer first: were the server killed in between, that invitation could answer once more, which
is better than a word lost. Invited answers take turns, all processes together, so that a link used
twice at the same instant counts once.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from surveys import models
from surveys.base import emptied
from surveys.invitations import marks
from surveys.invitations.models import NamedResponse
from surveys.receiving import REFUSALS, Ready, Saved, SurveyClosed, store
from surveys.states import opened_on
from surveys.writing import NotWritten, Writer

_THREADS = threading.Lock()
PATIENCE = 10.0  # seconds that an invited answer waits for its turn
_POLL = 0.01
_ADVISORY = 5_004_117  # a number of our own among PostgreSQL's advisory locks
_LATER = 3600.0  # seconds after which a mark that could not be written apart is given up


class AlreadyAnswered(Exception):
    """This invitation has counted already, with other words."""


def answer(
    engine: Engine, writer: Writer, ready: Ready, invitation_id: int, key: bytes, *, named: bool
) -> Saved:
    """Stores an invited answer once per invitation; the same form again gives the same receipt.

    `key`: of `tokens.answered_key`. `named`: the response carries its contact, in a survey that
    says so. Raises `AlreadyAnswered`, `NotWritten`, and what `store` does.
    """
    survey_id: int = ready.row["survey_id"]
    with alone(engine):
        marked = _marked(engine, ready, key)
        saved = writer.write(_storing(ready, invitation_id if named else None), REFUSALS)
        if not marked and not _mark(engine, writer, survey_id, key):
            _mark_later(engine, writer, survey_id, key)
    return saved


def _marked(engine: Engine, ready: Ready, key: bytes) -> bool:
    """Whether it was answered. Raises `AlreadyAnswered` unless this is the same form again,
    or `SurveyClosed`."""
    where = {name: ready.row[name] for name in ("survey_id", "key_hash")}
    with engine.connect() as connection:
        if not marks.has(connection, key):
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


def _mark(engine: Engine, writer: Writer, survey_id: int, key: bytes) -> bool:
    """Writes the mark where the `-wal` holds nothing any more, and empties it again; else False."""
    if not emptied(engine):
        return False
    writer.write(lambda connection: marks.add(connection, survey_id, key))
    emptied(engine)
    return True


def _mark_later(engine: Engine, writer: Writer, survey_id: int, key: bytes) -> None:
    """A page being read elsewhere kept the `-wal` busy: the answer is safe, its mark waits."""

    def work() -> None:
        until = time.monotonic() + _LATER
        while time.monotonic() < until:
            time.sleep(0.5)
            with suppress(NotWritten, SQLAlchemyError), alone(engine):
                if _mark(engine, writer, survey_id, key):
                    return

    threading.Thread(target=work, daemon=True).start()


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
