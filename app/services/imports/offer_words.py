"""The cells of a file of services, as people and programs write them: lists, kinds, states."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from app.models.supply import STATES
from app.services.imports.areas import REFERENCE, fold
from app.services.refusal import Refused
from surveys.reading import clean_text


def listed(cell: str) -> list[str]:
    """« Cazals, Salviac », « ["46066", "46297"] », « Cazals | Salviac »."""
    if cell.startswith("["):
        try:
            told = json.loads(cell.replace("'", '"'))
            return [str(each) for each in told] if isinstance(told, list) else [cell]
        except ValueError:
            return [each.strip(" \"'") for each in cell.strip("[]").split(",")]
    if cell.startswith("{") and cell.endswith("}"):  # a list as PostgreSQL writes it
        return [each.strip(' "') for each in cell[1:-1].split(",")]
    return [each.strip() for each in re.split(r"[,;|/]", cell) if each.strip()]


def joined(cells: Sequence[str]) -> str:
    """The words of several cells; lists written for programs read as people do."""
    told = [", ".join(listed(c)) if c[:1] in ("[", "{") else c for c in cells if c]
    return clean_text(" · ".join(" ".join(e.split()) for e in dict.fromkeys(told) if e))


def parts(joined: str) -> list[str]:
    return re.split(r" · |[;,] ", joined)


def guessed(text: str) -> str:
    """The kind that words suggest, "" for none."""
    for theme, kind in _reference()["themes"].items():
        if any(part == theme or part.startswith(f"{theme}--") for part in text.split(" · ")):
            return str(kind)
    plain = f" {fold(text)} "
    for kind, words in _reference()["words"].items():
        if any(f" {word} " in plain or f" {word}s " in plain for word in words):
            return str(kind)
    return ""


@cache
def _reference() -> dict[str, Any]:
    return tomllib.loads((REFERENCE / "services.toml").read_text("utf-8"))


def domaines_of(cells: Sequence[str], known: Mapping[str, str]) -> list[str]:
    by_words = {fold(label): key for key, label in known.items()} | {
        fold(key): key for key in known
    }
    told = [fold(cell) for cell in cells] + [fold(e) for c in cells for e in listed(c)]
    return list(dict.fromkeys(by_words[each] for each in told if each in by_words))


def places_of(cells: Sequence[str]) -> int:
    told = next((cell for cell in cells if cell), "1")
    if not told.isdecimal() or int(told) > 10_000:
        raise Refused(f"« {told[:30]} » ne dit pas combien il y en a : écrivez 1, 2, 3…")
    return int(told)


def state_of(cells: Sequence[str]) -> str:
    told = fold(next((cell for cell in cells if cell), ""))
    if not told:
        return ""
    words = {fold(label): key for key, label in STATES.items()} | {fold(key): key for key in STATES}
    more = {"sous utilise": "sous_mobilise", "complet": "sature", "plein": "sature"}
    if found := (words | more).get(told):
        return found
    known = ", ".join(STATES.values())
    raise Refused(f"l’état « {told[:30]} » n’est pas un de ceux-ci : {known}. Ou laissez vide.")
