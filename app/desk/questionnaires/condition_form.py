"""A condition chosen in lists: a question asked before, then some of its answers, or a bound."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

from surveys.conditions import BadCondition, Compare, Junction, Not, Selected, parse, to_text
from surveys.conditions.tree import Answer, Condition
from surveys.reading import clean_text, parse_number

SEVERAL: Final = ("several_choices", "ranking")
LISTED: Final = ("single_choice", "scale", "age_band", "commune", *SEVERAL)
# What a number is compared with, in words; the other kinds are answered or not.
SIGNS: Final[Mapping[str, str]] = {
    "!=": "a répondu",
    ">": "a répondu plus de",
    ">=": "a répondu au moins",
    "=": "a répondu exactement",
    "<=": "a répondu au plus",
    "<": "a répondu moins de",
}


class Unsaid(ValueError):
    """Something is missing to make a condition: the sentence says what."""


@dataclass(frozen=True)
class Picked:
    """What the lists show: the question, the answers ticked or the bound, « none of these »."""

    column: str = ""
    answers: tuple[str, ...] = ()
    denied: bool = False
    sign: str = "!="
    bound: str = ""


def picked(text: str) -> Picked:
    """The choices in lists that make this condition; nothing where lists cannot make it."""
    try:
        condition = parse(text)
    except BadCondition:
        return Picked()
    denied = isinstance(condition, Not)
    inner = condition.inner if isinstance(condition, Not) else condition
    if isinstance(inner, Compare) and isinstance(inner.left, Answer) and _bounds(inner):
        return Picked(inner.left.column, (), denied, inner.sign, str(inner.right))
    parts = inner.parts if isinstance(inner, Junction) and inner.word == "or" else (inner,)
    found = [_one_answer(part) for part in parts]
    named = {column for column, _ in found}
    if len(named) != 1 or "" in named:
        return Picked()
    return Picked(named.pop(), tuple(choice for _, choice in found), denied)


def _bounds(compare: Compare) -> bool:
    """A number, or « answered »."""
    return isinstance(compare.right, int | float) or (compare.sign, compare.right) == ("!=", "")


def _one_answer(part: Condition) -> tuple[str, str]:
    if isinstance(part, Selected):
        return part.answer.column, part.choice
    if isinstance(part, Compare) and part.sign == "=" and isinstance(part.right, str):
        return (part.left.column, part.right) if isinstance(part.left, Answer) else ("", "")
    return "", ""


def built(kind: str, form: MultiDict[str, str]) -> str:
    """The condition that the lists make, as it is written. Raises `Unsaid`."""
    column = Answer(form.get("column", ""))
    made = _listed(column, kind, form) if kind in LISTED else _bounded(column, form)
    return to_text(Not(made) if form.get("denied") == "1" else made)


def _listed(column: Answer, kind: str, form: MultiDict[str, str]) -> Condition:
    answers = [clean_text(answer) for answer in form.getlist("answers")]
    if not answers:
        raise Unsaid("Cochez au moins une réponse.")
    parts: list[Condition] = [
        Selected(column, answer) if kind in SEVERAL else Compare(column, "=", answer)
        for answer in answers
    ]
    return parts[0] if len(parts) == 1 else Junction("or", tuple(parts))


def _bounded(column: Answer, form: MultiDict[str, str]) -> Condition:
    sign, typed = form.get("sign", "!="), clean_text(form.get("bound", ""))
    if sign not in SIGNS or (sign == "!=" and not typed):
        return Compare(column, "!=", "")
    number = parse_number(typed)
    if number is None:
        raise Unsaid("Écrivez le nombre auquel comparer.")
    return Compare(column, sign, int(number) if number == int(number) else float(number))
