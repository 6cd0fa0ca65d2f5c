"""The first page of the desk: one thing to do next, whatever the state."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.services import staff, territories
from tests.answering import writing
from tests.conftest import sign_in
from tests.desking import ROWS, csv_of, post, upload


def first_todo(page: str) -> str:
    return page.split('class="todo"', 1)[1].split("<strong>", 1)[1].split("</strong>", 1)[0]


def test_an_empty_desk_says_to_share_or_import(desk: FlaskClient) -> None:
    assert first_todo(desk.get("/bureau/").text) == "Personne n’a encore répondu"


def test_new_paroles_are_to_be_tagged_then_checked_then_handed_on(desk: FlaskClient) -> None:
    upload(desk, csv_of(*ROWS))
    assert "3 paroles à classer" in first_todo(desk.get("/bureau/").text)
    post(desk, "/bureau/paroles/classer")
    page = desk.get("/bureau/").text
    assert "3 paroles à vérifier" in first_todo(page)
    assert "Une synthèse peut partir au comité" in page
    assert "13 communes n’ont pas encore répondu" in page


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
