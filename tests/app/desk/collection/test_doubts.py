"""The page of responses to look at, from the survey's own."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.services import territories
from app.services.accounts import staff
from surveys.models import Response
from tests.answering import FORM, count, reading, sent, writing
from tests.conftest import sign_in
from tests.desking import post

SURVEY = "/bureau/collecte/habitants"
DOUBTS = f"{SURVEY}/a-regarder"
TEXT = "Achetez <b>ici</b>."


def test_an_empty_page_says_what_comes_there(desk: FlaskClient) -> None:
    assert "a-regarder" not in desk.get(SURVEY).text
    page = desk.get(DOUBTS)
    assert "Rien à regarder pour l’instant" in page.text
    assert "Aucune n’est jamais effacée" in page.text


def test_what_looks_like_a_machine_is_counted_with_and_without(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    client.post(FORM, data=sent())
    client.post(FORM, data=sent(website="x", points_forts=TEXT))
    assert "1 réponse paraît venir d’une machine" in desk.get(SURVEY).text
    page = desk.get(DOUBTS)
    assert "2 avec elle, 1 sans" in page.text
    assert "« Achetez &lt;b&gt;ici&lt;/b&gt;. »" in page.text
    assert count(app) == 2


def test_a_person_vouches_and_takes_it_back(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    client.post(FORM, data=sent(website="x"))
    with reading(app) as session:
        one = session.scalars(select(Response.id)).one()
    for vouched, told in (("1", "Rien à regarder"), ("0", "1 réponse paraît")):
        assert post(desk, f"{DOUBTS}/{one}", vouched=vouched).status_code == 303
        assert told in desk.get(DOUBTS).text
    assert post(desk, f"{DOUBTS}/7", vouched="1").status_code == 404


def test_who_only_reads_has_no_button(app: Flask, client: FlaskClient) -> None:
    with writing(app) as session:
        territory = territories.by_key(session, None)
        staff.add(session, "lit@example.org", "contributeur", territory)
    client.post(FORM, data=sent(website="x"))
    page = sign_in(app, "lit@example.org").get(DOUBTS).text
    assert "1 réponse paraît" in page
    assert "C’est une vraie réponse" not in page
