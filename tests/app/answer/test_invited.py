"""Who comes by a personal link: one counted answer, nothing beside it, and kind words after."""

import logging
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db
from app.services.questionnaires import questionnaires
from surveys import models
from surveys.invitations import apart, marks, tokens, waiting
from surveys.invitations.contacts import Contact
from surveys.invitations.models import Invitation, InvitationAnswered, NamedResponse
from surveys.receipts import shown
from tests.answering import FORM, JSON, answer, code_on, count, dated, hidden, reading, sent
from tests.inviting import access, guests, invite, web_settings

ONE = Contact(name="Jeanne Modèle", email="jeanne@example.org")


@pytest.fixture
def stranger(either_app: Flask) -> FlaskClient:
    return either_app.test_client(use_cookies=False)


def test_a_personal_link_opens_the_form_and_leaves_no_trace(app: Flask) -> None:
    (token,) = invite(app, ONE)
    page = app.test_client(use_cookies=False).get(f"/i/{token}")
    assert page.status_code == 200
    assert hidden(page, "invitation") == token
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "reste anonyme" in page.text
    assert "Set-Cookie" not in page.headers


def test_an_invited_answer_counts_once_and_its_replay_gives_the_same_receipt(
    either_app: Flask, stranger: FlaskClient
) -> None:
    (token,) = invite(either_app, ONE)
    form = sent(invitation=token)
    first = code_on(stranger.get(stranger.post(FORM, data=form).location))
    again = code_on(stranger.get(stranger.post(FORM, data=form).location))
    assert first == again
    assert count(either_app) == count(either_app, InvitationAnswered) == 1
    second = stranger.post(FORM, data=sent(invitation=token, points_forts="Autre chose."))
    assert second.status_code == 409
    assert "Une réponse est déjà arrivée avec votre lien" in second.text
    assert "Autre chose." in second.text  # what was written can be copied
    assert count(either_app) == 1


def test_a_script_is_told_the_same(app: Flask, client: FlaskClient) -> None:
    (token,) = invite(app, ONE)
    assert client.post(FORM, data=sent(invitation=token), headers=JSON).status_code == 201
    assert client.post(FORM, data=sent(invitation=token), headers=JSON).status_code == 409


def test_the_same_link_twenty_times_at_once_counts_once(either_app: Flask) -> None:
    (token,) = invite(either_app, ONE)
    answered: list[int] = []

    def send(number: int) -> None:
        page = either_app.test_client(use_cookies=False).post(
            FORM, data=sent(invitation=token, points_forts=f"Réponse {number}.")
        )
        answered.append(page.status_code)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answered) == [303] + [409] * 19
    assert count(either_app) == 1


def test_the_link_of_an_anonymous_survey_never_says_that_it_served(
    app: Flask, client: FlaskClient
) -> None:
    (token,) = invite(app, ONE)
    before = client.get(f"/i/{token}")
    answer(client, invitation=token)
    after = client.get(f"/i/{token}")
    assert (before.status_code, after.status_code) == (200, 200)
    assert before.text.count("\n") == after.text.count("\n")


def test_the_link_of_a_named_survey_says_that_it_served(app: Flask, client: FlaskClient) -> None:
    access(app, "named")
    (token,) = invite(app, ONE)
    assert "nominatif" in client.get(f"/i/{token}").text
    assert "sans nom" not in client.get(f"/i/{token}").text
    answer(client, invitation=token)
    page = client.get(f"/i/{token}")
    assert "déjà arrivée" in page.text
    with reading(app) as session:
        assert (
            session.scalars(select(Invitation.id)).one()
            == session.scalars(select(NamedResponse.invitation_id)).one()
        )


def test_an_anonymous_response_never_carries_its_contact(app: Flask, client: FlaskClient) -> None:
    access(app, "letter")
    (token,) = invite(app, ONE)
    answer(client, invitation=token)
    assert count(app, NamedResponse) == 0


@pytest.mark.parametrize("level", ["letter", "named"])
def test_without_a_link_such_a_survey_takes_nothing_and_loses_nothing(
    app: Flask, client: FlaskClient, level: str
) -> None:
    access(app, level)
    door = client.get(FORM)
    assert "lien personnel" in door.text
    assert "idempotency_key" not in door.text
    for token in ("", "x" * 43):
        page = client.post(FORM, data=sent(invitation=token, points_forts="Mes mots."))
        assert page.status_code == 422
        assert "Mes mots." in page.text
    assert client.post(FORM, data=sent(), headers=JSON).status_code == 422
    assert count(app) == 0


def test_a_removed_invitation_keeps_no_word_out_of_an_open_survey(
    app: Flask, client: FlaskClient
) -> None:
    answer(client, invitation="x" * 43)
    assert (count(app), count(app, InvitationAnswered)) == (1, 0)


def test_another_survey_s_link_counts_for_nothing(app: Flask, client: FlaskClient) -> None:
    (token,) = invite(app, ONE, slug="elus")
    answer(client, invitation=token)
    assert count(app, InvitationAnswered) == 0


def test_a_link_is_carried_through_faults_and_languages(app: Flask, client: FlaskClient) -> None:
    (token,) = invite(app, ONE)
    faulty = client.post(FORM, data={"idempotency_key": "k" * 20, "invitation": token})
    assert (faulty.status_code, hidden(faulty, "invitation")) == (422, token)
    english = client.post(f"{FORM}/langue?lang=en", data=sent(invitation=token))
    assert hidden(english, "invitation") == token


