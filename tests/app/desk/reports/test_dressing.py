"""« Présentation des documents »: a template taken, changed, brought back, used; words and logo."""

import io
from typing import Any

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.models.exports import ExportJob
from app.services import territories
from app.services.reports import ordering
from tests.answering import reading
from tests.desking import post, token
from tests.printing import pango

PAGE = "/bureau/exports/presentation"
TEMPLATE = "/bureau/exports/modele.docx"
WORDS = {
    "contact": "Service coopération",
    "intro": "Merci.",
    "accent": "#7a1f5c",
    "second": "#1f4f7a",
}


def send(desk: FlaskClient, address: str, data: bytes, name: str) -> TestResponse:
    file = FileStorage(io.BytesIO(data), filename=name, name="file")
    boundary, body = encode_multipart({"csrf_token": token(desk), "file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    return desk.post(f"{PAGE}/{address}", data=body, content_type=kind)


def changed(data: bytes, text: str) -> bytes:
    mine: Any = Document(io.BytesIO(data))
    mine.add_paragraph(text)
    stream = io.BytesIO()
    mine.save(stream)
    return stream.getvalue()


def words_of(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)


def synthesis(desk: FlaskClient) -> str:
    return words_of(desk.get("/bureau/exports/synthese?format=docx").data)


def test_a_template_taken_changed_and_brought_back_is_used_until_the_delivered_one_is(
    full_desk: FlaskClient,
) -> None:
    mine = changed(full_desk.get(TEMPLATE).data, "Ajouté pour {{ territoire }}")
    assert send(full_desk, "modele", mine, "mien.docx").status_code == 303
    assert "mien.docx" in full_desk.get(PAGE).text
    assert "Ajouté pour " in synthesis(full_desk)
    assert "Ajouté pour {{ territoire }}" in words_of(full_desk.get(TEMPLATE).data)
    assert "Ajouté" not in words_of(full_desk.get("/bureau/exports/modele-livre.docx").data)
    assert post(full_desk, f"{PAGE}/modele-livre").status_code == 303
    assert "Ajouté" not in synthesis(full_desk)


def test_a_long_export_and_the_command_wear_it_too(app: Flask, full_desk: FlaskClient) -> None:
    mine = changed(full_desk.get(TEMPLATE).data, "Ajouté pour {{ territoire }}")
    send(full_desk, "modele", mine, "mien.docx")
    with reading(app) as session:
        here, stream = territories.by_key(session, None), io.BytesIO()
        job = ExportJob(what="synthese", asked={"format": ["docx"], "exact": ["1"]}, territory=here)
        ordering.make(session, job, stream, lambda done, total: None)  # type: ignore[arg-type]
        session.expunge_all()
    assert "Ajouté pour " in words_of(stream.getvalue())
    made = app.test_cli_runner().invoke(args=["export", "synthesis", "--output", "s.docx"])
    assert made.exit_code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [("{{ teritoire }}", "{{ teritoire }}"), ("{% if bandeau %}", "{% if bandeau %}")],
)
def test_a_wrong_mark_is_shown_and_the_old_template_stays(
    full_desk: FlaskClient, text: str, said: str
) -> None:
    page = send(full_desk, "modele", changed(full_desk.get(TEMPLATE).data, text), "faux.docx")
    assert page.status_code == 422
    assert said in page.text
    assert "faux.docx" not in full_desk.get(PAGE).text


def test_nothing_sent_or_no_document_is_told_so(full_desk: FlaskClient) -> None:
    assert "Choisissez d’abord" in send(full_desk, "modele", b"", "").text
    assert "ne s’ouvre pas" in send(full_desk, "modele", b"PK", "x.docx").text
    assert "PNG ou JPEG" in send(full_desk, "logo", b"", "").text
    page = send(full_desk, "logo", b"<svg/>", "logo.svg")
    assert page.status_code == 422
    assert full_desk.get(f"{PAGE}/logo.png").status_code == 404


FORMATS = ("docx", "pptx", pytest.param("pdf", marks=pango))


@pytest.mark.parametrize("format_", FORMATS)
def test_words_logo_and_colours_are_on_every_document(full_desk: FlaskClient, format_: str) -> None:
    plain = full_desk.get(f"/bureau/exports/synthese?format={format_}").data
    assert post(full_desk, PAGE, **WORDS).status_code == 303
    stream = io.BytesIO()
    Image.new("RGB", (90, 60), "teal").save(stream, format="JPEG")
    assert send(full_desk, "logo", stream.getvalue(), "logo.jpg").status_code == 303
    assert full_desk.get(f"{PAGE}/logo.png").data.startswith(b"\x89PNG")
    worn = full_desk.get(f"/bureau/exports/synthese?format={format_}").data
    assert len(worn) > len(plain)
    assert "Service coopération" in _text(worn, format_)
    assert "Service coopération" not in _text(plain, format_)
    assert post(full_desk, f"{PAGE}/logo", action="remove").status_code == 303
    assert full_desk.get(f"{PAGE}/logo.png").status_code == 404


def _text(data: bytes, format_: str) -> str:
    if format_ == "docx":
        return words_of(data)
    if format_ == "pdf":
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    from pptx import Presentation

    shapes = Presentation(io.BytesIO(data)).slides[0].shapes
    return "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)


def test_a_colour_that_cannot_be_read_is_refused_and_what_was_typed_stays(
    full_desk: FlaskClient,
) -> None:
    page = full_desk.post(PAGE, data={"csrf_token": token(full_desk), **WORDS, "accent": "#ffff00"})
    assert page.status_code == 422
    assert "trop claire" in page.text
    assert "Service coopération" in page.text
    assert "Service coopération" not in full_desk.get(PAGE).text
