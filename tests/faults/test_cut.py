"""« Jamais compté deux fois »: acknowledgements lost, double taps, two tabs."""

import random
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults.conftest import (
    NoAnswer,
    Start,
    form,
    free_port,
    send,
    size,
    sqlite_url,
    stored,
)

pytestmark = pytest.mark.promise


@contextmanager
def losing(port: int, lost: float) -> Iterator[int]:
    """A proxy that hands each request on, waits for the whole answer, and may throw it away."""
    listener = socket.create_server(("127.0.0.1", free_port()), backlog=200)
    chance, own = random.Random(7), listener.getsockname()[1]  # noqa: S311 - not a secret

    def carry(client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            server.sendall(_whole(client))
            answer = _whole(server)
            if chance.random() >= lost:
                client.sendall(answer)

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=carry, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield own
    listener.close()


def _whole(source: socket.socket) -> bytes:
    """One whole message of HTTP, with its body."""
    data = b""
    while b"\r\n\r\n" not in data and (piece := source.recv(65536)):
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line[15:])
    while len(body) < length and (piece := source.recv(65536)):
        body += piece
    return head + b"\r\n\r\n" + body


def test_cut_after_the_commit_then_sent_again_is_one_row_and_one_receipt(
    home: Path, start: Start
) -> None:
    server, mine = start(home, workers=2), form(1)
    with losing(server.port, lost=1) as port, pytest.raises(NoAnswer):
        send(port, mine)
    assert stored(sqlite_url(home)) == ["Parole 1."], "the first one was not committed"
    again = [send(server.port, mine) for _ in range(3)]
    assert {status for status, _ in again} == {200}
    assert len({receipt for _, receipt in again}) == 1
    assert again[0][1], "no receipt came"
    assert stored(sqlite_url(home)) == ["Parole 1."]


def test_a_network_that_loses_a_third_of_the_acknowledgements_doubles_nothing(
    home: Path, start: Start
) -> None:
    server, count = start(home, workers=4), size(100, 2000)
    with losing(server.port, lost=0.3) as port:

        def answer(number: int) -> str:
            mine = form(number)
            while True:
                try:
                    status, receipt = send(port, mine)
                except NoAnswer:
                    continue
                assert status in (200, 201), status
                return receipt

        with ThreadPoolExecutor(16) as pool:
            receipts = list(pool.map(answer, range(count)))
    assert len(set(receipts)) == count
    said = stored(sqlite_url(home))
    assert sorted(said) == sorted(f"Parole {number}." for number in range(count))


def test_twenty_at_once_under_one_key_are_one_row_and_equal_receipts(
    home: Path, start: Start
) -> None:
    server, times = start(home, workers=4), size(8, 500)
    with ThreadPoolExecutor(20) as pool:
        for number in range(times):
            mine = form(number, key=uuid4().hex)
            answers = list(pool.map(lambda _, mine=mine: send(server.port, mine), range(20)))
            assert sorted(status for status, _ in answers) == [200] * 19 + [201]
            assert len({receipt for _, receipt in answers}) == 1
    assert len(stored(sqlite_url(home))) == times
