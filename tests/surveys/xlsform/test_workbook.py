"""A hostile file is refused in words, in time, and in a small process."""

import io
import random
import subprocess
import zipfile
from collections.abc import Callable

import pytest

from surveys.outcome import UnreadableForm
from surveys.xlsform.workbook import MAX_BYTES, open_workbook
from tests.surveys.xlsform.sheets import HEAD, SHEET, TAIL, swapped, workbook

GOOD = workbook(survey=[["type", "name"], ["text", "dire"]])


def digits(count: int) -> list[str]:
    """Numbers that hardly compress, always the same ones."""
    draw = random.Random(4)  # noqa: S311 -- noise, not a secret
    return [str(draw.getrandbits(32)) for _ in range(count)]


def sheet_of(content: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    return swapped(GOOD, {SHEET: HEAD + content + TAIL}, packing)


def cell(text: bytes) -> bytes:
    return b'<row><c t="inlineStr"><is><t>' + text + b"</t></is></c></row>"


def strings_of(texts: list[str]) -> bytes:
    body = "".join(f"<si><t>{text}</t></si>" for text in texts)
    spaces = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><sst xmlns="{spaces}">{body}</sst>'.encode()


def entries(count: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(count):
            archive.writestr(str(number), b"")
    return made.getvalue()


def archive(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name, content in files.items():
            written.writestr(name, content)
    return made.getvalue()


DTD = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
NAMES_MACROS = b'<Types><Override ContentType="x.macroEnabled.main+xml"/></Types>'
NO_FORM = "n’est pas un questionnaire"


def numbers(before: bytes, after: bytes, count: int) -> bytes:
    return b"".join(before + number.encode() + after for number in digits(count))


def rows_that_hardly_compress() -> bytes:
    rows = numbers(b"<row><c><v>", b"</v></c></row>", 400_000)
    return sheet_of(rows + b"<row/>" * 600_000)


def one_long_row() -> bytes:
    return sheet_of(b"<row>" + numbers(b"<c><v>", b"</v></c>", 500_000) + b"</row>")


def styles_without_end() -> bytes:
    fonts = numbers(b'<font><sz val="', b'"/></font>', 300_000)
    spaces = HEAD.split(b"<worksheet ")[1].split(b"><")[0]
    styles = b"<styleSheet " + spaces + b"><fonts>" + fonts + b"</fonts></styleSheet>"
    return swapped(GOOD, {"xl/styles.xml": styles})


def with_part(name: str, content: bytes) -> bytes:
    return swapped(GOOD, {name: content})


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb": (lambda: sheet_of(b" " * 300_000_000), "démesuré"),
    "a million rows that compress": (lambda: sheet_of(b"<row/>" * 1_000_000), "démesuré"),
    "a million rows that hardly do": (rows_that_hardly_compress, NO_FORM),
    "half a million cells in one row": (one_long_row, NO_FORM),
    "a cell of 10 MB": (lambda: sheet_of(cell("".join(digits(1_000_000)).encode())), "cellule"),
    "half a million shared texts": (
        lambda: with_part("xl/sharedStrings.xml", strings_of(digits(500_000))),
        NO_FORM,
    ),
    "styles without end": (styles_without_end, NO_FORM),
    "elements within elements": (lambda: sheet_of(numbers(b"<a", b">", 200_000)), "abîmé"),
    "XML entities": (
        lambda: with_part(SHEET, DTD + HEAD.partition(b"?>")[2] + cell(b"&b;") + TAIL),
        "DTD",
    ),
    "entities in another part": (lambda: with_part("docProps/app.xml", DTD + b"<x>&b;</x>"), "DTD"),
    "entities in UTF-16": (
        lambda: with_part("docProps/app.xml", (DTD + b"<x/>").decode().encode("utf-16")),
        "DTD",
    ),
    "macros": (lambda: with_part("xl/vbaProject.bin", b"x"), "macros"),
    "a workbook that says it has macros": (
        lambda: with_part("[Content_Types].xml", NAMES_MACROS),
        "macros",
    ),
    "too many files": (lambda: entries(30_000), "30000 fichiers"),
    "a PDF renamed": (lambda: b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    "an old .xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
    "an .ods": (lambda: archive(mimetype=b"application/vnd.oasis", content=b"x"), "OpenDocument"),
    "another archive": (lambda: archive(lettre=b"x"), "archive"),
    "a torn file": (lambda: GOOD[: len(GOOD) // 2], "abîmé"),
    "a file with a hole": (lambda: sheet_of(b"<row><c>"), "abîmé"),
    "a CSV": (lambda: b"type,name\ntext,dire\n", "n’est pas un classeur"),
    "nothing": (lambda: b"  \n", "vide"),
    "too big": (lambda: b"PK" + b"\0" * MAX_BYTES, "5 Mo"),
    "a wide sheet": (
        lambda: workbook(survey=[["type", "name"], ["text", *["x"] * 200]]),
        "150 colonnes",
    ),
    "too many rows": (lambda: workbook(survey=[["x"]] * 10_002), "10000 lignes"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_words_within_its_time_and_memory(
    name: str, taken: Callable[[], dict[str, float]]
) -> None:
    make, word = HOSTILE[name]
    data = make()
    with pytest.raises(UnreadableForm) as refused:
        open_workbook(data)
    assert word in str(refused.value)
    assert str(refused.value).endswith(".")
    if taken():
        assert taken()["kilobytes"] < 200 * 1024
        assert taken()["seconds"] < 2
        assert taken()["clock"] < 60
    else:
        assert not data.startswith(b"PK") or len(data) > MAX_BYTES


def test_a_questionnaire_takes_little(taken: Callable[[], dict[str, float]]) -> None:
    open_workbook(GOOD)
    assert 0 < taken()["kilobytes"] < 80 * 1024


def test_rows_keep_their_lines_and_cells_their_words() -> None:
    data = workbook(
        Survey=[["type", "name", "label"], [], ["text", 12.0, True], ["", "", 1.5]],
        notes=[["libre"]],
    )
    assert open_workbook(data).sheets == {
        "survey": [
            (1, ["type", "name", "label"]),
            (3, ["text", "12", "true"]),
            (4, ["", "", "1.5"]),
        ],
        "notes": [],
    }


def test_a_word_in_the_last_cell_of_the_sheet_is_read_and_not_the_million_blank_ones() -> None:
    last = b'<row r="1048576"><c r="B1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    assert open_workbook(sheet_of(last)).sheets["survey"] == [(1_048_576, ["", "x"])]


def test_a_formula_is_read_as_the_text_it_showed() -> None:
    content = b'<row r="1"><c r="A1" t="str"><f>CONCATENATE("te","xt")</f><v>text</v></c></row>'
    assert open_workbook(sheet_of(content)).sheets["survey"] == [(1, ["text"])]


def test_the_reader_starts_without_what_the_application_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[str, object] = {}

    def run(command: list[str], **options: object) -> object:
        seen.update(options)
        return subprocess.CompletedProcess(command, 0, b'{"sheets": {}}')

    monkeypatch.setattr(subprocess, "run", run)
    open_workbook(GOOD)
    assert seen["env"] == {}


@pytest.mark.parametrize(("code", "word"), [(-27, "trop long"), (1, "mémoire")])
def test_a_reader_that_died_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, code: int, word: str
) -> None:
    def run(command: list[str], **options: object) -> object:
        return subprocess.CompletedProcess(command, code, b"")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(UnreadableForm, match=word):
        open_workbook(GOOD)
