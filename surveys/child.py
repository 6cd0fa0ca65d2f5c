"""Reads an .xlsx or .toml file in a process of its own, which may neither grow nor last.

Run by its path, with the format: bytes on stdin, JSON on stdout, `{"sheets": …}`, `{"data": …}` or
`{"refused": code}`.
"""

import io
import json
import resource
import signal
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

MEMORY = 190 * 1024 * 1024  # of addresses: what is really used stays below
SECONDS = 1.5  # of processor
MAX_ENTRIES, MAX_SIZE, MAX_RATIO = 200, 20 * 1024 * 1024, 100
MAX_ROWS, MAX_COLUMNS, MAX_CELL, MAX_TEXT = 10_000, 150, 32_767, 4_000_000
SHEETS = ("survey", "choices", "settings")


class Refused(Exception):
    """The code of the sentence to say, and what fills it."""


def main() -> None:
    _bound()
    for heavy in ("numpy", "PIL", "lxml"):  # openpyxl would load them, and needs none to read
        sys.modules[heavy] = None  # type: ignore[assignment]
    try:
        answer = _READERS[sys.argv[1]](sys.stdin.buffer.read())
    except Refused as refused:
        answer = {"refused": refused.args[0], "what": list(refused.args[1:])}
    except MemoryError:
        answer = {"refused": "heavy", "what": []}
    except Exception:  # whatever openpyxl stumbles on: it is not for its reader to know
        answer = {"refused": "broken", "what": []}
    sys.stdout.write(json.dumps(answer, default=str))  # a day of TOML is the text it was


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)


def _toml(data: bytes) -> dict[str, Any]:
    """What the file says, or the reader's own word on where it stops making sense."""
    import tomllib

    try:
        return {"data": tomllib.loads(data.decode())}
    except (ValueError, RecursionError) as error:
        raise Refused("broken", str(error)[:200]) from error


def _workbook(data: bytes) -> dict[str, Any]:
    return {"sheets": _sheets(data)}


def _sheets(data: bytes) -> dict[str, list[tuple[int, list[str]]]]:
    _check(data)
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    found: dict[str, list[tuple[int, list[str]]]] = {}
    room = MAX_TEXT
    for sheet in book.worksheets:
        name = sheet.title.strip().lower()
        if name not in SHEETS or found.get(name):
            found.setdefault(sheet.title.strip() or "?", [])
            continue
        sheet.reset_dimensions()
        rows = found[name] = list(_rows(sheet, name))
        room -= sum(len(cell) for _, row in rows for cell in row)
        if room < 0:
            raise Refused("text")
    return found


def _check(data: bytes) -> None:
    """Before anything is unpacked: what the archive says of itself, and no document type."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Refused("broken") from error
    names = {entry.filename.lower() for entry in entries}
    if len(entries) > MAX_ENTRIES:
        raise Refused("entries", len(entries))
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if size > MAX_SIZE or size > MAX_RATIO * max(packed, 1):
        raise Refused("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("secret")
    if any("vbaproject" in name for name in names):
        raise Refused("macros")
    if "[content_types].xml" not in names:
        raise Refused("ods" if "mimetype" in names else "not_a_workbook")
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            content = archive.read(entry)
            _check_xml(content)
            if entry.filename.lower() == "[content_types].xml" and b"macroEnabled" in content:
                raise Refused("macros")


def _check_xml(content: bytes) -> None:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Refused("doctype")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Refused("broken") from error


def _rows(sheet: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, with their line."""
    kept = 0
    for line, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), 1):
        if cells.count(None) == len(cells):  # a million blank ones may lead to the last line
            continue
        texts = [text_of(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        kept += 1
        if kept > MAX_ROWS:
            raise Refused("rows", name, MAX_ROWS)
        if len(texts) > MAX_COLUMNS:
            raise Refused("columns", name, line, MAX_COLUMNS)
        if any(len(text) > MAX_CELL for text in texts):
            raise Refused("cell", name, line)
        yield line, texts


def text_of(cell: object) -> str:
    """A cell as a person typed it: 1 and not 1.0, a day without its midnight."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


_READERS: dict[str, Callable[[bytes], dict[str, Any]]] = {"xlsx": _workbook, "toml": _toml}

if __name__ == "__main__":
    main()
