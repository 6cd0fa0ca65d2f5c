"""A flood from one network is slowed; nobody loses a word, and a school class passes."""

from pathlib import Path

import pytest
from flask import Flask

from app.answer import flooding
from tests.answering import FORM, JSON, count, hidden, sent
from tests.conftest import build, settings_at

MOST = 6  # here; what people meet is tried by the first test
TEXT = "Le car passe trop tôt ; <b>personne</b> ne le prend."
HOME, ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def limited(home: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(flooding, "MOST", f"{MOST} per hour")
    return build(settings_at(home), rate_limited=True)


def _fill(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    sending = {"headers": JSON, "environ_base": HOME}
    statuses = [client.post(FORM, data=sent(), **sending).status_code for _ in range(MOST)]
    assert statuses == [201] * MOST


def test_more_than_two_classes_answer_from_one_box() -> None:
    number, _, period = flooding.MOST.split()
    assert int(number) >= 2 * 30
    assert period == "hour"


def test_the_answer_over_the_limit_keeps_its_words_and_its_key(limited: Flask) -> None:
    _fill(limited)
    client = limited.test_client(use_cookies=False)
    form = sent(points_forts=TEXT)
    page = client.post(FORM, data=form, environ_base=HOME)
    assert page.status_code == 429
    assert 3000 < int(page.headers["Retry-After"]) <= 3600
    assert page.headers["Cache-Control"] == "no-store"
    assert "Attendez 60 minutes" in page.text
    assert "&lt;b&gt;personne&lt;/b&gt; ne le prend." in page.text
    assert hidden(page, "idempotency_key") == form["idempotency_key"]
    assert count(limited) == MOST
    assert client.post(FORM, data=form, environ_base=ELSEWHERE).status_code == 303


def test_a_script_over_the_limit_is_told_when_to_come_back(limited: Flask) -> None:
    _fill(limited)
    client = limited.test_client(use_cookies=False)
    answer = client.post(FORM, data=sent(), headers=JSON, environ_base=HOME)
    assert (answer.status_code, list(answer.get_json())) == (429, ["error"])
    assert int(answer.headers["Retry-After"]) > 3000
    neighbour = {"REMOTE_ADDR": "192.0.2.200"}
    assert client.post(FORM, data=sent(), environ_base=neighbour).status_code == 429


def test_mending_and_replaying_take_nothing_away(limited: Flask) -> None:
    client = limited.test_client(use_cookies=False)
    form = sent()
    for data, status in ((form, 303), (sent(commune="x"), 422)):
        for _ in range(MOST + 5):
            assert client.post(FORM, data=data, environ_base=HOME).status_code == status
    assert client.post(FORM, data=sent(), environ_base=HOME).status_code == 303


def test_reading_a_form_is_never_refused(limited: Flask) -> None:
    _fill(limited)
    client = limited.test_client(use_cookies=False)
    assert client.get(FORM, environ_base=HOME).status_code == 200


def test_switched_off_it_counts_nothing(app: Flask) -> None:
    _fill(app)
    client = app.test_client(use_cookies=False)
    assert client.post(FORM, data=sent(), environ_base=HOME).status_code == 303
