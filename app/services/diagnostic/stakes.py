"""An enjeu with the three sources side by side: figures, services, paroles."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.models.coding import Tag
from app.models.supply import Service
from app.services import territories
from app.services.diagnostic import enjeux, heard, portrait, supply
from app.services.diagnostic.board import Board, Shown, Stake
from app.services.diagnostic.enjeux import Enjeu, Enjeux
from app.services.diagnostic.heard import Shielded, Voices
from app.services.diagnostic.portrait import Portrait
from surveys.models import Parole, Response, Survey, Territory

Counts = Counter[tuple[str, str, str]]  # family, key, tone


@dataclass(frozen=True)
class Sides:
    """The three sources, beside the constats that lead to the enjeu.

    voices: exact numbers, for whoever may see them; shielded: what is told to all others.
    """

    stake: Stake
    figures: tuple[Portrait, ...]
    services: tuple[Service, ...]
    voices: Voices | None
    shielded: tuple[Shielded, ...]


def by_tone(session: Session, territory: Territory, known: Enjeux) -> Counts:
    """How many paroles stand under each enjeu and domaine, by tone ("" where none stands).

    A parole of several merged labels counts once.
    """
    mine = heard.counted_key(known)
    tone = aliased(Tag)
    its = (tone.parole_id == Tag.parole_id) & (tone.family == "polarity")
    rows = (
        select(Tag.family, mine, tone.key, func.count(Parole.id.distinct()))
        .join(Parole, Parole.id == Tag.parole_id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .outerjoin(tone, its & (tone.state != "refused"))
        .where(
            Survey.territory_id == territory.id,
            Tag.family.in_(("enjeu", "domaine")),
            Tag.state != "refused",
        )
        .group_by(Tag.family, mine, tone.key)
    )
    found: Counts = Counter()
    for family, key, polarity, count in session.execute(rows):
        found[family, key, polarity or ""] += count
    return found


def sides(
    session: Session, territory: Territory, board: Board, key: str, *, exact: bool
) -> Sides | None:
    """None where no such enjeu stands."""
    stake = next((each for each in board.stakes if each.enjeu.key == key), None)
    if stake is None:
        return None
    domaines = _domaines(stake)
    figures = [
        each
        for each in portrait.portraits(session, territory)
        if each.indicator.domaine in domaines
    ]
    services = [
        each for each in supply.services(session, territory) if domaines.intersection(each.domaines)
    ]
    told, shielded = _said(session, territory, stake.enjeu, exact=exact)
    return Sides(stake, tuple(figures), tuple(services), told, shielded)


def _said(
    session: Session, territory: Territory, enjeu: Enjeu, *, exact: bool
) -> tuple[Voices | None, tuple[Shielded, ...]]:
    asked = heard.asked(enjeu)
    if asked is None:
        return None, ()
    if exact:
        return heard.voices(session, territory, asked), ()
    if heard.too_many(session, territory):
        return None, ()
    return None, heard.shielded(session, territory, enjeux=enjeu.labels)


def _domaines(stake: Stake) -> set[str]:
    """Those of the constats that lead to it: where to look for figures and services."""
    constats = [shown.constat for shown in (*stake.strengths, *stake.warnings)]
    return {key for constat in constats for key in constat.domaines}


def grid_labels(session: Session, territory: Territory) -> dict[str, str]:
    """Names of domaines, and of enjeux as they are today, by key."""
    grid = territories.themes(session, territory)
    return {each.key: each.label for each in grid["domaine"]} | enjeux.read(
        session, territory
    ).labels


def first_without_evidence(board: Board) -> Shown | None:
    """The first constat that cites nothing: what to do next."""
    return next((each for each in board.constats if not each.evidence), None)
