"""The same question asked of several things, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from surveys import messages
from surveys.asking import (
    Choice,
    Context,
    Question,
    Raw,
    Refused,
    Stored,
    Value,
    labels_of,
    only_one,
)
from surveys.kinds.lists import choice_problems
from surveys.sentences import Items, Message, shown


@dataclass(frozen=True, kw_only=True)
class Matrix(Question):
    """One of `choices` for each of `rows`; a scale is written as the choices « 1 », « 2 »…

    Stored: row → choice, of the rows answered, in their order. Inputs and columns: `<key>_<row>`.
    Required means every row.
    """

    kind = "matrix"
    missing = messages.ROWS
    rows: tuple[Choice, ...]
    choices: tuple[Choice, ...]

    def problems(self) -> Iterator[str]:
        """Too few rows or choices, or two alike."""
        yield from super().problems()
        yield from choice_problems(self.rows, "sujet", 1)
        yield from choice_problems(self.choices)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels_of(self.choices)

    @cached_property
    def _rows(self) -> dict[str, str]:
        return {self.name_of(row.key): row.label for row in self.rows}

    def name_of(self, row: str) -> str:
        """The input and column of a row."""
        return f"{self.key}_{row}"

    def names(self) -> tuple[str, ...]:
        """One input per row."""
        return tuple(self._rows)

    def columns(self) -> tuple[str, ...]:
        """One column per row."""
        return tuple(self._rows)

    def column_label(self, column: str, language: str = "fr") -> str:
        """The question, then the row."""
        return f"{self.label} – {self._rows[column]}"

    def options(self, context: Context) -> tuple[Choice, ...]:
        """What is offered on each row."""
        return self.choices

    def read_all(self, raw: Raw, context: Context) -> dict[str, Value]:
        """The rows answered."""
        answered = {row.key: chosen for row in self.rows if (chosen := self._chosen(raw, row))}
        left = [row.label for row in self.rows if row.key not in answered]
        if self.required and answered and left:
            raise Refused(messages.rows_missing(left))
        return {self.key: answered} if answered else {}

    def _chosen(self, raw: Raw, row: Choice) -> str | None:
        try:
            chosen = only_one(raw.get(self.name_of(row.key), ()))
        except Refused as refused:
            raise Refused(messages.in_row(row.label, refused.sentence)) from None
        if chosen is not None and chosen not in self._labels:
            raise Refused(messages.in_row(row.label, messages.NOT_OFFERED))
        return chosen

    def typed(self, stored: Stored) -> dict[str, list[str]]:
        """The choice of each row."""
        return {self.name_of(row): [choice] for row, choice in _answered(stored, self.key).items()}

    def part(self, column: str, stored: Stored) -> Value | None:
        """The choice of one row, whatever rows this version has."""
        return _answered(stored, self.key).get(column.removeprefix(f"{self.key}_"))

    def show(self, value: Value, context: Context) -> str:
        """« Les transports : souvent ; Les commerces : jamais »."""
        answered = value if isinstance(value, dict) else {}
        rows = {row: (self._rows.get(self.name_of(row), row), key) for row, key in answered.items()}
        said = [{"row": row, "choice": self._labels.get(key, key)} for row, key in rows.values()]
        lines = tuple(Message("word.row", line) for line in said)
        return shown(Items(lines, "semicolon"), context.language)


def _answered(stored: Stored, key: str) -> dict[str, str]:
    value = stored.get(key)
    return value if isinstance(value, dict) else {}
