"""What every answer of the server carries, and who may write while a page is shown."""

import re
from pathlib import Path

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError

from app.extensions import db, network
from surveys.base import start_writing
from surveys.models import Survey
from tests.conftest import build, settings_at, sign_in


def test_only_account_pages_have_a_nonce_and_a_new_one_each_time(client: FlaskClient) -> None:
    policies = [
        client.get("/bureau/compte/connexion").headers["Content-Security-Policy"] for _ in range(2)
    ]
    assert all("script-src 'self' 'nonce-" in policy for policy in policies)
    assert policies[0] != policies[1]
    assert "nonce" not in client.get("/").headers["Content-Security-Policy"]


def test_what_staff_see_is_kept_by_no_cache(app: Flask, desk: FlaskClient) -> None:
    for address in ("/bureau/", "/bureau/paroles", "/"):
        assert desk.get(address).headers["Cache-Control"] == "no-store"
    stranger = app.test_client(use_cookies=False)
    assert stranger.get("/bureau/").headers["Cache-Control"] == "no-store"


def test_reading_leaves_a_resident_without_a_cookie(client: FlaskClient) -> None:
    for address in ("/", "/q/habitants", "/aide"):
        assert "Set-Cookie" not in client.get(address).headers


@pytest.mark.parametrize(
    ("url", "start"), [("http://127.0.0.1", "paroles="), ("https://127.0.0.1", "__Host-paroles=")]
)
def test_the_desk_s_cookie_is_closed_to_scripts_and_other_sites(
    home: Path, url: str, start: str
) -> None:
    app = build(settings_at(home, PAROLES_PUBLIC_URL=url))
    cookie = app.test_client().get("/bureau/compte/connexion", base_url=url).headers["Set-Cookie"]
    assert cookie.startswith(start)
    flags = set(cookie.split("; ")[1:])
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags
    assert ("Secure" in flags) is url.startswith("https")
    assert "Domain" not in cookie


def test_a_page_cannot_write_without_asking(either_app: Flask) -> None:
    with either_app.test_request_context("/"):
        survey = db.session.query(Survey).first()
        assert survey is not None
        survey.slug = "forgé"
        with pytest.raises(DBAPIError, match="(?i)read-?only"):
            db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize("address", ["/q/habitants", "/bureau/compte/connexion"])
def test_a_posted_form_writes_only_where_accounts_are_or_when_asked(
    either_app: Flask, address: str
) -> None:
    with either_app.test_request_context(address, method="POST"):
        survey = db.session.query(Survey).first()
        assert survey is not None
        survey.slug = "change"
        if request.blueprint == "security":
            db.session.flush()
        else:
            with pytest.raises(DBAPIError, match="(?i)read-?only"):
                db.session.flush()
        db.session.rollback()


def test_a_page_that_asked_writes(either_app: Flask) -> None:
    with either_app.test_request_context("/"):
        start_writing(db.session())
        survey = db.session.query(Survey).first()
        assert survey is not None
        survey.slug = "change"
        db.session.commit()
        assert db.session.query(Survey).filter_by(slug="change").count() == 1


def test_a_command_writes(either_app: Flask) -> None:
    with either_app.app_context():
        survey = db.session.query(Survey).first()
        assert survey is not None
        survey.slug = "change"
        db.session.commit()


def _seen_from(app: Flask) -> Response:
    return Response(f"{request.remote_addr} {request.scheme} {request.host}", mimetype="text/plain")


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [("0", "127.0.0.1 http localhost"), ("1", "192.0.2.7 https localhost")],
)
def test_forwarded_headers_are_believed_only_behind_a_proxy(
    home: Path, proxies: str, seen: str
) -> None:
    app = build(settings_at(home, PAROLES_PROXIES=proxies))
    app.add_url_rule("/vu", "seen", lambda: _seen_from(app))
    forged = {"X-Forwarded-For": "203.0.113.9, 192.0.2.7", "X-Forwarded-Proto": "https"}
    assert app.test_client().get("/vu", headers=forged).text == seen


def _network(app: Flask, address: str) -> str:
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        return network()


@pytest.mark.parametrize(
    ("address", "neighbour", "stranger"),
    [
        ("192.0.2.7", "192.0.2.200", "192.0.3.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:ffff::1", "2001:db8:2:2:3:4:5:6"),
    ],
)
def test_a_flood_is_slowed_by_network_and_no_address_is_kept(
    app: Flask, monkeypatch: pytest.MonkeyPatch, address: str, neighbour: str, stranger: str
) -> None:
    noon = 20_000 * 86_400 + 43_200
    monkeypatch.setattr("app.extensions.time.time", lambda: noon)
    today = _network(app, address)
    assert today == _network(app, neighbour)
    assert today != _network(app, stranger)
    assert re.fullmatch("[0-9a-f]{24}", today)
    monkeypatch.setattr("app.extensions.time.time", lambda: noon + 86_400)
    assert _network(app, address) != today, "tomorrow’s name says nothing of today’s"


def test_signing_in_changes_what_the_cookie_holds(app: Flask) -> None:
    one, other = sign_in(app), sign_in(app)
    cookies = [client.get_cookie("paroles") for client in (one, other)]
    assert cookies[0] is not None
    assert cookies[1] is not None
    assert cookies[0].value != cookies[1].value
