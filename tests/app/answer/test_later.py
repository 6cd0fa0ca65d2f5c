"""« Continuer plus tard » : kept on the server until sent, and opened by one code alone."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app import web
from app.services import territories
from app.services.paroles import purging
from surveys import unfinished
from surveys.invitations.models import InvitationAnswered
from surveys.models import Response, Unfinished
from tests.answering import FORM, answer, code_on, count, dated, hidden, reading, sent, writing
from tests.conftest import build, settings_at
from tests.inviting import access, guests, invite

LATER, FOLLOW = f"{FORM}/plus-tard", f"{FORM}/suivi"
MARK = "ZYXWVU"
BEGUN = {"points_forts": f"Le marché {MARK}.", "vivre_ici": "9", "difficultes": ["soins"]}


def begun(**changes: object) -> dict[str, object]:
    """A form half filled, one answer of which would not be accepted."""
    return sent(**{"commune": None, "age": None, "deplacements": None, **BEGUN, **changes})


def keep(client: FlaskClient, **changes: object) -> str:
    """Keeps a draft and gives its code."""
    kept = client.post(LATER, data=begun(**changes))
    assert kept.status_code == 303
    page = client.get(kept.location)
    assert "Votre brouillon est gardé" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    return code_on(page)


@pytest.fixture
def stranger(either_app: Flask) -> FlaskClient:
    return either_app.test_client(use_cookies=False)


def test_a_draft_is_taken_up_again_sent_under_the_same_code_and_gone(
    either_app: Flask, stranger: FlaskClient
) -> None:
    form = begun()
    code = keep(stranger, **form)
    assert (count(either_app), count(either_app, Unfinished)) == (0, 1)
    page = stranger.post(FOLLOW, data={"code": code.lower()})
    assert page.status_code == 200
    assert f"Le marché {MARK}.</textarea>" in page.text
    assert 'value="soins" id="difficultes-1" checked' in page.text.replace("  ", " ") or (
        'value="soins"' in page.text and page.text.count(" checked") == 1
    )
    key = hidden(page, "idempotency_key")
    assert key == form["idempotency_key"]
    finished = stranger.post(FORM, data=sent(idempotency_key=key, points_forts="Le marché."))
    assert code_on(stranger.get(finished.location)) == code
    assert (count(either_app), count(either_app, Unfinished)) == (1, 0)
    read = stranger.post(FOLLOW, data={"code": code})
    assert "<blockquote>Le marché.</blockquote>" in read.text


def test_kept_again_it_has_the_same_code_and_its_last_words(
    app: Flask, client: FlaskClient
) -> None:
    form = begun()
    first = keep(client, **form)
    assert keep(client, **{**form, "points_forts": "Autre chose."}) == first
    assert count(app, Unfinished) == 1
    page = client.post(FOLLOW, data={"code": first}).text
    assert "Autre chose.</textarea>" in page
    assert MARK not in page


def test_nothing_of_a_draft_can_be_read_in_any_file_nor_once_it_is_sent(
    app: Flask, client: FlaskClient, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    form = begun()
    code = keep(client, **form)
    with reading(app) as session:
        row = session.scalars(select(Unfinished)).one()
        assert len(row.sealed) > 1000  # whole blocks: its length tells little
        sealed = bytes(row.sealed)
    told = [MARK, code, code.replace("-", ""), str(form["idempotency_key"])]
    for file in home.rglob("*"):
        if file.is_file():
            assert not any(word.encode() in file.read_bytes() for word in told), file.name
    assert not any(word in caplog.text for word in told)
    sent_now = sent(idempotency_key=form["idempotency_key"])  # at the door, as a plain form is
    assert client.post(FORM, data=sent_now).status_code == 303
    for file in home.glob("paroles.sqlite*"):
        assert sealed[100:160] not in file.read_bytes(), file.name


def test_a_form_already_sent_keeps_no_draft(app: Flask, client: FlaskClient) -> None:
    form = sent()
    client.post(FORM, data=form)
    page = client.post(LATER, data={**form, "points_forts": f"Encore {MARK}."})
    assert page.status_code == 409
    assert MARK in page.text
    assert count(app, Unfinished) == 0


def test_two_people_with_one_code_count_once_and_lose_nothing(
    app: Flask, client: FlaskClient
) -> None:
    form = begun()
    keep(client, **form)
    key = form["idempotency_key"]
    assert client.post(FORM, data=sent(idempotency_key=key)).status_code == 303
    other = client.post(FORM, data=sent(idempotency_key=key, points_forts=f"Moi {MARK}."))
    assert other.status_code == 409
    assert MARK in other.text
    assert count(app) == 1


def test_an_invited_draft_keeps_its_link_and_counts_once(app: Flask, client: FlaskClient) -> None:
    access(app, "letter")
    (token,) = invite(app, *guests(1))
    code = keep(client, invitation=token)
    assert count(app, InvitationAnswered) == 0
    page = client.post(FOLLOW, data={"code": code})
    assert hidden(page, "invitation") == token
    key = hidden(page, "idempotency_key")
    form = sent(idempotency_key=key, invitation=token)
    assert client.post(FORM, data=form).status_code == 303
    assert (count(app, InvitationAnswered), count(app, Unfinished)) == (1, 0)
    refused = client.post(LATER, data=begun(invitation=""))
    assert refused.status_code == 422
    assert count(app, Unfinished) == 0


def test_nothing_or_too_much_is_not_kept_and_is_told(app: Flask, client: FlaskClient) -> None:
    empty = client.post(LATER, data={"idempotency_key": "k" * 20})
    assert (empty.status_code, hidden(empty, "idempotency_key")) == (422, "k" * 20)
    assert "Répondez à au moins une question avant de garder" in empty.text
    long = client.post(LATER, data=begun(points_forts="é" * (unfinished.MOST // 2)))
    assert long.status_code == 422
    assert "trop long pour être gardé" in long.text
    assert count(app, Unfinished) == 0


def test_its_author_erases_it_for_good(app: Flask, client: FlaskClient) -> None:
    code = keep(client)
    page = client.post(FOLLOW, data={"code": code}).text
    assert "Effacer ce brouillon" in page
    asked = client.post(f"{FOLLOW}/effacer", data={"code": code, "ask": "1"})
    assert "Effacer ce brouillon ?" in asked.text
    assert count(app, Unfinished) == 1
    assert (
        "Votre brouillon est effacé" in client.post(f"{FOLLOW}/effacer", data={"code": code}).text
    )
    assert count(app, Unfinished) == 0
    assert client.post(FOLLOW, data={"code": code}).status_code == 422


def test_once_closed_it_can_be_read_and_erased_but_not_sent(
    app: Flask, client: FlaskClient
) -> None:
    code = keep(client)
    dated(app, closed_on=web.today())
    assert "Un brouillon gardé ne peut plus être envoyé" in client.get(FORM).text
    page = client.post(FOLLOW, data={"code": code})
    assert "ne peut plus être envoyé" in page.text
    assert MARK in page.text
    assert "<textarea" not in page.text
    assert client.post(LATER, data=begun()).status_code == 410


def test_after_thirty_days_it_opens_no_more_and_is_purged(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    codes = keep(client), keep(client)
    today = web.today()
    with writing(either_app) as session:
        ids = list(session.scalars(select(Unfinished.id)))
        for one, days in zip(ids, (30, 31), strict=True):
            kept = today - timedelta(days=days)
            session.execute(update(Unfinished).where(Unfinished.id == one).values(kept_on=kept))
    statuses = sorted(client.post(FOLLOW, data={"code": code}).status_code for code in codes)
    assert statuses == [200, 422]
    with writing(either_app) as session:
        every = [territories.by_key(session, None)]
        assert purging.purge(session, every, today).drafts == 1
    assert count(either_app, Unfinished) == 1


def test_who_has_database_and_secret_needs_the_code_itself(app: Flask, client: FlaskClient) -> None:
    """A fast hash of the code would give it away: 45 bits. Both halves come from a slow one."""
    code = keep(client).replace("-", "")
    secret = app.extensions["paroles"].secret_key.encode()
    with reading(app) as session:
        row = session.scalars(select(Unfinished)).one()
        place, box = unfinished._opening(secret, code)
        assert row.place == place
        assert box.decrypt(row.sealed)
        assert unfinished._opening(b"another", code)[0] != place
    assert unfinished._COST["n"] * unfinished._COST["r"] >= 2**17


def test_keeping_is_limited_as_answering_is(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.answer.flooding.MOST", "2 per hour")
    client = build(settings_at(home), rate_limited=True).test_client(use_cookies=False)
    form = begun()
    statuses = [client.post(LATER, data=form).status_code for _ in range(3)]
    assert statuses == [303] * 3  # the same one again counts once
    statuses = [client.post(LATER, data=begun()).status_code for _ in range(2)]
    assert statuses == [303, 429]


@pytest.mark.parametrize("language", ["en", "falc"])
def test_it_speaks_the_language_of_the_form(client: FlaskClient, language: str) -> None:
    kept = client.post(f"{LATER}?lang={language}", data=begun())
    assert f"lang={language}" in kept.location
    said = {"en": "Your draft is kept", "falc": "Vous pouvez revenir plus tard"}[language]
    assert said in client.get(kept.location).text


def test_a_draft_is_no_answer(app: Flask, client: FlaskClient) -> None:
    keep(client)
    answer(client)
    with reading(app) as session:
        assert len(session.scalars(select(Response)).all()) == 1
