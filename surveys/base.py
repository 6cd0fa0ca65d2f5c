"""The database as this project uses it: one declarative base, one way to open a transaction."""

import hashlib
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import DDL, JSON, Connection, Date, Engine, MetaData, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session

WRITING = "paroles_writing"  # the execution option that opens a transaction for writing
SEARCH = "parole_search"  # SQLite's full-text index of paroles (`surveys.search`)
BEGUN = "begun"  # its value where SQLite's transaction was begun already, on the driver


class Base(DeclarativeBase):
    """Every table of the project; a complete naming convention, so that migrations can name all."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON, date: Date}


def made_with(model: type[Base], statements: Mapping[str, Sequence[str]]) -> None:
    """Runs these when the model's table is made: dialect → statements, of its triggers mostly."""
    for dialect, ordered in statements.items():
        for statement in ordered:
            made: Any = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(model.__table__, "after_create", made.execute_if(dialect=dialect))


def never_rewritten(model: type[Base], sentence: str) -> None:
    """The database itself refuses to change a row of this model's table; `sentence` says why."""
    table = model.__tablename__
    name = f"{table}_frozen"
    trigger = f"CREATE TRIGGER {name} BEFORE UPDATE ON {table}"
    made_with(
        model,
        {
            "sqlite": (f"{trigger} BEGIN SELECT RAISE(ABORT, '{sentence}'); END",),
            "postgresql": (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $frozen$ "
                f"BEGIN RAISE EXCEPTION '{sentence}'; END $frozen$ LANGUAGE plpgsql",
                f"{trigger} FOR EACH ROW EXECUTE FUNCTION {name}()",
            ),
        },
    )


# Measured for this project: with DEFERRED, 8 processes that read then write gave 688,000
# "locked" errors in 4 s; with IMMEDIATE none. FULL syncs at each commit: « reçu » means written.
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    PATIENT := "PRAGMA busy_timeout=10000",
    "PRAGMA secure_delete=ON",
)


_ENGINES: "weakref.WeakSet[Engine]" = weakref.WeakSet()


def _after_fork() -> None:
    """A connection is never shared by two processes."""
    for engine in _ENGINES:
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_after_fork)


def prepare_engine(engine: Engine, writing_by_default: Callable[[], bool]) -> None:
    """Sets the pragmas and the two kinds of transaction on an engine, SQLite or PostgreSQL.

    A transaction writes or not as its connection's `WRITING` option says, else as
    `writing_by_default()` does when it begins: a forgotten `start_writing` fails at once.
    """
    _ENGINES.add(engine)
    sqlite = engine.dialect.name == "sqlite"
    file = engine.url.database if sqlite else None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get(WRITING) == BEGUN:
            return
        asked = options.get(WRITING)
        writing = writing_by_default() if asked is None else asked
        if sqlite:
            allow_writing(connection.connection.driver_connection, connection.info, writing)
            connection.exec_driver_sql(BEGIN_WRITING if writing else "BEGIN DEFERRED")
        elif not writing:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    if sqlite:

        @event.listens_for(engine, "connect")
        def _connect(dbapi_connection: Any, _record: object) -> None:
            if file:
                _owned(file)
            dbapi_connection.isolation_level = None  # the driver must not begin by itself
            for statement in _SQLITE_PRAGMAS:
                dbapi_connection.execute(statement)


BEGIN_WRITING = "BEGIN IMMEDIATE"


