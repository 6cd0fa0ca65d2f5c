"""The disk is full, the lock is held, PostgreSQL is restarted: nothing half stored."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import (
    FULL,
    NoAnswer,
    Start,
    form,
    free_port,
    locked,
    send,
    size,
    sqlite_url,
    stored,
)

pytestmark = pytest.mark.promise
SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Two megabytes, as memory; skips by name where it may not be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a disk of two megabytes")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_says_so_and_what_was_acknowledged_stays(
    filled_home: Path, tmp_path: Path, start: Start
) -> None:
    with small_disk(tmp_path / "petit") as home:
        for name in ("paroles.sqlite", "secret_key", "encryption_keys"):
            shutil.copy(filled_home / name, home / name)
        server, acknowledged, refused = start(home, workers=2), 0, 0
        for number in range(4000):
            mine = form(number) | {"manques": "Il manque de la place. " * 60}
            status, _ = send(server.port, mine)
            assert status in (201, 503), status
            acknowledged, refused = acknowledged + (status == 201), refused + (status == 503)
            if refused == 5:
                break
        assert refused == 5, "the disk was never full: the test saw nothing"
        assert acknowledged
        server.kill()
        shutil.copytree(home, tmp_path / "grand")
    said = stored_pairs(tmp_path / "grand")
    assert len(said) == acknowledged
    again = start(tmp_path / "grand", workers=2)
    assert send(again.port, form(9999))[0] == 201


def stored_pairs(home: Path) -> list[str]:
    """The first of each response's two paroles; both are there."""
    import sqlite3

    with sqlite3.connect(home / "paroles.sqlite") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = database.execute("SELECT response_id, count(*) FROM parole GROUP BY 1").fetchall()
        responses = database.execute("SELECT count(*) FROM response").fetchone()[0]
    database.close()
    assert {count for _, count in rows} == {2}
    assert responses == len(rows)
    return [str(row[0]) for row in rows]


@pytest.mark.skipif(not FULL, reason="waits fifteen seconds: in make faults")
def test_a_lock_held_for_fifteen_seconds_is_told_and_the_same_form_goes_later(
    home: Path, start: Start
) -> None:
    server, mine = start(home, workers=2), [form(number) for number in range(8)]
    with locked(home), ThreadPoolExecutor(8) as pool:
        began = time.monotonic()
        answers = list(pool.map(lambda one: send(server.port, one, 40), mine))
        waited = time.monotonic() - began
        assert {status for status, _ in answers} == {503}
        assert waited < 15
        time.sleep(max(0, 15 - waited))
    assert {send(server.port, one)[0] for one in mine} == {201}
    assert len(stored(sqlite_url(home))) == 8


class Cluster:
    """A PostgreSQL of our own, on a port of its own, thrown away afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    def run(self, program: str, *arguments: str) -> None:
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*user, str(SERVERS[-1] / program), "-D", str(self.folder), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/")

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.run("pg_ctl", "start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def restart(self) -> None:
        self.run("pg_ctl", "stop", "-m", "immediate", "-w")
        time.sleep(0.3)
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    if not SERVERS:
        pytest.skip("PostgreSQL's own programs are not installed")
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    if os.geteuid() == 0:
        if shutil.which("runuser") is None:
            pytest.skip("PostgreSQL refuses to run as root, and runuser is not there")
        shutil.chown(folder, "postgres")
    made = Cluster(folder / "data")
    made.run("initdb", "-A", "trust", "-U", "postgres")
    made.start()
    yield made
    made.run("pg_ctl", "stop", "-m", "immediate")
    shutil.rmtree(folder)


@pytest.mark.postgres
def test_postgresql_restarted_under_its_clients_loses_nothing_acknowledged(
    cluster: Cluster, tmp_path: Path, start: Start
) -> None:
    from tests.conftest import build, fill, settings_at

    home = tmp_path / "home"
    app = build(settings_at(home, PAROLES_DATABASE_URL=cluster.url))
    fill(app)
    _dispose(app)
    server = start(home, workers=2, PAROLES_DATABASE_URL=cluster.url)
    restarts, clients = size(1, 5), size(10, 50)
    done = threading.Event()

    def restart() -> None:
        for _ in range(restarts):
            time.sleep(0.7)
            cluster.restart()
        done.set()

    def answer(number: int) -> None:
        mine = form(number)
        while True:
            try:
                status, _ = send(server.port, mine)
            except NoAnswer:
                continue
            if status in (200, 201):
                return
            assert status == 503, status
            time.sleep(0.05)

    restarting, number = threading.Thread(target=restart), 0
    restarting.start()
    with ThreadPoolExecutor(clients) as pool:
        while not done.is_set() or number < 100:
            list(pool.map(answer, range(number, number + clients)))
            number += clients
    restarting.join()
    said = stored(cluster.url.replace("postgresql:", "postgresql+psycopg:"))
    assert sorted(said) == sorted(f"Parole {n}." for n in range(number))


def _dispose(app: object) -> None:
    from flask import Flask

    from app.extensions import db

    assert isinstance(app, Flask)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
