"""A condition said in the reader's language, for who reads without a script, or on paper."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from surveys.conditions.tree import Answer, Compare, Condition, Junction, Not, Operand, Selected
from surveys.sentences import Items, Message, shown

if TYPE_CHECKING:
    from surveys.asking import Context
    from surveys.schema import Survey

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRROR = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_ORDER = ("<", "<=", ">", ">=")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def in_words(condition: Condition, survey: "Survey", context: "Context") -> str:
    """« si vous avez répondu « Oui » à « Avez-vous une voiture ? » », in the context's language."""
    said = _Sayer(survey, context).say(condition)
    return shown(Message("condition.if", {"what": said}), context.language)


class _Sayer:
    def __init__(self, survey: "Survey", context: "Context") -> None:
        self.survey, self.context = survey, context

    def say(self, condition: Condition) -> Message | Items:
        if isinstance(condition, Junction):
            return self._joined(condition)
        if isinstance(condition, Not):
            return self._denied(condition.inner)
        if isinstance(condition, Selected):
            return self._answered([condition.choice], condition.answer.column)
        return self._comparison(condition)

    def _joined(self, condition: Junction) -> Message | Items:
        one_of = _one_of(condition)
        if one_of:
            return self._answered(one_of[1], one_of[0])
        mixed = any(isinstance(p, Junction) and _one_of(p) is None for p in condition.parts)
        joint = f"comma_{condition.word}" if mixed else condition.word
        return Items(tuple(self.say(part) for part in condition.parts), joint)

    def _denied(self, condition: Condition) -> Message | Items:
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

    def _comparison(self, condition: Compare, *, denied: bool = False) -> Message:
        left, sign, right = condition.left, condition.sign, condition.right
        if not isinstance(left, Answer):
            left, sign, right = right, _MIRROR[sign], left
        assert isinstance(left, Answer)  # noqa: S101 -- the parser wants one
        if isinstance(right, Answer):
            return self._compared(left, sign, right, denied=denied)
        if sign in _ORDER:
            said = {"answer": self._bound(sign, right), "question": self._label(left.column)}
            return Message(f"condition.{'not_' * denied}answered_this", said)
        if right == "":
            denied = sign == "="
            return self._answered([], left.column, denied=denied)
        return self._answered([str(right)], left.column, denied=sign == "!=")

    def _compared(self, left: Answer, sign: str, right: Answer, *, denied: bool) -> Message:
        said = {
            "comparison": Message(f"comparison.{sign}"),
            "left": self._label(left.column),
            "right": self._label(right.column),
        }
        return Message(f"condition.{'not_' * denied}compared", said)

    def _bound(self, sign: str, literal: Operand) -> Message:
        text = str(literal)
        if isinstance(literal, str) and _DAY.fullmatch(text):
            return Message(f"day.{sign}", {"bound": _day(text)})
        bound = literal if isinstance(literal, int | float) else text
        return Message(f"amount.{sign}", {"bound": bound})

    def _answered(self, choices: Sequence[str], column: str, *, denied: bool = False) -> Message:
        named = Items(tuple(self._choice(choice, column) for choice in choices), "or")
        said: dict[str, Message | Items] = {"question": self._label(column), "answer": named}
        key = f"condition.{'not_' * denied}answered{'_this' if choices else ''}"
        return Message(key, said)

    def _choice(self, key: str, column: str) -> Message:
        offered = self.survey.by_column[column].options(self.context)
        label = next((choice.label for choice in offered if choice.key == key), key)
        return _quoted(_day(label) if _DAY.fullmatch(label) else label)

    def _label(self, column: str) -> Message:
        question = self.survey.by_column[column]
        return _quoted(question.column_label(column, self.context.language))


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


def _quoted(text: str | date) -> Message:
    return Message("word.quoted", {"text": text})


def _day(text: str) -> str | date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
