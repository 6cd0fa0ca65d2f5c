"""What the machine learnt, words given to it, and two coders: as the chargée's browser does it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.services import territories
from app.services.accounts import staff
from app.services.paroles import learning
from tests.answering import reading, writing
from tests.conftest import sign_in
from tests.desking import csv_of, parole_id, post, upload
from tests.learning import small_tagger

LEARNT, WORDS, TWO = "/bureau/paroles/machine", "/bureau/paroles/mots", "/bureau/paroles/a-deux"


@pytest.fixture
def taught(app: Flask, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Twelve paroles, read by a small real tagger."""
    monkeypatch.setattr("analysis.tagging.load_shipped", small_tagger)
    rows = [
        (f"P{n}", "habitant", "", "", "2026-03-02", "papier", f"Lampadaire cassé {n}")
        for n in range(12)
    ]
    upload(desk, csv_of(*rows))
    assert post(desk, "/bureau/paroles/classer").status_code == 303
    return desk


def enjeu() -> str:
    return sorted(small_tagger().grids["enjeu"].keys)[0]


def query(**changes: str) -> dict[str, str]:
    return {"words": "lampadaires", "key": enjeu(), "side": "for", **changes}


def test_the_empty_screen_teaches_its_first_step(desk: FlaskClient) -> None:
    page = desk.get(LEARNT).text
    assert "à partir de 20 paroles vérifiées" in page
    assert "telle qu’elle a été livrée" in page


def test_words_are_tried_then_kept_then_taken_back(app: Flask, taught: FlaskClient) -> None:
    seen = taught.get(WORDS, query_string=query())
    assert "12 paroles contiennent" in seen.text
    assert "12 changeraient" in seen.text
    assert "« lampadaires »" not in taught.get(LEARNT).text
    kept = post(taught, WORDS, **query())
    assert kept.location.endswith("?fait=appris")
    page = taught.get(LEARNT).text
    assert "« lampadaires »" in page
    assert "Version 1" in page
    post(taught, "/bureau/paroles/classer", all="1")
    assert "<mark>Lampadaire</mark>" in taught.get(f"/bureau/paroles?enjeu={enjeu()}").text
    (number,) = re.findall(r"/mots/(\d+)/retirer", page)
    post(taught, f"{WORDS}/{number}/retirer")
    assert "« lampadaires »" not in taught.get(LEARNT).text
    post(taught, f"{LEARNT}/reprendre", number="1")
    with reading(app) as session:
        used = learning.in_use(session, territories.by_key(session, None))
        assert used is not None
        assert used.number == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"words": " "}, "Donnez de un à"),
        ({"words": "un deux trois quatre cinq six sept"}, "Donnez de un à"),
        ({"key": "inconnu"}, "Choisissez l’enjeu"),
        ({"side": "peut-être"}, "pour ou contre"),
    ],
)
def test_words_that_cannot_be_used_are_said_so(
    taught: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    page = taught.get(WORDS, query_string=query(**changes))
    assert page.status_code == 422
    assert sentence in page.text
    assert post(taught, WORDS, **query(**changes)).status_code == 422


def test_a_parole_says_in_words_how_sure_the_machine_is(app: Flask, full_desk: FlaskClient) -> None:
    assert "machine : <strong>sûr</strong>" in full_desk.get("/bureau/paroles?confidence=sure").text
    unknown = full_desk.get("/bureau/paroles?confidence=unknown").text
    assert "médecin" in unknown
    assert "bus" not in unknown
    page = full_desk.get(f"/bureau/paroles/{parole_id(app, 'médecin')}").text
    assert "Ne sait pas." in page
    assert "ne prouve rien" in page


def test_two_people_code_blind_and_the_chargee_settles(app: Flask, taught: FlaskClient) -> None:
    with writing(app) as session:
        staff.add(session, "b@example.org", "contributeur", territories.by_key(session, None))
    second = sign_in(app, "b@example.org")
    assert post(taught, TWO, size="3").status_code == 422
    assert post(taught, TWO, size="10").location.endswith("/a-deux/1")
    for browser, keys in ((taught, [enjeu()]), (second, [])):
        assert "sans voir l’autre" in browser.get(f"{TWO}/1").text
        for _ in range(10):
            page = browser.get(f"{TWO}/1/coder").text
            assert "selon la machine" not in page
            assert " checked" not in page
            (action,) = re.findall(rf'action="({TWO}/1/coder/\d+)"', page)
            assert post(browser, action, enjeu=keys).status_code == 303
    page = taught.get(f"{TWO}/1").text
    assert "diffèrent sur 10" in page
    assert second.get(f"{TWO}/1/trancher").status_code == 403
    page = taught.get(f"{TWO}/1/trancher").text
    (action,) = re.findall(rf'action="({TWO}/1/trancher/\d+)"', page)
    assert post(taught, action, enjeu=[enjeu()]).status_code == 303
    assert "Trancher 9 désaccords" in taught.get(f"{TWO}/1").text


def test_nothing_is_settled_while_sealed(taught: FlaskClient) -> None:
    post(taught, TWO, size="10")
    assert taught.get(f"{TWO}/1/trancher").status_code == 409
    assert post(taught, f"{TWO}/1/accords").status_code == 409
