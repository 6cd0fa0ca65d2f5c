"""What committees said lately, for the chargée; what waits for the word of one of their members."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.models.diagnostic import Constat, ConstatEvent
from app.models.restitution import Opinion, PublishedSynthesis
from surveys.models import Territory

DAYS, MOST = 14, 6
DISCUSSED: Final = ("propose", "discute", "valide_cotech")
VALID: Final = "valide_copil"


@dataclass(frozen=True)
class Heard:
    """About one synthesis or one constat: how many voted, how many remarks, when last, and where
    to read them."""

    about: str
    votes: int
    remarks: int
    last: datetime
    endpoint: str
    values: Mapping[str, int]


@dataclass(frozen=True)
class Constats:
    """The diagnostic as a reader meets it. waiting: those on which this person has not voted."""

    shown: int
    valid: int
    waiting: int


def lately(session: Session, territory: Territory, since: datetime, me: int) -> list[Heard]:
    """What others than `me` said since then, newest first, `MOST` at most."""
    found = [
        *_of_syntheses(session, territory, since, me),
        *_of_constats(session, territory, since, me),
    ]
    return sorted(found, key=lambda one: one.last, reverse=True)[:MOST]


def _of_syntheses(session: Session, territory: Territory, since: datetime, me: int) -> list[Heard]:
    rows = (
        select(
            PublishedSynthesis.number,
            PublishedSynthesis.title,
            func.sum(case((Opinion.vote != "", 1), else_=0)),
            func.sum(case((Opinion.sentence != "", 1), else_=0)),
            func.max(Opinion.said_at),
        )
        .join(Opinion, Opinion.synthesis_id == PublishedSynthesis.id)
        .where(PublishedSynthesis.territory_id == territory.id)
        .where(PublishedSynthesis.withdrawn_on.is_(None))
        .where(Opinion.said_at >= since, Opinion.user_id != me)
        .group_by(PublishedSynthesis.number, PublishedSynthesis.title)
    )
    return [
        Heard(
            f"Synthèse «\u00a0{title}\u00a0»",
            votes,
            said,
            last,
            "desk.read_synthesis",
            {"number": number},
        )
        for number, title, votes, said, last in session.execute(rows)
    ]


def _of_constats(session: Session, territory: Territory, since: datetime, me: int) -> list[Heard]:
    """A vote changed several times is one vote."""
    voter = case((ConstatEvent.act == "vote", ConstatEvent.by_id))
    rows = (
        select(
            Constat.id,
            Constat.heading,
            Constat.sentence,
            func.count(voter.distinct()),
            func.sum(case((ConstatEvent.act == "comment", 1), else_=0)),
            func.max(ConstatEvent.at),
        )
        .join(ConstatEvent, ConstatEvent.constat_id == Constat.id)
        .where(Constat.territory_id == territory.id, ConstatEvent.act.in_(("vote", "comment")))
        .where(ConstatEvent.at >= since, ConstatEvent.by_id != me)
        .group_by(Constat.id, Constat.heading, Constat.sentence)
    )
    return [
        Heard(
            f"Constat «\u00a0{_short(heading or sentence)}\u00a0»",
            votes,
            said,
            last,
            "desk.constat",
            {"number": number},
        )
        for number, heading, sentence, votes, said, last in session.execute(rows)
    ]


def _short(text: str, most: int = 80) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def constats(session: Session, territory: Territory, me: int) -> Constats:
    """How many constats there are to read, and how many wait for this person's vote."""
    rows = select(Constat.state, func.count()).where(Constat.territory_id == territory.id)
    many = {row[0]: row[1] for row in session.execute(rows.group_by(Constat.state))}
    mine = select(ConstatEvent.constat_id).where(
        ConstatEvent.act == "vote", ConstatEvent.by_id == me
    )
    waiting = select(func.count()).where(
        Constat.territory_id == territory.id,
        Constat.state.in_(DISCUSSED),
        Constat.id.not_in(mine),
    )
    valid = many.get(VALID, 0)
    shown = valid + sum(many.get(state, 0) for state in DISCUSSED)
    return Constats(shown, valid, session.scalar(waiting) or 0)
