"""A machine's signs are noted beside the answer; nobody's answer is refused for them."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import web
from app.answer import suspicion
from surveys.models import Response
from tests.answering import FORM, JSON, hidden, reading, sent
from tests.conftest import build, settings_at


@pytest.fixture
def strict(home: Path) -> Flask:
    """As it is outside of benches."""
    return build(settings_at(home), rate_limited=True)


def noted(app: Flask) -> list[str]:
    with reading(app) as session:
        return sorted(session.scalars(select(Response.suspicion)))


def _issued(app: Flask, monkeypatch: pytest.MonkeyPatch, seconds_ago: int) -> str:
    with app.app_context(), monkeypatch.context() as patched:
        now = int(web.now().timestamp())
        patched.setattr("itsdangerous.timed.time.time", lambda: now - seconds_ago)
        return web.issued(web.secret())


def test_a_filled_trap_is_noted_and_the_answer_stored(app: Flask, client: FlaskClient) -> None:
    for trap in ("https://example.org", ""):
        assert client.post(FORM, data=sent(website=trap)).status_code == 303
    assert noted(app) == ["", "honeypot"]


def test_an_answer_sent_at_once_is_noted_and_stored(strict: Flask) -> None:
    client = strict.test_client(use_cookies=False)
    issued = hidden(client.get(FORM), "issued")
    assert client.post(FORM, data=sent(issued=issued), headers=JSON).status_code == 201
    assert client.post(FORM, data=sent(issued=issued, website="x")).status_code == 303
    assert noted(strict) == ["fast", "honeypot fast"]


@pytest.mark.parametrize("seconds", [suspicion.LEAST_SECONDS, 60, 400 * 86_400, -3600])
def test_who_took_time_is_not_noted_however_old_the_page(
    strict: Flask, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    client = strict.test_client(use_cookies=False)
    issued = _issued(strict, monkeypatch, seconds)
    assert client.post(FORM, data=sent(issued=issued)).status_code == 303
    assert noted(strict) == [""]


@pytest.mark.parametrize("issued", [None, "", "x", ".a.b", "é" * 50, "x" * 9000])
def test_a_page_without_a_good_date_is_an_answer_like_any_other(
    strict: Flask, issued: str | None
) -> None:
    client = strict.test_client(use_cookies=False)
    assert client.post(FORM, data=sent(issued=issued)).status_code == 303
    assert noted(strict) == [""]


def test_a_form_shown_again_keeps_the_date_of_the_first(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _issued(app, monkeypatch, 60)
    assert hidden(client.post(FORM, data=sent(issued=first, commune="x")), "issued") == first
    assert hidden(client.post(f"{FORM}/langue", data=sent(issued=first)), "issued") == first
    assert hidden(client.post(FORM, data=sent(issued="forged", commune="x")), "issued") != "forged"


def test_the_minimum_time_is_lifted_with_the_limits(app: Flask, client: FlaskClient) -> None:
    issued = hidden(client.get(FORM), "issued")
    assert client.post(FORM, data=sent(issued=issued)).status_code == 303
    assert noted(app) == [""]


def test_a_helper_says_so_and_it_stays_ticked(app: Flask, client: FlaskClient) -> None:
    page = client.post(FORM, data=sent(helped="oui", commune="x"))
    assert 'value="oui" id="helped" checked' in page.text
    assert "checked" not in client.get(FORM).text.split('id="helped"')[1][:20]
    for helped in ("oui", None, "n’importe"):
        assert client.post(FORM, data=sent(helped=helped)).status_code == 303
    with reading(app) as session:
        assert sorted(session.scalars(select(Response.helped))) == [False, False, True]


def test_what_was_noted_follows_an_answer_sent_as_a_new_one(client: FlaskClient) -> None:
    form = sent(helped="oui")
    client.post(FORM, data=form)
    page = client.post(FORM, data=form | {"points_forts": "Autre chose."})
    assert page.status_code == 409
    assert '<textarea name="helped" hidden>\noui</textarea>' in page.text
