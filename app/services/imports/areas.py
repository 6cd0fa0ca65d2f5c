"""Which place a line speaks of: a commune of the territory, what it is compared with, or elsewhere.

The lists of `app/reference` come from the open package `@etalab/decoupage-administratif`.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from surveys.models import Territory

REFERENCE: Final = Path(__file__).parents[2] / "reference"
# What INSEE's GEO_OBJECT says, and words people write.
LEVELS: Final[dict[str, str]] = {
    "com": "commune",
    "commune": "commune",
    "epci": "territory",
    "intercommunalite": "territory",
    "dep": "department",
    "departement": "department",
    "reg": "region",
    "region": "region",
    "france": "country",
    "pays": "country",
    "fra": "country",
}
# France as a whole first: of two that a file gives, the first of this list is kept.
COUNTRY: Final = ("F", "FR", "FRA", "99100", "FH", "FM", "FRANCE", "FRANCE METROPOLITAINE")
_CODE: Final = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.IGNORECASE)
_PREFIXED: Final = re.compile(r"(?:\d{4}-)?(COM|EPCI|DEP|REG|FRANCE|PAYS)-?(\w*)", re.IGNORECASE)


class WrongPlace(ValueError):
    """The line speaks of no place we can use; a French sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """area: as in `app.models.portrait.AREAS`. code: "" for the territory itself.

    rank: which of several lines tells France best; the smallest.
    """

    area: str
    code: str = ""
    rank: int = 0


@dataclass(frozen=True)
class Map:
    """What the places of one territory are called; `at` says where a cell is.

    postal: the codes of its post offices, which people write for those of communes.
    """

    communes: Mapping[str, str]
    names: Mapping[str, Place]
    departments: Mapping[str, str]
    regions: Mapping[str, str]
    epci: str
    postal: frozenset[str]
    _known: dict[tuple[str, str], Place | None | str] = field(default_factory=dict)

    def at(self, cell: str, level: str = "") -> Place | None:
        """The place, None for one that is not ours. Raises `WrongPlace`."""
        found = self._known.get((cell, level), "")
        if found == "":
            try:
                found = self._find(cell.strip(), level)
            except WrongPlace as wrong:
                found = str(wrong)
            self._known[cell, level] = found
        if isinstance(found, str):
            raise WrongPlace(found)
        return found

    def _find(self, told: str, level: str) -> Place | None:
        if not told:
            raise WrongPlace("la commune n’est pas dite")
        area = LEVELS.get(fold(level), "other") if level else ""
        if prefixed := _PREFIXED.fullmatch(told):
            area, told = LEVELS[prefixed[1].lower()], prefixed[2] or told
        if area == "other":
            return None
        if area in ("", "commune"):
            return self._commune(told, level)
        return self._above(told, area)

    def _commune(self, told: str, level: str) -> Place | None:
        code = told.upper().zfill(5) if told.isdecimal() and len(told) == 4 else told.upper()
        if code in self.communes:
            return Place("commune", code)
        if _CODE.fullmatch(code):
            now = former().get(code)
            if now and now[0] in self.communes:
                raise WrongPlace(gone(code, *now))
            if code in self.postal and code not in insee_codes():
                raise WrongPlace(
                    f"« {code} » est un code postal, que plusieurs communes partagent : il faut le "
                    "code Insee, ou le nom"
                )
            return None
        if found := self.names.get(fold(told)):
            return found if not level or found.area == "commune" else None
        return None

    def _above(self, told: str, area: str) -> Place | None:
        if area == "territory":
            ours = told == self.epci or self.names.get(fold(told)) == Place("territory")
            return Place("territory") if ours else None
        if area == "country":
            place = told.upper() if told.upper() in COUNTRY else "FRANCE"
            return Place("country", "", COUNTRY.index(place))
        named = self.departments if area == "department" else self.regions
        code = told.upper().zfill(2)
        if code in named:
            return Place(area, code)
        found = self.names.get(fold(told))
        return found if found and found.area == area else None


def gone(code: str, now: str, name: str, before: str) -> str:
    """« 46099 n’existe plus : cette commune fait partie de Porte-du-Quercy (46033)… »."""
    called = f"{before} ({code})" if before else f"la commune {code}"
    return (
        f"{called} n’existe plus : elle fait partie de {name} ({now}). Prenez un fichier dans la "
        f"géographie d’aujourd’hui, ou remplacez par {now} si ce chiffre vaut pour toute la commune"
    )


def of_territory(territory: Territory) -> Map:
    communes = {each.code_insee: each.name for each in territory.communes}
    lines = [departments()[code] for code in _prefixes(communes) if code in departments()]
    names = {fold(name): Place("commune", code) for code, name in communes.items()}
    codes = frozenset(communes)
    epci = next((siren for siren, (_, held) in epcis().items() if held == codes), "")
    for told in (territory.name, territory.short_name, epcis()[epci][0] if epci else ""):
        names.setdefault(fold(told), Place("territory"))
    for code, name, region, region_name in lines:
        names.setdefault(fold(name), Place("department", code))
        names.setdefault(fold(region_name), Place("region", region))
    for rank, told in enumerate(COUNTRY):
        if len(told) > 5:
            names.setdefault(fold(told), Place("country", "", rank))
    postal = " ".join(each.postal_codes for each in territory.communes)
    return Map(
        communes,
        {name: place for name, place in names.items() if name},
        {line[0]: line[1] for line in lines},
        {line[2]: line[3] for line in lines},
        epci,
        frozenset(re.findall(r"\d{5}", postal)) - codes,
    )


def _prefixes(communes: Mapping[str, str]) -> list[str]:
    """The departments of the communes; overseas, their codes have three figures."""
    return sorted({code[:3] if code.startswith("97") else code[:2] for code in communes})


def area_label(area: str, code: str) -> str:
    """« Lot », « Occitanie »; "" for what no list names."""
    if area == "department":
        return departments()[code][1] if code in departments() else ""
    regions = {line[2]: line[3] for line in departments().values()}
    return regions.get(code, "") if area == "region" else ""


def fold(text: str) -> str:
    """« St-Caprais », « SAINT CAPRAIS »: one word for both; « Arques (Les) » is « Les Arques »."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    if article := re.fullmatch(r"(.*)\((l[ea]s?|l['’])\)\s*", plain):
        plain = f"{article[2]} {article[1]}"
    words = re.sub(r"[^a-z0-9]+", " ", plain.replace("œ", "oe")).split()
    whole = {"st": "saint", "ste": "sainte", "cc": "communaute de communes"}
    return " ".join(whole.get(word, word) for word in words)


def _read(name: str) -> list[list[str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))[1:]


@cache
def former() -> dict[str, tuple[str, str, str]]:
    """Of each code that is no commune any more: the code of today, its name, the former name."""
    return {old: (now, name, before) for old, before, now, name in _read("former_communes.csv")}


@cache
def insee_codes() -> frozenset[str]:
    """Every code that is, or was, a commune's: what tells a post office's code apart."""
    return frozenset(former()).union(*(held for _, held in epcis().values()))


@cache
def departments() -> dict[str, tuple[str, str, str, str]]:
    """Code → code, name, region, region's name."""
    return {line[0]: (line[0], line[1], line[2], line[3]) for line in _read("departements.csv")}


@cache
def epcis() -> dict[str, tuple[str, frozenset[str]]]:
    """SIREN → name, codes of its communes."""
    return {siren: (name, frozenset(held.split())) for siren, name, held in _read("epci.csv")}
