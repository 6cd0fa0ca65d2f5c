"""The shared diagnostic as a Word document, in the styles of the synthesis's template."""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from analysis.french import NARROW, WIDE
from app.exports import contents, docx_file
from app.exports.diagnosis import (
    MATRIX,
    METHOD,
    NOTES,
    SHORT_TITLE,
    STAKES,
    TITLE,
    Constat,
    Diagnosis,
    Grid,
    Stake,
)
from app.exports.docx_file import NOT_XML
from app.exports.safe import clean
from app.exports.target import Target

FIRST_NOTE: Final = 20_000  # identifiers of bookmarks, apart from those of the contents
UPRIGHT, LYING = 16.0, 24.7  # centimetres between margins


def diagnosis_docx(told: Diagnosis, target: Target) -> None:
    """Writes the document: sentences whose small numbers lead to the numbered sources."""
    document: Any = Document(io.BytesIO(docx_file.dressed(told.dress)))
    _emptied(document, told)
    writer = _Writer(document)
    _cover(writer, told)
    for title, groups in told.columns:
        writer("Heading 1", title)
        for group in groups:
            if group.heading:
                writer("Heading 2", group.heading)
            for each in group.constats:
                writer.constat(each)
        if not groups:
            writer("Normal", "Aucun pour l’instant.")
    writer("Heading 1", STAKES)
    for stake in told.stakes:
        _stake(writer, stake)
    _tables(writer, told)
    writer("Heading 1", METHOD)
    for line in told.method:
        writer("List Bullet", line)
    _notes(writer, told)
    contents.fill(document)
    docx_file.mark_pages(document, told.mark)
    document.save(str(target) if isinstance(target, Path) else target)


