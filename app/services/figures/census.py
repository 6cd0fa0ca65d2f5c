"""The population that answers are weighted to: read from a file, kept with its source, undone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.weighting import FEWEST_IN_GROUP, Margin, Weighted, rake
from app.models.census import Census, CensusLine
from surveys import csv_lines
from surveys.models import Territory
from surveys.words import AGE_BANDS

# INSEE's bands, and the answers' own bands that each holds. Bands of one file may not overlap.
BANDS: Final[dict[str, tuple[str, ...]]] = {band: (band,) for band in AGE_BANDS} | {
    "15-29": ("15-17", "18-29"),
}
COLUMNS: Final = ("commune", "age_band", "population")
MOST_LINES: Final = 5_000
CHILDREN: Final = "moins de 15"
_AGES = re.compile(r"(\d+)\D*(\d+)?")


class BadCensus(ValueError):
    """The file cannot be used; the message is a French sentence that says what to do."""


@dataclass(frozen=True)
class Line:
    """As `CensusLine`."""

    commune: str | None
    age_band: str | None
    people: float


def read(territory: Territory, data: bytes) -> list[Line]:
    """Reads a CSV file: columns `commune` (INSEE code or name), `age_band`, or both; `population`.

    Raises BadCensus for the first line that cannot be used.
    """
    try:
        records, _ = csv_lines.lines(data)
        rows = list(_rows(territory, records))
    except csv_lines.UnreadableFile as error:
        raise BadCensus(str(error)) from error
    _check(territory, rows)
    return rows


def _rows(territory: Territory, records: Iterator[tuple[int, list[str]]]) -> Iterator[Line]:
    _, cells = next(records, (0, []))
    titles = [cell.strip().lower() for cell in cells]
    where = {name: titles.index(name) for name in COLUMNS if name in titles}
    if "population" not in where or len(where) < 2:
        raise BadCensus(
            "La première ligne doit nommer « population », et « commune » ou « age_band » "
            f"(ou les deux). Colonnes lues : {', '.join(titles[:8]) or 'aucune'}."
        )
    for number, line in records:
        if number > MOST_LINES:
            raise BadCensus(f"Le fichier dépasse {MOST_LINES} lignes. Gardez vos communes seules.")
        told = {name: line[at].strip() if at < len(line) else "" for name, at in where.items()}
        try:
            yield Line(
                _commune(territory, told["commune"]) if "commune" in told else None,
                _band(told["age_band"]) if "age_band" in told else None,
                _people(told["population"]),
            )
        except BadCensus as error:
            raise BadCensus(f"Ligne {number} : {error}") from error


def _commune(territory: Territory, cell: str) -> str:
    for commune in territory.communes:
        if cell == commune.code_insee or cell.casefold() == commune.name.casefold():
            return commune.code_insee
    raise BadCensus(f"la commune « {cell[:60]} » n’est pas du territoire. Retirez cette ligne.")


def _band(cell: str) -> str:
    """« 15-29 », « 15 à 29 ans », « 0-14 », « 75 ou plus », « 75+ »."""
    plain = cell.casefold().strip()
    if plain in BANDS:
        return plain
    if found := _AGES.search(plain):
        first, last = found.group(1), found.group(2)
        if (first, last) == ("0", "14") or (last is None and first == "15" and "moins" in plain):
            return CHILDREN
        if first == "75" and not last:
            return "75 et plus"
        if last and f"{first}-{last}" in BANDS:
            return f"{first}-{last}"
    raise BadCensus(
        f"l’âge « {cell[:30]} » n’est pas une des tranches connues. Écrivez {', '.join(BANDS)}."
    )


def _people(cell: str) -> float:
    plain = re.sub(r"[\s\u202f\u00a0]", "", cell).replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d+)?", plain):
        raise BadCensus(
            f"« {cell[:30]} » n’est pas un nombre d’habitants. Écrivez par exemple 1234 ou 56,7."
        )
    return float(plain)


def _check(territory: Territory, rows: Sequence[Line]) -> None:
    """Each place and age once, no overlap, and nobody forgotten."""
    pairs = [(row.commune, row.age_band) for row in rows]
    if not rows or sum(row.people for row in rows) == 0:
        raise BadCensus("Le fichier ne compte personne. Ajoutez une ligne par commune ou par âge.")
    if len(set(pairs)) < len(pairs):
        twice = next(pair for pair in pairs if pairs.count(pair) > 1)
        raise BadCensus(f"« {' · '.join(filter(None, twice))} » y est deux fois. Gardez une ligne.")
    named_bands = {row.age_band for row in rows if row.age_band}
    bands = [inner for band in named_bands for inner in BANDS[band]]
    if len(set(bands)) < len(bands):
        raise BadCensus("« 15-29 » et « 15-17 » ou « 18-29 » se recouvrent. Choisissez.")
    named = {row.commune for row in rows}
    missing = [c.name for c in territory.communes if c.code_insee not in named]
    if named != {None} and missing:
        raise BadCensus(f"Il manque {', '.join(missing)}. Ajoutez une ligne pour chacune.")


def keep(
    session: Session, territory: Territory, rows: Sequence[Line], source: str, who: str, day: date
) -> Census:
    """Stores what was read; it is used from now on. Flushes."""
    lines = [CensusLine(commune=r.commune, age_band=r.age_band, people=r.people) for r in rows]
    census = Census(
        territory_id=territory.id, source=source, imported_on=day, imported_by=who, lines=lines
    )
    session.add(census)
    session.flush()
    return census


def current(session: Session, territory: Territory) -> Census | None:
    """The newest import, None where there is none."""
    statement = select(Census).where(Census.territory_id == territory.id)
    return session.scalars(statement.order_by(Census.id.desc())).first()


def forget(session: Session, territory: Territory) -> None:
    """Undoes the newest import: the one before it is used again."""
    if census := current(session, territory):
        session.delete(census)
        session.flush()


@dataclass(frozen=True)
class People:
    """What answers are weighted to, and where it comes from."""

    source: str
    margins: tuple[Margin, ...]


def people(session: Session, territory: Territory, children: bool) -> People:
    """The margins of the newest import, else the communes' municipal populations alone.

    children: whether under-15s are counted in; they hardly ever answer.
    """
    census = current(session, territory)
    if census is None:
        known = {c.code_insee: float(c.population) for c in territory.communes}
        return People(territory.population_source, (Margin("commune", known),))
    kept = [line for line in census.lines if children or line.age_band != CHILDREN]
    margins = [
        Margin("commune", _summed((line.commune, line.people) for line in kept)),
        Margin("age_group", _ordered(_summed((line.age_band, line.people) for line in kept)), True),
    ]
    return People(census.source, tuple(margin for margin in margins if margin.people))


def _summed(pairs: Iterator[tuple[str | None, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for key, people_ in pairs:
        if key is not None:
            total[key] = total.get(key, 0.0) + people_
    return total


def _ordered(by_band: Mapping[str, float]) -> dict[str, float]:
    """Bands from the youngest."""
    first = list(AGE_BANDS)
    return dict(sorted(by_band.items(), key=lambda item: first.index(BANDS[item[0]][0])))


def weigh(session: Session, territory: Territory, frame: pd.DataFrame) -> tuple[Weighted, People]:
    """Weights of the responses of `frame` (columns commune, age_band). Raises CannotWeight."""
    children = int((frame["age_band"] == CHILDREN).sum()) >= FEWEST_IN_GROUP
    known = people(session, territory, children)
    ages = next((m.people for m in known.margins if m.column == "age_group"), {})
    group = {inner: band for band in ages for inner in BANDS[band]}
    return rake(frame.assign(age_group=frame["age_band"].map(group)), known.margins), known
