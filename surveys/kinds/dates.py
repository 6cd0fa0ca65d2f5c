"""A day typed in three small boxes, as GOV.UK found that people make the fewest mistakes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from surveys import messages
from surveys.asking import Context, Question, Raw, Refused, Stored, Value, only_one
from surveys.reading import day_text

PARTS = ("jour", "mois", "annee")
_ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ONE_OR_TWO = re.compile("[0-9]{1,2}")
_FOUR = re.compile("[0-9]{4}")


@dataclass(frozen=True, kw_only=True)
class Date(Question):
    """A day, `min` to `max`, all written year-month-day. Stored: the same, as text.

    Inputs: `<key>_jour`, `<key>_mois`, `<key>_annee`; a program may send the whole under the key.
    """

    kind = "date"
    missing = messages.DATE
    min: str = ""
    max: str = ""

    def problems(self) -> Iterator[str]:
        """Bounds that are no days, or reversed."""
        yield from super().problems()
        for name, bound in (("min", self.min), ("max", self.max)):
            if bound and _day(bound) is None:
                yield f"{name} s’écrit année-mois-jour, par exemple 2026-03-27."
        if self.min and self.max and self.min > self.max:
            yield "min doit venir avant max."

    def names(self) -> tuple[str, ...]:
        """The key, then the three boxes."""
        return (self.key, *(f"{self.key}_{part}" for part in PARTS))

    def read(self, raw: Sequence[str], context: Context) -> Value | None:
        """A day sent whole, year-month-day."""
        typed = only_one(raw)
        if typed is None:
            return None
        if not _ISO.fullmatch(typed):
            raise Refused(messages.NOT_A_DATE)
        return self._within(_day(typed))

    def read_all(self, raw: Raw, context: Context) -> dict[str, Value]:
        """The day of the three boxes, or the one sent whole."""
        typed = [only_one(raw.get(name, ())) or "" for name in self.names()[1:]]
        if not any(typed):
            return super().read_all(raw, context)
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if missing:
            raise Refused(messages.parts_missing(missing))
        day, month, year = typed
        if not (_ONE_OR_TWO.fullmatch(day) and _ONE_OR_TWO.fullmatch(month)):
            raise Refused(messages.NOT_A_DATE)
        if not _FOUR.fullmatch(year):
            raise Refused(messages.NOT_A_YEAR)
        return {self.key: self._within(_day(f"{year}-{month:0>2}-{day:0>2}"))}

    def _within(self, day: date | None) -> str:
        if day is None:
            raise Refused(messages.NO_SUCH_DATE)
        if not (self.min or "0") <= day.isoformat() <= (self.max or "9999-12-31"):
            raise Refused(messages.not_in_period(_day(self.min), _day(self.max)))
        return day.isoformat()

    def typed(self, stored: Stored) -> dict[str, list[str]]:
        """The three boxes."""
        found = _ISO.fullmatch(str(stored.get(self.key, "")))
        if found is None:
            return {}
        year, month, day = found.groups()
        boxes = (str(int(day)), str(int(month)), year)
        return {name: [text] for name, text in zip(self.names()[1:], boxes, strict=True)}

    def show(self, value: Value, context: Context) -> str:
        """« 27 mars 2026 »."""
        day = _day(str(value))
        return str(value) if day is None else day_text(day, context.language)


def _day(text: str) -> date | None:
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