def allow_writing(driver: Any, known: dict[str, Any], writing: bool) -> None:
    """Lets an SQLite connection write, or not; `known` is what is kept beside it.

    Only where it changes: the pragma makes SQLite compile each statement of the connection anew.
    """
    if known.get(WRITING) != writing:
        driver.execute(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        known[WRITING] = writing


def start_writing(session: Session) -> None:
    """Ends the reading transaction and opens one that may write, taking SQLite's lock now.

    Call it after the input was parsed and checked, so that the lock is held as briefly as possible.
    """
    session.rollback()
    session.connection(execution_options={WRITING: True})


def start_reading(session: Session) -> None:
    """Ends the transaction and opens one that only reads, even where writing is the default.

    For what lasts, such as a long export by a command: SQLite's lock stays free for the answers.
    """
    session.rollback()
    session.connection(execution_options={WRITING: False})


def take_turn(database: Session | Connection, name: str) -> None:
    """Waits for whoever writes about the same thing, until the end of this transaction.

    PostgreSQL runs writers side by side: without it, a replay that began before a withdrawal
    brings its response back. On SQLite a writing transaction is alone already.
    """
    bind = database.get_bind() if isinstance(database, Session) else database
    if bind.dialect.name == "postgresql":
        digest = hashlib.sha256(name.encode()).digest()
        number = int.from_bytes(digest[:8], "big", signed=True)
        database.execute(_TURN, {"number": number})


_TURN = text("SELECT pg_advisory_xact_lock(:number)")


def checkpoint(database: Session | Engine) -> None:
    """Makes an erasure physical: deleted rows stay readable in SQLite's `-wal` file until then.

    Call it after the commit; PostgreSQL needs nothing here. A page being read elsewhere can keep
    the file busy: a thread then tries again until it is done.
    """
    bind = database.get_bind() if isinstance(database, Session) else database
    engine = bind if isinstance(bind, Engine) else bind.engine
    if engine.dialect.name == "sqlite" and not _erased(engine):
        threading.Thread(target=_erase_later, args=(engine,), daemon=True).start()


def emptied(engine: Engine, tries: int) -> bool:
    """Whether SQLite's `-wal` file was emptied, in half a second a try at most; True elsewhere.

    What is written before and after it never stands side by side in that file.
    """
    return engine.dialect.name != "sqlite" or any(_truncated(engine) for _ in range(tries))


def _erased(engine: Engine) -> bool:
    """Whether the words of what was deleted are nowhere any more; waits a second at most."""
    try:
        _forget_words(engine)
    except (DBAPIError, sqlite3.OperationalError):  # somebody else writes
        return False
    return _truncated(engine)


def _forget_words(engine: Engine) -> None:
    """Merges the pieces of the full-text index: until then it keeps the words of deleted rows.

    Measured: a marker stands in the file after a deletion, not after a merge, `secure_delete`
    having cleared the pages. Where nothing was deleted since the last one it does next to nothing.
    """
    raw = engine.raw_connection()
    try:
        driver: Any = raw.driver_connection
        known = "SELECT 1 FROM sqlite_master WHERE name = ?"
        if driver.execute(known, (SEARCH,)).fetchone():
            allow_writing(driver, raw.info, True)
            driver.execute("PRAGMA busy_timeout=500")
            try:
                driver.execute("INSERT INTO parole_search (parole_search) VALUES ('optimize')")
            finally:
                driver.execute(PATIENT)
    finally:
        raw.close()


def _truncated(engine: Engine) -> bool:
    """Whether nothing is left in the `-wal` file; waits half a second at most."""
    raw = engine.raw_connection()
    try:
        driver: Any = raw.driver_connection
        driver.execute("PRAGMA busy_timeout=500")
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        driver.execute(PATIENT)
    finally:
        raw.close()
    return not busy


def _erase_later(engine: Engine) -> None:
    for _ in range(3600):
        time.sleep(0.5)
        with suppress(DBAPIError, sqlite3.Error):
            if _erased(engine):
                return


def _owned(path: str) -> None:
    """The file is its owner's alone, and so are the `-wal` and `-shm` that SQLite makes like it.

    Never opened here: closing a file drops every lock that this process has on it (POSIX), SQLite's
    too. Another process that leaves would then take its `-wal` away, with what we acknowledge next.
    """
    if os.stat(path).st_mode & 0o077:
        os.chmod(path, 0o600)
