"""What tests of printed pages share: a survey to print, its words, the squares that it shows."""

from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from app.exports import paper, pdf_file
from app.services import territories
from app.services.collection import sheets
from surveys import models, schema
from tests.answering import publish, reading

pango = pytest.mark.skipif(not pdf_file.available(), reason="no Pango on this machine")
ADDRESS = "https://paroles.example.org/l/4627"
SITE = "https://paroles.example.org"


def words(pdf: bytes) -> str:
    """The text of a document, its white space evened."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).split())


def words_by_page(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def to_print(app: Flask, asked: schema.Survey | None = None, **changes: object) -> paper.Paper:
    """The paper questionnaire of a survey, in the request at hand; the residents' by default."""
    if asked is not None:
        publish(app, asked)
    slug = asked.slug if asked else "habitants"
    with reading(app) as session:
        survey = session.scalars(select(models.Survey).filter_by(slug=slug)).one()
        facts: dict[str, object] = {
            "survey": survey,
            "definition": sheets.printed(survey.versions[-1], "fr"),
            "address": ADDRESS,
            "public_url": SITE,
            "context": territories.context(survey.territory),
            "readers": 2,
            "numbered": False,
        }
        return paper.Paper(**{**facts, **changes})  # type: ignore[arg-type]
