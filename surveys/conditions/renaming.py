"""A condition said with other names: what files written elsewhere call questions and choices."""

from collections.abc import Callable

from surveys.conditions.tree import Answer, Compare, Condition, Junction, Not, Operand, Selected

Column = Callable[[str], str]  # a column's name there → here
Choice = Callable[[str, str], str]  # a column's name there, a choice there → the choice here


def renamed(condition: Condition, column: Column, choice: Choice) -> Condition:
    """The same condition in other names; what a comparison orders (<, >) is left as it is."""
    if isinstance(condition, Junction):
        return Junction(condition.word, tuple(renamed(p, column, choice) for p in condition.parts))
    if isinstance(condition, Not):
        return Not(renamed(condition.inner, column, choice))
    if isinstance(condition, Selected):
        named = condition.answer.column
        return Selected(Answer(column(named)), choice(named, condition.choice))
    return _compare(condition, column, choice)


def _compare(condition: Compare, column: Column, choice: Choice) -> Compare:
    sides = condition.left, condition.right
    named = next((side.column for side in sides if isinstance(side, Answer)), "")
    equal = condition.sign in ("=", "!=")

    def side(operand: Operand) -> Operand:
        if isinstance(operand, Answer):
            return Answer(column(operand.column))
        if not equal or operand == "":
            return operand
        said = choice(named, str(operand))
        return operand if said == str(operand) else said

    return Compare(side(condition.left), condition.sign, side(condition.right))
