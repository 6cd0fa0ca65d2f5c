"""Spreadsheets of what is coded, and of the synthesis: one sheet per table."""

from collections.abc import Iterable, Sequence
from datetime import date

from analysis.summary import Synthesis
from app.exports import wording
from app.exports.flat import PAROLES, flat_tables
from app.exports.rows_xlsx import CODEBOOK, README, RECOVER, Book, raw
from app.exports.target import Target


def paroles_xlsx(
    rows: Iterable[Sequence[object]], target: Target, *, about: str, today: date
) -> None:
    """One line per parole, its cells as `flat.PAROLES` says. about: where they come from."""
    raw("Paroles", PAROLES, rows, target, about, today)


def synthesis_xlsx(
    synthesis: Synthesis, *, territory_name: str, today: date, target: Target
) -> None:
    """Every table of the synthesis on its own sheet, method and limits on the first."""
    mark = wording.mark(synthesis)
    book = Book(target, f"Synthèse thématique : {territory_name}", mark)
    intro = [
        f"Synthèse thématique des paroles de terrain : {territory_name}",
        *([mark] if mark else []),
        *wording.synthetic_banner(synthesis),
        *wording.method(synthesis, today),
        wording.technical(synthesis),
        f"La feuille « {CODEBOOK} » dit ce que contient chaque colonne.",
        RECOVER,
    ]
    book.prose(README, intro)
    for table in flat_tables(synthesis):
        book.table(table.name, table.columns, table.rows)
    book.close()
