"""Correcting what was masked, either way, by form alone."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.services import territories
from app.services.paroles import learning, protection
from surveys.models import Parole
from tests.answering import answer, reading
from tests.desking import parole_id, post

SAID = "Le bus manque. Mme Castagnolle et le grand Zorglub attendent au 06 39 98 12 12."
MASKED = "Le bus manque. Mme [nom] et le grand Zorglub attendent au [téléphone]."


@pytest.fixture
def door(app: Flask, client: FlaskClient, desk: FlaskClient) -> str:
    """The parole's address, once answered and tagged."""
    answer(client, points_forts=SAID)
    post(desk, "/bureau/paroles/classer")
    return f"/bureau/paroles/{parole_id(app, 'bus manque')}"


def kept(app: Flask) -> tuple[str, str]:
    """The text everyone works on, and the one before masking."""
    with reading(app) as session:
        found = session.scalars(select(Parole).where(Parole.text.contains("bus manque"))).one()
        keys = app.extensions["paroles"].encryption_keys
        return found.text, protection.original(keys, found.original, found.text)


def test_a_person_shows_a_false_flag_and_hides_what_was_missed(
    app: Flask, desk: FlaskClient, door: str
) -> None:
    assert kept(app) == (MASKED, SAID)
    assert "Castagnolle" in desk.get(door).text
    assert post(desk, f"{door}/masquage", shown="0", words="Zorglub").status_code == 303
    shown = "Le bus manque. Mme Castagnolle et le grand [nom] attendent au [téléphone]."
    assert kept(app) == (shown, SAID)
    page = desk.get(door).text
    assert "<mark>bus</mark>" in page
    assert "Le masquage est corrigé." in page


def test_words_that_are_not_there_change_nothing(app: Flask, desk: FlaskClient, door: str) -> None:
    post(desk, f"{door}/masquage", words="Zorglube")
    assert "ne sont pas dans le texte" in desk.get(door).text
    assert kept(app) == (MASKED, SAID)


def test_when_nothing_is_masked_any_more_no_original_is_kept(
    app: Flask, desk: FlaskClient, door: str
) -> None:
    post(desk, f"{door}/masquage", shown=["0", "1"])
    assert kept(app) == (SAID, SAID)
    with reading(app) as session:
        assert session.get_one(Parole, int(door.rpartition("/")[2])).original is None


def test_what_was_learnt_from_words_now_hidden_is_erased(
    app: Flask, desk: FlaskClient, door: str, home: Path
) -> None:
    with app.app_context():
        territory = territories.by_key(db.session(), None)
        folder = learning._folder(home, territory)
    folder.mkdir(parents=True, exist_ok=True)
    learnt = folder / "weights.npz"
    learnt.write_bytes(b"weights")
    post(desk, f"{door}/masquage", words="Zorglube")  # refused: nothing changes
    assert learnt.exists()
    post(desk, f"{door}/masquage", words="Zorglub")
    assert not learnt.exists()
