"""Transactions read unless they ask to write, and what is acknowledged or erased really is."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from surveys import storage
from surveys.base import (
    WRITING,
    Base,
    checkpoint,
    prepare_engine,
    start_reading,
    start_writing,
)
from surveys.models import Commune, Response, Territory
from tests.storing import DAY, opened, published, response, submission, territory


@pytest.fixture
def reader(engine: Engine) -> Iterator[Engine]:
    """The same database, opened as a page opens it."""
    reader = opened(engine.url.render_as_string(hide_password=False), lambda: False)
    yield reader
    reader.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
        ("secure_delete", 1),
    ],
)
def test_every_sqlite_connection_has_its_pragmas(
    sqlite: Engine, pragma: str, value: str | int
) -> None:
    connections = [sqlite.raw_connection() for _ in range(2)]
    for connection in connections:
        assert connection.cursor().execute(f"PRAGMA {pragma}").fetchone() == (value,)
        connection.close()


def test_a_transaction_refuses_to_write_unless_asked(reader: Engine) -> None:
    with Session(reader) as session:
        session.add(Territory(key="ici", name="Ici", short_name="Ici"))
        with pytest.raises(DBAPIError, match="(?i)read-?only"):
            session.flush()


def test_a_transaction_that_asked_writes(reader: Engine) -> None:
    with Session(reader) as session:
        start_writing(session)
        territory(session)
        session.commit()
        assert session.scalars(select(Territory.key)).all() == ["ici"]


def test_the_transaction_after_the_commit_reads_only_again(reader: Engine) -> None:
    with Session(reader) as session:
        start_writing(session)
        territory(session)
        session.commit()
        with pytest.raises(DBAPIError, match="(?i)read-?only"):
            territory(session, "ailleurs")


def test_a_connection_used_to_read_can_write_next_and_the_reverse(reader: Engine) -> None:
    for turn in range(3):
        with Session(reader) as session:
            session.scalars(select(Territory.id)).all()
            start_writing(session)
            territory(session, f"tour-{turn}")
            session.commit()
        with Session(reader) as session, pytest.raises(DBAPIError, match="(?i)read-?only"):
            territory(session, "interdit")


def test_asking_to_write_drops_what_was_not_committed(engine: Engine) -> None:
    with Session(engine) as session:
        territory(session)
        start_writing(session)
        assert session.scalar(select(Territory.id)) is None


def _statements(engine: Engine, *, writing: bool) -> list[str]:
    seen: list[str] = []
    with engine.connect().execution_options(**{WRITING: writing}) as connection:
        _watch(connection, seen)
        connection.execute(text("SELECT 1"))
    return seen


def _watch(connection: Connection, seen: list[str]) -> None:
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.set_trace_callback(seen.append)


def test_a_writing_transaction_takes_the_lock_at_once(sqlite_url: str, sqlite: Engine) -> None:
    reader = opened(sqlite_url, lambda: False)
    assert "BEGIN IMMEDIATE" in _statements(reader, writing=True)
    assert "BEGIN DEFERRED" in _statements(reader, writing=False)
    reader.dispose()


def test_who_is_about_to_write_keeps_other_writers_out(sqlite_url: str, stored: Session) -> None:
    start_writing(stored)
    impatient = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        impatient.execute("BEGIN IMMEDIATE")
    impatient.close()


def _count_in_names(url: str, times: int) -> None:
    engine = opened(url, lambda: False)
    for _ in range(times):
        with Session(engine) as session:
            session.scalars(select(Territory.name)).one()
            start_writing(session)
            row = session.scalars(select(Territory)).one()
            row.name = str(int(row.name) + 1)
            session.commit()
    engine.dispose()


def test_eight_that_read_then_write_lose_nothing_and_are_never_locked_out(
    sqlite_url: str, stored: Session
) -> None:
    territory(stored, name="0")
    stored.commit()
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(_count_in_names, sqlite_url, 12) for _ in range(8)]:
            done.result()
    assert stored.scalars(select(Territory.name)).one() == "96"


MARKER = "xylophagepourpre"


def _where_the_marker_is(folder: Path) -> list[str]:
    return sorted(
        path.suffix or path.name
        for path in folder.glob("essai.sqlite*")
        if MARKER.encode() in path.read_bytes()
    )


def test_a_withdrawn_word_is_in_no_file_of_the_database(tmp_path: Path, sqlite: Engine) -> None:
    with Session(sqlite, autoflush=False) as session:
        survey = published(session, territory(session))
        for number in range(20):
            response(session, survey, submission(None, {"dire": f"Autre parole {number}"}))
        said = {"dire": MARKER, "proposer": f"Encore {MARKER} " * 200}
        found = response(session, survey, submission(None, said, autre=MARKER))
        session.commit()
        assert _where_the_marker_is(tmp_path), "the marker was never written: the test sees nothing"
        storage.withdraw(session, found, DAY)
        session.commit()
        checkpoint(session)
        assert _where_the_marker_is(tmp_path) == []
        assert len(session.scalars(select(Response.id)).all()) == 20


def test_a_checkpoint_is_harmless_on_both_databases(engine: Engine) -> None:
    with Session(engine) as session:
        territory(session)
        session.commit()
        checkpoint(session)
        assert session.scalars(select(Territory.key)).all() == ["ici"]


def test_a_row_that_points_nowhere_is_refused(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Commune(territory_id=999, code_insee="99009", name="Nulle part", population=1))
        with pytest.raises(IntegrityError):
            session.flush()


def test_erasing_a_territory_erases_its_communes(engine: Engine) -> None:
    with Session(engine) as session:
        kept, gone = territory(session, "ici"), territory(session, "ailleurs")
        session.execute(text("DELETE FROM territory WHERE id = :id"), {"id": gone.id})
        assert set(session.scalars(select(Commune.territory_id))) == {kept.id}


def test_every_constraint_has_a_name_a_migration_can_use() -> None:
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint}"


VISIT = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
print(base.execute(sys.argv[2]).fetchone()[0])
base.close()
"""


def _visit(file: Path, asked: str) -> str:
    """What another process reads, which opens the database and leaves."""
    command = [sys.executable, "-c", VISIT, str(file), asked]
    return subprocess.check_output(command, text=True).strip()


def test_another_process_that_leaves_takes_no_commit_away(tmp_path: Path) -> None:
    """The locks of this process's connections outlive a second connection of its own (POSIX)."""
    file = tmp_path / "t.sqlite"
    engine = create_engine(f"sqlite:///{file}")
    prepare_engine(engine, lambda: True)
    with engine.connect() as first:
        first.exec_driver_sql("CREATE TABLE t (n INTEGER)")
        first.commit()
        with engine.connect():  # a second one, opened while the first is there
            pass
        assert _visit(file, "SELECT count(*) FROM t") == "0"
        first.exec_driver_sql("INSERT INTO t VALUES (1)")
        first.commit()
        assert _visit(file, "SELECT count(*) FROM t") == "1"
    engine.dispose()
    assert _visit(file, "SELECT count(*) FROM t") == "1"


def test_a_long_reading_leaves_the_lock_to_others(sqlite_url: str) -> None:
    engine = opened(sqlite_url)  # writing by default, as a command does
    Base.metadata.create_all(engine)
    with Session(engine) as long, Session(engine) as other:
        start_reading(long)
        long.execute(text("SELECT 1"))
        start_writing(other)
        other.add(Territory(key="a", name="a", short_name="a"))
        other.commit()
        with pytest.raises(OperationalError, match="readonly"):
            long.execute(text("DELETE FROM territory"))
    engine.dispose()