def _emptied(document: Any, told: Diagnosis) -> None:
    """The template's styles and page, without what it says of a synthesis."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    said = {"{{ territoire }}": told.territory, "{{ titre_court }}": SHORT_TITLE}
    for run in document.sections[0].footer.paragraphs[0].runs:
        for mark, words in said.items():
            if mark in run.text:
                run.text = run.text.replace(mark, _line(words))
    properties = document.core_properties
    properties.title = _line(f"{TITLE}{WIDE}: {told.territory}")
    properties.author, properties.subject = _line(told.territory), ""


def _cover(writer: "_Writer", told: Diagnosis) -> None:
    if told.banner:
        writer("Bandeau", told.banner)
    if told.dress.logo:
        _picture(writer("Figure", ""), told.dress.logo, f"Logo{WIDE}: {told.territory}", height=2.2)
    writer("Title", TITLE)
    writer("Subtitle", told.territory)
    writer("Subtitle", told.state)
    writer("Chapeau", told.summary)
    writer("Titre du sommaire", "Sommaire")
    _toc(writer("TOC 1", ""))
    writer("Note", told.stamp)


def _stake(writer: "_Writer", stake: Stake) -> None:
    writer("Heading 2", stake.label)
    writer("Normal", stake.decided).paragraph_format.keep_with_next = True
    for line in filter(None, (stake.members, stake.said)):
        writer("Normal", line)
    for title, those in (("Vigilance", stake.warnings), ("Point fort", stake.strengths)):
        for each in those:
            writer.constat(each, f"{title}{WIDE}: ")
    if not stake.warnings and not stake.strengths:
        writer("Note", "Aucun constat n’y mène encore.")


def _tables(writer: "_Writer", told: Diagnosis) -> None:
    """The matrix and the wide tables, on pages that lie down."""
    writer.turn(lying=True)
    if told.matrix:
        writer("Heading 1", MATRIX)
        _picture(writer("Figure", ""), told.matrix.png, told.matrix.alt, width=LYING, most=14.2)
        title = writer("Titre de tableau", told.matrix_table.title)
        title.paragraph_format.page_break_before = True
        writer.table(told.matrix_table, (6.2, 4.2, 3.3, 3.3, 4.7, 3.0))
        for line in told.how:
            writer("Note", line)
    for grid, widths in (
        (told.figures, (9.0, 5.0, 5.0, 3.2, 2.5)),
        (told.services, (7.0, 5.6, 2.2, 5.2, 2.7, 2.0)),
    ):
        writer("Heading 1", grid.title)
        if grid.empty:
            writer("Normal", "Rien n’est encore noté.")
        else:
            writer.table(grid, widths)
            writer("Note", grid.note)
    writer.turn(lying=False)
    if told.history:
        writer("Heading 1", "Ce qui a changé dans la liste des enjeux")
        for line in told.history:
            writer("List Bullet", line)


def _notes(writer: "_Writer", told: Diagnosis) -> None:
    writer("Heading 1", NOTES)
    for place, text in enumerate(told.notes, start=1):
        line = writer("Cellule", f"{place}.\t{text}")
        line.paragraph_format.left_indent = Cm(0.9)
        line.paragraph_format.first_line_indent = Cm(-0.9)
        line.paragraph_format.tab_stops.add_tab_stop(Cm(0.9))
        line.paragraph_format.space_after = Pt(3)
        _bookmark(line, place)


class _Writer:
    """Adds paragraphs and tables in the template's styles."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.turned = False

    def __call__(self, style: str, text: str) -> Any:
        line = self.document.add_paragraph(_line(text), style=style)
        if self.turned and style == "Heading 1":  # the section begins a page by itself
            line.paragraph_format.page_break_before = False
        self.turned = False
        return line

    def constat(self, each: Constat, before: str = "") -> None:
        """A sentence with the numbers of its sources, and under it where it stands."""
        line = self("Normal", "")
        line.paragraph_format.space_after = Pt(0)
        line.paragraph_format.keep_with_next = True
        if before:
            line.add_run(before).bold = True
        line.add_run(_line(each.sentence))
        for place, note in enumerate(each.notes):
            _call(line, note, first=place == 0)
        about = f"{each.about}. {each.waits}" if each.waits else each.about
        self("Note", about).paragraph_format.space_before = Pt(0)

    def table(self, grid: Grid, widths: Sequence[float]) -> None:
        """Its header is repeated on each page; no row is cut in two."""
        table = self.document.add_table(rows=0, cols=len(widths), style="Tableau")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for place, row in enumerate(grid.rows):
            cells = table.add_row()
            _keep(cells, header=place == 0)
            for cell, text, width in zip(cells.cells, row, widths, strict=True):
                cell.width = Cm(width)
                cell.paragraphs[0].style = "Entête de tableau" if place == 0 else "Cellule"
                cell.paragraphs[0].add_run(_line(text))

    def turn(self, *, lying: bool) -> None:
        """What follows is on pages that lie down, or stand."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
        sides = Cm(29.7), Cm(21.0)
        section.page_width, section.page_height = sides if lying else sides[::-1]
        self.turned = True


def _keep(row: Any, *, header: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _call(line: Any, note: int, *, first: bool) -> None:
    """A small raised number that leads to its source."""
    shown = f"{NARROW if first else ', '}{note}"
    line._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w")} w:anchor="source{note}" w:history="1"><w:r><w:rPr>'
            f'<w:vertAlign w:val="superscript"/></w:rPr><w:t xml:space="preserve">{shown}</w:t>'
            "</w:r></w:hyperlink>"
        )
    )


def _bookmark(line: Any, note: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(FIRST_NOTE + note))
    start.set(qn("w:name"), f"source{note}")
    line._p.pPr.addnext(start)
    line._p.append(end)


def _picture(line: Any, png: bytes, alt: str, *, most: float = 0, **size: float) -> None:
    """most: the height, in centimetres, that it may not pass."""
    run = line.add_run()
    picture = run.add_picture(io.BytesIO(png), **{side: Cm(cm) for side, cm in size.items()})
    if most and picture.height > Cm(most):
        picture.width = int(picture.width * Cm(most) / picture.height)
        picture.height = Cm(most)
    picture._inline.docPr.set("descr", _line(alt))


def _toc(line: Any) -> None:
    """A field that `contents.fill` replaces by one line per chapter."""
    for kind, code in (("begin", ""), ("", ' TOC \\o "1-1" \\h \\z \\u '), ("end", "")):
        run = line.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = code
        run._r.append(mark)


def _line(text: str) -> str:
    """On one line, without what XML cannot hold; a tab stays."""
    return "\t".join(re.sub(" +", " ", NOT_XML.sub(" ", part)) for part in clean(text).split("\t"))
