"""A Frictionless data package: rows as CSV, what each column holds, each code with its label.

https://specs.frictionlessdata.io (Data Package, Tabular Data Resource, Table Schema: version 1).
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.exports import PRIVATE
from app.exports.rows_csv import table_csv
from app.exports.safe import cell
from app.exports.target import Target

ROWS, CODES, ABOUT = "reponses.csv", "codes.csv", "datapackage.json"
RECOVER: Final = (
    "Un texte qui pourrait passer pour une formule est précédé d’une apostrophe, comme tout texte "
    "qui commence par une apostrophe : ôtez la première. Dans un texte, une apostrophe entre un "
    "séparateur et =, +, - ou @ est de nous aussi."
)
CODE_COLUMNS: Final = (
    ("colonne", "Colonne de reponses.csv"),
    ("code", "Ce que la colonne contient, ou la case qu’elle compte"),
    ("libelle", "Ce que cela veut dire"),
)


@dataclass(frozen=True)
class Field:
    """One column. kind: a type of Table Schema; codes: (code, label) of what it may hold."""

    name: str
    title: str
    kind: str = "string"
    codes: tuple[tuple[str, str], ...] = ()
    closed: bool = False

    @property
    def described(self) -> dict[str, Any]:
        found: dict[str, Any] = {"name": cell(self.name), "title": self.title, "type": self.kind}
        if self.kind == "boolean":
            found |= {"trueValues": ["1"], "falseValues": ["0"]}
        if self.codes and self.closed:
            found["constraints"] = {"enum": [code for code, _ in self.codes]}
        return found


def package(
    fields: Sequence[Field],
    rows: Iterable[Sequence[object]],
    target: Target,
    *,
    name: str,
    title: str,
    today: date,
) -> None:
    """Writes the zip: `datapackage.json`, `reponses.csv`, `codes.csv`. Rows are read once."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(ABOUT, _described(fields, name, title, today))
        with archive.open(CODES, "w") as stream:
            table_csv([key for key, _ in CODE_COLUMNS], _codes(fields), stream)
        with archive.open(ROWS, "w", force_zip64=True) as stream:
            table_csv([field.name for field in fields], rows, stream)


def _codes(fields: Iterable[Field]) -> Iterator[tuple[str, str, str]]:
    for field in fields:
        for code, label in field.codes:
            yield field.name, code, label


def _described(fields: Sequence[Field], name: str, title: str, today: date) -> str:
    codes = [Field(key, said) for key, said in CODE_COLUMNS]
    said = {
        "profile": "data-package",
        "name": name,
        "title": title,
        "description": f"{PRIVATE}. Textes masqués, chiffres exacts. {RECOVER}",
        "created": f"{today.isoformat()}T00:00:00Z",
        "resources": [_resource("reponses", ROWS, fields), _resource("codes", CODES, codes)],
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def _resource(name: str, path: str, fields: Sequence[Field]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {"fields": [field.described for field in fields], "missingValues": [""]},
    }
