"""The rows of a structure file: one for each setting, group, question, subquestion and answer."""

import csv
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from surveys.outcome import Place, UnreadableForm
from surveys.reading import clean_text

MAX_BYTES, MAX_ROWS, MAX_CELL = 2_000_000, 20_000, 32_767
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6])\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_SAVE = (
    "Dans LimeSurvey, choisissez Exporter, puis « Structure du questionnaire, valeurs séparées par "
    "des tabulations (.txt) »."
)


@dataclass
class Row:
    """One row; `parts` are the subquestions and answers that follow a question."""

    place: Place
    cells: dict[str, str]
    parts: list["Row"] = field(default_factory=list)

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def text(self, column: str = "text") -> str:
        """A text that people read, without its HTML."""
        return plain(self.get(column))

    def of(self, kind: str) -> list["Row"]:
        """Its parts of one class, each code once."""
        found: dict[str, Row] = {}
        for part in self.parts:
            if part.get("class") == kind:
                found.setdefault(part.get("name"), part)
        return list(found.values())


@dataclass
class Structure:
    """What a file says in one language: settings by name, then groups that hold questions."""

    settings: dict[str, Row] = field(default_factory=dict)
    groups: list[Row] = field(default_factory=list)


def plain(text: str) -> str:
    """HTML as a person reads it: no tags, a line for each paragraph."""
    if "<" not in text and "&" not in text:
        return clean_text(text)
    bare = _TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub("", text)))
    lines = (
        " ".join(line.split()) for line in html.unescape(bare).replace("\xa0", " ").split("\n")
    )
    return clean_text("\n".join(line for line in lines if line))


def structures(data: bytes) -> dict[str, Structure]:
    """Language → what the file says in it; settings without one are under the empty language.

    Raises `UnreadableForm`.
    """
    found: dict[str, Structure] = {}
    for row in _rows(data):
        kind = row.get("class")
        made = found.setdefault(row.get("language") if kind != "S" else "", Structure())
        if kind in ("S", "SL"):
            made.settings[row.get("name")] = row
        elif kind == "G":
            made.groups.append(row)
        elif made.groups and kind == "Q":
            made.groups[-1].parts.append(row)
        elif made.groups and made.groups[-1].parts and kind in ("SQ", "A"):
            made.groups[-1].parts[-1].parts.append(row)
        elif kind not in ("QTA", "QTAM", "QTALS", "QTAS", "C"):  # quotas, conditions of old
            raise UnreadableForm(
                f"{str(row.place).capitalize()} : « {kind[:20]} » n’est pas à sa place. Exportez "
                f"le questionnaire une nouvelle fois. {_SAVE}"
            )
    return found


def _rows(data: bytes) -> Iterator[Row]:
    csv.field_size_limit(MAX_CELL)  # the module keeps one limit for everyone: set ours each time
    reader = csv.reader(io.StringIO(_decoded(data), newline=""), delimiter="\t")
    header: list[str] = []
    count = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UnreadableForm(
                f"Ligne {line} : une cellule est démesurée, ou ses guillemets ne se referment pas."
            ) from error
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = _header(cells)
            continue
        count += 1
        if count > MAX_ROWS:
            raise UnreadableForm(f"Ce fichier dépasse {MAX_ROWS} lignes.")
        named = zip(header, (clean_text(cell) for cell in cells), strict=False)
        yield Row(Place("", line), {name: cell for name, cell in named if name and cell})


def _header(cells: list[str]) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    if not {"class", "type/scale", "name", "text"} <= set(header):
        raise UnreadableForm(
            "Ce fichier n’est pas une structure de questionnaire LimeSurvey : sa première ligne "
            f"doit nommer les colonnes class, type/scale, name, text. {_SAVE}"
        )
    return header


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise UnreadableForm("Ce fichier dépasse 2 Mo : ce n’est pas un questionnaire.")
    if not data.strip():
        raise UnreadableForm("Ce fichier est vide.")
    if data.startswith((b"%PDF", b"PK", b"\xd0\xcf")) or b"\x00" in data:
        raise UnreadableForm(f"Ce fichier n’est pas un texte. {_SAVE}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
