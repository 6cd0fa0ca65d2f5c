"""CSV files for programs (RFC 4180): commas, UTF-8 without mark, CRLF, every text between quotes.

A person is better served by the spreadsheet, which every office suite opens right. No cell,
headers included, can start a formula, even read with another separator: see `safe`, which also
gives the texts back (`unguarded(rejoined(cell))`).
"""

from collections.abc import Iterable, Sequence
from datetime import date

from analysis.summary import Synthesis
from app.exports import wording
from app.exports.flat import Column, Flat, Record, flat_tables
from app.exports.rows_csv import table_csv
from app.exports.target import Target


def responses_csv(rows: Iterable[Record], columns: Sequence[Column], target: Target) -> None:
    """One line per response, one column per (key, label) of `columns`, headed by its key."""
    _write(rows, [key for key, _ in columns], target)


def synthesis_csv(synthesis: Synthesis, target: Target, *, today: date) -> None:
    """Every table of the synthesis one under the other; column `tableau` tells them apart.

    The last one, « Méthode », says how the figures were made, one sentence or two per line.
    """
    lines = (
        wording.mark(synthesis),
        *wording.method(synthesis, today),
        wording.technical(synthesis),
    )
    said = [line for line in lines if line]
    method = Flat(
        "Méthode", (("phrase", "Méthode et limites"),), tuple({"phrase": line} for line in said)
    )
    tables = (*flat_tables(synthesis), method)
    keys = list(dict.fromkeys(key for table in tables for key, _ in table.columns))
    rows = ({"tableau": table.name, **row} for table in tables for row in table.rows)
    _write(rows, ["tableau", *(key for key in keys if key != "tableau")], target)


def _write(rows: Iterable[Record], keys: Sequence[str], target: Target) -> None:
    table_csv(keys, ([row.get(key) for key in keys] for row in rows), target)
