"""A condition said in French, for whoever reads every question on paper or without a script."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from surveys.conditions.tree import Answer, Compare, Condition, Junction, Not, Operand, Selected
from surveys.reading import day_text, number_text

if TYPE_CHECKING:
    from surveys.asking import Context
    from surveys.schema import Survey

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRROR = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_NUMBERS = {"<": "moins de {}", "<=": "{} ou moins", ">": "plus de {}", ">=": "{} ou plus"}
_DAYS = {"<": "avant le {}", "<=": "au plus tard le {}", ">": "après le {}", ">=": "dès le {}"}
_ANSWERS = {
    "=": "la même chose",
    "!=": "autre chose",
    "<": "moins",
    "<=": "autant ou moins",
    ">": "plus",
    ">=": "autant ou plus",
}
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def in_words(condition: Condition, survey: "Survey", context: "Context") -> str:
    """« si vous avez répondu « Oui » à « Avez-vous une voiture ? » »."""
    return f"si {_Sayer(survey, context).say(condition)}"


class _Sayer:
    def __init__(self, survey: "Survey", context: "Context") -> None:
        self.survey, self.context = survey, context

    def say(self, condition: Condition) -> str:
        if isinstance(condition, Junction):
            return self._joined(condition)
        if isinstance(condition, Not):
            return self._denied(condition.inner)
        if isinstance(condition, Selected):
            return self._answered([condition.choice], condition.answer.column)
        return self._comparison(condition)

    def _joined(self, condition: Junction) -> str:
        one_of = _one_of(condition)
        if one_of:
            return self._answered(one_of[1], one_of[0])
        word = " et " if condition.word == "and" else " ou "
        said = [self.say(part) for part in condition.parts]
        mixed = any(isinstance(p, Junction) and _one_of(p) is None for p in condition.parts)
        return f"{',' if mixed else ''}{word}".join(said)

    def _denied(self, condition: Condition) -> str:
        """De Morgan's laws, so that « not » is only ever said of one answer."""
        if isinstance(condition, Not):
            return self.say(condition.inner)
        if isinstance(condition, Junction):
            word = "or" if condition.word == "and" else "and"
            return self.say(Junction(word, tuple(map(Not, condition.parts))))
        if isinstance(condition, Selected):
            return self._answered([condition.choice], condition.answer.column, denied=True)
        if condition.sign in ("=", "!="):
            opposite = Compare(condition.left, _OPPOSITE[condition.sign], condition.right)
            return self._comparison(opposite)
        return self._comparison(condition, denied=True)

    def _comparison(self, condition: Compare, *, denied: bool = False) -> str:
        left, sign, right = condition.left, condition.sign, condition.right
        if not isinstance(left, Answer):
            left, sign, right = right, _MIRROR[sign], left
        assert isinstance(left, Answer)  # noqa: S101 -- the parser wants one
        start = "vous n’avez pas répondu" if denied else "vous avez répondu"
        if isinstance(right, Answer):
            where = f"{self._label(left.column)} qu’à {self._label(right.column)}"
            return f"{start} {_ANSWERS[sign]} à {where}"
        if sign in _NUMBERS:
            return f"{start} {self._bound(sign, right)} à {self._label(left.column)}"
        if right == "":
            denied = sign == "="
            return self._answered([], left.column, denied=denied)
        return self._answered([str(right)], left.column, denied=sign == "!=")

    def _bound(self, sign: str, literal: Operand) -> str:
        if isinstance(literal, int | float):
            return _NUMBERS[sign].format(number_text(literal))
        text = str(literal)
        if _DAY.fullmatch(text):
            return _DAYS[sign].format(_day(text))
        return _NUMBERS[sign].format(text)

    def _answered(self, choices: Sequence[str], column: str, *, denied: bool = False) -> str:
        start = "vous n’avez pas répondu" if denied else "vous avez répondu"
        named = " ou ".join(self._choice(choice, column) for choice in choices)
        return " ".join(part for part in (start, named, "à", self._label(column)) if part)

    def _choice(self, key: str, column: str) -> str:
        offered = self.survey.by_column[column].options(self.context)
        label = next((choice.label for choice in offered if choice.key == key), key)
        return _quoted(_day(label) if _DAY.fullmatch(label) else label)

    def _label(self, column: str) -> str:
        return _quoted(self.survey.by_column[column].column_label(column))


def _one_of(condition: Junction) -> tuple[str, list[str]] | None:
    """The column and its choices when the whole only says « one of these »."""
    found = [_choice_of(part) for part in condition.parts]
    named = {column for column, _ in found}
    if condition.word != "or" or len(named) > 1 or "" in named:
        return None
    return named.pop(), [choice for _, choice in found]


def _choice_of(condition: Condition) -> tuple[str, str]:
    if isinstance(condition, Selected):
        return condition.answer.column, condition.choice
    if isinstance(condition, Compare) and condition.sign == "=":
        left, right = condition.left, condition.right
        if isinstance(left, Answer) and not isinstance(right, Answer) and right != "":
            return left.column, str(right)
    return "", ""


def _quoted(label: str) -> str:
    return f"«\u00a0{label}\u00a0»"


def _day(text: str) -> str:
    try:
        return day_text(date.fromisoformat(text))
    except ValueError:
        return text
