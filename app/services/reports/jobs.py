"""Long exports: asked for on a page, made by the worker, fetched within a day by who asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Update, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from app.models.exports import ExportJob
from surveys.models import Territory

FOLDER: Final = "exports"
KEPT: Final = timedelta(hours=24)
SILENT: Final = timedelta(seconds=30)  # after which whoever was at it is taken for dead
MOST_TRIES: Final = 3
GIVEN_UP: Final = (
    "Ce document n’a pas pu être préparé, trois essais de suite. Demandez-en un plus petit, ou "
    "montrez cette page à qui tient le serveur."
)


@dataclass(frozen=True)
class Order:
    """What is asked for, as a page says it. asked: the address's choices; right: see the model."""

    what: str
    asked: Mapping[str, Sequence[str]]
    right: str
    title: str
    file_name: str


def order(
    session: Session, user_id: int, territory: Territory, asked: Order, now: datetime
) -> ExportJob:
    """The job, or the one that this person already waits for. Flushes."""
    mine = select(ExportJob).where(
        ExportJob.user_id == user_id,
        ExportJob.territory_id == territory.id,
        ExportJob.what == asked.what,
        _open(),
    )
    choices = {name: list(values) for name, values in asked.asked.items()}
    for job in session.scalars(mine):
        if job.asked == choices:
            return job
    job = ExportJob(
        user_id=user_id,
        territory_id=territory.id,
        what=asked.what,
        asked=choices,
        right=asked.right,
        title=asked.title,
        file_name=asked.file_name,
        asked_at=now,
    )
    session.add(job)
    session.flush()
    return job


def mine(session: Session, user_id: int, territory: Territory) -> list[ExportJob]:
    """What this person asked for here, newest first."""
    rows = select(ExportJob).where(
        ExportJob.user_id == user_id, ExportJob.territory_id == territory.id
    )
    return list(session.scalars(rows.order_by(ExportJob.asked_at.desc(), ExportJob.id)))


def find(session: Session, job_id: int, user_id: int, territory: Territory) -> ExportJob | None:
    """This person's own job, None where it is another's or gone."""
    job = session.get(ExportJob, job_id)
    if job is None or (job.user_id, job.territory_id) != (user_id, territory.id):
        return None
    return job


def cancel(session: Session, job: ExportJob, home: Path, now: datetime) -> None:
    """Nothing more is made of it, and what was made goes. Flushes."""
    if not job.over or job.state == "ready":
        job.cancelled_at = now
        session.flush()
    erase(home, job.id)


def waiting(session: Session, now: datetime) -> list[int]:
    """Jobs that nobody is at: never begun, or left by a worker that died."""
    rows = select(ExportJob.id).where(_open(), _free(now)).order_by(ExportJob.asked_at)
    return list(session.scalars(rows))


def take(session: Session, job_id: int, now: datetime) -> bool:
    """Takes a job that nobody is at; False where it is gone, over or somebody else's. Flushes."""
    free = ExportJob.id == job_id, _open(), _free(now)
    tired = ExportJob.tries >= MOST_TRIES
    session.execute(update(ExportJob).where(*free, tired).values(refused=GIVEN_UP))
    taken = update(ExportJob).where(*free).values(beat_at=now, tries=ExportJob.tries + 1, done=0)
    return _changed(session, taken)


def _changed(session: Session, statement: Update) -> bool:
    done: Any = session.execute(statement)  # an update's result has a count; its type does not say
    return bool(done.rowcount)


def beat(session: Session, job_id: int, now: datetime, done: int, total: int) -> bool:
    """Says that the worker is at it, and how far; False once it was cancelled. Flushes."""
    mine = update(ExportJob).where(ExportJob.id == job_id, _open())
    return _changed(session, mine.values(beat_at=now, done=done, total=total))


def end(session: Session, job_id: int, now: datetime, refused: str = "") -> bool:
    """It is ready, or refused with a sentence; False where it was cancelled meanwhile. Flushes."""
    mine = update(ExportJob).where(ExportJob.id == job_id, _open())
    return _changed(session, mine.values(done_at=now, refused=refused, done=ExportJob.total))


def expire(session: Session, home: Path, now: datetime) -> int:
    """Erases what is a day old, and files that belong to nothing; says how many jobs went."""
    limit = now - KEPT
    old = list(session.scalars(select(ExportJob.id).where(ExportJob.asked_at < limit)))
    session.execute(delete(ExportJob).where(ExportJob.id.in_(old)))
    known = {str(each) for each in session.scalars(select(ExportJob.id))}
    folder = home / FOLDER
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name.split(".")[0] not in known:
            file.unlink(missing_ok=True)
    return len(old)


def place(home: Path, job_id: int) -> Path:
    """Where its file is, in a folder for its owner alone."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / str(job_id)


def erase(home: Path, job_id: int) -> None:
    """Its file, begun or finished, is no more."""
    for file in (place(home, job_id), place(home, job_id).with_suffix(".part")):
        file.unlink(missing_ok=True)


def _open() -> ColumnElement[bool]:
    return and_(
        ExportJob.done_at.is_(None), ExportJob.cancelled_at.is_(None), ExportJob.refused == ""
    )


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(ExportJob.beat_at.is_(None), ExportJob.beat_at < now - SILENT)
