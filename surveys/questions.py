"""One class per kind of question: what it asks, checks, stores and reads back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import isfinite
from typing import ClassVar

from surveys import messages
from surveys.asking import (
    Choice,
    Context,
    InvalidSurvey,
    PickOne,
    Question,
    Refused,
    Value,
    labels_of,
    only_one,
)
from surveys.reading import number_text, parse_number
from surveys.words import AGE_BANDS, POLARITIES

__all__ = ["KINDS", "Choice", "Context", "InvalidSurvey", "Question", "Refused", "Value"]

_CHOICE_KEY = re.compile("[a-z0-9][a-z0-9_]{0,39}")
_WIDEST_SCALE = 11  # 0 to 10
_BIGGEST = 10**12  # beyond, a typing slip; and a float still holds it exactly


@dataclass(frozen=True, kw_only=True)
class SingleChoice(PickOne):
    """One answer of a list. Stored: its key."""

    kind = "single_choice"
    choices: tuple[Choice, ...]

    def problems(self) -> Iterator[str]:
        """Too few choices, or two alike."""
        yield from super().problems()
        yield from _choice_problems(self.choices)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels_of(self.choices)

    def labels(self, context: Context) -> Mapping[str, str]:
        """Key → label."""
        return self._labels

    def options(self, context: Context) -> tuple[Choice, ...]:
        """The list, as written."""
        return self.choices


@dataclass(frozen=True, kw_only=True)
class SeveralChoices(Question):
    """Several answers of a list, `min` to `max` of them. Stored: their keys, in the list's order.

    `alone` names the answers that contradict all the others (« Aucune »).
    """

    kind = "several_choices"
    missing = messages.TICK
    choices: tuple[Choice, ...]
    min: int | None = None
    max: int | None = None
    alone: tuple[str, ...] = ()

    def problems(self) -> Iterator[str]:
        """Too few choices, two alike, bounds that cannot be met, or an unknown key in `alone`."""
        yield from super().problems()
        yield from _choice_problems(self.choices)
        low, high = self.min or 0, self.max if self.max is not None else len(self.choices)
        if not 0 <= low <= high <= len(self.choices) or high == 0:
            yield "min et max doivent se suivre et tenir dans le nombre de choix."
        if unknown := sorted(set(self.alone) - set(self._labels)):
            yield f"alone nomme « {unknown[0]} », qui n’est pas un de ses choix."

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels_of(self.choices)

    def options(self, context: Context) -> tuple[Choice, ...]:
        """The list, as written."""
        return self.choices

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
        return " ; ".join(self._labels.get(key, key) for key in keys)


@dataclass(frozen=True, kw_only=True)
class Scale(PickOne):
    """A whole number from `low` to `high`, both ends said in words. Stored: the number."""

    kind = "scale"
    low: int
    high: int
    low_label: str
    high_label: str

    def problems(self) -> Iterator[str]:
        """Ends reversed, too far apart, or without words."""
        yield from super().problems()
        if not 0 <= self.low < self.high:
            yield "low doit être plus petit que high, et aucun ne peut être négatif."
        elif self.high - self.low >= _WIDEST_SCALE:
            yield f"une échelle a {_WIDEST_SCALE} points au plus : rapprochez low et high."
        if not (self.low_label.strip() and self.high_label.strip()):
            yield "dites en mots les deux bouts de l’échelle (low_label, high_label)."

    @cached_property
    def _labels(self) -> dict[str, str]:
        ends = {self.low: f" ({self.low_label})", self.high: f" ({self.high_label})"}
        points = range(self.low, self.high + 1)
        return {str(point): f"{point}{ends.get(point, '')}" for point in points}

    def labels(self, context: Context) -> Mapping[str, str]:
        """Each point; both ends carry their words."""
        return self._labels

    def read(self, raw: Sequence[str], context: Context) -> Value | None:
        """The point chosen."""
        chosen = super().read(raw, context)
        return None if chosen is None else int(str(chosen))

    def show(self, value: Value, context: Context) -> str:
        """« 3 sur 5 », « 1 sur 5 (très difficile) »."""
        point, *words = super().show(value, context).split(" ", 1)
        return " ".join([f"{point} sur {self.high}", *words])


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """A number typed in digits, `min` to `max`. Stored: int, or float where `decimal` allows it."""

    kind = "number"
    missing = messages.NUMBER
    min: int | float | None = None
    max: int | float | None = None
    unit: str = ""
    decimal: bool = False

    def problems(self) -> Iterator[str]:
        """Bounds that are no numbers, too far, or reversed."""
        yield from super().problems()
        bounds = [bound for bound in (self.min, self.max) if bound is not None]
        if not all(isfinite(bound) and abs(bound) <= _BIGGEST for bound in bounds):
            yield "min et max doivent être des nombres de moins de treize chiffres."
        elif len(bounds) == 2 and not bounds[0] < bounds[1]:
            yield "min doit être plus petit que max."

    def read(self, raw: Sequence[str], context: Context) -> Value | None:
        """The number, within its bounds."""
        typed = only_one(raw)
        if typed is None:
            return None
        number = parse_number(typed, self.unit)
        if number is None:
            raise Refused(messages.NOT_A_DECIMAL if self.decimal else messages.NOT_A_NUMBER)
        self._check_bounds(number)
        if not self.decimal and number != int(number):
            raise Refused(messages.NOT_WHOLE)
        return float(number) + 0.0 if self.decimal else int(number)

    def _check_bounds(self, number: Decimal) -> None:
        low = -_BIGGEST if self.min is None else self.min
        high = _BIGGEST if self.max is None else self.max
        if low <= number <= high:
            return
        if self.min is not None and self.max is not None:
            raise Refused(messages.not_between(self.min, self.max, self.unit))
        too_far = messages.too_small(low, self.unit), messages.too_big(high, self.unit)
        raise Refused(too_far[number > high])

    def show(self, value: Value, context: Context) -> str:
        """« 12 », « 2,5 km »."""
        number = number_text(value) if isinstance(value, int | float) else str(value)
        return f"{number}\u00a0{self.unit}" if self.unit else number


@dataclass(frozen=True, kw_only=True)
class Commune(PickOne):
    """A commune of the territory. Stored: its INSEE code."""

    kind = "commune"
    missing = messages.COMMUNE
    not_offered = messages.COMMUNE_NOT_OFFERED

    def labels(self, context: Context) -> Mapping[str, str]:
        """INSEE code → name."""
        return context.commune_labels

    def options(self, context: Context) -> tuple[Choice, ...]:
        """The territory's communes."""
        return context.communes


