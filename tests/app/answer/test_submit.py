"""Sending the form: stored once, acknowledged once, and nothing half-way."""

import json
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import web
from surveys.models import Parole, Response
from tests.answering import FORM, JSON, answer, code_on, count, dated, hidden, reading, sent


def test_a_good_form_is_stored_and_thanked_with_a_code(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    response = client.post(FORM, data=sent())
    assert response.status_code == 303
    assert response.location.startswith(f"{FORM}/recu/")
    assert "Set-Cookie" not in response.headers
    page = client.get(response.location)
    assert page.status_code == 200
    assert len(code_on(page).replace("-", "")) == 10
    with reading(either_app) as session:
        row = session.scalars(select(Response)).one()
        assert row.answers["difficultes"] == ["soins", "logement"]
        assert (row.commune, row.age_band, row.channel) == ("46066", "30-44", "web")
        assert [parole.text for parole in row.paroles] == ["La bibliothèque du village."]


def test_the_day_is_stored_and_no_time_address_or_browser(app: Flask, client: FlaskClient) -> None:
    client.post(FORM, data=sent(), headers={"User-Agent": "Un-Navigateur/9"})
    with reading(app) as session:
        row = session.scalars(select(Response)).one()
        stored = {c.name: getattr(row, c.name) for c in Response.__table__.columns}
    assert stored["received_on"] == web.today()
    assert "Un-Navigateur" not in repr(stored)
    assert "127.0.0.1" not in repr(stored)


def test_the_same_form_twice_is_one_response_and_one_receipt(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    form = sent()
    codes = {code_on(client.get(client.post(FORM, data=form).location)) for _ in range(3)}
    assert len(codes) == 1
    assert count(either_app) == 1
    assert count(either_app, Parole) == 1


def test_a_replay_after_closing_still_gets_its_receipt(app: Flask, client: FlaskClient) -> None:
    form = sent()
    first = code_on(client.get(client.post(FORM, data=form).location))
    dated(app, closed_on=web.today())
    assert code_on(client.get(client.post(FORM, data=form).location)) == first
    assert count(app) == 1


def test_the_database_holds_neither_the_key_nor_the_code(app: Flask, client: FlaskClient) -> None:
    form = sent()
    code = code_on(client.get(client.post(FORM, data=form).location))
    with reading(app) as session:
        row = session.scalars(select(Response)).one()
        stored = repr({c.name: getattr(row, c.name) for c in Response.__table__.columns})
    assert str(form["idempotency_key"]) not in stored
    assert code not in stored
    assert code.replace("-", "") not in stored


def other_payload(client: FlaskClient) -> TestResponse:
    form = sent()
    client.post(FORM, data=form)
    return client.post(
        FORM, data=form | {"points_forts": "Un autre <b>texte</b>", "priorites": ["logement"]}
    )


def test_other_answers_under_the_same_key_lose_nothing(app: Flask, client: FlaskClient) -> None:
    page = other_payload(client)
    assert page.status_code == 409
    assert "Une première réponse est déjà arrivée" in page.text
    assert "Un autre &lt;b&gt;texte&lt;/b&gt;" in page.text
    assert f'href="{FORM}/suivi"' in page.text
    assert count(app) == 1


def test_the_page_of_a_conflict_is_kept_by_no_cache(client: FlaskClient) -> None:
    assert other_payload(client).headers["Cache-Control"] == "no-store"


def test_what_the_conflict_page_carries_is_stored_as_a_new_answer(
    app: Flask, client: FlaskClient
) -> None:
    page = other_payload(client)
    second = sent(
        idempotency_key=hidden(page, "idempotency_key"),
        points_forts="Un autre <b>texte</b>",
        priorites=["logement"],
    )
    for name in ("vivre_ici", "difficultes", "priorites", "commune", "points_forts"):
        assert f'<textarea name="{name}" hidden>' in page.text
    assert client.post(FORM, data=second).status_code == 303
    with reading(app) as session:
        texts = set(session.scalars(select(Parole.text)))
    assert texts == {"La bibliothèque du village.", "Un autre <b>texte</b>"}


def test_a_script_is_told_each_outcome_by_a_status(app: Flask, client: FlaskClient) -> None:
    form = sent()
    created = client.post(FORM, json=form, headers=JSON)
    replayed = client.post(FORM, json=form, headers=JSON)
    assert (created.status_code, replayed.status_code) == (201, 200)
    assert created.json is not None
    assert created.json["receipt"] == replayed.json["receipt"]
    assert (created.json["created"], replayed.json["created"]) == (True, False)
    other = client.post(FORM, json=form | {"vivre_ici": "1"}, headers=JSON)
    assert other.status_code == 409
    wrong = client.post(FORM, json=sent(vivre_ici="9"), headers=JSON)
    assert wrong.status_code == 422
    assert set(wrong.json["errors"]) == {"vivre_ici"}
    dated(app, closed_on=web.today())
    assert client.post(FORM, json=sent(), headers=JSON).status_code == 410
    assert count(app) == 1


def test_a_withdrawn_answer_does_not_come_back(app: Flask, client: FlaskClient) -> None:
    form = sent()
    code = code_on(client.get(client.post(FORM, data=form).location))
    client.post(f"{FORM}/suivi/effacer", data={"code": code})
    page = client.post(FORM, data=form)
    assert page.status_code == 410
    assert "Cette réponse a été effacée" in page.text
    assert client.post(FORM, json=form, headers=JSON).status_code == 410
    assert count(app) == 0


def test_a_script_whose_key_is_damaged_is_told_which_field(app: Flask, client: FlaskClient) -> None:
    response = client.post(FORM, json=sent(idempotency_key="{no}"), headers=JSON)
    assert response.status_code == 422
    assert response.json is not None
    assert set(response.json["errors"]) == {"idempotency_key"}
    assert count(app) == 0


def test_a_body_over_one_megabyte_is_refused_in_french(app: Flask, client: FlaskClient) -> None:
    for body in ({"points_forts": "é" * 600_000}, {"x" * 1_000_001: "1"}):
        page = client.post(FORM, data=body)
        assert page.status_code == 413
        assert "C’est trop lourd" in page.text
    small = client.post(FORM, json={"points_forts": "x" * 1_000_001}, headers=JSON)
    assert small.status_code == 413
    assert count(app) == 0


def test_a_multipart_body_over_one_megabyte_is_refused_too(app: Flask, client: FlaskClient) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="points_forts"\r\n\r\n'
    body = head + b"x" * 1_000_001 + b"\r\n--x--\r\n"
    page = client.post(FORM, data=body, content_type="multipart/form-data; boundary=x")
    assert page.status_code == 413
    assert count(app) == 0


def test_a_thousand_unknown_fields_do_no_harm(app: Flask, client: FlaskClient) -> None:
    extra = {f"inconnu_{n}": "x" for n in range(1001)}
    assert client.post(FORM, data=sent() | extra).status_code == 303
    page = client.post(FORM, data=sent() | extra, content_type="multipart/form-data")
    assert page.status_code in (303, 413)
    with reading(app) as session:
        for row in session.scalars(select(Response)):
            assert not any(key.startswith("inconnu") for key in row.answers)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b"points_forts=bonjour"),
        ("application/xml", b"<points_forts>bonjour</points_forts>"),
        ("application/json", b"{"),
        ("application/json", b"[1, 2]"),
        ("application/json", b"null"),
        ("application/json", b"[" * 50_000),
        ("application/json", b'{"points_forts": ' + b"[" * 20_000 + b"]" * 20_000 + b"}"),
        ("application/json", b'{"vivre_ici": ' + b"9" * 10_000 + b"}"),
        ("application/json", b'{"points_forts": {"a": 1}, "vivre_ici": 1e400}'),
        ("multipart/form-data; boundary=x", b"no boundary at all"),
        ("multipart/form-data", b"--x\r\n"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"points_forts=%ff"),
    ],
)
@pytest.mark.parametrize("accept", [{}, JSON])
def test_a_body_that_is_not_a_form_is_refused_without_a_fault(
    app: Flask, client: FlaskClient, content_type: str, body: bytes, accept: dict[str, str]
) -> None:
    page = client.post(FORM, data=body, content_type=content_type, headers=accept)
    assert page.status_code in (400, 413, 415, 422, 303, 201)
    assert count(app) <= 1


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (b"%ff%fe+caf%e9", "%FF%FE caf%E9"),
        (b"cafe%CC%81%00s", "cafés"),
        ("\u202eabc\u2066".encode(), "abc"),
        ("👩‍👩‍👧 🏡".encode(), "👩‍👩‍👧 🏡"),
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"%3D1%2B1 @x", "=1+1 @x"),
    ],
)
def test_odd_bytes_are_stored_as_clean_text(either_app: Flask, typed: bytes, stored: str) -> None:
    client = either_app.test_client(use_cookies=False)
    body = b"idempotency_key=" + uuid4().hex.encode() + b"&points_forts=" + typed
    response = client.post(FORM, data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 303
    with reading(either_app) as session:
        assert session.scalars(select(Parole.text)).one() == stored


def test_lone_surrogates_are_replaced(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    body = json.dumps(sent(points_forts="avant \ud800 après"))
    response = client.post(FORM, data=body, content_type="application/json", headers=JSON)
    assert response.status_code == 201
    with reading(either_app) as session:
        assert session.scalars(select(Parole.text)).one() == "avant \ufffd après"


@pytest.mark.parametrize("text", ["\ud800 x", "a\x00b", "\ufffe\x1b"])
def test_unprintable_signs_in_a_refused_form_still_make_a_page(
    app: Flask, client: FlaskClient, text: str
) -> None:
    body = json.dumps(sent(vivre_ici="99", points_forts=text))
    page = client.post(FORM, data=body, content_type="application/json")
    assert page.status_code == 422
    form = sent()
    client.post(FORM, data=form)
    again = json.dumps(form | {"points_forts": text})
    assert client.post(FORM, data=again, content_type="application/json").status_code == 409
    assert count(app) == 1


def test_a_failure_in_the_middle_stores_nothing(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk full")

    form = sent()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with monkeypatch.context() as patched:
        patched.setattr("surveys.straight.Straight.many", broken)
        page = client.post(FORM, data=form)
    assert page.status_code == 500
    assert "Rien n’a été enregistré à moitié" in page.text
    assert count(app) == 0
    assert client.post(FORM, data=form).status_code == 303


def test_names_and_numbers_are_masked_and_their_original_is_unreadable(
    app: Flask, client: FlaskClient
) -> None:
    answer(client, points_forts="Appelez le 06 12 34 56 78, merci.")
    with reading(app) as session:
        parole = session.scalars(select(Parole)).one()
    assert "06 12" not in parole.text
    assert parole.original is not None
    assert b"06 12" not in parole.original
