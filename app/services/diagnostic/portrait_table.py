"""The portrait as a table: each indicator a CTG looks at, here and elsewhere, now and before."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.models.portrait import KNOWN
from app.services.diagnostic.portrait import Figure, Portrait
from app.services.imports import catalogue
from app.services.imports.areas import fold
from surveys.models import Territory

INCOMPLETE: Final = "incomplete"
COMPARED: Final = ("department", "region", "country")
# Rates, amounts and averages: the communes' do not add up to the territory's.
_NO_SUM: Final = re.compile(r"%|‰|€|\b(par|pour|au|ans?|indice|score|minutes?|km|m2)\b")
_NO_SUM_LABEL: Final = re.compile(r"\b(taux|part|median|mediane|moyen|moyenne|densite|indice)\b")


@dataclass(frozen=True)
class Here:
    """What the territory has, one year. status: as a figure's, or `incomplete`.

    summed: added up from all communes. lacking: names of the communes that have no figure.
    """

    year: int | None
    status: str
    value: float | None
    source: str
    summed: bool = False
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """Between two years. share: of the first figure; None for rates, whose difference is points."""

    since: int
    until: int
    difference: float
    share: float | None
    points: bool


@dataclass(frozen=True)
class Row:
    """One indicator: recorded or not, in the catalogue or not."""

    key: str
    label: str
    unit: str
    entry: catalogue.Entry | None
    portrait: Portrait | None
    here: Here | None
    change: Change | None
    compared: Mapping[str, Figure]


@dataclass(frozen=True)
class Section:
    domaine: str
    label: str
    rows: tuple[Row, ...]

    @property
    def filled(self) -> int:
        return sum(row.here is not None for row in self.rows)


def adds_up(unit: str, label: str) -> bool:
    """Whether the figures of communes make the territory's: people and things do, rates do not."""
    plain = fold(unit)
    signs = any(sign in unit for sign in "%‰€")
    return not signs and not _NO_SUM.search(plain) and not _NO_SUM_LABEL.search(fold(label))


def here(portrait: Portrait, territory: Territory, year: int | None) -> Here | None:
    """The territory's own figure, else the sum of all its communes; never a sum of some of them."""
    told = portrait.at("territory", "", year)
    if told is not None:
        return Here(year, told.status, told.value, told.source)
    found = {each.area_code: each for each in portrait.of("commune") if each.year == year}
    if not found or not adds_up(portrait.indicator.unit, portrait.indicator.label):
        return None
    source = next(iter(found.values())).source
    known = {code for code, each in found.items() if each.status == KNOWN}
    lacking = tuple(c.name for c in territory.communes if c.code_insee not in known)
    if lacking:
        return Here(year, INCOMPLETE, None, source, True, lacking)
    ours = [found[c.code_insee].value or 0.0 for c in territory.communes]
    return Here(year, KNOWN, sum(ours), source, True)


def history(portrait: Portrait, territory: Territory) -> list[Here]:
    """Year by year, from the oldest; what no year is said of stays out."""
    told = (here(portrait, territory, year) for year in reversed(portrait.years))
    return [each for each in told if each is not None]


def newest(portrait: Portrait, territory: Territory) -> Here | None:
    """The newest year that says something of the territory, else what no year is said of."""
    for year in (*portrait.years, None):
        if (found := here(portrait, territory, year)) is not None:
            return found
    return None


def change(told: Sequence[Here], unit: str) -> Change | None:
    """From the oldest known figure to the newest."""
    known = [each for each in told if each.value is not None and each.year is not None]
    if len(known) < 2:
        return None
    first, last = known[0], known[-1]
    points = "%" in unit
    before, after = first.value or 0.0, last.value or 0.0
    share = None if points or before <= 0 else (after - before) / before
    return Change(first.year or 0, last.year or 0, after - before, share, points)


def compared(portrait: Portrait, year: int | None) -> dict[str, Figure]:
    """Of the department, the region, the country: that year's figure, else the newest."""
    found: dict[str, Figure] = {}
    for area in COMPARED:
        told = portrait.of(area)
        same = [each for each in told if each.year == year]
        if chosen := (same or told[:1]):
            found[area] = chosen[0]
    return found


def sections(
    territory: Territory, portraits: Iterable[Portrait], domaines: Sequence[tuple[str, str]]
) -> list[Section]:
    """What serves all domaines first, then each domaine: the catalogue's, then the others."""
    there = {each.indicator.key: each for each in portraits}
    known = catalogue.entries()
    made = []
    listed = {key for key, _ in domaines}
    for key, label in (("", "Le territoire"), *domaines):
        rows = [_row(territory, entry, there.get(entry.key)) for entry in catalogue.of_domaine(key)]
        rows += [
            _row(territory, None, each)
            for each in there.values()
            if each.indicator.key not in known and _under(each.indicator.domaine, listed) == key
        ]
        if rows:
            made.append(Section(key, label, tuple(rows)))
    return made


def _under(domaine: str, listed: set[str]) -> str:
    return domaine if domaine in listed else ""


def _row(territory: Territory, entry: catalogue.Entry | None, portrait: Portrait | None) -> Row:
    if portrait is None:
        if entry is None:
            raise ValueError("a row needs an indicator or an entry")
        return Row(entry.key, entry.label, entry.unit, entry, None, None, None, {})
    indicator = portrait.indicator
    now = newest(portrait, territory)
    moved = change(history(portrait, territory), indicator.unit)
    beside = compared(portrait, now.year if now else None)
    return Row(indicator.key, indicator.label, indicator.unit, entry, portrait, now, moved, beside)
