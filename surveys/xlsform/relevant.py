"""Our « only if » as XLSForm's `relevant`: the same words, but a ticked box is « OK » there."""

from collections.abc import Collection

from surveys.conditions.parser import parse
from surveys.conditions.renaming import renamed
from surveys.conditions.tree import to_text
from surveys.questions import Consent
from surveys.schema import Survey

TICKED_HERE, TICKED_THERE = "oui", "OK"


def consents(survey: Survey) -> frozenset[str]:
    """The questions that are one box to tick."""
    return frozenset(q.key for q in survey.questions if isinstance(q, Consent))


def write(only_if: str, boxes: Collection[str]) -> str:
    """The condition as XLSForm's tools read it. Raises `BadCondition`."""
    if not only_if.strip():
        return ""

    def choice(column: str, said: str) -> str:
        return TICKED_THERE if column in boxes and said == TICKED_HERE else said

    return to_text(renamed(parse(only_if), lambda column: column, choice))
