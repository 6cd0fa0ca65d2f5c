"""A server as it is deployed, to be killed, cut off, starved and locked out.

Sampled sizes in `make test`; every size in full in `make faults` (`PAROLES_TEST_FULL=1`).
"""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import ROOT

FULL = os.environ.get("PAROLES_TEST_FULL") == "1"
FORM = "/q/habitants"
JSON = {"Accept": "application/json"}
_TYPED = {"Content-Type": "application/x-www-form-urlencoded"}


def size(sampled: int, full: int) -> int:
    """How many times: some in `make test`, all in `make faults`."""
    return full if FULL else sampled


class NoAnswer(Exception):
    """The connection ended before a whole answer came: nobody was told anything."""


@dataclass
class Running:
    """A server of several processes, in a process group of its own."""

    port: int
    command: list[str]
    environ: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environ, start_new_session=True
        )
        until = time.monotonic() + 60
        while not _answers(self.port):
            assert time.monotonic() < until, "the server did not start"
            assert self.process.poll() is None, "the server stopped at once"
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut does: every process at once, without a word."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """As a deployment does; its exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


Start = Callable[..., Running]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a server on a home, with this many processes."""
    servers: list[Running] = []

    def make(home: Path, workers: int = 4, **environ: str) -> Running:
        port = free_port()
        settings = {
            "PATH": os.environ["PATH"],
            "PAROLES_HOME": str(home),
            "PAROLES_BIND": f"127.0.0.1:{port}",
            "PAROLES_RATELIMIT_ENABLED": "false",
            **environ,
        }
        options = ["--config", "python:app.server", "--workers", str(workers)]
        quiet = ["--log-level", "critical"]
        command = [sys.executable, "-m", "gunicorn", *options, *quiet, "wsgi:app"]
        servers.append(Running(port, command, settings))
        servers[-1].start()
        return servers[-1]

    yield make
    for server in servers:
        if server.process is not None and server.process.poll() is None:
            server.kill()


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "home"
    shutil.copytree(filled_home, copied)
    return copied


def form(number: int, key: str = "") -> dict[str, str]:
    """An invented answer that can be told from the others."""
    return {"points_forts": f"Parole {number}.", "idempotency_key": key or uuid4().hex}


def send(port: int, sent: dict[str, str], timeout: float = 30) -> tuple[int, str]:
    """The status, and the receipt when it was stored. Raises `NoAnswer`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("POST", FORM, urlencode(sent), {**_TYPED, **JSON})
        answer = connection.getresponse()
        body = answer.read().decode()
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer from error
    finally:
        connection.close()
    found = re.search(r'"receipt": ?"([^"]+)"', body)
    return answer.status, found.group(1) if found else ""


def stored(url: str) -> list[str]:
    """Every parole of the database, as it is once nobody writes."""
    engine = create_engine(url)
    with engine.connect() as connection:
        said = list(connection.execute(text("SELECT text FROM parole")).scalars())
        responses = connection.execute(text("SELECT count(*) FROM response")).scalar()
    engine.dispose()
    assert responses == len(said), "a response was stored without its parole"
    return said


def sqlite_url(home: Path) -> str:
    return f"sqlite:///{home / 'paroles.sqlite'}"


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Somebody else holds SQLite's lock."""
    import sqlite3

    holder = sqlite3.connect(home / "paroles.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()
