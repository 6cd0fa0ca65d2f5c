"""Rows as CSV, without what documents need: a long export stays small in memory."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date

from app.exports.safe import cell, unsplittable
from app.exports.target import Target, opened_text

ENCODING = "utf-8"
DELIMITER = ","
_SHORT, _MOST_KNOWN = 24, 10_000


class _Cells(dict[object, str | int | float]):
    """What `_cell` gives, kept for short texts and days: they come again and again.

    Numbers are not kept: 1 and 1.0 are one key, and two cells.
    """

    def __missing__(self, value: object) -> str | int | float:
        found = _cell(value)
        short = isinstance(value, str) and len(value) < _SHORT
        if len(self) < _MOST_KNOWN and (short or value is None or isinstance(value, date)):
            self[value] = found
        return found


def table_csv(names: Sequence[str], rows: Iterable[Sequence[object]], target: Target) -> None:
    """One line per row, its cells in the order of `names`, which head the columns."""
    cells = _Cells()

    def line(row: Sequence[object]) -> list[str | int | float]:
        try:
            return [cells[value] for value in row]
        except TypeError:  # a list or a set, which no dictionary holds
            return [_cell(value) for value in row]

    with opened_text(target, ENCODING) as stream:
        writer = csv.writer(stream, delimiter=DELIMITER, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow([_cell(name) for name in names])
        writer.writerows(map(line, rows))


def _cell(value: object) -> str | int | float:
    shown = cell(value)
    return unsplittable(shown) if isinstance(shown, str) else shown
