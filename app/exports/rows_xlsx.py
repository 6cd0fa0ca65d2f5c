"""A workbook being written, row after row: one sheet per table, filters, a codebook."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import xlsxwriter

from analysis.disclosure import HIDDEN
from app.exports import PRIVATE
from app.exports.safe import cell, guarded, sheet_name
from app.exports.target import Target

Record = Mapping[str, object]
Column = tuple[str, str]
ACCENT: Final = "#175a63"
MARK: Final = "#8a1c1c"
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
NARROWEST, WIDEST = 9, 60
PROSE_WIDTH: Final = 100
LINE, HIGHEST = 15, 400
LONGEST_CELL: Final = 32767
MEASURED: Final = 1000
README: Final = "Lisez-moi"
CODEBOOK: Final = "Dictionnaire"
RECOVER: Final = (
    "Un texte qui pourrait passer pour une formule (il commence par =, +, -, @…) est précédé d’une "
    "apostrophe, comme tout texte qui commence déjà par une apostrophe : ôtez la première "
    "apostrophe d’une cellule pour retrouver le texte exact."
)


class Book:
    """A workbook being written: sheets in order, and the codebook they fill."""

    def __init__(self, target: Target, title: str, mark: str = "") -> None:
        self.book: Any = xlsxwriter.Workbook(_place(target), OPTIONS)
        self.book.set_properties({"title": title, "comments": ""})
        self.mark = mark
        self.names: list[str] = []
        self.codebook: list[dict[str, object]] = []
        self.header = self.book.add_format(
            {"bold": True, "font_color": "white", "bg_color": ACCENT, "valign": "vcenter"}
        )
        self.plain = self.book.add_format({"valign": "top"})
        self.right = self.book.add_format({"align": "right", "valign": "top"})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.title = self.book.add_format({"bold": True, "font_size": 15, "font_color": ACCENT})
        self.share = self.book.add_format({"num_format": "0.0 %", "valign": "top"})

    def prose(self, name: str, lines: Sequence[str]) -> None:
        """A sheet of sentences: the first is its title."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, PROSE_WIDTH)
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 0)
        for row, line in enumerate(lines):
            sheet.set_row(row, _height([line], PROSE_WIDTH) + 6)
            sheet.write_string(row, 0, guarded(line), self.wrapped if row else self.title)

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Record]) -> None:
        """A sheet of records, and its columns in the codebook."""
        keys = [key for key, _ in columns]
        self.lines(name, columns, ([record.get(key) for key in keys] for record in rows))

    def lines(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
        """The same, each row being its cells in the order of `columns`.

        Widths and heights are those that the first thousand rows want: measuring each of a hundred
        thousand would cost as much as writing them.
        """
        sheet = self._sheet(name)
        widths = [len(key) + 4 for key, _ in columns]
        shares = [key == "part" for key, _ in columns]
        sheet.set_row(0, 22)
        for column, (key, _) in enumerate(columns):
            sheet.write_string(0, column, guarded(key), self.header)
        last = 0
        for last, row in enumerate(rows, 1):
            shown = [cell(value) for value in row]
            if last <= MEASURED:
                texts = [text for text in shown if isinstance(text, str)]
                sheet.set_row(last, _height(texts, WIDEST))
            for column, value in enumerate(shown):
                if value != "":
                    width = self._write(sheet, last, column, value, share=shares[column])
                    widths[column] = max(widths[column], width)
        self._finish(sheet, last, widths)
        self.codebook += [
            {"feuille": self.names[-1], "colonne": key, "contenu": label} for key, label in columns
        ]

    def close(self) -> None:
        columns = (
            ("feuille", "Feuille"),
            ("colonne", "Colonne"),
            ("contenu", "Ce qu’elle contient"),
        )
        self.table(CODEBOOK, columns, tuple(self.codebook))
        self.book.close()

    def _sheet(self, name: str) -> Any:
        self.names.append(sheet_name(name, frozenset(self.names)))
        sheet = self.book.add_worksheet(self.names[-1])
        if self.mark:
            sheet.set_header(f'&C&"Arial,Bold"{self.mark}')
            sheet.set_tab_color(MARK)
        sheet.set_footer(f"&L{self.names[-1].replace('&', '&&')}&RPage &P sur &N")
        return sheet

    def _write(self, sheet: Any, row: int, column: int, shown: Any, *, share: bool) -> int:
        """Writes a cell and says how wide it would like to be."""
        if isinstance(shown, str):
            kept = shown if len(shown) <= LONGEST_CELL else shown[: LONGEST_CELL - 1] + "…"
            wraps = len(kept) > WIDEST or "\n" in kept
            look = self.right if kept == HIDDEN else self.wrapped if wraps else self.plain
            sheet.write_string(row, column, kept, look)
            return len(kept if not wraps else max(kept.split("\n"), key=len)) + 2
        sheet.write_number(row, column, shown, self.share if share else self.plain)
        return len(str(shown)) + 2

    def _finish(self, sheet: Any, last: int, widths: Sequence[int]) -> None:
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last, 1), len(widths) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)


def _height(texts: Sequence[str], width: int) -> float:
    """Points that the longest of these texts needs once wrapped: LibreOffice does not ask."""
    lines = [sum(1 + len(line) // (width - 2) for line in text.split("\n")) for text in texts]
    return float(min(LINE * max(lines, default=1), HIGHEST))


def _place(target: Target) -> Any:
    return str(target) if hasattr(target, "suffix") else target


def responses_xlsx(
    rows: Iterable[Sequence[object]],
    columns: Sequence[Column],
    target: Target,
    *,
    about: str,
    today: date,
) -> None:
    """One line per response, one column per (key, label). about: the survey's title."""
    raw("Réponses", columns, rows, target, about, today)


def needs_xlsx(
    rows: Iterable[Record], columns: Sequence[Column], target: Target, *, about: str, today: date
) -> None:
    """One line per need of an association, one column per (key, label). about: the territory."""
    raw("Besoins", columns, _cells(rows, columns), target, about, today)


def _cells(rows: Iterable[Record], columns: Sequence[Column]) -> Iterator[list[object]]:
    for row in rows:
        yield [row.get(key) for key, _ in columns]


def comparison_xlsx(
    rows: Iterable[Record], columns: Sequence[Column], target: Target, *, about: str, today: date
) -> None:
    """One line per answer compared, one column per (key, label). about: what is compared."""
    raw("Comparaison", columns, _cells(rows, columns), target, about, today)


def raw(
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    target: Target,
    about: str,
    today: date,
) -> None:
    """A workbook of one long table, what to read first before it, the codebook after it."""
    book = Book(target, f"{name} : {about}", PRIVATE)
    intro = [
        f"{name} : {about}",
        f"Exporté le {today:%d/%m/%Y}. Chiffres et textes exacts : à garder pour le travail, "
        "à ne pas diffuser tels quels.",
        f"La feuille « {CODEBOOK} » dit ce que contient chaque colonne.",
        RECOVER,
    ]
    book.prose(README, intro)
    book.lines(name, columns, rows)
    book.close()
