"""A sheet typed twice: blind, compared, settled; what was replaced is gone."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import web
from app.models.paper import SecondEntry, Sheet
from app.services import territories
from app.services.accounts import staff
from app.services.collection import comparing
from surveys import models
from tests.answering import count, reading, writing
from tests.conftest import sign_in
from tests.desking import post, token
from tests.entering import ENTRY, TYPED, lot, place, survey_id, type_in

SECOND = f"{ENTRY}/controle"
AGAIN = f"{SECOND}/feuille"


@pytest.fixture
def helper(app: Flask) -> FlaskClient:
    """Another person's browser: she types, and settles nothing."""
    with writing(app) as session:
        staff.add(session, "aide@example.org", "contributeur", territories.by_key(session, None))
    return sign_in(app, "aide@example.org")


@pytest.fixture
def code(app: Flask, desk: FlaskClient) -> str:
    """A sheet that the chargée typed today."""
    made = lot(app)[0]
    assert type_in(desk, made, deplacements="conduit").status_code == 303
    return made


def again(client: FlaskClient, code: str, **changes: object) -> object:
    return type_in(client, code, AGAIN, **{"deplacements": "conduit", **changes})


def agreement(app: Flask) -> comparing.Agreement:
    of = survey_id(app)
    with reading(app) as session:
        return comparing.agreement(session, of)


def compared(code: str) -> str:
    lot_number, number, _ = code.split("-")
    return f"{SECOND}/{int(lot_number)}-{int(number)}"


def test_the_second_entry_does_not_show_the_first(helper: FlaskClient, code: str) -> None:
    page = helper.get(AGAIN, query_string={"feuille": code})
    assert page.status_code == 200
    assert "seconde saisie" in page.text
    assert "La bibliothèque" not in page.text
    assert " checked" not in page.text.replace('id="raccourcis"', "")


def test_two_entries_alike_leave_nothing_to_do(app: Flask, helper: FlaskClient, code: str) -> None:
    page = again(helper, code, points_forts="la  bibliothèque du VILLAGE.")
    assert page.status_code == 303  # type: ignore[attr-defined]
    assert agreement(app) == comparing.Agreement(1, 3, 3, 1, 1)
    with reading(app) as session:
        made = session.scalars(select(SecondEntry)).one()
    assert made.sealed is None
    assert made.settled_on is not None
    assert count(app) == 1
    assert "100" in helper.get(SECOND).text


def test_what_differs_is_shown_and_the_right_one_kept(
    app: Flask, desk: FlaskClient, helper: FlaskClient, code: str
) -> None:
    again(helper, code, vivre_ici="5", points_forts="La bibliothèque de la ville.")
    assert agreement(app) == comparing.Agreement(1, 3, 2, 1, 0)
    assert "2 différences" in desk.get(SECOND).text
    page = desk.get(compared(code)).text
    assert "4 sur 5" in page
    assert "5 sur 5" in page
    assert "La bibliothèque de la ville." in page
    assert "Dans quelle commune" not in page
    kept = post(desk, compared(code), vivre_ici="2", points_forts="1")
    assert kept.status_code == 303
    with reading(app) as session:
        row = session.scalars(select(models.Response)).one()
        assert row.answers == {"vivre_ici": 5, "commune": "46066", "deplacements": "conduit"}
        assert [parole.text for parole in row.paroles] == [TYPED["points_forts"]]
        made = session.scalars(select(SecondEntry)).one()
    assert made.sealed is None
    assert desk.get(compared(code)).status_code == 404
    assert agreement(app).equal == 2  # what was measured stays


def test_an_answer_in_one_entry_only_is_a_difference(
    app: Flask, desk: FlaskClient, helper: FlaskClient, code: str
) -> None:
    again(helper, code, commune=None, age="30-44")
    assert agreement(app) == comparing.Agreement(1, 4, 2, 1, 1)
    assert "sans réponse" in desk.get(compared(code)).text
    post(desk, compared(code), commune="2", age="2")
    with reading(app) as session:
        row = session.scalars(select(models.Response)).one()
    assert (row.commune, row.age_band) == (None, "30-44")


