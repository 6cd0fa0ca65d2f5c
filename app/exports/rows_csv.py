"""Rows as CSV, without what documents need: a long export stays small in memory."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from typing import Final

from app.exports.safe import cell, unsplittable
from app.exports.target import Target, opened_text

ENCODING = "utf-8"
DELIMITER = ","
END = "\r\n"
TOGETHER: Final = 200  # rows written at once
_SHORT, _MOST_KNOWN = 24, 10_000


class _Cells(dict[object, str]):
    """What `_cell` gives, kept for short texts and days: they come again and again.

    Numbers are not kept: 1 and 1.0 are one key, and two cells.
    """

    def __missing__(self, value: object) -> str:
        found = _cell(value)
        short = isinstance(value, str) and len(value) < _SHORT
        if len(self) < _MOST_KNOWN and (short or value is None or isinstance(value, date)):
            self[value] = found
        return found


def table_csv(names: Sequence[str], rows: Iterable[Sequence[object]], target: Target) -> None:
    """One line per row, its cells in the order of `names`, which head the columns.

    Every text is between quotes, every number without: the bytes of `csv.QUOTE_NONNUMERIC`, joined
    here so that a cell that comes again is guarded and quoted once.
    """
    cells = _Cells()

    def line(row: Sequence[object]) -> str:
        try:
            return DELIMITER.join([cells[value] for value in row])
        except TypeError:  # a list or a set, which no dictionary holds
            return DELIMITER.join([_cell(value) for value in row])

    with opened_text(target, ENCODING) as stream:
        stream.write(DELIMITER.join([_cell(name) for name in names]) + END)
        lines = map(line, rows)
        while some := list(islice(lines, TOGETHER)):
            stream.write(END.join(some) + END)


def _cell(value: object) -> str:
    shown = cell(value)
    if isinstance(shown, str):
        return '"' + unsplittable(shown).replace('"', '""') + '"'
    return str(shown)
