"""Questions that carry their own list of answers, « Autre, précisez » included."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from surveys import messages
from surveys.asking import (
    Choice,
    Context,
    PickOne,
    Question,
    Raw,
    Refused,
    Stored,
    Value,
    labels_of,
)
from surveys.kinds.texts import read_text
from surveys.sentences import Items, Message, sentence, shown

_CHOICE_KEY = re.compile("[a-z0-9][a-z0-9_]{0,39}")
OTHER = "autre"
OTHER_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class Listed(Question):
    """Answers offered in a list.

    With `other`, the choice `autre` opens a text: it is the choice of that key where the list has
    one, else « Autre » is added at the end. The text is stored apart, under `<key>_autre`, which
    is also its column; the choices stored stay keys.
    """

    choices: tuple[Choice, ...]
    other: bool = False

    def problems(self) -> Iterator[str]:
        """Too few choices, or two alike."""
        yield from super().problems()
        yield from choice_problems(self.offered)

    @cached_property
    def offered(self) -> tuple[Choice, ...]:
        """The list as people see it."""
        if not self.other or any(choice.key == OTHER for choice in self.choices):
            return self.choices
        return (*self.choices, Choice(key=OTHER, label=sentence("word.other", "fr")))

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels_of(self.offered)

    @property
    def other_name(self) -> str:
        """The input, stored name and column of what is specified."""
        return f"{self.key}_{OTHER}"

    def options(self, context: Context) -> tuple[Choice, ...]:
        """The list, as people see it."""
        return self.offered

    def names(self) -> tuple[str, ...]:
        """The key, and `<key>_autre` where something may be specified."""
        return (self.key, self.other_name) if self.other else (self.key,)

    def written(self) -> tuple[str, ...]:
        """What is specified."""
        return (self.other_name,) if self.other else ()

    def columns(self) -> tuple[str, ...]:
        """The same names."""
        return self.names()

    def column_label(self, column: str, language: str = "fr") -> str:
        """What is specified has its own heading."""
        if column == self.other_name:
            said = {"question": self.label, "other": self._labels[OTHER]}
            return Message("word.specified", said).said(language)
        return self.label

    def read_all(self, raw: Raw, context: Context) -> dict[str, Value]:
        """The choices, and what was specified; a text alone ticks « Autre » by itself."""
        if not self.other:
            return super().read_all(raw, context)
        specified = read_text(raw.get(self.other_name, ()), OTHER_LENGTH)
        ticked = [key for text in raw.get(self.key, ()) if (key := text.strip())]
        if specified and OTHER not in ticked:
            ticked = self._tick_other(ticked)
        value = self.read(ticked, context)
        stored = {} if value is None else {self.key: value}
        return stored | ({self.other_name: specified} if specified else {})

    def _tick_other(self, ticked: list[str]) -> list[str]:
        return [*ticked, OTHER]

    def said(self, stored: Stored, context: Context) -> str:
        """The labels, then what was specified: « À pied ; Autre (en barque) »."""
        said = super().said(stored, context)
        specified = stored.get(self.other_name) if self.other else None
        return f"{said} ({specified})" if said and specified else said


@dataclass(frozen=True, kw_only=True)
class SingleChoice(Listed, PickOne):
    """One answer of a list. Stored: its key."""

    kind = "single_choice"

    def labels(self, context: Context) -> Mapping[str, str]:
        """Key → label."""
        return self._labels

    def _tick_other(self, ticked: list[str]) -> list[str]:
        if ticked:
            raise Refused(messages.tick_other(self._labels[OTHER]))
        return [OTHER]


@dataclass(frozen=True, kw_only=True)
class SeveralChoices(Listed):
    """Several answers of a list, `min` to `max` of them. Stored: their keys, in the list's order.

    `alone` names the answers that contradict all the others (« Aucune de ces réponses »).
    """

    kind = "several_choices"
    missing = messages.TICK
    min: int | None = None
    max: int | None = None
    alone: tuple[str, ...] = ()

    def problems(self) -> Iterator[str]:
        """Bounds that cannot be met, or an unknown key in `alone`."""
        yield from super().problems()
        if self.offered and not self._bounds_fit():
            yield "min et max doivent se suivre et tenir dans le nombre de choix."
        if unknown := sorted(set(self.alone) - set(self._labels)):
            yield f"alone nomme « {unknown[0]} », qui n’est pas un de ses choix."

    def _bounds_fit(self) -> bool:
        most = len(self.offered)
        high = most if self.max is None else self.max
        return 0 <= (self.min or 0) <= high <= most and high > 0

    def read(self, raw: Sequence[str], context: Context) -> Value | None:
        """The keys ticked, each once."""
        ticked = {text.strip() for text in raw} - {""}
        if not ticked:
            return None
        if not ticked <= self._labels.keys():
            raise Refused(messages.NOT_OFFERED)
        self._check_number(len(ticked))
        kept = [key for key in self._labels if key in ticked]
        for key in kept if len(kept) > 1 else ():
            if key in self.alone:
                raise Refused(messages.not_alone(self._labels[key]))
        return kept

    def _check_number(self, ticked: int) -> None:
        if self.max is not None and ticked > self.max:
            raise Refused(messages.too_many(self.max, ticked))
        if self.min is not None and ticked < self.min:
            raise Refused(messages.too_few(self.min, ticked))

    def show(self, value: Value, context: Context) -> str:
        """The labels, separated by semicolons."""
        keys = value if isinstance(value, list) else [str(value)]
        said = tuple(self._labels.get(key, key) for key in keys)
        return shown(Items(said, "semicolon"), context.language)


def choice_problems(
    choices: tuple[Choice, ...], what: str = "choix", least: int = 2
) -> Iterator[str]:
    """What keeps a list from being offered; `what` is how its items are called."""
    keys = [choice.key for choice in choices]
    labels = [choice.label.strip() for choice in choices]
    plural = "" if what.endswith("x") else "s"
    if len(choices) < least:
        yield "proposez au moins deux choix." if least > 1 else f"il faut au moins un {what}."
    for key in keys:
        if not _CHOICE_KEY.fullmatch(key):
            yield (
                f"la clé de {what} « {key} » ne doit avoir que des minuscules sans accent, "
                "des chiffres et « _ »."
            )
        if keys.count(key) > 1:
            yield f"deux {what}{plural} ont la clé « {key} » ; changez l’une des deux."
    for label in labels:
        if not label:
            yield f"un {what} n’a pas de texte ; écrivez-le."
        if labels.count(label) > 1:
            yield f"deux {what}{plural} disent « {label} » ; gardez-en un."