@dataclass(frozen=True, kw_only=True)
class AgeBand(PickOne):
    """One of the seven age bands. Stored: the band, as in `words.AGE_BANDS`."""

    kind = "age_band"
    missing = messages.AGE
    not_offered = messages.AGE_NOT_OFFERED

    def labels(self, context: Context) -> Mapping[str, str]:
        """Band → how it is said."""
        return AGE_BANDS


class Text(Question):
    """A written answer. Stored: the text, cleaned."""

    missing = messages.WRITE
    max_length: int
    several_lines: ClassVar[bool] = True

    def problems(self) -> Iterator[str]:
        """A length no one could use."""
        yield from super().problems()
        if not 1 <= self.max_length <= 20_000:
            yield "max_length doit être compris entre 1 et 20 000."

    def read(self, raw: Sequence[str], context: Context) -> Value | None:
        """The text, cleaned; refused when too long, never cut."""
        text = only_one(raw)
        if text is not None and not self.several_lines:
            text = " ".join(text.split())
        if text is not None and len(text) > self.max_length:
            raise Refused(messages.too_long(self.max_length, len(text) - self.max_length))
        return text


@dataclass(frozen=True, kw_only=True)
class ShortText(Text):
    """A few words on one line, kept with the closed answers."""

    kind = "short_text"
    several_lines = False
    max_length: int = 200


@dataclass(frozen=True, kw_only=True)
class LongText(Text):
    """An open question: its answer is a parole, read, tagged and quoted by itself.

    `polarity` says what it asks for, when it asks for one thing (`words.POLARITIES`).
    """

    kind = "long_text"
    is_parole = True
    max_length: int = 2000
    polarity: str = ""

    def problems(self) -> Iterator[str]:
        """A polarity the trade does not know."""
        yield from super().problems()
        if self.polarity and self.polarity not in POLARITIES:
            yield f"polarity doit être l’un de : {', '.join(POLARITIES)}."


_ALL = (SingleChoice, SeveralChoices, Scale, Number, Commune, AgeBand, ShortText, LongText)
KINDS: dict[str, type[Question]] = {kind.kind: kind for kind in _ALL}


def _choice_problems(choices: tuple[Choice, ...]) -> Iterator[str]:
    keys = [choice.key for choice in choices]
    labels = [choice.label.strip() for choice in choices]
    if len(choices) < 2:
        yield "proposez au moins deux choix."
    for key in keys:
        if not _CHOICE_KEY.fullmatch(key):
            yield (
                f"la clé de choix « {key} » ne doit avoir que des minuscules sans accent, "
                "des chiffres et « _ »."
            )
        if keys.count(key) > 1:
            yield f"deux choix ont la clé « {key} » ; changez l’une des deux."
    for label in labels:
        if not label:
            yield "un choix n’a pas de texte ; écrivez-le."
        if labels.count(label) > 1:
            yield f"deux choix disent « {label} » ; gardez-en un."
