"""A cell of figures: a number as French and English files write it, or why there is none."""

import re
from dataclasses import dataclass
from typing import Final

from app.models.portrait import KNOWN, MISSING, WITHHELD

LARGEST: Final = 1e15
# What INSEE, the Cnaf and ministries write instead of a figure.
HIDDEN: Final = frozenset(
    ("s", "ss", "c", "secret", "secret stat", "secret statistique", "s.s.", "n/a - secret")
    + ("na - secret", "secretise", "secretisé", "*", "**", "***", "confidentiel")
)
ABSENT: Final = frozenset(
    ("", "nd", "n.d.", "n.d", "na", "n/a", "nan", "null", "none", "nc", "n.c.", "ns", "-", "–", "—")
    + (".", "..", "...", "…", ":", "/", "non disponible", "non renseigné", "non communiqué")
)
UNITS: Final[dict[str, str]] = {
    "%": "%",
    "€": "€",
    "eur": "€",
    "euros": "€",
    "k€": "milliers d’€",
    "m²": "m²",
    "km²": "km²",
    "km": "km",
    "ha": "ha",
    "hab": "habitants",
    "hab.": "habitants",
    "habitants": "habitants",
    "ans": "ans",
    "‰": "‰",
}
_BELOW: Final = re.compile(r"[<≤]\s*\d{1,3}")

_PLAIN: Final = re.compile(r"[-+]?(\d+(\.\d+)?|\.\d+)(e[-+]?\d{1,2})?", re.IGNORECASE)
_GROUPED: Final = re.compile(r"[-+]?\d{1,3}( \d{3})+([.,]\d+)?")
_POINTED: Final = re.compile(r"[-+]?\d{1,3}(\.\d{3})+,\d+")
_ENGLISH: Final = re.compile(r"[-+]?\d{1,3}(,\d{3})+\.\d+|[-+]?\d{1,3}(,\d{3}){2,}")
_WITH_UNIT: Final = re.compile(r"(?P<number>.*\d)\s*(?P<unit>[^\d\s.,][^\d]{0,12})")


class NotAFigure(ValueError):
    """The cell holds no number; a French sentence."""


@dataclass(frozen=True, slots=True)
class Cell:
    """status: `known`, `secret` or `missing`. unit: what is written after the number, or ""."""

    status: str
    value: float | None = None
    unit: str = ""


_WITHHELD: Final = Cell(WITHHELD)
_MISSING: Final = Cell(MISSING)


def figure(text: str) -> Cell:
    """« 1 234,5 », « 12 % », « s », « nd ». Raises `NotAFigure`."""
    if text.isdecimal() and len(text) < 16:  # nearly all cells
        return Cell(KNOWN, float(text))
    told = text.strip()
    low = told.casefold()
    if low in ABSENT:
        return _MISSING
    if low in HIDDEN or _BELOW.fullmatch(low):
        return _WITHHELD
    unit = ""
    if (found := _WITH_UNIT.fullmatch(told)) and (
        known := UNITS.get(found["unit"].strip().casefold())
    ):
        told, unit = found["number"], known
    return Cell(KNOWN, _number(told, text), unit)


def _number(told: str, text: str) -> float:
    spaced = re.sub(r"[\u00a0\u202f\u2009']", " ", told).replace("−", "-").strip()
    if _POINTED.fullmatch(spaced):
        plain = spaced.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(spaced):
        plain = spaced.replace(",", "")
    elif _GROUPED.fullmatch(spaced):
        plain = spaced.replace(" ", "").replace(",", ".")
    else:
        plain = spaced.replace(",", ".")
    if not _PLAIN.fullmatch(plain) or not abs(value := float(plain)) <= LARGEST:
        raise NotAFigure(f"« {text.strip()[:40]} » n’est pas un nombre")
    return value


def year(text: str) -> int | None:
    """« 2021 », « 2021-12-31 », « 31/12/2021 », « déc. 2021 »; None where there is none."""
    told = text.strip()
    if len(told) == 4 and told.isdecimal():
        return _possible(int(told))
    found = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", told)
    return _possible(int(found[0])) if found else None


def _possible(told: int) -> int | None:
    return told if 1850 <= told <= 2100 else None
