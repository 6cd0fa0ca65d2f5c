"""What was received, read against what was asked: answers to store, or sentences to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.asking import Context, Question, Refused, Value
from surveys.conditions.truth import holds
from surveys.schema import Survey, canonical_hash
from surveys.words import RESERVED_NAMES


@dataclass(frozen=True, kw_only=True)
class Checked:
    """Answers kept, by question key, in the order they were asked.

    `values`: closed questions answered. `paroles`: open questions answered.
    `errors`: sentence to show. `unknown`: names of inputs that no question has.
    What « Autre, précisez » says is under `<key>_autre`.
    """

    values: dict[str, Value]
    paroles: dict[str, str]
    errors: dict[str, str]
    unknown: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing was answered."""
        return not (self.values or self.paroles)


def check(survey: Survey, raw: Mapping[str, Sequence[str]], context: Context) -> Checked:
    """Reads the inputs of a form: name → every value sent under that name.

    Never raises for what a person typed: each refusal is a sentence in `errors`. Conditions look
    at what was kept so far: a question they hide keeps nothing and refuses nothing, even sent.
    """
    checked = Checked(
        values={},
        paroles={},
        errors={},
        unknown=tuple(
            name for name in raw if name not in survey.by_name and name not in RESERVED_NAMES
        ),
    )
    for question in survey.questions:
        if question.only_if and not _asked(survey, question, checked):
            continue
        try:
            stored = question.read_all(raw, context)
        except Refused as refused:
            checked.errors[question.key] = refused.said(context.language)
            continue
        if not stored and question.required:
            checked.errors[question.key] = question.missing.said(context.language)
        elif stored and question.is_parole:
            checked.paroles[question.key] = str(stored[question.key])
        elif stored:
            checked.values.update(stored)
    return checked


def _asked(survey: Survey, question: Question, checked: Checked) -> bool:
    def stored(column: str) -> Value | None:
        looked = survey.by_column[column]
        if looked.is_parole:
            return checked.paroles.get(column)
        return looked.part(column, checked.values)

    return question.condition is None or holds(question.condition, stored)


def payload_hash(checked: Checked) -> str:
    """SHA-256, in hexadecimal, of what would be stored: equal when the answers are."""
    return canonical_hash({"values": checked.values, "paroles": checked.paroles})
