"""While far too many answers arrive, each shows a moment's work or waits; no word is lost."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import altcha
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.answer import proof, surge
from surveys.questions import LongText
from tests.answering import FORM, JSON, count, hidden, publish, sent, survey
from tests.conftest import build, settings_at

MOST = 4  # an hour here; what surveys meet is tried by the promises
TEXT = "Le car passe trop tôt ; <b>personne</b>\nne le prend."


@pytest.fixture
def busy(home: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """More answers came than the residents' questionnaire is used to."""
    monkeypatch.setattr(surge, "FLOOR", {surge.MINUTE: MOST, surge.HOUR: MOST})
    monkeypatch.setattr(proof, "LEAST_WORK", 10)
    monkeypatch.setattr(proof, "MOST_WORK", 50)
    app = build(settings_at(home), rate_limited=True)
    client = app.test_client(use_cookies=False)
    statuses = [client.post(FORM, data=sent(), headers=JSON).status_code for _ in range(MOST + 1)]
    assert statuses == [201] * MOST + [429]
    return app


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = proof.time.time()
    monkeypatch.setattr(proof.time, "time", lambda: now + seconds)


def worked(asked: dict[str, Any]) -> str:
    """What the device answers to a challenge."""
    challenge = altcha.Challenge.from_dict(asked["challenge"])
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


def kept(page: TestResponse, form: dict[str, object]) -> dict[str, object]:
    """What the page of waiting sends when its button is touched."""
    assert "&lt;b&gt;personne&lt;/b&gt;\nne le prend." in page.text
    assert hidden(page, "idempotency_key") == form["idempotency_key"]
    return form | {"proof": hidden(page, "proof")}


def test_without_script_one_waits_then_sends_and_every_word_is_there(
    busy: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, form = busy.test_client(use_cookies=False), sent(points_forts=TEXT)
    later(monkeypatch, 0)  # time stands still between two steps
    page = client.post(FORM, data=form)
    assert (page.status_code, page.headers["Retry-After"]) == (429, "20")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Attendez 20 secondes" in page.text
    again = kept(page, form)
    later(monkeypatch, 12)
    page = client.post(FORM, data=again)
    assert page.status_code == 429
    assert "Attendez 8 secondes" in page.text
    assert kept(page, form) == again, "the wait began anew"
    assert count(busy) == MOST
    later(monkeypatch, 9)
    assert client.post(FORM, data=again).status_code == 303
    assert count(busy) == MOST + 1


def test_a_device_works_and_is_answered_once_and_for_all(busy: Flask) -> None:
    client, form = busy.test_client(use_cookies=False), sent()
    asked = client.post(FORM, data=form, headers=JSON)
    assert asked.status_code == 429
    done = form | {"proof": worked(asked.get_json())}
    first, again = (client.post(FORM, data=done, headers=JSON) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json()["receipt"] == again.get_json()["receipt"]
    assert count(busy) == MOST + 1


def test_a_proof_serves_one_answer_to_one_survey(
    busy: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = busy.test_client(use_cookies=False)
    asked = client.post(FORM, data=sent(), headers=JSON).get_json()
    later(monkeypatch, 60)
    for given in (worked(asked), asked["patience"].removeprefix("&proof=")):
        answer = client.post(FORM, data=sent(proof=given), headers=JSON)
        assert answer.status_code == 429
    assert count(busy) == MOST


@pytest.mark.parametrize(
    "given",
    [
        "",
        "x",
        "e30=",
        "é" * 90,
        "x" * 3000,
        "bnVsbA==",
        "W10=",
        "\ud800",
        "0-0.x",
        "[" * 1900,
        "eyJjaGFsbGVuZ2UiOnt9LCJzb2x1dGlvbiI6e319",
    ],  # fmt: skip
)
def test_a_forged_proof_is_none(given: str) -> None:
    assert not proof.is_good(b"a secret", "habitants", "key", given)


def test_an_unsigned_or_foreign_challenge_is_none() -> None:
    for secret in (None, b"another"):
        challenge = altcha.create_challenge("SHA-256", 1, counter=1, hmac_secret=secret)
        asked = {"challenge": challenge.to_dict()}
        assert not proof.is_good(b"a secret", "habitants", "key", worked(asked))


def test_what_must_be_mended_is_said_first_and_counts_nothing(busy: Flask) -> None:
    client = busy.test_client(use_cookies=False)
    assert client.post(FORM, data=sent(commune="x")).status_code == 422


def test_another_survey_is_left_alone(busy: Flask) -> None:
    publish(busy, survey(LongText(key="dire", label="Quoi ?"), slug="calme"))
    client = busy.test_client(use_cookies=False)
    form = {"dire": "Le car.", "idempotency_key": uuid4().hex}
    assert client.post("/q/calme", data=form).status_code == 303


def test_a_survey_used_to_crowds_is_asked_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surge, "FLOOR", {surge.HOUR: 3})
    app = build(settings_at(home), rate_limited=True)
    with app.app_context():
        for _ in range(24):
            surge.stored(1)
        # One an hour, as a rule: four times that is strange, not less.
        assert [surge.arrived(1, f"a{n}") for n in range(6)] == [False] * 4 + [True] * 2
        assert [surge.arrived(2, f"b{n}") for n in range(4)] == [False] * 3 + [True]


def test_one_form_sent_again_and_again_makes_nobody_wait(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surge, "FLOOR", {surge.MINUTE: 3})
    app = build(settings_at(home), rate_limited=True)
    client = app.test_client(use_cookies=False)
    form = sent()
    assert {client.post(FORM, data=form).status_code for _ in range(20)} == {303}
    assert client.post(FORM, data=sent()).status_code == 303  # a newcomer


def test_after_the_crowd_everything_is_as_before(
    busy: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 2 * surge.HOUR)
    client = busy.test_client(use_cookies=False)
    assert client.post(FORM, data=sent()).status_code == 303


def test_counts_that_cannot_be_made_stop_nobody(
    busy: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.extensions import limiter

    def away(*_: object) -> int:
        raise (
            limiter.storage.base_exceptions
            if isinstance(limiter.storage.base_exceptions, type)
            else limiter.storage.base_exceptions[0]
        )

    monkeypatch.setattr(limiter.storage, "incr", away)
    client = busy.test_client(use_cookies=False)
    assert client.post(FORM, data=sent()).status_code == 303


def test_benches_are_asked_nothing(app: Flask, client: FlaskClient) -> None:
    app.config["RATELIMIT_ENABLED"] = False
    for _ in range(surge.FLOOR[surge.MINUTE] + 5):
        assert client.post(FORM, data=sent(), headers=JSON).status_code == 201


def test_a_shared_device_stays_one(busy: Flask) -> None:
    page = busy.test_client(use_cookies=False).post(f"{FORM}?partage=", data=sent())
    assert page.status_code == 429
    assert 'action="/q/habitants?partage="' in page.text
