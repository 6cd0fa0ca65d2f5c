"""What a diagnostic's file may hold: each field's kind and size, looked at before any is stored."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from app.models.diagnostic import CITATIONS, KINDS, STATES, VALID
from app.models.enjeux import ACTS
from app.models.portrait import AREAS
from app.models.supply import KINDS as SERVICES
from app.models.supply import STATES as SERVICE_STATES

FORMAT: Final = "diagnostic-partage/2"
READ: Final = ("diagnostic-partage/1", FORMAT)  # the first has no history of the enjeux
MOST: Final = 2_000  # of anything a file lists
LARGEST: Final = 10**15
Rule = Callable[[Any], bool]


class BadFile(ValueError):
    """The file is not a diagnostic; a French sentence says where and what to do."""


def text(most: int, least: int = 0) -> Rule:
    return lambda told: isinstance(told, str) and least <= len(told) <= most and _writable(told)


def _writable(told: str) -> bool:
    return "\x00" not in told and not any("\ud800" <= sign <= "\udfff" for sign in told)


def whole(low: int, high: int) -> Rule:
    return lambda told: type(told) is int and low <= told <= high


def one_of(*allowed: str) -> Rule:
    return lambda told: isinstance(told, str) and told in allowed


def several(rule: Rule) -> Rule:
    return lambda told: isinstance(told, list) and len(told) <= MOST and all(map(rule, told))


def _number(told: Any) -> bool:
    return told is None or (type(told) in (int, float) and abs(told) <= LARGEST)


def _year(told: Any) -> bool:
    return told is None or whole(1000, 3000)(told)


def _day(told: Any) -> bool:
    try:
        return isinstance(told, str) and bool(date.fromisoformat(told))
    except ValueError:
        return False


def _yes_or_no(told: Any) -> bool:
    return isinstance(told, bool)


def _filters(told: Any) -> bool:
    words = text(100)
    return (
        isinstance(told, dict)
        and len(told) <= 30
        and all(map(words, told))
        and all(map(text(600), told.values()))  # several labels of enjeux, once merged
    )


CODES, KEYS = several(text(9)), several(text(60))
STATUS = one_of("known", "secret", "missing")
VALUE: Final[dict[str, Rule]] = {
    "area": one_of(*AREAS),
    "area_code": text(9),
    "year": _year,
    "status": STATUS,
    "value": _number,
    "source": text(300, 1),
}
SEEN: Final[dict[str, Rule]] = {
    "label": text(200),
    "unit": text(40),
    "status": STATUS,
    "value": _number,
    "source": text(300),
    "name": text(200),
    "kind": one_of(*SERVICES),
    "places": whole(0, 10_000),
    "communes": CODES,
    "everywhere": _yes_or_no,
    "state": one_of("", *SERVICE_STATES),
    "count": whole(0, 100_000_000),
    "digest": text(64),
}
CITATION: Final[dict[str, Rule]] = {
    "kind": one_of(*CITATIONS),
    "cited_on": _day,
    "document": text(300),
    "place": text(120),
    "passage": text(1000),
    "indicator": text(60),
    "area": one_of("", *AREAS),
    "area_code": text(9),
    "year": _year,
    "service": text(200),
    "where": CODES,
    "chosen": _filters,
    "seen": lambda told: _fits(told, SEEN),
}
FIELDS: Final[dict[str, dict[str, Rule]]] = {
    "documents": {
        "title": text(300, 1),
        "author": text(200),
        "dated": text(60),
        "address": text(500),
    },
    "indicators": {
        "key": text(60, 1),
        "label": text(200, 1),
        "unit": text(40),
        "domaine": text(60),
        "definition": text(2000),
        "values": several(lambda told: _fits(told, VALUE, "area", "source")),
    },
    "services": {
        "name": text(200, 1),
        "kind": one_of(*SERVICES),
        "domaines": KEYS,
        "places": whole(0, 10_000),
        "communes": CODES,
        "everywhere": _yes_or_no,
        "public": text(200),
        "opening": text(300),
        "contact": text(300),
        "capacity": text(120),
        "state": one_of("", *SERVICE_STATES),
        "funding": text(300),
        "note": text(2000),
        "source": text(300, 1),
    },
    "constats": {
        "kind": one_of(*KINDS),
        "heading": text(120),
        "sentence": text(600, 1),
        "domaines": KEYS,
        "enjeux": KEYS,
        "communes": CODES,
        "state": one_of(*(state for state in STATES if state != "suggere")),
        "citations": several(lambda told: _fits(told, CITATION, "kind")),
    },
    "enjeux": {
        "key": text(60, 1),
        "label": text(160),
        "into": text(60),
        "rank": whole(1, 3),
        "meeting": text(200, 1),
        "decided_on": _day,
        "reason": text(2000),
    },
    "enjeux_history": {
        "act": one_of(*ACTS),
        "key": text(60, 1),
        "was": text(160),
        "label": text(160, 1),
        "into": text(60),
        "reason": text(2000),
        "decided_on": _day,
    },
}
NEEDED: Final[dict[str, Sequence[str]]] = {
    "documents": ("title",),
    "indicators": ("key", "label"),
    "services": ("name", "kind"),
    "constats": ("kind", "sentence"),
    "enjeux": ("key",),
    "enjeux_history": ("act", "key", "label", "decided_on"),
}


def _fits(told: Any, rules: Mapping[str, Rule], *needed: str) -> bool:
    return (
        isinstance(told, dict)
        and all(name in told for name in needed)
        and all(name in rules and rules[name](value) for name, value in told.items())
    )


def read(data: bytes) -> Any:
    """What a file says, for `check` to look at. Raises `BadFile`."""
    try:
        return json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadFile(
            "Ce fichier ne se lit pas. Choisissez un diagnostic enregistré en .json."
        ) from error


def _no_number(told: str) -> float:
    """JSON has no NaN nor Infinity; Python's reader takes them."""
    raise ValueError(told)


def check(plain: Any) -> None:
    """Raises `BadFile`, naming the list, the place in it and the field."""
    if not isinstance(plain, dict) or plain.get("format", FORMAT) not in READ:
        raise BadFile(f"Ce n’est pas un diagnostic enregistré ici (format « {FORMAT} »).")
    for name, rules in FIELDS.items():
        listed = plain.get(name, [])
        if not isinstance(listed, list) or len(listed) > MOST:
            raise BadFile(f"« {name} » doit être une liste, de {MOST} au plus.")
        for number, each in enumerate(listed, start=1):
            _check_one(name, number, each, rules)
    for each in plain.get("constats", []):
        if each.get("state") in VALID and not each.get("citations"):
            raise BadFile(f"Le constat « {each['sentence'][:80]} » est validé et ne cite rien.")


def _check_one(name: str, number: int, told: Any, rules: Mapping[str, Rule]) -> None:
    where = f"Dans « {name} », élément {number}"
    if not isinstance(told, dict):
        raise BadFile(f"{where} : ce n’est pas une fiche avec ses champs.")
    for needed in NEEDED[name]:
        if needed not in told:
            raise BadFile(f"{where} : il manque « {needed} ».")
    if told.get("rank") is not None and not {"meeting", "decided_on"} <= told.keys():
        raise BadFile(
            f"{where} : un rang dit sa réunion (« meeting ») et son jour (« decided_on »)."
        )
    for field, value in told.items():
        if field not in rules:
            raise BadFile(f"{where} : le champ « {str(field)[:40]} » n’est pas connu.")
        if not rules[field](value):
            raise BadFile(
                f"{where} : « {field} » ne convient pas. Comparez-le à la documentation du format."
            )
