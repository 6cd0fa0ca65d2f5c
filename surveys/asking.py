"""What every kind of question shares: a key, a text, and how an answer to it is read and shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

from surveys import messages
from surveys.conditions.parser import BadCondition, parse
from surveys.conditions.tree import Condition
from surveys.reading import clean_text
from surveys.sentences import Message, shown
from surveys.words import PUBLICS, RESERVED_NAMES

Value = str | int | float | list[str] | dict[str, str]
Raw = Mapping[str, Sequence[str]]  # name of an input → every text sent under that name
Stored = Mapping[str, Value]  # name → value, of a whole response

_KEY = re.compile("[a-z][a-z0-9_]{0,39}")


class InvalidSurvey(ValueError):
    """A questionnaire that cannot be asked: says which question, and what to change, in French."""


class Refused(ValueError):
    """An answer that cannot be kept: tells the person what to do, in her language."""

    def __init__(self, sentence: str | Message) -> None:
        super().__init__(shown(sentence, "fr"))
        self.sentence = sentence

    @property
    def message(self) -> str:
        """In French."""
        return self.said("fr")

    def said(self, language: str) -> str:
        """In one of `words.LANGUAGES`; a sentence made of plain text is in French."""
        return shown(self.sentence, language)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer offered: `key` is stored, `label` is read."""

    key: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a reading brings to a questionnaire: the territory's communes, keyed by INSEE code, and
    the language in which refusals, figures and the software's own words are said."""

    communes: tuple[Choice, ...] = ()
    language: str = "fr"

    @cached_property
    def commune_labels(self) -> dict[str, str]:
        """INSEE code → name, in the order of the list."""
        return labels_of(self.communes)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Another way to ask the same thing to one public; an empty text changes nothing."""

    public: str
    label: str = ""
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What every kind has. `key` names the input, the stored answer and the export column.

    `only_if` is a condition on earlier questions (`surveys.conditions`); `wordings` asks the same
    thing otherwise to other publics, one wording each. Raises `InvalidSurvey` when it could not be
    asked.
    """

    kind: ClassVar[str]
    missing: ClassVar[Message] = messages.CHOOSE  # said when required and not answered
    is_parole: ClassVar[bool] = False

    key: str
    label: str
    hint: str = ""
    required: bool = False
    only_if: str = ""
    wordings: tuple[Wording, ...] = ()

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
        for name in set(self.names()) & RESERVED_NAMES:
            yield f"le nom « {name} » est réservé par le formulaire ; choisissez une autre clé."
        if not self.label.strip():
            yield "écrivez le texte de la question (label)."
        try:
            _ = self.condition
        except BadCondition as error:
            yield f"sa condition (only_if) ne se lit pas : {error}"
        yield from _wording_problems(self.wordings)

    @cached_property
    def condition(self) -> Condition | None:
        """When to ask it; None: always. Raises `BadCondition`."""
        return parse(self.only_if) if self.only_if.strip() else None

    def worded(self, public: str) -> "Question":
        """The question as this public is asked it."""
        for other in self.wordings:
            if other.public == public:
                label, hint = other.label or self.label, other.hint or self.hint
                return replace(self, label=label, hint=hint)
        return self

    def names(self) -> tuple[str, ...]:
        """The inputs it reads: one named after the key, and others that begin with it."""
        return (self.key,)

    def read(self, raw: Sequence[str], context: Context) -> Value | None:
        """The value to store from the texts sent under the key; None when not answered.

        Raises `Refused` with the sentence to show.
        """
        return None

    def read_all(self, raw: Raw, context: Context) -> dict[str, Value]:
        """What to store, by name, from all of its inputs; nothing when not answered.

        Raises `Refused` with the sentence to show.
        """
        value = self.read(raw.get(self.key, ()), context)
        return {} if value is None else {self.key: value}

    def typed(self, stored: Stored) -> dict[str, list[str]]:
        """The inputs that would store this again, name → texts; nothing where it was not asked."""
        values = ((name, stored.get(name)) for name in self.names())
        return {name: as_texts(value) for name, value in values if value is not None}

    def options(self, context: Context) -> tuple[Choice, ...]:
        """The answers offered, in order; none when the answer is written."""
        return ()

    def written(self) -> tuple[str, ...]:
        """The closed answers in which a person writes words of her own, to be masked."""
        return ()

    def columns(self) -> tuple[str, ...]:
        """Export columns, the same whatever the version: the key, or names that begin with it."""
        return (self.key,)

    def column_label(self, column: str, language: str = "fr") -> str:
        """What the heading of one of its columns says; `language`: of the software's own words."""
        return self.label

    def part(self, column: str, stored: Stored) -> Value | None:
        """What a response has in one of its columns; conditions and exports look here."""
        return stored.get(column)

    def show(self, value: Value, context: Context) -> str:
        """The value stored under the key, as a person reads it."""
        return str(value)

    def said(self, stored: Stored, context: Context) -> str:
        """All that was answered, as a person reads it; the empty text when nothing was."""
        value = stored.get(self.key)
        return "" if value is None else self.show(value, context)


class PickOne(Question):
    """A question answered by one of a list."""

    not_offered: ClassVar[Message] = messages.NOT_OFFERED

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


def _wording_problems(wordings: tuple[Wording, ...]) -> Iterator[str]:
    publics = [wording.public for wording in wordings]
    for public in publics:
        if public not in PUBLICS:
            yield f"wordings : « {public} » n’est pas l’un de {', '.join(PUBLICS)}."
        if publics.count(public) > 1:
            yield f"wordings : « {public} » y est deux fois ; gardez un seul texte."


def labels_of(choices: tuple[Choice, ...]) -> dict[str, str]:
    """Key → label, in order."""
    return {choice.key: choice.label for choice in choices}


def only_one(raw: Sequence[str]) -> str | None:
    """The only answer among the inputs of one name; blank ones do not count."""
    given = {text for text in map(clean_text, raw) if text}
    if len(given) > 1:
        raise Refused(messages.ONLY_ONE)
    return given.pop() if given else None


def as_texts(value: Value) -> list[str]:
    """A stored value as inputs send it."""
    return [str(item) for item in (value if isinstance(value, list) else [value])]
