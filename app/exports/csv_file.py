"""CSV files for programs (RFC 4180): commas, UTF-8 without mark, CRLF, every text between quotes.

A person is better served by the spreadsheet, which every office suite opens right. No cell,
headers included, can start a formula, even read with another separator: see `safe`, which also
gives the texts back (`unguarded(rejoined(cell))`).
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date

from analysis.summary import Synthesis
from app.exports import wording
from app.exports.flat import PAROLES, Column, Flat, Record, flat_tables
from app.exports.safe import cell, unsplittable
from app.exports.target import Target, opened_text

ENCODING = "utf-8"
DELIMITER = ","


def responses_csv(rows: Iterable[Record], columns: Sequence[Column], target: Target) -> None:
    """One line per response, one column per (key, label) of `columns`, headed by its key."""
    _write(rows, [key for key, _ in columns], target)


def paroles_csv(rows: Iterable[Record], target: Target) -> None:
    """One line per parole, with the columns of `flat.PAROLES`."""
    _write(rows, [key for key, _ in PAROLES], target)


def synthesis_csv(synthesis: Synthesis, target: Target, *, today: date) -> None:
    """Every table of the synthesis one under the other; column `tableau` tells them apart.

    The last one, « Méthode », says how the figures were made, one sentence or two per line.
    """
    said = [line for line in (wording.mark(synthesis), *wording.method(synthesis, today)) if line]
    method = Flat(
        "Méthode", (("phrase", "Méthode et limites"),), tuple({"phrase": line} for line in said)
    )
    tables = (*flat_tables(synthesis), method)
    keys = list(dict.fromkeys(key for table in tables for key, _ in table.columns))
    rows = ({"tableau": table.name, **row} for table in tables for row in table.rows)
    _write(rows, ["tableau", *(key for key in keys if key != "tableau")], target)


def _write(rows: Iterable[Record], keys: Sequence[str], target: Target) -> None:
    with opened_text(target, ENCODING) as stream:
        writer = csv.writer(stream, delimiter=DELIMITER, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow([_cell(key) for key in keys])
        writer.writerows([_cell(row.get(key)) for key in keys] for row in rows)


def _cell(value: object) -> str | int | float:
    shown = cell(value)
    return unsplittable(shown) if isinstance(shown, str) else shown
