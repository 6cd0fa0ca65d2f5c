"""Paroles with their standing tags, read by chunks for a file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.exports.flat import PAROLES
from app.models.coding import Coding, Tag
from app.services import territories
from surveys.models import Parole, Response, Survey, Territory

CHUNK: Final = 1000
PEOPLE: Final = ("confirmed", "added")
Places = Mapping[tuple[str, str], int]
_FAMILIES: Final = ("enjeu", "domaine")


def count(session: Session, territory: Territory, slug: str | None = None) -> int:
    """How many paroles `rows` gives."""
    return session.scalar(_of(select(func.count(Parole.id)), territory, slug)) or 0


def rows(session: Session, territory: Territory, slug: str | None = None) -> Iterator[list[object]]:
    """One list per parole, by day then response, with the columns of `flat.PAROLES`."""
    order = (Response.received_on, Response.id, Parole.id)
    ids = list(session.scalars(_of(select(Parole.id), territory, slug).order_by(*order)))
    where, known = places(session, territory), (Response.public, Response.commune)
    for start in range(0, len(ids), CHUNK):
        these = ids[start : start + CHUNK]
        said = select(Parole.id, Response.source_id, Parole.text, *known).join(Response)
        found = {row[0]: row for row in session.execute(said.where(Parole.id.in_(these)))}
        tagged = select(Tag.parole_id, Tag.family, Tag.key, Tag.state)
        tags = session.execute(tagged.where(Tag.parole_id.in_(these))).all()
        stands = standing(tags, where)
        people = {parole for parole, _, _, state in tags if state != "proposed"}
        read = select(Coding.parole_id).where(Coding.checked_at.is_not(None))
        checked = set(session.scalars(read.where(Coding.parole_id.in_(these))))
        for each in these:
            if each in found:
                yield [
                    *found[each][1:],
                    *(tuple(stands.get((each, family), ())) for family in _FAMILIES),
                    next(iter(stands.get((each, "polarity"), ())), None),
                    "confirmed" if each in checked else "proposed",
                    "human" if each in people else "machine",
                ]


NAMES: Final = tuple(name for name, _ in PAROLES)


def places(session: Session, territory: Territory) -> Places:
    """Where each key stands in the territory's grid, by family and key."""
    grid = territories.themes(session, territory)
    return {(t.family, t.key): t.position for themes in grid.values() for t in themes}


def standing(tags: Iterable[Sequence[Any]], places: Places) -> dict[tuple[int, str], list[str]]:
    """Keys that stand, by parole and family, in the grid's order; a person's polarity first.

    tags: parole, family, key, state.
    """
    found: dict[tuple[int, str], list[tuple[bool, int, str]]] = {}
    for parole, family, key, state in tags:
        if state != "refused":
            place = places.get((family, key), len(places))
            mine = found.setdefault((parole, family), [])
            mine.append((family == "polarity" and state not in PEOPLE, place, key))
    return {where: [key for *_, key in sorted(those)] for where, those in found.items()}


def _of(rows: Select[Any], territory: Territory, slug: str | None) -> Select[Any]:
    joined = rows.select_from(Parole).join(Response, Response.id == Parole.response_id)
    mine = joined.join(Survey, Survey.id == Response.survey_id).where(
        Survey.territory_id == territory.id
    )
    return mine if slug is None else mine.where(Survey.slug == slug)
