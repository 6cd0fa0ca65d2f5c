"""The diagnostic's documents: sentences, their numbered sources, tables, marks; nothing else's."""

import io
from dataclasses import replace
from zipfile import ZipFile

import pytest
from docx import Document
from flask import Flask
from pptx import Presentation
from pypdf import PdfReader

from app.exports import PRIVATE, pdf_file
from app.exports.diagnosis import Constat, Diagnosis, Grid, Group, Stake
from app.exports.diagnosis_docx import diagnosis_docx
from app.exports.diagnosis_pdf import diagnosis_a3, diagnosis_pdf
from app.exports.diagnosis_pptx import diagnosis_pptx

CONSTAT = Constat("On s’entraide {{ 1 }} & bien.", (1, 2), "Proposé", "à relire : elle a changé")
TOLD = Diagnosis(
    territory="Communauté d’ici",
    state="Version 3, figée pour « Copil » le 4 mai 2026",
    stamp="Version 3 · empreinte SHA-256 abcdef",
    banner="Données d’exemple",
    mark="",
    summary="Un point fort.",
    strengths=(Group("Lien social", (CONSTAT,)),),
    warnings=(),
    stakes=(Stake("Autonomie", "important", "Important, décidé.", "", "", (), (CONSTAT,)),),
    matrix=None,
    matrix_table=Grid("Enjeux", (("Enjeu",),)),
    how=(),
    figures=Grid("Portrait statistique", (("Indicateur", "Où", "Valeur", "Année", "Source"),)),
    services=Grid(
        "Offre de services",
        (("Service", "Genre", "Combien", "Où", "État", "Source"), ("Crèche",) * 6),
    ),
    history=("4 mai 2026 : « Santé » devient « Soins ».",),
    method=("Une phrase cite ses sources.",),
    notes=("Convention, page 4.", "Crèche, Cazals."),
)
MARKED = replace(TOLD, mark=PRIVATE)


def words_of_docx(told: Diagnosis) -> tuple[str, str]:
    stream = io.BytesIO()
    diagnosis_docx(told, stream)
    with ZipFile(stream) as archive:
        headers = [archive.read(n).decode() for n in archive.namelist() if "word/header" in n]
    document = Document(io.BytesIO(stream.getvalue()))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    links = [
        a.get(next(iter(a.attrib)))
        for a in document.element.body.iter()
        if a.tag.endswith("hyperlink")
    ]
    body = [p.text for p in document.paragraphs]
    footer = document.sections[0].footer.paragraphs[0].text
    return "\n".join([*body, *cells, *map(str, links), footer]), "".join(headers)


def words_of_pptx(told: Diagnosis) -> str:
    stream = io.BytesIO()
    diagnosis_pptx(told, stream)
    deck = Presentation(io.BytesIO(stream.getvalue()))
    texts = [s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame]
    tables = [s.table for slide in deck.slides for s in slide.shapes if s.has_table]
    return "\n".join(texts + [cell.text for table in tables for cell in table.iter_cells()])


def words_of_pdf(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


WHOLE = (
    "On s’entraide {{ 1 }} & bien.",
    "Convention, page 4.",
    "Version 3",
    "abcdef",
    "Données d’exemple",
    "Important, décidé.",
)


def test_word_holds_it_all_and_its_numbers_lead_to_the_sources() -> None:
    words, headers = words_of_docx(TOLD)
    for told in (*WHOLE, "Crèche", "« Santé » devient « Soins »", "source1", "Communauté d’ici"):
        assert told in words
    assert "titre_court" not in words
    assert PRIVATE not in headers
    assert PRIVATE in words_of_docx(MARKED)[1]


def test_slides_hold_it_all() -> None:
    words = words_of_pptx(TOLD)
    for told in (*WHOLE, "Crèche"):
        assert told in words
    assert PRIVATE not in words
    assert PRIVATE in words_of_pptx(MARKED)


@pytest.mark.skipif(not pdf_file.available(), reason="Pango is not there")
def test_both_pdf_hold_it_and_the_board_is_an_a3_that_lies_down(app: Flask) -> None:
    with app.app_context():
        report, board = io.BytesIO(), io.BytesIO()
        diagnosis_pdf(MARKED, report)
        diagnosis_a3(TOLD, board)
    for made in (report, board):
        words = " ".join(words_of_pdf(made.getvalue()).split())
        for told in WHOLE:
            assert told in words
    assert PRIVATE in words_of_pdf(report.getvalue())
    page = PdfReader(board).pages[0].mediabox
    assert (round(page.width / 72 * 25.4), round(page.height / 72 * 25.4)) == (420, 297)
