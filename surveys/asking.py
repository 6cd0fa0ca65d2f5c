"""What every kind of question shares: a key, a text, and how an answer to it is read and shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from surveys import messages
from surveys.reading import clean_text
from surveys.words import RESERVED_NAMES

Value = str | int | float | list[str]

_KEY = re.compile("[a-z][a-z0-9_]{0,39}")


class InvalidSurvey(ValueError):
    """A questionnaire that cannot be asked: says which question, and what to change, in French."""


class Refused(ValueError):
    """An answer that cannot be kept: `message` tells the person, in French, what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer offered: `key` is stored, `label` is read."""

    key: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Context:
    """What the territory brings to a questionnaire: its communes, keyed by INSEE code."""

    communes: tuple[Choice, ...] = ()

    @cached_property
    def commune_labels(self) -> dict[str, str]:
        """INSEE code → name, in the order of the list."""
        return labels_of(self.communes)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What every kind has. `key` names the input, the stored answer and the export column.

    Raises `InvalidSurvey` when it could not be asked.
    """

    kind: ClassVar[str]
    missing: ClassVar[str] = messages.CHOOSE  # said when required and not answered
    is_parole: ClassVar[bool] = False

    key: str
    label: str
    hint: str = ""
    required: bool = False

    def __post_init__(self) -> None:
        for problem in self.problems():
            raise InvalidSurvey(f"question « {self.key} » : {problem}")

    def problems(self) -> Iterator[str]:
        """What keeps it from being asked, in French, each with its remedy."""
        if not _KEY.fullmatch(self.key):
            yield (
                "sa clé doit commencer par une lettre et n’avoir que des minuscules sans accent, "
                "des chiffres et « _ » (40 signes au plus)."
            )
        if self.key in RESERVED_NAMES:
            yield "cette clé est réservée par le formulaire ; choisissez-en une autre."
        if not self.label.strip():
            yield "écrivez le texte de la question (label)."

    def read(self, raw: Sequence[str], context: Context) -> Value | None:
        """The value to store from the inputs received; None when not answered.

        Raises `Refused` with the sentence to show.
        """
        raise NotImplementedError

    def options(self, context: Context) -> tuple[Choice, ...]:
        """The answers offered, in order; none when the answer is written."""
        return ()

    def columns(self) -> tuple[str, ...]:
        """Export columns: one, named after the key, whatever the version."""
        return (self.key,)

    def show(self, value: Value, context: Context) -> str:
        """A stored value as a person reads it."""
        return str(value)


class PickOne(Question):
    """A question answered by one of a list."""

    not_offered: ClassVar[str] = messages.NOT_OFFERED

    def labels(self, context: Context) -> Mapping[str, str]:
        """Key → label of the answers offered."""
        raise NotImplementedError

    def options(self, context: Context) -> tuple[Choice, ...]:
        """The list, in order."""
        return tuple(Choice(key=key, label=label) for key, label in self.labels(context).items())

    def read(self, raw: Sequence[str], context: Context) -> Value | None:
        """The key of the answer chosen."""
        chosen = only_one(raw)
        if chosen is not None and chosen not in self.labels(context):
            raise Refused(self.not_offered)
        return chosen

    def show(self, value: Value, context: Context) -> str:
        """The label; the key itself where a later version no longer offers it."""
        return self.labels(context).get(str(value), str(value))


def labels_of(choices: tuple[Choice, ...]) -> dict[str, str]:
    """Key → label, in order."""
    return {choice.key: choice.label for choice in choices}


def only_one(raw: Sequence[str]) -> str | None:
    """The only answer among the inputs of one name; blank ones do not count."""
    given = {text for text in map(clean_text, raw) if text}
    if len(given) > 1:
        raise Refused(messages.ONLY_ONE)
    return given.pop() if given else None
