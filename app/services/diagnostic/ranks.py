"""The rank that people give an enjeu, and in which meeting."""

from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models.diagnostic import Priority
from app.models.staff import User
from app.services.refusal import Refused
from surveys.models import Territory

RANKS: Final[dict[int, str]] = {1: "prioritaire", 2: "important", 3: "à garder en vue"}


def priorities(session: Session, territory: Territory) -> dict[str, Priority]:
    """The newest decision on each enjeu."""
    rows = (
        select(Priority)
        .where(Priority.territory_id == territory.id)
        .options(joinedload(Priority.by))
        .order_by(Priority.id)
    )
    return {each.enjeu: each for each in session.scalars(rows)}


def decide(
    session: Session,
    territory: Territory,
    enjeu: str,
    *,
    rank: int,
    meeting: str,
    on: date,
    reason: str,
    by: User | None,
) -> Priority:
    """What a meeting decided of an enjeu; earlier decisions stay. Raises `Refused`; flushes."""
    if rank not in RANKS:
        raise Refused("Choisissez un rang de la liste.")
    if not meeting.strip():
        raise Refused(
            "Dites en quelle réunion c’est décidé : une priorité est décidée par des gens."
        )
    made = Priority(
        territory_id=territory.id,
        enjeu=enjeu,
        rank=rank,
        meeting=meeting.strip()[:200],
        decided_on=on,
        reason=reason.strip()[:2000],
        by_id=by.id if by else None,
    )
    session.add(made)
    session.flush()
    return made
