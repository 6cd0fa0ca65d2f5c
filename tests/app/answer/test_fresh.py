"""A form rendered once is the form that would be rendered now, for each person and each state."""

import gzip
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import web
from app.answer import fresh, pages
from app.services.accounts import staff
from app.services.collection import campaigns
from surveys.models import Commune, Survey, Territory
from surveys.questions import LongText
from tests.answering import FORM, dated, hidden, publish, survey, writing


def _key_of(client: FlaskClient) -> str:
    return hidden(client.get(FORM), "idempotency_key")


def test_each_person_has_a_key_of_her_own(client: FlaskClient) -> None:
    assert len({_key_of(client) for _ in range(20)}) == 20


@pytest.mark.parametrize("query", ["", "?lang=falc", "?lang=en", "?lang=xx", "?c=marche&lang=en"])
def test_the_page_given_is_the_page_that_would_be_rendered(either_app: Flask, query: str) -> None:
    client = either_app.test_client(use_cookies=False)
    with writing(either_app) as session:
        found = session.scalars(select(Survey).filter_by(slug="habitants")).one()
        campaign = campaigns.add(session, found.id, "Marché", today=web.today())
        assert campaign.key == "marche"
    for _ in range(2):  # rendered, then kept
        given = client.get(FORM + query)
        with either_app.test_request_context(FORM + query):
            carried = {name: hidden(given, name) for name in ("idempotency_key", "issued")}
            rendered = pages.form_page(
                pages.find("habitants"),
                {},
                {},
                key=carried["idempotency_key"],
                issued=carried["issued"],
                campaign="marche" if "c=" in query else "",
                etag=given.text.split('data-etag="', 1)[1].split('"', 1)[0],
            )
        assert given.text == rendered


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}])
def test_the_first_page_and_the_kept_ones_carry_the_same_headers(
    app: Flask, headers: dict[str, str]
) -> None:
    raw = app.test_client(use_cookies=False)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fresh, "kept", lambda *_: None)  # through Flask each time
        by_flask = FlaskClient.open(raw, FORM, headers=headers)
    at_the_door = FlaskClient.open(raw, FORM, headers=headers)
    first, kept = dict(by_flask.headers), dict(at_the_door.headers)
    assert "Accept-Encoding" in first.pop("Vary")  # Flask's own says Cookie too
    assert kept.pop("Vary") == "Accept-Encoding"
    if headers:  # the signed time may compress otherwise
        del first["Content-Length"], kept["Content-Length"]
    assert first == kept
    assert by_flask.data.count(b"\n") == at_the_door.data.count(b"\n") or headers


def test_a_forged_host_gets_nothing_from_the_door(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    assert client.get(FORM).status_code == 200
    forged = FlaskClient.open(client, FORM, base_url="http://evil.example")
    assert forged.status_code == 400


def test_the_door_says_nothing_of_a_body_to_who_asks_for_the_head(client: FlaskClient) -> None:
    assert client.get(FORM).status_code == 200
    head = FlaskClient.open(client, FORM, method="HEAD")
    assert (head.status_code, head.data) == (200, b"")


def test_nothing_of_the_holes_is_left_in_the_page(client: FlaskClient) -> None:
    assert not any(hole in client.get(FORM + "?c=no").text for hole in fresh.HOLES)


def test_a_compressed_page_is_the_same_and_no_cache_keeps_it(
    app: Flask, client: FlaskClient
) -> None:
    plain = client.get(FORM)
    with app.test_client(use_cookies=False) as raw:
        packed = FlaskClient.open(raw, FORM, headers={"Accept-Encoding": "br, gzip"})
        refused = FlaskClient.open(raw, FORM, headers={"Accept-Encoding": "gzip;q=0"})
    assert len(gzip.decompress(packed.data)) == len(plain.data) == len(refused.data)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in refused.headers
    for page in (plain, packed):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Vary"] == "Accept-Encoding"
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_survey_that_closes_is_closed_at_the_next_request(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    assert client.get(FORM).status_code == 200
    dated(either_app, closed_on=web_today(either_app))
    assert client.get(FORM).status_code == 410
    dated(either_app, closed_on=None)
    assert client.get(FORM).status_code == 200


def web_today(app: Flask) -> date:
    with app.test_request_context("/"):
        return web.today()


def test_every_change_that_shows_shows_at_once(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    assert "une seule personne" in client.get(FORM).text
    with writing(either_app) as session:
        territory = session.scalars(select(Territory)).one()
        staff.add(session, "autre@example.org", "chargee", territory)
        session.scalars(select(Commune).filter_by(code_insee="46066")).one().name = "Cazals-sur-Mer"
        territory.short_name, territory.accent = "Pays de l’essai", "#5a1763"
    page = client.get(FORM).text
    for shown in ("2 personnes", "Cazals-sur-Mer", "Pays de l’essai", "/style/5a1763/"):
        assert shown in page
    dated(either_app, closes_on=web_today(either_app) + timedelta(days=3))
    assert "Ouvert jusqu’au" in client.get(FORM).text


def test_a_new_version_is_asked_at_once(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    for label in ("Première question ?", "Deuxième question ?"):
        publish(either_app, survey(LongText(key="dire", label=label)))
        assert label in client.get("/q/essai").text


def test_another_host_s_survey_is_not_there(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    assert client.get(FORM).status_code == 200
    with writing(app) as session:
        session.add(Territory(key="ailleurs", name="Ailleurs", short_name="A", host="localhost"))
        session.scalars(select(Territory).filter_by(host=None)).one().host = "127.0.0.1"
    assert client.get(FORM, base_url="http://127.0.0.1").status_code == 200
    assert client.get(FORM, base_url="http://localhost").status_code == 404


@pytest.mark.parametrize("address", ["/q/inconnu", "/q/%00", "/q/besoins", "/q/" + "x" * 3000])
def test_an_unknown_address_is_a_page_of_its_own(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("host", ["localhost:<evil>", "127.0.0.1:99999@evil", "localhost:123456"])
def test_a_malformed_port_gets_nothing_from_the_door(app: Flask, host: str) -> None:
    client = app.test_client(use_cookies=False)
    assert client.get(FORM).status_code == 200
    page = FlaskClient.open(client, FORM, headers={"Host": host})
    assert page.status_code == 400
