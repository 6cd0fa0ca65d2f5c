"""Conditions on the page: every question shows, each says when it counts, the server decides."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from surveys import models
from surveys.questions import Choice, Commune, LongText, Note, Number, SingleChoice
from tests.answering import count, publish, reading, survey

OUI_NON = (Choice(key="oui", label="Oui"), Choice(key="non", label="Non"))
AUTO = SingleChoice(key="auto", label="Une voiture ?", choices=OUI_NON)
HOW_MANY = Number(
    key="combien", label="Combien ?", hint="En état.", required=True, only_if="${auto} = 'oui'"
)
ASKED = survey(
    AUTO,
    HOW_MANY,
    Commune(key="ou", label="Où ?"),
    Note(key="avis", label="À savoir", only_if="${ou} = '46066'"),
    LongText(key="mot", label="Comment faites-vous ?", only_if="${auto} = 'non'"),
)
KEY = {"idempotency_key": "k" * 20}


def test_without_script_every_question_shows_with_its_condition_above(
    app: Flask, client: FlaskClient
) -> None:
    publish(app, ASKED)
    page = client.get("/q/essai").text
    assert "Si vous avez répondu «\u00a0Oui\u00a0» à «\u00a0Une voiture ?\u00a0»</p>" in page
    assert 'aria-describedby="combien-si combien-aide"' in page
    assert page.count('class="when"') == 3
    assert page.index('id="combien-si"') < page.index('name="combien"')


def test_a_place_in_a_condition_is_named(app: Flask, client: FlaskClient) -> None:
    publish(app, ASKED)
    page = client.get("/q/essai").text
    name = page.split('<option value="46066">', 1)[1].split("<", 1)[0]
    assert f"Si vous avez répondu «\u00a0{name}\u00a0» à «\u00a0Où ?\u00a0»" in page


def test_what_its_condition_hides_is_not_stored_even_when_sent(
    app: Flask, client: FlaskClient
) -> None:
    publish(app, ASKED)
    sent = {**KEY, "auto": "oui", "combien": "2", "mot": "À pied."}
    assert client.post("/q/essai", data=sent).status_code == 303
    with reading(app) as session:
        row = session.scalars(select(models.Response)).one()
        assert row.answers == {"auto": "oui", "combien": 2}
        assert row.paroles == []


def test_what_its_condition_hides_is_neither_required_nor_refused(
    app: Flask, client: FlaskClient
) -> None:
    publish(app, ASKED)
    assert client.post("/q/essai", data={**KEY, "auto": "non", "combien": "x"}).status_code == 303
    assert count(app) == 1


def test_what_its_condition_asks_is_required(app: Flask, client: FlaskClient) -> None:
    publish(app, ASKED)
    page = client.post("/q/essai", data={**KEY, "auto": "oui"})
    assert page.status_code == 422
    assert 'href="#combien"' in page.text
    assert count(app) == 0
