"""Thousands of posts, slow connections, bad bodies, against the server as it runs by itself."""

import gzip
import http.client
import json
import os
import socket
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import altcha
import pytest

from tests.faults.conftest import FORM, JSON, Running, free_port, home, size, sqlite_url, stored

__all__ = ["home"]
pytestmark = pytest.mark.promise
TYPED = {"Content-Type": "application/x-www-form-urlencoded"}
FEW = 100  # of 10,000: one in a hundred
MEMORY = 10_000_000


@pytest.fixture
def server(home: Path) -> Iterator[Running]:
    """waitress, with every limit on, behind a proxy that says whose request it is."""
    port = free_port()
    environ = {
        "PATH": os.environ["PATH"],
        "PAROLES_HOME": str(home),
        "PAROLES_BIND": f"127.0.0.1:{port}",
        "PAROLES_PROXIES": "1",
    }
    running = Running(port, [sys.executable, "-m", "app.server"], environ)
    running.start()
    yield running
    running.kill()


class Person:
    """A device at an address, with its own connection."""

    def __init__(self, port: int, address: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {**JSON, **TYPED, "X-Forwarded-For": address, "Host": f"127.0.0.1:{port}",
                        "X-Forwarded-Host": f"127.0.0.1:{port}"}  # fmt: skip

    def post(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.connection.request("POST", FORM, urlencode(form), self.headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def __enter__(self) -> "Person":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def form(said: str) -> dict[str, str]:
    return {"points_forts": said, "idempotency_key": uuid4().hex}


def answer(port: int, address: str) -> int:
    with Person(port, address) as person:
        return person.post(form("Ici."))[0]


def memory(server: Running) -> int:
    """What the server holds in memory, in bytes."""
    assert server.process is not None
    pages = Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def flood(port: int, how_many: int, addresses: int) -> Counter[int]:
    """Posts without a script, each a good form; the statuses they are given."""

    def some(worker: int) -> Counter[int]:
        seen = Counter[int]()
        with Person(port, "") as person:
            for number in range(worker, how_many, 8):
                network = number % addresses
                person.headers["X-Forwarded-For"] = f"10.{network // 250}.{network % 250}.7"
                seen[person.post(form(f"Fausse {number}."))[0]] += 1
        return seen

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(some, range(8)), Counter())


def journey(port: int, number: int) -> tuple[str, float]:
    """A real person meanwhile: her device works, or she waits; the receipt, and the slowest answer.

    The first thirty are a class behind one box.
    """
    address = "192.0.2.9" if number < 30 else f"172.{16 + number // 250}.{number % 250}.4"
    mine, slowest, proof = form(f"Vraie {number}."), 0.0, ""
    while True:
        since = time.monotonic()
        with Person(port, address) as person:
            status, said = person.post(mine | ({"proof": proof} if proof else {}))
        slowest = max(slowest, time.monotonic() - since)
        if status != 429:
            assert status == 201, (status, said)
            return said["receipt"], slowest
        assert "solver" in said, said
        if number % 2:
            time.sleep(said["wait"])
            proof = said["patience"].removeprefix("&proof=")
        else:
            challenge = altcha.Challenge.from_dict(said["challenge"])
            solution = altcha.solve_challenge(challenge)
            assert solution is not None
            proof = altcha.Payload(challenge, solution).to_base64()


@pytest.mark.parametrize("addresses", [1, 500])
def test_a_flood_is_stopped_and_no_real_person_is(
    server: Running, home: Path, addresses: int
) -> None:
    posts, people = size(400, 10_000), size(40, 200)
    flood(server.port, 20, 20)  # warm
    before = memory(server)
    with ThreadPoolExecutor(people) as pool:
        real = [pool.submit(journey, server.port, number) for number in range(people)]
        statuses = flood(server.port, posts, addresses)
        ended = [one.result(300) for one in real]
    kept, grown = statuses.pop(201, 0), memory(server) - before
    print(f"{posts} posts from {addresses}: {kept} stored, {dict(statuses)}; "  # noqa: T201
          f"{people} real: median {statistics.median(s for _, s in ended):.2f} s, "
          f"worst {max(s for _, s in ended):.2f} s; memory +{grown / 1e6:.1f} MB")  # fmt: skip
    assert kept <= FEW
    assert kept + statuses.pop(429) == posts, statuses
    assert len({receipt for receipt, _ in ended}) == people
    said = stored(sqlite_url(home))
    assert len([text for text in said if text.startswith("Vraie")]) == people
    assert grown < MEMORY


def test_a_thousand_slow_connections_delay_nobody(server: Running) -> None:
    count = size(200, 1000)
    answer(server.port, "10.9.9.9")
    before, beginning = memory(server), b"POST /q/habitants HTTP/1.1\r\nHost: 127.0.0.1\r\nCont"
    with ExitStack() as slow:
        lines = [slow.enter_context(_connected(server.port)) for _ in range(count)]
        for line in lines:
            line.sendall(beginning)
        since = time.monotonic()
        assert answer(server.port, "10.8.99.1") == 201  # while they come, all at once
        coming, times = time.monotonic() - since, []
        for number in range(10):
            for line in lines[number::10]:
                line.sendall(b"e")
            since = time.monotonic()
            assert answer(server.port, f"10.8.{number}.1") == 201
            times.append(time.monotonic() - since)
        grown = memory(server) - before
    print(f"{count} slow connections: worst of 10 answers {max(times):.2f} s, "  # noqa: T201
          f"{coming:.2f} s for one sent as they come, memory +{grown / 1e6:.1f} MB")  # fmt: skip
    assert max(times) < 1
    assert grown < MEMORY


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 10)


def test_bodies_too_large_in_pieces_or_compressed_store_nothing_half_way(
    server: Running, home: Path
) -> None:
    good = urlencode(form("En morceaux.")).encode()
    bomb = gzip.compress(b"points_forts=" + b"a" * 50_000_000)
    seen, before = Counter[int](), 0

    def send(body: bytes, *, pieces: bool = False, **headers: str) -> int:
        sent = (body[at : at + 7000] for at in range(0, len(body), 7000))
        what = sent if pieces else body
        with Person(server.port, "10.7.7.7") as person:
            headed = person.headers | headers
            person.connection.request("POST", FORM, what, headed, encode_chunked=pieces)
            return person.connection.getresponse().status

    large = b"points_forts=" + b"a" * 2_000_000
    encoded = {"Content-Encoding": "gzip"}
    with ThreadPoolExecutor(8) as pool:
        for turn in range(size(5, 50)):
            before = memory(server) if turn == 2 else before  # two turns to warm
            jobs = [
                pool.submit(send, large),
                pool.submit(send, large, pieces=True, **{"Transfer-Encoding": "chunked"}),
                pool.submit(send, bomb, **encoded),
                pool.submit(send, bomb, pieces=True, **encoded, **{"Transfer-Encoding": "chunked"}),
            ]
            seen.update(job.result() for job in jobs)
    assert set(seen) <= {400, 413, 415, 422}, seen
    assert send(good, pieces=True, **{"Transfer-Encoding": "chunked"}) == 201
    grown = memory(server) - before
    print(f"bodies: {dict(seen)}; memory +{grown / 1e6:.1f} MB")  # noqa: T201
    assert stored(sqlite_url(home)) == ["En morceaux."]
    assert grown < MEMORY
