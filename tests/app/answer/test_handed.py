"""A form taken at the door is stored and acknowledged as the view would; all else is the view's."""

import json
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.answer import handed
from surveys.models import Parole, Response
from tests.answering import FORM, JSON, code_on, count, hidden, reading, sent

TEXT = (
    "Écrivez à contact@example.org,\r\nou passez le dimanche. 100 % «\xa0oui\xa0» + 1 ☕ &amp; plus"
)
PAGE = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def opened(either_app: Flask) -> FlaskClient:
    client = either_app.test_client(use_cookies=False)
    client.get(FORM)  # a version that was read
    return client


def by_flask(client: FlaskClient, form: dict[str, object], headers: dict[str, str]) -> TestResponse:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(handed, "plain", lambda _environ: False)
        return client.post(FORM, data=form, headers=headers)


def at_the_door(client: FlaskClient, form: dict[str, object], **more: Any) -> TestResponse:
    """Fails where Flask is asked."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("app.answer.views._save", None)
        patched.setattr("app.answer.pages.find", None)
        return client.post(FORM, data=form, **more)


def rows(app: Flask) -> list[dict[str, Any]]:
    """What is stored, without what differs each time: identifiers, hashes of the key."""
    with reading(app) as session:
        kept = [
            {c.name: getattr(row, c.name) for c in Response.__table__.columns}
            | {"texts": sorted((p.question, p.text, bool(p.original)) for p in row.paroles)}
            for row in session.scalars(select(Response))
        ]
    for row in kept:
        for name in ("id", "key_hash", "code_hash"):
            assert row.pop(name)
    return kept


@pytest.mark.parametrize("headers", [{}, PAGE, JSON])
def test_the_door_stores_and_says_what_the_view_would(
    either_app: Flask, opened: FlaskClient, headers: dict[str, str]
) -> None:
    beside = {"helped": "oui", "website": "piège", "issued": hidden(opened.get(FORM), "issued")}
    told = [
        ask(opened, sent(points_forts=TEXT, **beside), headers=headers)
        for ask in (by_flask, at_the_door)
    ]
    first, second = rows(either_app)
    assert first == second
    assert "[courriel]" in first["texts"][0][1]
    assert (first["helped"], first["suspicion"]) == (True, "honeypot")
    one, other = (dict(answer.headers) for answer in told)
    for answer, headers_ in zip(told, (one, other), strict=True):
        headers_.pop("Content-Length")
        headers_.pop("Vary", None)  # of an answer that nobody may keep
        headers_["Location"] = headers_.get("Location", "")[: len("/q/habitants/recu/gAAA")]
        assert len(code_on(opened.get(answer.location or answer.get_json()["url"]))) == 12
    assert one == other
    assert told[0].status_code == told[1].status_code
    if headers is JSON:
        assert told[0].get_json().keys() == told[1].get_json().keys()


def test_a_replay_at_the_door_is_the_same_receipt(either_app: Flask, opened: FlaskClient) -> None:
    form = sent()
    told = [at_the_door(opened, form, headers=JSON) for _ in range(2)]
    assert [answer.status_code for answer in told] == [201, 200]
    assert len({answer.get_json()["receipt"] for answer in told}) == 1
    assert [answer.get_json()["created"] for answer in told] == [True, False]
    assert by_flask(opened, form, JSON).get_json()["receipt"] == told[0].get_json()["receipt"]
    assert count(either_app) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"commune": "x"},
        {"campaign": "marche"},
        {"lang": "falc"},
        {"idempotency_key": "court"},
        {"inconnu": "1"},
    ],
)
def test_what_is_not_plain_is_the_view_s(
    app: Flask, client: FlaskClient, changes: dict[str, object]
) -> None:
    client.get(FORM)
    with pytest.raises(TypeError):  # the fixture's Flask lets a test see its errors
        at_the_door(client, sent(**changes))
    assert count(app) == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"headers": {"Cookie": "paroles=x"}},
        {"query_string": "c=marche"},
        {"headers": {"Accept": "application/*"}},
        {"content_type": "multipart/form-data"},
    ],
)
def test_who_is_not_plain_is_the_view_s(
    app: Flask, client: FlaskClient, asked: dict[str, Any]
) -> None:
    client.get(FORM)
    with pytest.raises(TypeError):
        at_the_door(client, sent(), **asked)
    assert count(app) == 0


def test_a_body_cut_on_its_way_stores_nothing(app: Flask, client: FlaskClient) -> None:
    client.get(FORM)
    body = f"vivre_ici=4&idempotency_key={uuid4().hex}".encode()
    answer = client.post(
        FORM,
        data=body,
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"CONTENT_LENGTH": str(len(body) + 5)},
    )
    assert answer.status_code == 400
    assert count(app) == 0


def test_a_busy_database_is_waited_for_once(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(FORM)
    tries = []

    def busy(*_: object) -> None:
        tries.append(1)
        raise handed.NotWritten

    monkeypatch.setattr("surveys.writing.Writer.write", busy)
    answer = client.post(FORM, data=sent(points_forts=TEXT))
    assert (answer.status_code, len(tries)) == (503, 1)
    assert "contact@example.org" in answer.text
    assert count(app, Parole) == 0


def test_the_answer_to_a_script_is_what_flask_s_json_reads(client: FlaskClient) -> None:
    client.get(FORM)
    answer = at_the_door(client, sent(), headers=JSON)
    assert json.loads(answer.data)["url"].startswith(f"{FORM}/recu/")
