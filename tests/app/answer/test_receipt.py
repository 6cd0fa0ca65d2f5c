"""The thank-you page: short-lived, of one survey, kept nowhere."""

import re
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.answer import views
from tests.answering import FORM, code_on, sent


@pytest.fixture
def address(client: FlaskClient) -> str:
    location: str = client.post(FORM, data=sent()).location
    return location


def test_the_receipt_is_kept_by_no_cache_and_told_to_nobody(
    client: FlaskClient, address: str
) -> None:
    page = client.get(address)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers


def test_the_address_of_the_receipt_does_not_hold_the_code(
    client: FlaskClient, address: str
) -> None:
    code = code_on(client.get(address))
    assert code not in address
    assert code.replace("-", "") not in address


@pytest.mark.parametrize("query", ["", "?lang=falc", "?partage"])
def test_the_receipt_says_where_the_code_is_typed_on_screen_and_in_what_one_sends_oneself(
    client: FlaskClient, query: str
) -> None:
    page = client.get(client.post(FORM + query, data=sent()).location)
    own = f"{FORM}/suivi" + ("?lang=falc" if "falc" in query else "")
    shown = re.findall(r'class="where" href="([^"]+)">([^<]+)</a>', page.text)
    # Short, and in one piece on a narrow screen: the language goes with the link, and in messages.
    assert shown == [
        (f"{FORM}/suivi" + query.replace("?partage", "?partage="), "http://127.0.0.1:8000/suivi")
    ]
    sendings = re.findall(r'href="(?:mailto|sms):[^"]*body=([^"]+)"', page.text)
    assert len(sendings) == 2
    for body in map(unquote, sendings):
        assert code_on(page) in body
        assert body.endswith(f"http://127.0.0.1:8000{own}")
    assert client.get(own).status_code == 200


@pytest.mark.parametrize(
    "mend",
    [lambda a: a[:-6] + "AAAAAA", lambda a: a[:60] + "_-"[a[60] == "_"] + a[61:], lambda a: a[:40]],
)
def test_a_tampered_ticket_is_a_404(client: FlaskClient, address: str, mend) -> None:  # type: ignore[no-untyped-def]
    page = client.get(mend(address))
    assert page.status_code == 404
    assert "J’ai mon code" in page.text


def test_a_ticket_of_another_survey_is_a_404(client: FlaskClient, address: str) -> None:
    page = client.get(address.replace("habitants", "associations"))
    assert page.status_code == 404
    assert 'class="code"' not in page.text


@pytest.mark.parametrize("ticket", ["x", "%00", "%FF", "é", "g" * 2000])
def test_an_odd_ticket_is_a_404(client: FlaskClient, ticket: str) -> None:
    assert client.get(f"{FORM}/recu/{ticket}").status_code == 404


def test_after_fifteen_minutes_the_address_shows_nothing(
    app: Flask, client: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert views.TICKET_SECONDS == 900
    monkeypatch.setattr(views, "TICKET_SECONDS", -1)
    page = client.get(address)
    assert page.status_code == 404
    assert 'class="code"' not in page.text
