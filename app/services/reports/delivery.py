"""Exports, from the database to a file: which writer makes which format."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.exports import odt_file, pdf_file
from app.exports.csv_file import responses_csv, synthesis_csv
from app.exports.docx_file import synthesis_docx
from app.exports.odt_file import synthesis_odt
from app.exports.package import package
from app.exports.parquet_file import CannotWrite, parquet
from app.exports.pptx_file import synthesis_pptx
from app.exports.rows_csv import table_csv
from app.exports.rows_xlsx import needs_xlsx, responses_xlsx
from app.exports.story import Story, tell
from app.exports.synthesis_pdf import synthesis_pdf
from app.exports.target import Target
from app.exports.xlsx_file import paroles_xlsx, synthesis_xlsx
from app.services import territories
from app.services.besoins import needs_table
from app.services.besoins.needs import Need
from app.services.collection import inviting
from app.services.figures.scope import EVERYONE, Scope
from app.services.questionnaires import questionnaires
from app.services.reports import (
    answer_columns,
    dressing,
    exporting,
    packaging,
    parole_rows,
    streaming,
)
from surveys.models import Survey, Territory

TABLES = ("csv", "xlsx")
STEPS = 3  # of a synthesis: count, draw, write
RESPONSES = (*TABLES, "zip", "parquet")


@dataclass(frozen=True)
class Document:
    """A form that a synthesis may take, as it is offered."""

    label: str
    note: str = ""


DOCUMENTS = {
    "docx": Document("Document Word", "pour le relire et le retoucher, dans Word ou LibreOffice"),
    "odt": Document("Document OpenDocument", "pour LibreOffice"),
    "pdf": Document("PDF", "à lire et à imprimer tel quel"),
    "pptx": Document("Diapositives", "une idée par page, à projeter en réunion"),
    "xlsx": Document("Tableur", "un tableau par feuille"),
    "csv": Document("CSV", "pour un programme"),
}
MIMETYPES = {
    "csv": "text/csv",
    "zip": "application/zip",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Asked:
    """A synthesis as it is asked for. `exact`: small groups shown, for who may see them.

    template: of the Word document, and of the ODT made from it; None for the territory's own, or
    the one that ships.
    """

    format: str
    scope: Scope = EVERYONE
    exact: bool = False
    template: Path | None = None


def synthesis(
    session: Session,
    territory: Territory,
    asked: Asked,
    *,
    today: date,
    target: Target,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Writes it. Raises `Unavailable`, and what `exporting.synthesis` raises."""
    if lacking := unavailable(asked.format):
        raise Unavailable(lacking)
    progress(0, STEPS)
    made = exporting.synthesis(session, territory, scope=asked.scope, exact=asked.exact)
    progress(1, STEPS)
    if asked.format == "csv":
        synthesis_csv(made, target, today=today)
    elif asked.format == "xlsx":
        synthesis_xlsx(made, territory_name=territory.name, today=today, target=target)
    else:
        dress = dressing.dress(session, territory)
        told = tell(made, territory_name=territory.name, today=today, dress=dress)
        progress(2, STEPS)
        try:
            _WRITERS[asked.format](told, target, asked.template)
        except odt_file.CannotConvert as reason:
            raise Unavailable(str(reason)) from reason


_WRITERS: dict[str, Callable[[Story, Target, Path | None], None]] = {
    "docx": lambda story, target, template: synthesis_docx(story, target, template=template),
    "odt": lambda story, target, template: synthesis_odt(story, target, template=template),
    "pdf": lambda story, target, _: synthesis_pdf(story, target),
    "pptx": lambda story, target, _: synthesis_pptx(story, target),
}


class Unavailable(Exception):
    """This machine cannot make that format; the message says what to install or ask for."""


def unavailable(format_: str) -> str:
    """What this machine lacks to make this format, in a sentence; nothing when it can."""
    if format_ == "odt" and not odt_file.available():
        return odt_file.MISSING
    return pdf_file.MISSING if format_ == "pdf" and not pdf_file.available() else ""


def responses(
    session: Session,
    territory: Territory,
    survey: Survey,
    format_: str,
    *,
    box: inviting.Box,
    today: date,
    target: Target,
    through: Callable[[Iterator[list[object]]], Iterator[list[object]]] = lambda rows: rows,
) -> None:
    """Writes one row per response; exact, with the name that a named survey promised to show.

    through: sees each row pass, and gives it on. Raises `Unavailable` where parquet cannot be made.
    """
    names = inviting.names(session, survey, box)
    title = questionnaires.definition(survey.versions[-1]).title
    if format_ in ("zip", "parquet"):
        fields, typed = packaging.fields(survey), through(packaging.rows(session, survey, names))
        if format_ == "zip":
            package(fields, typed, target, name=survey.slug, title=title, today=today)
            return
        try:
            parquet(fields, typed, target)
        except CannotWrite as reason:
            raise Unavailable(str(reason)) from reason
        return
    rows = through(streaming.responses(session, survey, names))
    columns = answer_columns.responses_columns(survey)
    if format_ == "csv":
        table_csv([name for name, _ in columns], rows, target)
    else:
        responses_xlsx(rows, columns, target, about=title, today=today)


def paroles(
    session: Session,
    territory: Territory,
    slug: str | None,
    format_: str,
    *,
    today: date,
    target: Target,
    through: Callable[[Iterator[list[object]]], Iterator[list[object]]] = lambda rows: rows,
) -> None:
    """Writes one row per parole with its tags, texts masked. through: as for `responses`."""
    rows = through(parole_rows.rows(session, territory, slug))
    if format_ == "csv":
        table_csv(parole_rows.NAMES, rows, target)
    else:
        paroles_xlsx(rows, target, about=territory.name, today=today)


def needs(
    territory: Territory, found: Sequence[Need], format_: str, *, today: date, target: Target
) -> None:
    """Writes one row per need, texts masked, with the columns of `needs_table.COLUMNS`."""
    rows = needs_table.rows(found, territories.context(territory), today)
    if format_ == "csv":
        responses_csv(rows, needs_table.COLUMNS, target)
    else:
        needs_xlsx(rows, needs_table.COLUMNS, target, about=territory.name, today=today)


def file_name(what: str, territory: Territory, today: date, format_: str, *, exact: bool) -> str:
    """A name that says what the file is, and that an exact one is not to be handed on."""
    private = "-exact-ne-pas-diffuser" if exact else ""
    return f"{what}-{territory.key}-{today.isoformat()}{private}.{format_}"
