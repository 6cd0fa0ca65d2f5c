"""How a file is to be read: which column holds what, and what the file itself does not say."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from app.models.portrait import INDICATORS
from app.services.imports import areas, cells, layouts, roles
from surveys.tables import Table

LEVELS: Final[dict[str, str]] = {
    "": "des communes (et ce à quoi on les compare, si le fichier le dit)",
    "department": "des départements",
    "region": "des régions",
}
POSTAL: Final = (
    "« {} » : plusieurs communes partagent un code postal. Choisissez la colonne du code Insee, ou "
    "celle du nom de la commune."
)
_POSTAL: Final = re.compile(r"(adr )?code ?postal|cp")
_ALIKE: Final = 0.72
_SHARED: Final = 0.6


@dataclass(frozen=True)
class Reading:
    """columns: title → role. named: what a person says of each series, or of each kind of service.

    layout: the key of the published layout, or "". year, unit, source: typed, where no column says.
    adds: lines of one place add up. absent_is_zero: a commune the file leaves out has none.
    titles_on: the line of the titles where a person said it, 0 otherwise.
    personal: contacts that look like somebody's own are kept, for a person said they are not.
    """

    columns: dict[str, str]
    layout: str = ""
    year: str = ""
    unit: str = ""
    source: str = ""
    level: str = ""
    adds: bool = False
    absent_is_zero: bool = False
    titles_on: int = 0
    personal: bool = False
    named: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, role: str) -> list[str]:
        return [title for title, held in self.columns.items() if held == role]

    def one(self, role: str) -> str:
        """The column of that role, "" where there is none."""
        return next(iter(self.of(role)), "")

    def as_plain(self) -> dict[str, Any]:
        return asdict(self)


def from_plain(told: Mapping[str, Any]) -> Reading:
    known = Reading.__dataclass_fields__
    return Reading(**{"columns": {}} | {key: v for key, v in told.items() if key in known})


@dataclass(frozen=True)
class Renamed:
    """A column that was called otherwise the last time."""

    before: str
    now: str


@dataclass(frozen=True)
class Proposed:
    """A reading to correct. remembered: the name of the file it comes from, or ""."""

    reading: Reading
    remembered: str = ""
    renamed: tuple[Renamed, ...] = ()
    gone: tuple[str, ...] = ()


def proposed(
    table: Table, what: str, places: areas.Map, before: Iterable[tuple[str, Mapping[str, Any]]]
) -> Proposed:
    """What to begin with: the reading of the last file that looked like it, a layout, or a guess.

    before: name and reading of the imports, the newest first.
    """
    for name, plain in before:
        old = from_plain(plain)
        if _looks_like(table.titles, list(old.columns)):
            return _again(table, name, old)
    layout = layouts.recognised(table.titles, what)
    if layout is None:
        return Proposed(Reading(roles.guesses(table, what, places)))
    equipment = what == INDICATORS and layout.key.startswith("bpe")
    told = layout.roles(table.titles)
    return Proposed(
        Reading(
            told,
            layout.key,
            source=layout.source,
            adds=layout.adds,
            absent_is_zero=equipment or "FACILITY_TYPE" in table.titles,
        )
    )


def bare(title: str) -> str:
    """A title without its years: what stays the same from one edition to the next."""
    return re.sub(r"(?<=^[A-Z])\d\d(?=_)|(?<=^[A-Z]{2})\d\d(?=_)|(19|20)\d\d|\d\d$", "#", title)


def _looks_like(now: Sequence[str], before: Sequence[str]) -> bool:
    here, there = set(map(bare, now)), set(map(bare, before))
    return bool(here and there) and len(here & there) >= _SHARED * max(len(here), len(there))


def _again(table: Table, name: str, old: Reading) -> Proposed:
    """The old reading carried to these columns; which one took the place of which is said."""
    free = [title for title in table.titles if title not in old.columns]
    columns = {title: old.columns.get(title, roles.IGNORE) for title in table.titles}
    renamed, gone = [], []
    for title, role in old.columns.items():
        if title in columns or role == roles.IGNORE:
            continue
        heir = _heir(title, free)
        if heir is None:
            gone.append(title)
            continue
        free.remove(heir)
        columns[heir] = role
        renamed.append(Renamed(title, heir))
    # A year typed for the last edition is not this one's.
    carried = replace(old, columns=columns, year="", titles_on=0, personal=False)
    return Proposed(carried, name, tuple(renamed), tuple(gone))


def _heir(title: str, free: Sequence[str]) -> str | None:
    same = next((each for each in free if bare(each) == bare(title)), None)
    if same is not None:
        return same
    folded = {areas.fold(each): each for each in free}
    close = difflib.get_close_matches(areas.fold(title), list(folded), n=1, cutoff=_ALIKE)
    return folded[close[0]] if close else None


def faults(reading: Reading, what: str) -> list[str]:
    """What keeps a file from being read so; French sentences that say what to do."""
    found = [_twice(reading, role, what) for role in roles.ROLES[what] if role not in roles.SHARED]
    found += _figures(reading) if what == INDICATORS else _offers(reading)
    if not reading.source.strip():
        found.append("Dites d’où vient ce fichier : qui le publie, et sous quel nom.")
    return [each for each in found if each]


def _twice(reading: Reading, role: str, what: str) -> str:
    if len(reading.of(role)) < 2:
        return ""
    label = roles.ROLES[what][role]
    return f"Deux colonnes sont « {label} ». N’en gardez qu’une."


def _figures(reading: Reading) -> list[str]:
    found = []
    if not (area := reading.one("area")):
        found.append("Dites quelle colonne est la commune.")
    elif _POSTAL.fullmatch(areas.fold(area)):
        found.append(POSTAL.format(area))
    wide, long = bool(reading.of("figure")), bool(reading.of("value"))
    if wide and long:
        found.append(
            "Choisissez : ou bien une colonne par chiffre, ou bien une colonne qui dit ce qui est "
            "mesuré et une autre la valeur."
        )
    elif not wide and not long and not (reading.adds and reading.of("indicator")):
        found.append("Dites quelles colonnes sont des chiffres.")
    if reading.year and (not reading.year.isdecimal() or cells.year(reading.year) is None):
        found.append("Écrivez l’année en quatre chiffres, par exemple 2021.")
    return found


def _offers(reading: Reading) -> list[str]:
    return [] if reading.of("name") else ["Dites quelle colonne est le nom du service."]
