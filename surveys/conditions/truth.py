"""Whether a condition holds, by XPath 1.0's rules for texts and numbers (sections 3.4 and 4.4)."""

import operator
import re
from collections.abc import Callable
from math import nan
from typing import Any

from surveys.conditions.tree import Answer, Compare, Condition, Not, Operand, Selected

_NUMBER = re.compile(r"\s*-?[0-9]+(?:\.[0-9]*)?\s*")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(condition: Condition, stored: Callable[[str], object]) -> bool:
    """True when the question is to be asked. `stored`: column → stored value, None without one.

    Two days written year-month-day are ordered as days, which ODK does and XPath alone does not.
    """
    if isinstance(condition, Compare):
        return _compare(condition, stored)
    if isinstance(condition, Selected):
        return condition.choice in _chosen(stored(condition.answer.column))
    if isinstance(condition, Not):
        return not holds(condition.inner, stored)
    every = all if condition.word == "and" else any
    return every(holds(part, stored) for part in condition.parts)


def _compare(condition: Compare, stored: Callable[[str], object]) -> bool:
    sides = condition.left, condition.right
    left, right = (_text(_value(side, stored)) for side in sides)
    if condition.sign in _ORDER:
        order = _ORDER[condition.sign]
        if _DAY.fullmatch(left) and _DAY.fullmatch(right):
            return order(left, right)
        return order(_number(left), _number(right))
    if any(isinstance(side, int | float) for side in sides):
        return (_number(left) == _number(right)) is (condition.sign == "=")
    return (left == right) is (condition.sign == "=")


def _value(side: Operand, stored: Callable[[str], object]) -> object:
    return stored(side.column) if isinstance(side, Answer) else side


def _chosen(value: object) -> list[str]:
    if value is None:
        return []
    return value if isinstance(value, list) else [_text(value)]


def _text(value: object) -> str:
    if isinstance(value, list):
        return " ".join(value)  # as XLSForm holds several choices
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _number(text: str) -> float:
    return float(text) if _NUMBER.fullmatch(text) else nan
