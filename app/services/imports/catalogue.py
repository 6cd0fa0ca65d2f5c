"""The indicators that a CTG usually looks at: what each tells, where to find it, how to know it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from app.services.imports.areas import REFERENCE

# « P21_POP », « C21_FAMMONO », « MED21 »: a source, its year, what is counted.
CENSUS: Final = re.compile(r"([A-Z]{1,2})(\d\d)_([A-Z0-9_]+)")
INCOME: Final = re.compile(r"([A-Z]+(?:60)?)(\d\d)")
TOTAL: Final = "_T"
_EQUIPMENT: Final = ("TYPEQU", "FACILITY_TYPE")
# Columns that only say again, more coarsely, what another says.
_COARSER: Final = ("BPE_MEASURE", "FACILITY_DOM", "FACILITY_SDOM")


@dataclass(frozen=True)
class Entry:
    """One of them. domaine: "" when it serves all. The rest: as `indicators.toml` says."""

    key: str
    label: str
    unit: str
    tells: str
    where: str
    domaine: str = ""
    wide: tuple[str, ...] = ()
    long: Mapping[str, str] = field(default_factory=dict)
    bpe: str = ""
    titles: tuple[str, ...] = ()


@cache
def entries() -> dict[str, Entry]:
    """Key → entry, in the file's order."""
    told = tomllib.loads((REFERENCE / "indicators.toml").read_text("utf-8"))["indicators"]
    return {each["key"]: _made(each) for each in told}


def _made(told: Mapping[str, Any]) -> Entry:
    lists: dict[str, Any] = {key: tuple(told.get(key, ())) for key in ("wide", "titles")}
    return Entry(**dict(told) | lists)


def of_domaine(domaine: str) -> list[Entry]:
    return [each for each in entries().values() if each.domaine == domaine]


def by_title(title: str) -> Entry | None:
    """The entry of a column of figures: « P21_POP », « MED21 », « Nombre foyers RSA »."""
    return _titles().get(stem(title)[0])


def stem(title: str) -> tuple[str, int | None]:
    """A title without its year, and that year: « P21_POP » → P_POP, 2021."""
    if found := CENSUS.fullmatch(title):
        return f"{found[1]}_{found[3]}", _century(found[2])
    if (found := INCOME.fullmatch(title)) and found[1] in _titles():
        return found[1], _century(found[2])
    return title, None


def _century(two: str) -> int:
    return (1900 if int(two) > 60 else 2000) + int(two)


@cache
def _titles() -> dict[str, Entry]:
    return {title: each for each in entries().values() for title in (*each.wide, *each.titles)}


def by_dimensions(told: Mapping[str, str]) -> Entry | None:
    """The entry of a line of a long file, by what its other columns say."""
    for column in _EQUIPMENT:
        if column in told and not _crossed(told, (column, *_COARSER)):
            return _equipment().get(told[column])
    for each in _long():
        same = all(told.get(column) == value for column, value in each.long.items())
        if same and not _crossed(told, each.long):
            return each
    return None


def _crossed(told: Mapping[str, str], named: Iterable[str]) -> bool:
    """Whether another column says something else than the total."""
    kept = set(named)
    return any(value not in (TOTAL, "") for column, value in told.items() if column not in kept)


def crossings(told: Mapping[str, str]) -> int:
    """How many columns say something else than the total; those of measures never do."""
    fine = {column: v for column, v in told.items() if column not in _COARSER}
    return sum(v not in (TOTAL, "") and "MEASURE" not in column for column, v in fine.items())


@cache
def _equipment() -> dict[str, Entry]:
    return {each.bpe: each for each in entries().values() if each.bpe}


@cache
def _long() -> list[Entry]:
    return [each for each in entries().values() if each.long]