def test_an_unknown_link_says_what_to_do(client: FlaskClient) -> None:
    for token in ("x", "x" * 43, "é"):
        page = client.get(f"/i/{token}")
        assert page.status_code == 404
        assert "code de votre lettre" in page.text


def test_a_closed_survey_is_closed_by_its_links_too(app: Flask, client: FlaskClient) -> None:
    from app import web

    (token,) = invite(app, ONE)
    dated(app, closed_on=web.today())
    assert client.get(f"/i/{token}").status_code == 410
    assert client.post(FORM, data=sent(invitation=token)).status_code == 410
    assert count(app, InvitationAnswered) == 0


def test_a_closed_survey_never_says_which_links_served(app: Flask, client: FlaskClient) -> None:
    from app import web

    served, unused = invite(app, *guests(2))
    answer(client, invitation=served)
    dated(app, closed_on=web.today())
    for token in (served, unused):
        assert client.post(FORM, data=sent(invitation=token)).status_code == 410


def test_a_letter_s_code_leads_to_its_link(app: Flask, client: FlaskClient) -> None:
    (token,) = invite(app, ONE)
    secret = web_settings(app)[1]
    with reading(app) as session:
        number = session.scalars(select(Invitation.id)).one()
    code = shown(tokens.typed_code(secret, number)).lower()
    found = client.post("/i", data={"code": code})
    assert (found.status_code, found.location) == (303, f"/i/{token}")
    wrong = client.post("/i", data={"code": "AAAA-AAAA-AA"})
    assert wrong.status_code == 422
    assert "dix signes" in wrong.text


def test_one_may_ask_not_to_be_written_to(app: Flask, client: FlaskClient) -> None:
    (token,) = invite(app, ONE)
    address = f"/i/{token}/ne-plus-ecrire"
    assert "Ne plus m’écrire" in client.get(address).text
    with reading(app) as session:  # a mail scanner that opens the link changes nothing
        assert session.scalars(select(Invitation.stopped_on)).one() is None
    assert "C’est noté" in client.post(address, data={"List-Unsubscribe": "One-Click"}).text
    with reading(app) as session:
        assert session.scalars(select(Invitation.stopped_on)).one() is not None
    assert client.get(f"/i/{token}").status_code == 200


def test_no_log_and_no_file_holds_a_link(
    app: Flask, client: FlaskClient, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    (token,) = invite(app, ONE)
    client.get(f"/i/{token}")
    answer(client, invitation=token)
    client.post(FORM, data=sent(invitation=token))
    assert token not in caplog.text
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert token.encode() not in data, path.name
            assert b"jeanne@example.org" not in data, path.name


def test_the_mark_is_written_where_the_wal_holds_nothing_of_the_answer(
    app: Flask, client: FlaskClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (token,) = invite(app, ONE)
    wal = home / "paroles.sqlite-wal"
    sizes: list[int] = []
    kept = marks.add

    def seen(*given: object) -> None:
        sizes.append(wal.stat().st_size)
        kept(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(marks, "add", seen)
    answer(client, invitation=token)
    assert sizes == [0]
    assert wal.stat().st_size == 0


def test_the_first_answer_of_a_process_is_marked_at_once(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its questionnaire is read then: nothing of that reading may keep the database open."""
    monkeypatch.setattr(questionnaires, "_READ", {})
    monkeypatch.setattr(questionnaires, "_SPOKEN", {})
    (token,) = invite(app, ONE)
    answer(client, invitation=token)
    assert count(app, InvitationAnswered) == 1


def test_a_link_counts_once_while_its_mark_waits(
    app: Flask, client: FlaskClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = invite(app, *guests(2))
    monkeypatch.setattr(apart, "_TRIES", 1)
    with app.app_context():
        engine = db.engine
    with closing(sqlite3.connect(home / "paroles.sqlite", isolation_level=None)) as long_read:
        long_read.execute("BEGIN")
        long_read.execute("SELECT id FROM survey").fetchall()
        for token in (first, second):
            answer(client, invitation=token)
            again = client.post(FORM, data=sent(invitation=token, points_forts="Encore."))
            assert again.status_code == 409
        assert (count(app), count(app, InvitationAnswered)) == (2, 0)
        secret = web_settings(app)[1]
        with reading(app) as session:
            keys = [
                tokens.answered_key(secret, one) for one in session.scalars(select(Invitation.id))
            ]
        kept = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
        assert not any(key in data for key in keys for data in kept)  # in memory, nowhere else
    until = time.monotonic() + 20
    while waiting.of(engine).all() and time.monotonic() < until:
        time.sleep(0.1)
    assert waiting.of(engine).all() == []
    assert count(app, InvitationAnswered) == 2


def test_marks_of_several_surveys_stay_together(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    for token in invite(either_app, *guests(3)):
        answer(client, invitation=token)
    with either_app.app_context():
        survey = db.session().scalars(select(models.Survey).filter_by(slug="habitants")).one()
        assert marks.count(db.session(), survey.id) == 3
        assert db.session().scalar(select(func.count()).select_from(InvitationAnswered)) == 3
