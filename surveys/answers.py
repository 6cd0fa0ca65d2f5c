"""What was received, read against what was asked: answers to store, or sentences to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.asking import Context, Refused, Value
from surveys.schema import Survey, canonical_hash
from surveys.words import RESERVED_NAMES


@dataclass(frozen=True, kw_only=True)
class Checked:
    """Answers kept, by question key, in the order they were asked.

    `values`: closed questions answered. `paroles`: open questions answered.
    `errors`: sentence to show. `unknown`: names of inputs that no question has.
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

    Never raises for what a person typed: each refusal is a sentence in `errors`.
    """
    checked = Checked(
        values={},
        paroles={},
        errors={},
        unknown=tuple(
            name for name in raw if name not in survey.by_key and name not in RESERVED_NAMES
        ),
    )
    for question in survey.questions:
        try:
            value = question.read(raw.get(question.key, ()), context)
        except Refused as refused:
            checked.errors[question.key] = refused.message
            continue
        if value is None and question.required:
            checked.errors[question.key] = question.missing
        elif question.is_parole and value is not None:
            checked.paroles[question.key] = str(value)
        elif value is not None:
            checked.values[question.key] = value
    return checked


def payload_hash(checked: Checked) -> str:
    """SHA-256, in hexadecimal, of what would be stored: equal when the answers are."""
    return canonical_hash({"values": checked.values, "paroles": checked.paroles})
