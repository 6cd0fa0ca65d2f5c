"""A condition as a page's script reads it: lists to write as JSON, never text to execute."""

from collections.abc import Callable
from typing import TypeAlias

from surveys.conditions.tree import Answer, Compare, Condition, Not, Operand, Selected

# A column is a list of one name; ">" is "<" with its sides exchanged, "!=" is "not" of "=".
Tree: TypeAlias = "str | int | float | list[Tree]"


def live(condition: Condition, one: Callable[[str], bool], several: Callable[[str], bool]) -> Tree:
    """The lists, empty where a page cannot tell: the question then shows, with its sentence.

    `one`, `several`: whether a column holds the one choice, or the choices, ticked in the page;
    nothing else is the same text in a page as it is stored.
    """
    if isinstance(condition, Compare):
        sides = [condition.left, condition.right]
        return _compared(condition.sign, sides) if all(_known(side, one) for side in sides) else []
    if isinstance(condition, Selected):
        column = condition.answer.column
        return ["has", column, condition.choice] if one(column) or several(column) else []
    if isinstance(condition, Not):
        inner = live(condition.inner, one, several)
        return ["not", inner] if inner else []
    parts = [live(part, one, several) for part in condition.parts]
    return [condition.word, *parts] if all(parts) else []


def _known(side: Operand, one: Callable[[str], bool]) -> bool:
    return not isinstance(side, Answer) or one(side.column)


def _compared(sign: str, sides: list[Operand]) -> Tree:
    left, right = (_side(side) for side in sides)
    if sign == "!=":
        return ["not", ["=", left, right]]
    if sign in (">", ">="):
        return [sign.replace(">", "<"), right, left]
    return [sign, left, right]


def _side(side: Operand) -> Tree:
    return [side.column] if isinstance(side, Answer) else side
