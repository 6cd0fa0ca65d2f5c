"""What was said of an enjeu, and by whom: exact for who may read it, protected for all others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from analysis.disclosure import Table
from analysis.quotes import Quote
from analysis.summary import EnjeuSummary
from app.models.coding import Tag
from app.services.diagnostic.enjeux import Enjeu, Enjeux
from app.services.figures.scope import Scope
from app.services.paroles import reading
from app.services.paroles.reading import Filters, Read
from app.services.reports import exporting
from surveys.models import Parole, Response, Survey, Territory
from surveys.words import POLARITIES, PUBLICS

MOST_QUOTES: Final = 2  # of one public, on an enjeu’s page
MOST_PROTECTED: Final = 2_000  # paroles that a page may wait for


@dataclass(frozen=True)
class Public:
    """One public on an enjeu: how many paroles, and some of them, those that a person read first.

    filters: what lists them all.
    """

    key: str
    label: str
    count: int
    filters: Filters
    quotes: tuple[Read, ...]


@dataclass(frozen=True)
class Voices:
    """Exact numbers of paroles on an enjeu: by tone (key, label, number), by public."""

    total: int
    filters: Filters
    tones: tuple[tuple[str, str, int], ...]
    publics: tuple[Public, ...]


@dataclass(frozen=True)
class Shielded:
    """What may be told of one label of the grid: persons, None where they are too few.

    of: how many answered in all. quotes: those that a person read, each with its public where told.
    """

    key: str
    label: str
    people: int | None
    of: int
    share: float | None
    publics: Table
    tones: Table
    quotes: tuple[tuple[Quote, str], ...]

    @property
    def silent(self) -> bool:
        return self.people is None


def voices(session: Session, territory: Territory, asked: Filters) -> Voices:
    """Exact numbers of what these filters keep: for whoever has the right to them."""
    tones = tuple(
        (key, label, reading.count(session, territory, asked.but(polarity=key)))
        for key, label in POLARITIES.items()
        if asked.polarity in ("", key)
    )
    publics = tuple(
        _public(session, territory, asked.but(public=key), label)
        for key, label in PUBLICS.items()
        if asked.public in ("", key)
    )
    return Voices(reading.count(session, territory, asked), asked, tones, publics)


def _public(session: Session, territory: Territory, asked: Filters, label: str) -> Public:
    count, newest = reading.counted_page(session, territory, asked)
    checked = reading.page(session, territory, asked.but(checked="yes"))[:MOST_QUOTES]
    seen = {each.parole.id for each in checked}
    quotes = [*checked, *(each for each in newest if each.parole.id not in seen)]
    return Public(asked.public, label, count, asked, tuple(quotes[:MOST_QUOTES]))


def too_many(session: Session, territory: Territory) -> bool:
    """Whether protecting them takes longer than a page may: the syntheses tell instead."""
    return reading.count(session, territory, Filters()) > MOST_PROTECTED


def shielded(
    session: Session, territory: Territory, enjeux: Sequence[str] = (), domaines: Sequence[str] = ()
) -> tuple[Shielded, ...]:
    """What the protected synthesis tells of these labels of the grid, each by itself.

    Labels merged into one enjeu stay apart: their sum beside the number of those who said either
    would tell how many said both, who may be few.
    """
    if not enjeux and not domaines:
        return ()
    scope = Scope(enjeux=tuple(enjeux), domaines=tuple(domaines))
    made = exporting.synthesis(session, territory, scope=scope, exact=False, brief=True)
    publics = made.names["public"]
    return tuple(_shielded(each, made.n_responses, publics) for each in made.enjeux)


def _shielded(each: EnjeuSummary, of: int, names: Mapping[str, str]) -> Shielded:
    quotes = tuple((quote, names.get(quote.public or "", "")) for quote in each.quotes)
    return Shielded(
        each.key,
        each.label,
        each.n_people,
        of,
        each.share,
        each.by_public,
        each.by_polarity,
        quotes,
    )


def counts(session: Session, territory: Territory, known: Enjeux) -> dict[str, tuple[int, int]]:
    """Paroles and persons (responses) that speak of each enjeu, whoever said so, each once."""
    mine = counted_key(known)
    rows = (
        select(mine, func.count(Parole.id.distinct()), func.count(Response.id.distinct()))
        .join(Parole, Parole.id == Tag.parole_id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Tag.family == "enjeu", Tag.state != "refused")
        .group_by(mine)
    )
    return {key: (paroles, people) for key, paroles, people in session.execute(rows)}


def counted_key(known: Enjeux) -> ColumnElement[str]:
    """The enjeu that counts a tag: its own key, or that of the one that took it in."""
    merged = known.counted_as
    if not merged:
        return Tag.key.expression
    return case(
        *(((Tag.family == "enjeu") & (Tag.key == key), into) for key, into in merged.items()),
        else_=Tag.key,
    )


def who_answered(session: Session, territory: Territory) -> int:
    """How many responses the territory received."""
    rows = (
        select(func.count(Response.id))
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id)
    )
    return session.scalar(rows) or 0


def asked(enjeu: Enjeu) -> Filters | None:
    """What finds its paroles; None where the tagger knows no label for it."""
    return replace(Filters(), enjeu=enjeu.asked) if enjeu.labels else None
