"""A sheet as rows whose cells are named by column and language, however its headings look."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from surveys.outcome import Place, Remarks
from surveys.reading import clean_text
from surveys.xlsform.columns import column_of
from surveys.xlsform.workbook import Workbook

_READ = ("label", "hint", "form_title")  # by people


@dataclass(frozen=True)
class Line:
    """One row. `own` is the language of the questionnaire; cells without one are in it."""

    place: Place
    cells: dict[tuple[str, str], str]
    own: str = ""

    def get(self, column: str, language: str = "") -> str:
        """The cell of a column, in a language or in the questionnaire's own; else empty."""
        if language and language != self.own:
            return self.cells.get((column, language), "")
        return self.cells.get((column, self.own)) or self.cells.get((column, ""), "")


@dataclass(frozen=True)
class Table:
    """The rows of one sheet, and its columns with the line that names them."""

    place: Place
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its labels and hints, in the order of the columns."""
        return tuple(dict.fromkeys(language for _, language in self.columns if language))

    def said_in(self, own: str, typeset: Callable[[str, str], str]) -> "Table":
        """The same rows, whose cells without a language are in `own`, their texts typeset."""
        return replace(
            self,
            lines=tuple(
                Line(
                    line.place,
                    {
                        (column, language): typeset(language, text) if column in _READ else text
                        for (column, language), text in line.cells.items()
                    },
                    own,
                )
                for line in self.lines
            ),
        )


def table(book: Workbook, name: str, remarks: Remarks) -> Table:
    """The sheet of that name; no rows where there is none."""
    rows = book.sheets.get(name, [])
    if not rows:
        return Table(Place(name, 1), (), ())
    first, headings = rows[0]
    columns = tuple(column_of(heading) for heading in headings)
    for column, times in Counter(columns).items():
        if column[0] and times > 1:
            said = f"la colonne « {column[0]} » y est deux fois ; seule la première est lue."
            remarks.lost(Place(name, first), said)
    lines = tuple(_line(Place(name, line), columns, cells) for line, cells in rows[1:])
    return Table(Place(name, first), columns, lines)


def _line(place: Place, columns: tuple[tuple[str, str], ...], cells: list[str]) -> Line:
    named: dict[tuple[str, str], str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column[0]:
            named.setdefault(column, clean_text(cell))
    return Line(place, named)
