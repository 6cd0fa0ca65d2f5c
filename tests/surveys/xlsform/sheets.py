"""Files as field workers write them: rows of plain cells, and workbooks taken apart."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import xlsxwriter

from surveys import child
from surveys.outcome import Outcome
from surveys.xlsform.reading import understand
from surveys.xlsform.workbook import Workbook

Rows = Sequence[Sequence[object]]
SHEET = "xl/worksheets/sheet1.xml"
HEAD = (
    b'<?xml version="1.0"?><worksheet xmlns='
    b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = b"</sheetData></worksheet>"
SETTINGS: Rows = [["form_title", "form_id"], ["Enquête", "enquete"]]
YES_NO: Rows = [["list_name", "name", "label"], ["on", "oui", "Oui"], ["on", "non", "Non"]]


def workbook(**sheets: Rows) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell != "":
                    sheet.write(line, place, cell)
    book.close()
    return stream.getvalue()


def swapped(data: bytes, parts: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive with some of its parts replaced, or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", packing) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return made.getvalue()


def understood(
    survey: Rows, choices: Rows = YES_NO, settings: Rows = SETTINGS, **more: Rows
) -> Outcome:
    """What is understood of sheets; the file and its process have tests of their own."""
    sheets = {"survey": survey, "choices": choices, "settings": settings} | more
    read = {name: rows_of(rows) if name in child.SHEETS else [] for name, rows in sheets.items()}
    return understand(Workbook(read), "questionnaire.xlsx")


def rows_of(rows: Rows) -> list[tuple[int, list[str]]]:
    """The rows that hold something, as the reader of files gives them."""
    texts = ([child.text_of(cell) for cell in row] for row in rows)
    return [(line, cells) for line, cells in enumerate(texts, 1) if any(cells)]


def lost(outcome: Outcome) -> list[str]:
    return [str(remark) for remark in outcome.lost]


def adapted(outcome: Outcome) -> list[str]:
    return [str(remark) for remark in outcome.adapted]
