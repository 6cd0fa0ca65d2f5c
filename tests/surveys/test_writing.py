"""The one writer of a process: acknowledged only once committed, and never hanging."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import OperationalError

from surveys import writing
from surveys.writing import NotWritten, Writer

WORDS = text("INSERT INTO word VALUES (:word)")


class Refused(Exception):
    """What a job may say before it has written anything."""


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE word (said TEXT UNIQUE)"))
    writer = Writer(engine, patience=2)
    yield writer
    writer.close()
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE word"))


def say(word: str) -> Callable[[Connection], str]:
    def job(connection: Connection) -> str:
        connection.execute(WORDS, {"word": word})
        return word.upper()

    return job


def said(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.execute(text("SELECT said FROM word")).scalars())


def commits(engine: Engine) -> list[int]:
    counted: list[int] = []
    event.listen(engine, "commit", lambda _connection: counted.append(1))
    return counted


def test_what_is_acknowledged_is_committed(writer: Writer, sqlite_url: str) -> None:
    assert writer.write(say("oui")) == "OUI"
    assert said(writer.engine) == ["oui"]


def test_many_at_once_are_all_stored_and_each_hears_of_its_own(writer: Writer) -> None:
    words = [f"mot {number}" for number in range(60)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda word: writer.write(say(word)), words))
    assert answers == [word.upper() for word in words]
    assert said(writer.engine) == sorted(words)


def test_those_who_wait_together_share_a_commit(sqlite: Engine) -> None:
    with sqlite.begin() as connection:
        connection.execute(text("CREATE TABLE word (said TEXT UNIQUE)"))
    writer, gate = Writer(sqlite), threading.Event()
    counted = commits(writer.engine)
    with ThreadPoolExecutor(12) as pool:
        first = pool.submit(writer.write, lambda _connection: gate.wait(5))
        time.sleep(0.1)
        others = [pool.submit(writer.write, say(str(number))) for number in range(10)]
        time.sleep(0.2)
        gate.set()
        assert first.result()
        assert [other.result() for other in others] == [str(number) for number in range(10)]
    assert len(counted) == 2
    writer.close()


def test_one_refused_leaves_the_others_of_its_batch_stored(writer: Writer) -> None:
    def refuse(_connection: Connection) -> None:
        raise Refused

    with ThreadPoolExecutor(9) as pool:
        kept = [pool.submit(writer.write, say(str(number))) for number in range(8)]
        refused = pool.submit(writer.write, refuse, (Refused,))
        with pytest.raises(Refused):
            refused.result()
        assert all(one.result() for one in kept)
    assert len(said(writer.engine)) == 8


def test_one_that_fails_half_way_fails_alone(writer: Writer) -> None:
    def half(connection: Connection) -> None:
        connection.execute(WORDS, {"word": "à moitié"})
        raise OSError("broken")

    with ThreadPoolExecutor(9) as pool:
        kept = [pool.submit(writer.write, say(str(number))) for number in range(8)]
        failed = pool.submit(writer.write, half)
        with pytest.raises(OSError, match="broken"):
            failed.result()
        assert all(one.result() for one in kept)
    assert said(writer.engine) == [str(number) for number in range(8)]


def test_a_fault_of_the_database_says_not_written(writer: Writer) -> None:
    writer.write(say("deux fois"))
    with pytest.raises(NotWritten):
        writer.write(say("deux fois"))


def test_a_lock_held_too_long_says_so_in_time_and_stores_nothing_later(
    sqlite: Engine, tmp_path: Path
) -> None:
    with sqlite.begin() as connection:
        connection.execute(text("CREATE TABLE word (said TEXT UNIQUE)"))
    holder = sqlite3.connect(tmp_path / "essai.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    writer, start = Writer(sqlite, patience=0.3), time.monotonic()
    with ThreadPoolExecutor(5) as pool:
        waiting = [pool.submit(writer.write, say(str(number))) for number in range(5)]
        for one in waiting:
            with pytest.raises(NotWritten):
                one.result()
    assert time.monotonic() - start < 3
    holder.execute("ROLLBACK")
    holder.close()
    assert writer.write(say("après")) == "APRÈS"
    assert said(sqlite) == ["après"]
    writer.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_writer_that_dies_answers_its_waiters_and_another_takes_over(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite.begin() as connection:
        connection.execute(text("CREATE TABLE word (said TEXT UNIQUE)"))

    def die(*_: object) -> None:
        raise SystemExit

    writer = Writer(sqlite, patience=2)
    with monkeypatch.context() as patched:
        patched.setattr(writing, "_commit", die)
        with pytest.raises(NotWritten):
            writer.write(say("perdu"))
    assert writer.write(say("repris")) == "REPRIS"
    assert said(sqlite) == ["repris"]
    writer.close()


def test_closing_stores_what_waits_then_takes_nothing_more(sqlite: Engine) -> None:
    with sqlite.begin() as connection:
        connection.execute(text("CREATE TABLE word (said TEXT UNIQUE)"))
    writer, gate = Writer(sqlite), threading.Event()
    with ThreadPoolExecutor(4) as pool:
        pool.submit(writer.write, lambda _connection: gate.wait(5))
        time.sleep(0.1)
        waiting = pool.submit(writer.write, say("attendu"))
        time.sleep(0.1)
        closing = pool.submit(writer.close)
        gate.set()
        closing.result()
        assert waiting.result() == "ATTENDU"
    assert said(sqlite) == ["attendu"]
    with pytest.raises(NotWritten):
        writer.write(say("trop tard"))


def test_a_server_restarted_under_us_is_asked_once_more(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, tries = writing._commit, []

    def away_once(*given: object) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("", {}, Exception(), connection_invalidated=True)
        commit(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "_commit", away_once)
    assert writer.write(say("revenu")) == "REVENU"
    assert (said(writer.engine), len(tries)) == (["revenu"], 2)
