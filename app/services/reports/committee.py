"""Syntheses published to committees, and what their members say of each enjeu."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.restitution import Opinion, PublishedSynthesis
from app.models.staff import User
from app.services.reports import exporting, freezing, publishing
from surveys.models import Territory

VOTES: Final[dict[str, str]] = {"pour": "Pour", "contre": "Contre", "abstention": "Abstention"}
LONGEST_TITLE, LONGEST_SENTENCE = 120, 500


class CannotPublish(ValueError):
    """Nothing was published: the sentence says why and what to do."""


class CannotSay(ValueError):
    """The opinion was not kept: the sentence says what to mend."""


def published(session: Session, territory: Territory) -> list[PublishedSynthesis]:
    """Those that can be read now, newest first."""
    rows = select(PublishedSynthesis).where(
        PublishedSynthesis.territory_id == territory.id, PublishedSynthesis.withdrawn_on.is_(None)
    )
    return list(session.scalars(rows.order_by(PublishedSynthesis.number.desc())))


def find(session: Session, territory: Territory, number: int) -> PublishedSynthesis | None:
    return next((one for one in published(session, territory) if one.number == number), None)


def publish(
    session: Session, territory: Territory, title: str, *, by: str, today: date
) -> PublishedSynthesis:
    """Freezes today's protected synthesis, for committees to read. Raises `CannotPublish`."""
    if not title:
        raise CannotPublish("Donnez un titre : les membres le lisent dans leur liste.")
    publishing.advance(session, territory)
    made = exporting.synthesis(session, territory, exact=False)
    if not made.n_responses:
        raise CannotPublish(
            "Moins de 11 personnes ont répondu : rien ne peut encore être montré à un comité."
        )
    before = freezing.earlier(session, territory)
    try:
        freezing.check_distance((one.n for one in before), made.n_responses)
    except freezing.TooClose as error:
        raise CannotPublish(str(error)) from error
    row = PublishedSynthesis(
        territory_id=territory.id,
        number=_next_number(session, territory),
        title=title[:LONGEST_TITLE],
        published_on=today,
        published_by=by,
        content=freezing.synthesis(made),
    )
    session.add(row)
    session.flush()
    return row


def _next_number(session: Session, territory: Territory) -> int:
    rows = select(func.max(PublishedSynthesis.number))
    return (session.scalar(rows.where(PublishedSynthesis.territory_id == territory.id)) or 0) + 1


def say(
    session: Session,
    synthesis: PublishedSynthesis,
    user: User,
    enjeu: str,
    *,
    vote: str,
    sentence: str,
    now: datetime,
) -> None:
    """What this member says now of an enjeu, in the place of what they said before.

    Raises `CannotSay`.
    """
    if enjeu not in {each["key"] for each in synthesis.content["enjeux"]}:
        raise CannotSay("Cet enjeu n’est pas dans la synthèse.")
    if vote not in ("", *VOTES):
        raise CannotSay("Choisissez « Pour », « Contre » ou « Abstention ».")
    if not vote and not sentence:
        raise CannotSay("Choisissez un vote ou écrivez une phrase.")
    if len(sentence) > LONGEST_SENTENCE:
        raise CannotSay(f"Raccourcissez votre phrase : {LONGEST_SENTENCE} signes au plus.")
    said = mine(synthesis, user.id).get(enjeu)
    if said is None:
        said = Opinion(enjeu=enjeu, user_id=user.id)
        synthesis.opinions.append(said)
    said.vote, said.sentence, said.said_at = vote, sentence, now
    session.flush()


def mine(synthesis: PublishedSynthesis, user_id: int) -> dict[str, Opinion]:
    """What one member said, by enjeu."""
    return {one.enjeu: one for one in synthesis.opinions if one.user_id == user_id}


def to_discuss(session: Session, territory: Territory, user_id: int) -> dict[int, int]:
    """How many enjeux of each published synthesis this member said nothing of, by its number."""
    return {
        one.number: len(one.content["enjeux"]) - len(mine(one, user_id))
        for one in published(session, territory)
    }


def votes(synthesis: PublishedSynthesis) -> Mapping[str, Counter[str]]:
    """How many said what, by enjeu."""
    found: dict[str, Counter[str]] = {}
    for one in synthesis.opinions:
        if one.vote:
            found.setdefault(one.enjeu, Counter())[one.vote] += 1
    return found


def count_opinions(session: Session, synthesis: PublishedSynthesis) -> int:
    rows = select(func.count()).where(Opinion.synthesis_id == synthesis.id)
    return session.scalar(rows) or 0
