"""Questions answered by a figure: a point of a scale, a number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import isfinite

from surveys import messages
from surveys.asking import Context, PickOne, Question, Refused, Value, only_one
from surveys.reading import parse_number
from surveys.sentences import Message, shown

_WIDEST_SCALE = 11  # 0 to 10
_BIGGEST = 10**12  # beyond, a typing slip; and a float still holds it exactly


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
        said = Message("word.point", {"point": point, "high": self.high}).said(context.language)
        return " ".join([said, *words])


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
        number = parse_number(typed, self.unit, context.language)
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
        number = shown(value, context.language) if isinstance(value, int | float) else str(value)
        return f"{number}\u00a0{self.unit}" if self.unit else number
