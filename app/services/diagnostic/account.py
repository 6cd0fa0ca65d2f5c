"""What was said and done about a constat: remarks, votes, lines that only grow."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.models.diagnostic import Constat, ConstatEvent
from app.models.staff import User
from app.services.refusal import Refused
from app.services.reports.committee import VOTES
from surveys.models import Territory


def note(
    session: Session,
    constat: Constat,
    act: str,
    by: User | None,
    now: datetime,
    told: str = "",
    words: str = "",
) -> None:
    """One more line of the constat's account. Flushes."""
    session.add(
        ConstatEvent(
            constat_id=constat.id,
            act=act,
            by_id=by.id if by else None,
            at=now,
            told=told,
            note=words,
        )
    )
    session.flush()


def comment(session: Session, constat: Constat, words: str, by: User, now: datetime) -> None:
    """Raises `Refused`; flushes."""
    words = words.strip()[:2000]
    if not words:
        raise Refused("Écrivez votre remarque, puis envoyez-la.")
    note(session, constat, "comment", by, now, "", words)


def vote(session: Session, constat: Constat, choice: str, by: User, now: datetime) -> None:
    """The last vote of a person counts; each stays written. Raises `Refused`; flushes."""
    if choice not in VOTES:
        raise Refused("Choisissez pour, contre ou abstention.")
    note(session, constat, "vote", by, now, choice)


def account(session: Session, constat: Constat) -> list[ConstatEvent]:
    """All that was said and done about it, the newest first."""
    rows = (
        select(ConstatEvent)
        .where(ConstatEvent.constat_id == constat.id)
        .options(joinedload(ConstatEvent.by))
        .order_by(ConstatEvent.id.desc())
    )
    return list(session.scalars(rows))


def remarks(session: Session, territory: Territory) -> dict[int, tuple[int, int]]:
    """How many remarks and votes each constat has had, by identifier."""
    rows = (
        select(ConstatEvent.constat_id, ConstatEvent.act, func.count())
        .join(Constat, Constat.id == ConstatEvent.constat_id)
        .where(Constat.territory_id == territory.id, ConstatEvent.act.in_(("comment", "vote")))
        .group_by(ConstatEvent.constat_id, ConstatEvent.act)
    )
    found: dict[int, dict[str, int]] = {}
    for constat_id, act, count in session.execute(rows):
        found.setdefault(constat_id, {})[act] = count
    return {key: (acts.get("comment", 0), acts.get("vote", 0)) for key, acts in found.items()}


def votes(events: Sequence[ConstatEvent]) -> dict[str, int]:
    """How many people hold each vote: the last of each. events: the newest first."""
    held: dict[int, str] = {}
    for event in events:
        if event.act == "vote" and event.by_id is not None:
            held.setdefault(event.by_id, event.told)
    return {choice: list(held.values()).count(choice) for choice in VOTES}
