"""« Si l’écran dit reçu, c’est écrit »: whatever kills the server, and whenever."""

import random
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.faults.conftest import NoAnswer, Running, Start, form, send, size, sqlite_url, stored

pytestmark = pytest.mark.promise


def _killed_and_started_again(server: Running, kills: int, done: threading.Event) -> None:
    chance = random.Random(5)  # noqa: S311 - moments, not secrets
    for _ in range(kills):
        time.sleep(chance.uniform(0.2, 0.9))
        server.kill()
        server.start()
    done.set()


def test_a_killed_server_loses_nothing_acknowledged_and_doubles_nothing(
    home: Path, start: Start
) -> None:
    """Each answer is sent until it is acknowledged, as a phone does; then all are counted."""
    server, done = start(home, workers=4), threading.Event()
    receipts: dict[int, str] = {}

    def answer(number: int) -> None:
        mine = form(number)
        while True:
            try:
                status, receipt = send(server.port, mine)
            except NoAnswer:
                time.sleep(0.02)
                continue
            assert status in (200, 201), status
            receipts[number] = receipt
            return

    killer = threading.Thread(target=_killed_and_started_again, args=(server, size(3, 200), done))
    killer.start()
    numbers, number = set(), 0
    with ThreadPoolExecutor(16) as pool:
        while not done.is_set() or number < size(100, 1000):
            batch = range(number, number + 32)
            numbers |= set(batch)
            list(pool.map(answer, batch))
            number += 32
    killer.join()
    server.kill()  # the last acknowledgements too
    said = stored(sqlite_url(home))
    assert sorted(said) == sorted(f"Parole {n}." for n in numbers)
    assert len(set(receipts.values())) == len(numbers)


def test_what_was_acknowledged_once_is_there_after_a_kill(home: Path, start: Start) -> None:
    """Without a second try: no acknowledged answer may be missing, others may be there or not."""
    server, acknowledged, sent = start(home, workers=4), set(), set()
    enough = threading.Event()

    def answer(number: int) -> None:
        sent.add(f"Parole {number}.")
        try:
            status, _ = send(server.port, form(number))
        except NoAnswer:
            return
        if status == 201:
            acknowledged.add(f"Parole {number}.")
            enough.set()

    def kill_amid(later: float) -> None:
        enough.wait(30)  # on a busy machine too, some answers come before the kill
        time.sleep(later)
        server.kill()

    with ThreadPoolExecutor(16) as pool:
        for round_ in range(size(2, 30)):
            enough.clear()
            killer = threading.Thread(target=kill_amid, args=(0.02 * (round_ % 7),))
            killer.start()
            list(pool.map(answer, range(round_ * 1000, round_ * 1000 + size(60, 200))))
            killer.join()
            server.start()
    server.kill()
    said = stored(sqlite_url(home))
    assert len(said) == len(set(said))
    assert acknowledged <= set(said) <= sent
    assert acknowledged, "no answer came before the kill: the test saw nothing"


def test_a_server_asked_to_stop_finishes_what_it_began(home: Path, start: Start) -> None:
    server, statuses = start(home, workers=2), []

    def answer(number: int) -> None:
        try:
            statuses.append(send(server.port, form(number))[0])
        except NoAnswer:
            statuses.append(0)  # came too late: the port was closed

    with ThreadPoolExecutor(8) as pool:
        threading.Timer(0.3, server.stop).start()
        list(pool.map(answer, range(80)))
    assert set(statuses) <= {0, 201}
    time.sleep(1)
    assert len(stored(sqlite_url(home))) == statuses.count(201)


SEQUENTIAL = """
import sys
from sqlalchemy import create_engine, text
from surveys.base import prepare_engine
from surveys.writing import Writer
engine = create_engine("sqlite:///" + sys.argv[1])
prepare_engine(engine, lambda: True)
writer = Writer(engine)
writer.write(lambda connection: connection.execute(text("CREATE TABLE t (n INTEGER)")) and None)
for number in range(20):
    writer.write(lambda c: c.execute(text("INSERT INTO t VALUES (1)")) and None)
writer.close()
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_each_commit_waits_for_the_disk(tmp_path: Path) -> None:
    """A kill cannot show it, since the kernel keeps what was written: the syncs are counted."""
    log = tmp_path / "syncs"
    traced = ["strace", "-f", "-e", "trace=fsync,fdatasync", "-o", str(log)]
    database = str(tmp_path / "t.sqlite")
    done = subprocess.run(
        [*traced, sys.executable, "-c", SEQUENTIAL, database],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if b"ptrace" in done.stderr:
        pytest.skip("this machine does not let a process be traced")
    assert done.returncode == 0, done.stderr
    assert sum("sync(" in line for line in log.read_text().splitlines()) >= 20
