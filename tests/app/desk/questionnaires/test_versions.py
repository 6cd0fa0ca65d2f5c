"""The life of a questionnaire: its versions, what changed, its dates; archived, nothing is lost."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from surveys import schema
from surveys.loader import catalogue
from tests.answering import FORM, answer, code_on, count, dated, publish, sent
from tests.conftest import sign_in
from tests.drafting import COLLECT, send

LIFE = f"{COLLECT}/habitants"


def second_version(app: Flask) -> None:
    plain = schema.to_dict(catalogue()["habitants"]) | {"title": "Vivre ici, mieux"}
    publish(app, schema.from_dict(plain))


def press(desk: FlaskClient, gesture: str, **typed: str) -> TestResponse:
    return send(desk, f"{LIFE}/etat", {"gesture": gesture, **typed})


def test_every_version_can_be_read_for_ever(app: Flask, desk: FlaskClient) -> None:
    second_version(app)
    page = desk.get(f"{LIFE}/versions").text
    assert re.findall("<strong>(Version .)</strong>", page) == ["Version 2", "Version 1"]
    assert "Vivre ici, mieux" in desk.get(f"{LIFE}/versions/2").text
    assert "Vivre ici : ce qui va" in desk.get(f"{LIFE}/versions/1").text.replace("\u00a0", " ")
    assert desk.get(f"{LIFE}/versions/3").status_code == 404


def test_what_changed_is_said_in_words_between_any_two(app: Flask, desk: FlaskClient) -> None:
    alone = desk.get(f"{LIFE}/differences").text
    assert "<h1>Une seule version</h1>" in alone
    assert 'href="/bureau/collecte/habitants/modifier"' in alone
    second_version(app)
    told = desk.get(f"{LIFE}/differences").text
    assert "1 changement" in told
    assert "les deux versions sont du" in told
    assert "<ins>Vivre ici, mieux</ins>" in told
    assert "<ins>Vivre ici\u00a0: ce qui va" in desk.get(f"{LIFE}/differences?de=2&a=1").text
    assert desk.get(f"{LIFE}/differences?de=7&a=1").status_code == 404


def test_dates_are_set_and_checked(app: Flask, desk: FlaskClient, client: FlaskClient) -> None:
    wrong = press(desk, "dates", opens_on="2026-05-09", closes_on="2026-05-01")
    assert wrong.status_code == 422
    assert "après l’ouverture" in wrong.text
    assert press(desk, "dates", opens_on="demain").status_code == 422
    assert press(desk, "").status_code == 422
    assert press(desk, "dates", opens_on="2031-01-02", closes_on="").status_code == 303
    assert "Ouvrira le 2 janvier 2031" in desk.get(f"{LIFE}/etat").text
    assert client.get(FORM).status_code == 410


def test_closed_by_hand_then_reopened(desk: FlaskClient, client: FlaskClient) -> None:
    assert press(desk, "close").status_code == 303
    assert client.get(FORM).status_code == 410
    assert client.post(FORM, data=sent()).status_code == 410
    press(desk, "reopen")
    assert client.get(FORM).status_code == 200


def test_reopening_forgets_a_closing_day_already_past(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    from datetime import date

    dated(app, opens_on=date(2020, 1, 1), closes_on=date(2020, 2, 1))
    assert client.get(FORM).status_code == 410
    press(desk, "reopen")
    assert client.get(FORM).status_code == 200


def test_archived_it_leaves_the_lists_and_keeps_its_answers(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    code = answer(client)
    press(desk, "close")
    press(desk, "archive")
    assert 'href="/bureau/collecte/habitants"' not in desk.get(COLLECT).text
    assert FORM not in client.get("/").text
    assert 'href="/bureau/collecte/habitants"' in desk.get(f"{COLLECT}?archives=1").text
    assert count(app) == 1
    assert desk.get("/bureau/exports/reponses?survey=habitants&format=csv").status_code == 200
    assert client.post(f"{FORM}/suivi", data={"code": code}).status_code == 200
    press(desk, "unarchive")
    assert 'href="/bureau/collecte/habitants"' in desk.get(COLLECT).text
    assert client.get(FORM).status_code == 410


def test_an_answer_given_before_a_correction_is_read_in_its_own_words(
    app: Flask, client: FlaskClient
) -> None:
    code = code_on(client.get(client.post(FORM, data=sent()).location))
    plain = schema.to_dict(catalogue()["habitants"])
    plain["sections"][0]["questions"][1]["label"] = "Un tout autre texte ?"
    publish(app, schema.from_dict(plain))
    told = client.post(f"{FORM}/suivi", data={"code": code}).text
    assert "Un tout autre texte" not in told


@pytest.mark.parametrize("who", ["contributeur"])
def test_who_may_only_read_sees_versions_and_changes_nothing(app: Flask, who: str) -> None:
    from app.services import territories
    from app.services.accounts import staff
    from tests.answering import writing

    with writing(app) as session:
        staff.add(session, f"{who}@example.org", who, territories.by_key(session, None))
    reader = sign_in(app, f"{who}@example.org")
    for page in ("versions", "versions/1", "differences", "etat"):
        assert reader.get(f"{LIFE}/{page}").status_code == 200
    for page in ("versions", "etat"):
        assert "modifier" not in reader.get(f"{LIFE}/{page}").text
        assert 'name="gesture"' not in reader.get(f"{LIFE}/{page}").text
    assert "Nouveau questionnaire" not in reader.get(COLLECT).text
    assert reader.get(f"{LIFE}/modifier").status_code == 403
