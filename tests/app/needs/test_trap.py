"""An input that nobody sees, on the associations' form too: noted, shown to the chargée, stored."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from surveys.models import Response
from tests.answering import reading
from tests.needing import ADDRESS, deposit, need_id, sent


def test_a_filled_trap_is_noted_and_the_need_stored(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    assert 'class="trap" aria-hidden="true"' in client.get(ADDRESS).text
    deposit(client, website="https://example.org", besoin="Une salle.")
    deposit(client, website="", besoin="Un local.")
    with reading(app) as session:
        assert sorted(session.scalars(select(Response.suspicion))) == ["", "honeypot"]
    warned = "Ce dépôt peut venir d’une machine : une case invisible est remplie."
    assert warned in desk.get(f"/bureau/besoins/{need_id(app, 'Une salle')}").text
    assert warned not in desk.get(f"/bureau/besoins/{need_id(app, 'Un local')}").text


def test_a_need_added_behind_its_link_has_no_trap(client: FlaskClient) -> None:
    assert "trap" not in client.get(f"{deposit(client)}/ajouter").text.split("<form", 1)[1]


def test_what_is_refused_is_said_whether_the_trap_is_filled_or_not(client: FlaskClient) -> None:
    assert client.post(ADDRESS, data=sent(website="x", besoin="")).status_code == 422
