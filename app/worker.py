"""Makes long exports, one at a time, beside the server: `python -m app.worker`.

`app.server` starts one by itself whenever something waits. Behind gunicorn, run it as a service.
A document begun by a worker that died is taken up again by the next.
"""

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import bell, web
from app.extensions import db
from app.models.exports import ExportJob
from app.services.reports import delivery, jobs, ordering
from surveys.base import start_reading, start_writing

T = TypeVar("T")
LOOK: Final = 5.0  # seconds between two looks at what nobody is at
BEAT: Final = 2.0
IDLE: Final = 60
EXPIRE: Final = 3600.0
FAILED: Final = (
    "Ce document n’a pas pu être préparé : le serveur a rencontré une erreur, notée dans son "
    "journal. Demandez-le de nouveau ; si cela recommence, montrez cette page à qui le tient."
)


class Cancelled(Exception):
    """Nobody wants it any more."""


class Progress:
    """Called with how much is done; raises `Cancelled` once the job was."""

    def __init__(self) -> None:
        self.done, self.total, self.stopped = 0, 0, threading.Event()

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self.stopped.is_set():
            raise Cancelled


def run(app: Flask, job_id: int) -> None:
    """Makes one document, or notes why not; does nothing where another worker is at it."""
    with app.app_context():
        home = web.settings().home
        if not _writing(lambda session: jobs.take(session, job_id, web.utc_now())):
            return
        target = jobs.place(home, job_id).with_suffix(".part")
        refused = ""
        try:
            with _beating(app, job_id) as progress:
                _make(job_id, target, progress)
                progress(progress.total, progress.total)
        except Cancelled:
            jobs.erase(home, job_id)
            return
        except (ValueError, delivery.Unavailable) as reason:
            refused = str(reason)
        except Exception:
            current_app.logger.exception("a long export failed")
            refused = FAILED
        finally:
            db.session.remove()
        if not refused:
            os.replace(target, jobs.place(home, job_id))
        if refused or not _writing(lambda session: jobs.end(session, job_id, web.utc_now())):
            jobs.erase(home, job_id)
            if refused:
                _writing(lambda session: jobs.end(session, job_id, web.utc_now(), refused))


def _make(job_id: int, target: Path, progress: Progress) -> None:
    """In the command's own session, which only reads."""
    session = db.session()
    start_reading(session)
    job = session.get_one(ExportJob, job_id)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    ordering.make(session, job, target, progress)


def _writing(change: Callable[[Session], T]) -> T:
    """Runs a change in a short transaction of its own."""
    with Session(db.engine, autoflush=False) as session:
        start_writing(session)
        found = change(session)
        session.commit()
        return found


@contextmanager
def _beating(app: Flask, job_id: int) -> Iterator[Progress]:
    """Says every other second that the worker is at it, however long one step lasts."""
    progress, over = Progress(), threading.Event()

    def beat() -> None:
        with app.app_context():
            while not over.wait(BEAT):
                with suppress(SQLAlchemyError):  # a lock held for long: the next one will tell
                    if not _writing(
                        lambda session: jobs.beat(
                            session, job_id, web.utc_now(), progress.done, progress.total
                        )
                    ):
                        progress.stopped.set()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        over.set()
        thread.join()


def work(app: Flask, idle: float | None) -> None:
    """Until nothing came for `idle` seconds; for ever when None."""
    rung_for = bell.connect(app.extensions["paroles"])
    quiet = looked = time.monotonic()
    looked -= LOOK
    while idle is None or time.monotonic() - quiet < idle:
        found = [rung] if (rung := rung_for.next()) is not None else []
        if not found and time.monotonic() - looked >= LOOK:
            looked = time.monotonic()
            found = _waiting(app)
        for job_id in found:
            run(app, job_id)
            quiet = time.monotonic()
        if not found:
            time.sleep(0.5)


def _waiting(app: Flask) -> list[int]:
    with app.app_context(), Session(db.engine) as session:
        start_reading(session)
        return jobs.waiting(session, web.utc_now())


class Keeper:
    """In the server: starts a worker when something waits, and erases what is a day old."""

    def __init__(self, app: Flask) -> None:
        self.app, self.child = app, None
        self.stopping = threading.Event()
        self.bell = bell.connect(app.extensions["paroles"])
        self.thread = threading.Thread(target=self._keep, daemon=True)

    child: subprocess.Popen[bytes] | None

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()

    def _keep(self) -> None:
        looked, expired = -LOOK, -EXPIRE
        while not self.stopping.wait(1):
            here = time.monotonic()
            if here - expired >= EXPIRE:
                expired = here
                self._expire()
            if self.child is not None and self.child.poll() is None:
                continue
            with suppress(Exception):  # Redis away, a lock: the next second will tell
                wanted = self.bell.rung
                if not wanted and here - looked >= LOOK:
                    looked = here
                    wanted = bool(_waiting(self.app))
                if wanted:
                    self._spawn()

    def _spawn(self) -> None:
        root = Path(self.app.root_path).parent
        command = [sys.executable, "-m", "app.worker", "--until-idle", str(IDLE)]
        environment = os.environ | {"PAROLES_HOME": str(self.app.extensions["paroles"].home)}
        self.child = subprocess.Popen(command, cwd=root, env=environment)  # noqa: S603 -- ourselves

    def _expire(self) -> None:
        with suppress(SQLAlchemyError), self.app.app_context():
            home = web.settings().home
            _writing(lambda session: jobs.expire(session, home, web.utc_now()))


def main() -> None:
    from app import create_app

    parser = argparse.ArgumentParser(description="Prépare les exports longs.")
    parser.add_argument("--until-idle", type=float, metavar="SECONDES")
    given = parser.parse_args()
    os.nice(5)  # who answers a questionnaire comes first
    work(create_app(), given.until_idle)


if __name__ == "__main__":
    main()
