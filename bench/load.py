"""A load generator lean enough to share two cores with the servers: one process, epoll, keep-alive.

A client's work is a generator: it yields the bytes of a request, is sent the answer, and yields
None each time a unit of work is done.
"""

import selectors
import socket
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

Work = Generator[bytes | None, bytes, None]
_END = b"\r\n\r\n"


class Refused(RuntimeError):
    """The server did not answer as the work expects."""


@dataclass(frozen=True)
class Load:
    """What a load did: durations of its units in seconds, the share of a core it used itself."""

    durations: list[float]
    seconds: float
    own_cpu: float

    @property
    def rate(self) -> float:
        return len(self.durations) / self.seconds


class _Client:
    def __init__(self, port: int, work: Work) -> None:
        self.work, self.since = work, time.perf_counter()
        self.received, self.missing = bytearray(), -1
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(next(work) or b"")

    def read(self) -> bool:
        """Takes what came; says whether the answer is whole. Raises `Refused`."""
        data = self.socket.recv(262_144)
        if not data:
            raise Refused("the server closed a connection in use")
        self.received += data
        if self.missing < 0 and (end := self.received.find(_END)) >= 0:
            self.missing = end + 4 + _length(bytes(self.received[:end]))
        return 0 <= self.missing <= len(self.received)

    def turn(self) -> float | None:
        """Goes on with the work; the duration of the unit that ended, if one did."""
        answer, self.received, self.missing = bytes(self.received), bytearray(), -1
        request, duration = self.work.send(answer), None
        if request is None:
            now = time.perf_counter()
            duration, self.since = now - self.since, now
            request = next(self.work)
        self.socket.sendall(request or b"")
        return duration


def _length(head: bytes) -> int:
    place = head.lower().find(b"content-length:")
    if place < 0:
        raise Refused(f"no Content-Length in {head[:200]!r}")
    return int(head[place + 15 :].split(b"\r\n", 1)[0])


def run(port: int, work: Callable[[], Work], clients: int, seconds: float) -> Load:
    """Keeps `clients` busy for `seconds`; what ends in the first fifth is warm-up, not counted."""
    selector = selectors.DefaultSelector()
    for _ in range(clients):
        client = _Client(port, work())
        selector.register(client.socket, selectors.EVENT_READ, client)
    start = time.perf_counter() + seconds / 5
    end, cpu = time.perf_counter() + seconds, time.process_time()
    durations: list[float] = []
    while (now := time.perf_counter()) < end:
        for key, _ in selector.select(1):
            _serve(key.data, durations if now >= start else [])
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    selector.close()
    return Load(durations, end - start, (time.process_time() - cpu) / seconds)


def _serve(client: _Client, durations: list[float]) -> None:
    if client.read() and (duration := client.turn()) is not None:
        durations.append(duration)
