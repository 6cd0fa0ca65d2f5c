"""The journal of decisions: who decided what, when, on which parole; lines are only ever added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.models.coding import Decision
from app.models.staff import User
from surveys.models import Parole, Response, Survey, Territory

PAGE = 200  # lines; a parole checked at once makes several, shown as one


@dataclass(frozen=True)
class Entry:
    """What one person decided at one moment on one parole."""

    at: datetime
    by: str
    parole_id: int
    said: str
    how: str
    batch: int | None
    kept: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]
    checked: bool
    reopened: bool


def count(session: Session, territory: Territory, who: str, start: datetime | None) -> int:
    """How many lines match."""
    rows = _matching(session, territory, who, start).with_only_columns(func.count())
    return session.scalar(rows) or 0


def entries(
    session: Session, territory: Territory, who: str, start: datetime | None, page: int
) -> list[Entry]:
    """One page, newest first.

    `who`: a number of `people.coders`, "" for everybody; `start`: when the only day asked begins.
    """
    rows = (
        _matching(session, territory, who, start)
        .order_by(Decision.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    lines = session.execute(rows).all()
    texts, names = _texts(session, lines), _names(session, lines)
    return [
        _entry(list(group), texts, names)
        for _, group in groupby(lines, key=lambda r: (r.at, r.by_id, r.parole_id, r.how))
    ]


def _matching(
    session: Session, territory: Territory, who: str, start: datetime | None
) -> Select[Any]:
    mine = select(Survey.id).where(Survey.territory_id == territory.id)
    columns: list[Any] = [
        Decision.id, Decision.at, Decision.by_id, Decision.parole_id, Decision.act,
        Decision.family, Decision.key, Decision.how, Decision.batch_id,
    ]  # fmt: skip
    rows: Select[Any] = (
        select(*columns)
        .join(Parole, Parole.id == Decision.parole_id)
        .join(Response, Response.id == Parole.response_id)
        .where(Response.survey_id.in_(list(session.scalars(mine))))
    )
    if who.isascii() and who.isdigit() and len(who) < 10:
        rows = rows.where(Decision.by_id == int(who))
    if start is not None:
        rows = rows.where(Decision.at >= start, Decision.at < start + timedelta(days=1))
    return rows


def _texts(session: Session, lines: Iterable[Any]) -> dict[int, str]:
    ids = {line.parole_id for line in lines}
    rows = session.execute(select(Parole.id, Parole.text).where(Parole.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _names(session: Session, lines: Iterable[Any]) -> dict[int | None, str]:
    ids = {line.by_id for line in lines}
    rows = session.execute(select(User.id, User.email).where(User.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _entry(lines: Sequence[Any], texts: dict[int, str], names: dict[int | None, str]) -> Entry:
    first = lines[0]
    kept, refused = (
        tuple((line.family, line.key) for line in reversed(lines) if line.act == act)
        for act in ("keep", "refuse")
    )
    acts = {line.act for line in lines}
    return Entry(
        at=first.at,
        by=names.get(first.by_id, ""),
        parole_id=first.parole_id,
        said=texts.get(first.parole_id, ""),
        how=first.how,
        batch=first.batch_id,
        kept=kept,
        refused=refused,
        checked="check" in acts,
        reopened="reopen" in acts,
    )
