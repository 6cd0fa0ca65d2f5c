"""The sheets as an .xlsx file that a person can go on writing in; every cell is a text."""

import io
import re
from collections.abc import Sequence

import xlsxwriter

from surveys.xlsform.writing import Row, Tables

LONGEST = 32_767  # signs, that a cell of a spreadsheet may hold
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FIRST = {
    "survey": ("type", "name"),
    "choices": ("list_name", "name"),
    "settings": ("form_title", "form_id"),
}


class TooLong(ValueError):
    """A text that no cell can hold: the sentence says which."""


def to_bytes(made: Tables) -> bytes:
    """The workbook. Raises `TooLong`."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    for name in ("survey", "choices", "settings"):
        _sheet(book, name, getattr(made, name))
    book.close()
    return stream.getvalue()


def header(name: str, rows: Sequence[Row]) -> list[str]:
    """The columns that hold something, in the order in which rows name them; ours last."""
    named = dict.fromkeys([*_FIRST[name], *(column for row in rows for column in row)])
    kept = [
        column
        for column in named
        if column in _FIRST[name] or "::" in column or any(row.get(column) for row in rows)
    ]
    return sorted(kept, key=lambda column: column.startswith("paroles_"))


def _sheet(book: xlsxwriter.Workbook, name: str, rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    columns = header(name, rows)
    sheet.freeze_panes(1, 2)
    for place, column in enumerate(columns):
        wide = "::" in column or column.startswith(("paroles_label", "paroles_purpose"))
        sheet.set_column(place, place, 44 if wide else 18, wrapped)
        sheet.write_string(0, place, column, bold)
    for line, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            text = _UNWRITABLE.sub("", row.get(column, ""))
            if len(text) > LONGEST:
                raise TooLong(
                    f"« {text[:40]}… » dépasse {LONGEST} signes : raccourcissez ce texte."
                )
            if text:
                sheet.write_string(line, place, text, wrapped)