@pytest.mark.parametrize("chosen", [{}, {"vivre_ici": "3"}, {"vivre_ici": ""}])
def test_every_difference_must_be_settled(
    app: Flask, desk: FlaskClient, helper: FlaskClient, code: str, chosen: dict[str, str]
) -> None:
    again(helper, code, vivre_ici="5")
    page = post(desk, compared(code), **chosen)
    assert page.status_code == 422
    assert "Choisissez une des deux saisies" in page.text
    with reading(app) as session:
        assert session.scalars(select(SecondEntry)).one().settled_on is None


def test_a_helper_types_but_does_not_settle(app: Flask, helper: FlaskClient, code: str) -> None:
    page = again(helper, code, vivre_ici="5")
    assert page.location.endswith("/saisie/controle")  # type: ignore[attr-defined]
    assert "Comparer" not in helper.get(SECOND).text
    assert helper.get(compared(code)).status_code == 403


def test_one_does_not_check_oneself_on_the_same_day(
    app: Flask, desk: FlaskClient, code: str
) -> None:
    page = again(desk, code)
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert "revenez demain" in page.text  # type: ignore[attr-defined]
    with writing(app) as session:
        sheet = session.scalars(select(Sheet)).one()
        sheet.entered_on = web.now().date() - timedelta(days=1)
    assert again(desk, code).status_code == 303  # type: ignore[attr-defined]


def test_a_sheet_is_typed_twice_not_three_times(app: Flask, helper: FlaskClient, code: str) -> None:
    again(helper, code)
    page = again(helper, code)
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert "déjà été saisie deux fois" in page.text  # type: ignore[attr-defined]
    assert count(app, SecondEntry) == 1


@pytest.mark.parametrize("typed", ["", "12", "1-002-00"])
def test_only_a_sheet_that_was_typed_can_be_typed_again(
    helper: FlaskClient, code: str, typed: str
) -> None:
    page = helper.get(AGAIN, query_string={"feuille": typed})
    assert page.status_code == 422
    assert 'href="#feuille"' in page.text


def test_words_waiting_for_a_choice_are_encrypted_and_go_with_the_response(
    app: Flask, helper: FlaskClient, client: FlaskClient, code: str, home: Path
) -> None:
    from app.services.collection import sheets

    again(helper, code, points_forts="Appelez Zéphirine au 06 12 34 56 78.")
    for file in home.glob("paroles.sqlite*"):
        assert "Zéphirine".encode() not in file.read_bytes()
    secret = app.extensions["paroles"].secret_key.encode()
    receipt = sheets.receipt(secret, survey_id(app), place(app, code))
    assert client.post("/q/habitants/suivi/effacer", data={"code": receipt}).status_code == 200
    assert count(app, SecondEntry) == 0
    assert count(app, Sheet) == 1


def test_a_tenth_of_the_sheets_is_proposed_and_nobody_chooses_which(
    app: Flask, desk: FlaskClient, code: str
) -> None:
    of = survey_id(app)
    csrf = token(desk)
    for one in lot(app, 24):
        form = {"csrf_token": csrf, "vivre_ici": "3"}
        assert type_in(desk, one, **form).status_code == 303
    with reading(app) as session:
        drawn = comparing.sample(session, of, b"x" * 32)
        assert len(drawn) == 3
        assert drawn == comparing.sample(session, of, b"x" * 32)
        assert drawn != comparing.sample(session, of, b"y" * 32)
    assert desk.get(SECOND).text.count("Saisir<span") == 3


def test_the_first_visit_says_where_to_begin(desk: FlaskClient) -> None:
    assert "Saisissez-en une première" in desk.get(SECOND).text
