"""An enjeu with the three sources side by side: figures, services, paroles."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.models.coding import Tag
from app.models.grid import Theme
from app.models.supply import Service
from app.services import territories
from app.services.diagnostic import portrait, supply
from app.services.diagnostic.board import Board, Shown, Stake
from app.services.diagnostic.portrait import Portrait
from app.services.paroles import reading
from app.services.paroles.reading import Filters, Read
from surveys.models import Parole, Response, Survey, Territory
from surveys.words import POLARITIES, PUBLICS

Counts = Counter[tuple[str, str, str]]  # family, key, tone


@dataclass(frozen=True)
class Voices:
    """How many paroles speak of an enjeu: by tone, by public; for whoever may see exact counts."""

    total: int
    tones: tuple[tuple[str, str, int], ...]
    publics: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Sides:
    """The three sources, beside the constats that lead to the enjeu."""

    stake: Stake
    figures: tuple[Portrait, ...]
    services: tuple[Service, ...]
    voices: Voices | None
    read: tuple[Read, ...]


def counts(session: Session, territory: Territory) -> dict[str, int]:
    """How many paroles stand under each enjeu, whoever said so."""
    rows = (
        select(Tag.key, func.count())
        .join(Parole, Parole.id == Tag.parole_id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Tag.family == "enjeu", Tag.state != "refused")
        .group_by(Tag.key)
    )
    return dict(iter(session.execute(rows)))


def by_tone(session: Session, territory: Territory) -> Counts:
    """How many paroles stand under each label, by tone ("" where none stands)."""
    tone = aliased(Tag)
    its = (tone.parole_id == Tag.parole_id) & (tone.family == "polarity")
    rows = (
        select(Tag.family, Tag.key, tone.key, func.count())
        .join(Parole, Parole.id == Tag.parole_id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .outerjoin(tone, its & (tone.state != "refused"))
        .where(
            Survey.territory_id == territory.id,
            Tag.family.in_(("enjeu", "domaine")),
            Tag.state != "refused",
        )
        .group_by(Tag.family, Tag.key, tone.key)
    )
    found: Counts = Counter()
    for family, key, polarity, count in session.execute(rows):
        found[family, key, polarity or ""] += count
    return found


def sides(
    session: Session, territory: Territory, board: Board, key: str, *, exact: bool
) -> Sides | None:
    """None where the territory has no such enjeu."""
    stake = next((each for each in board.stakes if each.theme.key == key), None)
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
    asked = Filters(enjeu=key)
    return Sides(
        stake,
        tuple(figures),
        tuple(services),
        _voices(session, territory, asked) if exact else None,
        tuple(reading.page(session, territory, asked.but(checked="yes"))[:3]) if exact else (),
    )


def _domaines(stake: Stake) -> set[str]:
    """Those of the constats that lead to it: where to look for figures and services."""
    constats = [shown.constat for shown in (*stake.strengths, *stake.warnings)]
    return {key for constat in constats for key in constat.domaines}


def _voices(session: Session, territory: Territory, asked: Filters) -> Voices:
    said = by_tone(session, territory)
    publics = (
        (key, label, reading.count(session, territory, asked.but(public=key)))
        for key, label in PUBLICS.items()
    )
    return Voices(
        reading.count(session, territory, asked),
        tuple((key, label, said["enjeu", asked.enjeu, key]) for key, label in POLARITIES.items()),
        tuple(publics),
    )


@dataclass(frozen=True)
class Cell:
    """One enjeu in the matrix. voices: None for whoever may not see counts."""

    theme: Theme
    rank: int | None
    voices: int | None
    figures: int
    services: int
    warnings: int


def matrix(session: Session, territory: Territory, board: Board, *, exact: bool) -> list[Cell]:
    """What each enjeu weighs in the three sources; people, not this table, decide the rank."""
    said = counts(session, territory) if exact else {}
    services = supply.services(session, territory)
    figures = portrait.portraits(session, territory)
    found = []
    for stake in board.stakes:
        domaines = _domaines(stake)
        found.append(
            Cell(
                stake.theme,
                stake.priority.rank if stake.priority else None,
                said.get(stake.theme.key, 0) if exact else None,
                sum(each.indicator.domaine in domaines for each in figures),
                sum(bool(domaines.intersection(each.domaines)) for each in services),
                len(stake.warnings),
            )
        )
    return found


def grid_labels(session: Session, territory: Territory) -> dict[str, str]:
    """Labels of enjeux and domaines, by key."""
    grid = territories.themes(session, territory)
    return {each.key: each.label for family in ("enjeu", "domaine") for each in grid[family]}


def first_without_evidence(board: Board) -> Shown | None:
    """The first constat that cites nothing: what to do next."""
    return next((each for each in board.constats if not each.evidence), None)
