"""Figures on the desk: a question crossed with who answered, its picture, the population."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.services import territories
from app.services.accounts import staff
from app.services.figures import census
from app.services.samples import sample
from tests.answering import reading, writing
from tests.conftest import sign_in
from tests.desking import post, token
from tests.storing import as_typed

PAGE = "/bureau/chiffres"
CSV = "age_band;population\n0-14;900\n15-29;800\n30-44;900\n45-59;1100\n60-74;1200\n75+;600\n"


@pytest.fixture
def answered(app: Flask) -> FlaskClient:
    """The desk with the sample's 260 paroles, as `flask demo` imports them."""
    with writing(app) as session:
        sample.sample_paroles(session, territories.by_key(session, None), as_typed)
    return sign_in(app)


def test_before_any_answer_the_page_says_what_to_do(desk: FlaskClient) -> None:
    page = desk.get(PAGE).text
    assert "Personne n’a encore répondu" in page
    assert "Diffusez-le" in page


def test_each_subject_by_each_column_is_a_page(answered: FlaskClient) -> None:
    for subject in ("enjeu", "polarity", "commune"):
        for by in ("public", "commune", "age_band", "channel", "language"):
            page = answered.get(PAGE, query_string={"quoi": subject, "par": by})
            assert page.status_code == 200
            assert "Ont répondu" in page.text
    assert answered.get(PAGE, query_string={"par": "couleur"}).status_code == 404
    assert answered.get(PAGE, query_string={"questionnaire": "aucun"}).status_code == 404


def test_the_picture_is_a_document_that_runs_nothing(answered: FlaskClient) -> None:
    drawn = answered.get(f"{PAGE}/dessin.svg", query_string={"quoi": "enjeu", "par": "public"})
    assert drawn.mimetype == "image/svg+xml"
    assert "sandbox" in drawn.headers["Content-Security-Policy"]
    assert "script" not in drawn.text
    assert "Habitantes" in drawn.text


def test_weighting_says_how_and_by_which_people(answered: FlaskClient) -> None:
    page = answered.get(PAGE, query_string={"quoi": "enjeu", "redresse": "1"}).text
    assert "réponses tirées au hasard" in page
    assert "Insee" in page


def imported(desk: FlaskClient, text: str, source: str = "Essai 2022") -> TestResponse:
    file = FileStorage(io.BytesIO(text.encode()), filename="population.csv", name="file")
    typed = {"csrf_token": token(desk), "source": source, "file": file}
    boundary, body = encode_multipart(typed)
    kind = f"multipart/form-data; boundary={boundary}"
    return desk.post(f"{PAGE}/population", data=body, content_type=kind)


def kept(app: Flask) -> bool:
    with reading(app) as session:
        return census.current(session, territories.by_key(session, None)) is not None


def test_a_population_is_imported_shown_and_undone(app: Flask, desk: FlaskClient) -> None:
    assert imported(desk, CSV).status_code == 303
    assert kept(app)
    assert "Essai 2022" in desk.get(f"{PAGE}/population").text
    assert post(desk, f"{PAGE}/population/annuler").status_code == 303
    assert not kept(app)


@pytest.mark.parametrize(
    ("text", "source", "sentence"),
    [
        (CSV, "", "Dites d’où viennent ces chiffres"),
        ("a,b\n1,2\n", "Essai", "doit nommer « population »"),
        ("", "Essai", "vide"),
    ],
)
def test_a_bad_file_stores_nothing_and_keeps_what_was_typed(
    app: Flask, desk: FlaskClient, text: str, source: str, sentence: str
) -> None:
    answer = imported(desk, text, source)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{source}"' in answer.text
    assert not kept(app)


def test_a_contributor_sees_figures_but_does_not_change_the_population(app: Flask) -> None:
    with writing(app) as session:
        staff.add(session, "lea@example.org", "contributeur", territories.by_key(session, None))
    lea = sign_in(app, "lea@example.org")
    assert lea.get(PAGE).status_code == 200
    assert imported(lea, CSV).status_code == 403
    assert not kept(app)
