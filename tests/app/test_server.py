"""The embedded server says nothing of who asks, nor for what."""

import logging
import socket
import threading
from collections.abc import Iterator

import pytest
import waitress

from app import server

ASKED = b"POST /i/SECRETLINK HTTP/1.1\r\nHost: x\r\n"


def failing(environ: dict[str, object], _start: object) -> list[bytes]:
    raise RuntimeError("a fault")


@pytest.fixture
def port() -> Iterator[int]:
    served = waitress.create_server(failing, host="127.0.0.1", port=0, threads=1)
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    yield served.effective_port
    served.close()
    thread.join(5)


def ask(port: int, rest: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as asking:
        asking.sendall(ASKED + rest)
        while asking.recv(4096):
            pass


@pytest.mark.parametrize("named", [True, False], ids=["as waitress writes", "as we let it"])
def test_neither_a_network_address_nor_a_link_is_written(
    port: int, named: bool, caplog: pytest.LogCaptureFixture
) -> None:
    logger, nameless = logging.getLogger("waitress"), server.Nameless()
    if not named:
        logger.addFilter(nameless)
    ask(port, b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n")  # more digits than Python reads
    ask(port, b"Content-Length: 0\r\nConnection: close\r\n\r\n")
    logger.removeFilter(nameless)
    assert "uncaptured python exception" in caplog.text
    assert "while serving" in caplog.text
    assert ("127.0.0.1:" in caplog.text) is named
    assert ("SECRETLINK" in caplog.text) is named
