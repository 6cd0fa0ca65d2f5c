"""Bounds of an answer as XLSForm's `constraint`, and back: what is outside is given back as is."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from decimal import Decimal
from typing import Any

from surveys.asking import Question
from surveys.questions import Date, LongText, Number, SeveralChoices, ShortText

_NUMBER = re.compile(r"\.\s*(<=|>=|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,400})?)")
_DATE = re.compile(r"""\.\s*(<=|>=)\s*(?:date\(\s*)?['"]([0-9]{4}-[0-9]{2}-[0-9]{2})['"]\s*\)?""")
_LENGTH = re.compile(r"string-length\(\s*\.\s*\)\s*(<=|<)\s*([0-9]{1,5})")
_COUNT = re.compile(r"count-selected\(\s*\.\s*\)\s*(<=|>=|<|>|=)\s*([0-9]{1,3})")
_ALONE = re.compile(
    r"""not\(\s*selected\(\s*\.\s*,\s*['"]([^'"]*)['"]\s*\)\s*and\s+"""
    r"""count-selected\(\s*\.\s*\)\s*(?:>\s*1|>=\s*2)\s*\)"""
)
_PIECES = re.compile(r"""'[^']*'|"[^"]*"|[()]|\s+and\s+|.""", re.DOTALL)

Bounds = dict[str, Any]


def write(question: Question) -> str:
    """The constraint that says the same to other tools."""
    return " and ".join(_said(question))


def message(question: Question) -> str:
    """The sentence to show beside it, in French."""
    if isinstance(question, SeveralChoices):
        parts = [_ticks(question)] if question.min is not None or question.max is not None else []
        labels = {choice.key: choice.label for choice in question.offered}
        alone = [f"« {labels[key]} »" for key in question.alone]
        if alone:
            parts.append(f"{' ou '.join(alone)} : cochez cette seule réponse.")
        return " ".join(parts)
    if isinstance(question, ShortText | LongText):
        return f"{question.max_length} signes au plus."
    bounds = [_bound(question, "min"), _bound(question, "max")]
    return " ".join(["Réponse", *filter(None, bounds)]) + "." if any(bounds) else ""


def read(constraint: str, kind: str, *, decimal: bool = False) -> tuple[Bounds, list[str]]:
    """The fields it fills in a question of this kind, and the parts that say something else."""
    bounds: Bounds = {}
    left: list[str] = []
    for part in _parts(constraint):
        found = _READERS.get(kind, _nothing)(part, decimal)
        if found is None:
            left.append(part)
        elif "alone" in found:
            bounds["alone"] = [*bounds.get("alone", []), *found["alone"]]
        else:
            bounds |= found
    return bounds, left


def _said(question: Question) -> Iterator[str]:
    if isinstance(question, SeveralChoices):
        for sign, bound in ((">=", question.min), ("<=", question.max)):
            if bound is not None:
                yield f"count-selected(.) {sign} {bound}"
        for key in question.alone:
            yield f"not(selected(., '{key}') and count-selected(.) > 1)"
    elif isinstance(question, Number):
        for sign, number in ((">=", question.min), ("<=", question.max)):
            if number is not None:
                yield f". {sign} {number_said(number)}"
    elif isinstance(question, Date):
        for sign, day in ((">=", question.min), ("<=", question.max)):
            if day:
                yield f". {sign} date('{day}')"
    elif isinstance(question, ShortText | LongText):
        yield f"string-length(.) <= {question.max_length}"


def number_said(number: float) -> str:
    """Digits and a point, never 1e-05; a float keeps its point, so that it is read back as one."""
    said = f"{Decimal(repr(number)):f}"
    return f"{said}.0" if isinstance(number, float) and "." not in said else said


def _ticks(question: SeveralChoices) -> str:
    if question.min is None:
        return f"Cochez {question.max} réponses au plus."
    if question.max is None:
        return f"Cochez au moins {question.min} réponses."
    return f"Cochez entre {question.min} et {question.max} réponses."


def _bound(question: Question, name: str) -> str:
    if name not in {field.name for field in fields(question)}:
        return ""
    bound = getattr(question, name)
    return "" if bound in (None, "") else f"{'à partir de' if name == 'min' else 'jusqu’à'} {bound}"


def _parts(constraint: str) -> Iterator[str]:
    """What `and` joins, outside parentheses and quotes."""
    depth, part = 0, ""
    for piece in _PIECES.findall(constraint.strip()):
        depth += (piece == "(") - (piece == ")")
        if depth == 0 and piece.strip() == "and" and piece != "and":
            yield from _inside(part)
            part = ""
        else:
            part += piece
    yield from _inside(part)


def _inside(part: str) -> Iterator[str]:
    """A part without the parentheses around the whole of it."""
    part = part.strip()
    if part.startswith("(") and part.endswith(")") and _enclosed(part):
        yield from _parts(part[1:-1])
    elif part:
        yield part


def _enclosed(part: str) -> bool:
    depth = 0
    for place, piece in enumerate(part):
        depth += (piece == "(") - (piece == ")")
        if depth == 0:
            return place == len(part) - 1
    return False


def _number(part: str, decimal: bool) -> Bounds | None:
    found = _NUMBER.fullmatch(part)
    if not found or found[1] == "=":
        return None
    number = float(found[2]) if "." in found[2] else int(found[2])
    if found[1] in (">=", "<="):
        return {"min" if found[1] == ">=" else "max": number}
    if decimal or isinstance(number, float):
        return None  # « more than 2.5 » has no nearest number to stop at
    return {"min": number + 1} if found[1] == ">" else {"max": number - 1}


def _date(part: str, decimal: bool) -> Bounds | None:
    found = _DATE.fullmatch(part)
    return {"min" if found[1] == ">=" else "max": found[2]} if found else None


def _length(part: str, decimal: bool) -> Bounds | None:
    found = _LENGTH.fullmatch(part)
    return {"max_length": int(found[2]) - (found[1] == "<")} if found else None


def _choices(part: str, decimal: bool) -> Bounds | None:
    alone = _ALONE.fullmatch(part)
    if alone:
        return {"alone": [alone[1]]}
    found = _COUNT.fullmatch(part)
    if not found:
        return None
    number = int(found[2])
    low, high = number + (found[1] == ">"), number - (found[1] == "<")
    if found[1] == "=":
        return {"min": low, "max": high}
    return {"min": low} if ">" in found[1] else {"max": high}


def _nothing(part: str, decimal: bool) -> None:
    return None


_READERS: dict[str, Callable[[str, bool], Bounds | None]] = {
    "number": _number,
    "date": _date,
    "short_text": _length,
    "long_text": _length,
    "several_choices": _choices,
}
