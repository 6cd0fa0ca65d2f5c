"""The database is busy, full or away: the page says so, keeps every word, stores nothing half."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app.services.questionnaires import standing
from surveys import receiving, storage
from surveys.models import Parole
from tests.answering import FORM, JSON, answer, count, dated, hidden, sent

TEXT = "Le car passe trop tôt ; <b>personne</b> ne le prend."


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Somebody else holds the lock for the whole time."""
    holder = sqlite3.connect(home / "paroles.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    yield
    holder.execute("ROLLBACK")
    holder.close()


def _impatient(app: Flask) -> None:
    app.extensions["paroles_writer"].patience = 0.2


def test_a_locked_database_keeps_the_words_and_the_key(
    app: Flask, client: FlaskClient, home: Path
) -> None:
    _impatient(app)
    form = sent(points_forts=TEXT)
    with locked(home):
        page = client.post(FORM, data=form)
        assert page.status_code == 503
        assert page.headers["Retry-After"] == "60"
        assert page.headers["Cache-Control"] == "no-store"
        assert "Votre réponse n’est pas encore enregistrée" in page.text
        assert "&lt;b&gt;personne&lt;/b&gt; ne le prend." in page.text
        assert hidden(page, "idempotency_key") == form["idempotency_key"]
        assert client.post(FORM, data=form, headers=JSON).status_code == 503
    assert count(app) == 0
    assert client.post(FORM, data=form).status_code == 303
    assert (count(app), count(app, Parole)) == (1, 1)


def test_who_waited_for_a_lock_that_was_let_go_is_stored(
    app: Flask, client: FlaskClient, home: Path
) -> None:
    holding = threading.Event()

    def hold() -> None:
        with locked(home):
            holding.set()
            time.sleep(0.7)

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait(5)
    assert client.post(FORM, data=sent()).status_code == 303
    thread.join()
    assert count(app) == 1


def test_a_database_that_no_longer_answers_still_gives_the_words_back(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get(FORM).status_code == 200

    def away(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    def away_too(*_: object) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error"))

    with monkeypatch.context() as patched:
        patched.setattr(standing, "_row", away)
        patched.setattr(receiving, "take_turn", away_too)
        patched.setattr("app.web.territory", away_too)
        page = client.post(FORM, data=sent(points_forts=TEXT))
        assert page.status_code == 503
        assert "ne le prend." in page.text
        assert client.get(FORM).status_code == 503
    assert count(app) == 0


def test_a_full_disk_half_way_stores_nothing(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    form = sent(points_forts=TEXT)
    with monkeypatch.context() as patched:
        patched.setattr("surveys.straight.Straight.many", full)
        assert client.post(FORM, data=form).status_code == 503
    assert (count(app), count(app, Parole)) == (0, 0)
    assert client.post(FORM, data=form).status_code == 303


def test_a_correction_that_cannot_be_stored_keeps_its_words(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = answer(client)

    def busy(*_: object, **__: object) -> None:
        raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))

    changed = sent(points_forts=TEXT, code=code, save="1")
    with monkeypatch.context() as patched:
        patched.setattr("surveys.storage.amend", busy)
        page = client.post(f"{FORM}/suivi/corriger", data=changed)
    assert page.status_code == 503
    assert "ne le prend." in page.text
    assert hidden(page, "code") == code
    assert client.post(f"{FORM}/suivi/corriger", data=changed).status_code == 200


def test_who_sends_at_the_moment_of_closing_is_told_that_it_is_closed(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = storage.prepare

    def closing(*given: object, **named: object) -> object:
        with app.app_context():
            dated(app, closed_on=date(2026, 1, 1))
        return prepare(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(storage, "prepare", closing)
    page = client.post(FORM, data=sent())
    assert page.status_code == 410
    assert "Questionnaire fermé" in page.text
    assert count(app) == 0
