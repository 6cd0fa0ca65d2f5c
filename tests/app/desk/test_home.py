"""The first page of the desk: one thing to do next, whatever the state."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.services import territories
from app.services.accounts import staff
from tests.answering import writing
from tests.conftest import sign_in
from tests.desking import ROWS, csv_of, post, upload


def first_todo(page: str) -> str:
    return (
        page.split('class="todo numbered"', 1)[1].split("<strong>", 1)[1].split("</strong>", 1)[0]
    )


def test_an_empty_desk_says_to_share_or_import(desk: FlaskClient) -> None:
    assert first_todo(desk.get("/bureau/").text) == "Personne n’a encore répondu"


def test_new_paroles_are_to_be_tagged_then_checked_then_handed_on(desk: FlaskClient) -> None:
    upload(desk, csv_of(*ROWS))
    assert "3 paroles à classer" in first_todo(desk.get("/bureau/").text)
    post(desk, "/bureau/paroles/classer")
    page = desk.get("/bureau/").text
    assert "3 paroles à vérifier" in first_todo(page)
    assert "≈ 1 min en tout (estimation)" in page
    assert "13 communes, dont Dégagnac, Frayssinet-le-Gélat, Gindou : personne" in page
    assert "l’affiche et l’adresse de chacune" in page
    assert page.count('name="commune"') == 13
    assert "3</span> personnes ont répondu aux questionnaires" in page
    assert desk.get("/bureau/semaines.svg").mimetype == "image/svg+xml"


def test_what_is_hoped_for_is_set_with_the_dates_and_shown_here(desk: FlaskClient) -> None:
    dates = "/bureau/collecte/habitants/etat"
    wrong = post(desk, dates, gesture="objective", objective="beaucoup")
    assert wrong.status_code == 422
    assert "en chiffres" in wrong.text
    assert post(desk, dates, gesture="objective", objective="1 000").status_code == 303
    assert "sur 1\u202f000 souhaitées" in desk.get("/bureau/").text
    post(desk, dates, gesture="objective", objective="")
    assert "souhaitées" not in desk.get("/bureau/").text


def test_a_contributor_is_shown_what_she_may_open(app: Flask, full_desk: FlaskClient) -> None:
    with writing(app) as session:
        staff.add(session, "aide@example.org", "contributeur", territories.by_key(session, None))
    page = sign_in(app, "aide@example.org").get("/bureau/").text
    assert "3 paroles à vérifier" in page
    assert "Affiches et adresses courtes" in page
    assert "/inviter" not in page
    assert "/population" not in page


def test_sample_data_is_called_synthetic_on_every_page_of_the_desk(
    full_desk: FlaskClient,
) -> None:
    for address in ("/bureau/", "/bureau/paroles", "/bureau/collecte", "/bureau/exports"):
        assert "synthétiques" in full_desk.get(address).text, address


@pytest.mark.parametrize("role", ["comite", "caf", "admin"])
def test_other_roles_are_welcomed_without_a_word_of_the_answers(
    app: Flask, full_desk: FlaskClient, role: str
) -> None:
    with writing(app) as session:
        staff.add(session, f"{role}@example.org", role, territories.by_key(session, None))
    page = sign_in(app, f"{role}@example.org").get("/bureau/").text
    assert "Bienvenue" in page
    assert "réponses" not in page
    assert "/bureau/paroles" not in page
