"""A condition as frozen data, and back to the text it is written in."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True)
class Answer:
    """`${column}`: what was stored there."""

    column: str


Operand: TypeAlias = Answer | str | int | float


@dataclass(frozen=True)
class Compare:
    """Two operands and one of `=` `!=` `<` `<=` `>` `>=`."""

    left: Operand
    sign: str
    right: Operand


@dataclass(frozen=True)
class Selected:
    """`selected(${column}, 'choice')`: the choice is among those ticked."""

    answer: Answer
    choice: str


@dataclass(frozen=True)
class Not:
    """`not(…)`."""

    inner: "Condition"


@dataclass(frozen=True)
class Junction:
    """Two parts or more joined by `and`, or by `or`."""

    word: str
    parts: tuple["Condition", ...]


Condition: TypeAlias = Compare | Selected | Not | Junction


def to_text(condition: Condition) -> str:
    """The condition as it is written: `parse` gives the same tree back."""
    if isinstance(condition, Compare):
        return f"{_operand(condition.left)} {condition.sign} {_operand(condition.right)}"
    if isinstance(condition, Selected):
        return f"selected({_operand(condition.answer)}, {_operand(condition.choice)})"
    if isinstance(condition, Not):
        return f"not({to_text(condition.inner)})"
    return f" {condition.word} ".join(map(_part, condition.parts))


def _part(condition: Condition) -> str:
    text = to_text(condition)
    return f"({text})" if isinstance(condition, Junction) else text


def _operand(operand: Operand) -> str:
    if isinstance(operand, Answer):
        return f"${{{operand.column}}}"
    if isinstance(operand, str):
        return f'"{operand}"' if "'" in operand else f"'{operand}'"
    return f"{Decimal(str(operand)):f}"  # never 1e-05, which is no number here


def leaves(condition: Condition) -> Iterator[Compare | Selected]:
    """Each comparison and each `selected`, as written."""
    if isinstance(condition, Not):
        yield from leaves(condition.inner)
    elif isinstance(condition, Junction):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


def columns(condition: Condition) -> tuple[str, ...]:
    """The columns it looks at, each once, in the order they are named."""
    found: dict[str, None] = {}
    for leaf in leaves(condition):
        sides = (leaf.answer,) if isinstance(leaf, Selected) else (leaf.left, leaf.right)
        found.update((side.column, None) for side in sides if isinstance(side, Answer))
    return tuple(found)
