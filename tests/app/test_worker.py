"""A long export outlives whoever makes it: killed half-way with the server, the next ends it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import web
from app.extensions import db
from app.models.exports import ExportJob
from app.services import territories
from app.services.accounts import staff
from app.services.reports import jobs
from surveys.base import start_reading
from tests.answering import reading, writing
from tests.conftest import ROOT
from tests.storing import NOW

# LibreOffice's place is taken by a program that the first time never ends.
PROGRAM = """#!/bin/sh
for last in "$@"; do :; done
if [ ! -e {mark} ]; then echo $$ > {mark}; exec sleep 300; fi
cp "$last" "${{last%.docx}}.odt"
"""


def until(condition: Callable[[], object], what: str) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(what)


def state(app: Flask) -> str:
    with app.app_context():
        start_reading(session := db.session())
        return session.scalars(select(ExportJob)).one().state


def test_killed_half_way_with_the_server_it_is_made_by_the_next(app: Flask, tmp_path: Path) -> None:
    programs, mark = tmp_path / "bin", tmp_path / "mark"
    programs.mkdir()
    (programs / "soffice").write_text(PROGRAM.format(mark=mark))
    (programs / "soffice").chmod(0o755)
    home = app.extensions["paroles"].home
    with writing(app) as session:
        here = territories.by_key(session, None)
        user = staff.by_email(session, "chargee@example.org")
        assert user is not None
        order = jobs.Order("synthese", {"format": ["odt"]}, "synthesis", "Synthèse", "s.odt")
        job_id = jobs.order(session, user.id, here, order, web.utc_now()).id
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    environment = os.environ | {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PAROLES_HOME": str(home),
        "PAROLES_BIND": bind,
    }
    command = [sys.executable, "-m", "app.server"]
    first = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        until(mark.exists, "the first worker never began")
        assert state(app) == "running"
    finally:
        os.killpg(first.pid, signal.SIGKILL)  # the server and its worker, together
        first.wait()
        with suppress(ProcessLookupError, FileNotFoundError):
            os.kill(int(mark.read_text()), signal.SIGKILL)
    assert not jobs.place(home, job_id).exists()
    with writing(app) as session:  # as if half a minute had passed
        session.execute(update(ExportJob).values(beat_at=NOW))
    second = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        until(lambda: state(app) == "ready", "nobody took it up again")
    finally:
        os.killpg(second.pid, signal.SIGTERM)
        second.wait()
    with reading(app) as session:
        assert session.scalars(select(ExportJob.tries)).one() == 2
    file = jobs.place(home, job_id)
    assert file.stat().st_mode & 0o077 == 0
    assert file.read_bytes().startswith(b"PK")


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="no Redis on this machine")
def test_the_bell_rings_through_redis_too(app: Flask, tmp_path: Path) -> None:
    from dataclasses import replace

    from app import bell

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        settings = replace(app.extensions["paroles"], redis_url=f"redis://127.0.0.1:{port}/0")
        one, other = bell.connect(settings), bell.connect(settings)
        until(lambda: _pings(one), "Redis never answered")
        one.ring(42)
        assert other.rung
        assert (other.next(), other.next()) == (42, None)
        one.huey.storage.conn.connection_pool.disconnect()
        other.huey.storage.conn.connection_pool.disconnect()
    finally:
        server.terminate()
        server.wait()


def _pings(one: object) -> bool:
    from redis import ConnectionError as NotThere

    try:
        return bool(one.huey.storage.conn.ping())  # type: ignore[attr-defined]
    except NotThere:
        return False
