"""Every refusal is a page that says what happened and what to do, and no log quotes anyone."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import errors, web
from app.extensions import db
from tests.answering import JSON
from tests.conftest import build, settings_at

WORDS = "Mme Untel attend le car"


@pytest.fixture
def failing(app: Flask) -> Iterator[FlaskClient]:
    """Pages that fail, each in its way, as they would in production."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def by_code(code: int) -> None:
        abort(code)

    def by_fault() -> None:
        raise RuntimeError("a fault of ours")

    def by_database(words: str) -> None:
        db.session.execute(text(f"SELECT '{words}' FROM no_table"))  # noqa: S608

    app.add_url_rule("/echec/<int:code>", "by_code", by_code)
    app.add_url_rule("/faute", "by_fault", by_fault)
    app.add_url_rule("/base/<words>", "by_database", by_database)
    return app.test_client(use_cookies=False)


@pytest.mark.parametrize("code", sorted(errors.SENTENCES))
def test_each_refusal_is_a_page_in_words(failing: FlaskClient, code: int) -> None:
    page = failing.get(f"/echec/{code}")
    title, advice = errors.SENTENCES[code]
    assert page.status_code == code
    assert f"<h1>{title}</h1>" in page.text
    assert advice in page.text


@pytest.mark.parametrize(("code", "like"), [(418, 400), (409, 400), (502, 500), (501, 500)])
def test_a_rarer_refusal_borrows_the_nearest_words(
    failing: FlaskClient, code: int, like: int
) -> None:
    page = failing.get(f"/echec/{code}")
    assert page.status_code == code
    assert errors.SENTENCES[like][0] in page.text


@pytest.mark.parametrize("code", [400, 404, 500])
def test_a_script_gets_the_same_words_as_data(failing: FlaskClient, code: int) -> None:
    response = failing.get(f"/echec/{code}", headers=JSON)
    title, advice = errors.SENTENCES[code]
    assert response.status_code == code
    assert response.get_json() == {"error": title, "advice": advice}
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/rien", "/q/rien", "/bureau/rien"])
def test_an_unknown_address_is_a_404(client: FlaskClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert "recopiée" in page.text


def test_another_method_is_refused_in_words(client: FlaskClient) -> None:
    page = client.put("/aide")
    assert page.status_code == 405
    assert errors.SENTENCES[405][0] in page.text


def test_a_fault_of_ours_is_a_page_without_its_details(failing: FlaskClient) -> None:
    page = failing.get("/faute")
    assert page.status_code == 500
    assert errors.SENTENCES[500][1] in page.text
    assert "RuntimeError" not in page.text
    assert "a fault of ours" not in page.text


def test_the_log_names_the_page_and_the_place(
    failing: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    failing.get("/faute?ticket=gAAAAA-a-ticket")
    assert "RuntimeError on GET by_fault\n" in caplog.text
    assert "test_errors.py" in caplog.text
    assert "gAAAAA" not in caplog.text


def test_the_log_quotes_neither_the_address_nor_the_database(
    failing: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page = failing.get(f"/base/{WORDS}")
    assert page.status_code == 503
    assert "OperationalError on GET by_database" in caplog.text
    assert "Untel" not in caplog.text
    assert "Untel" not in page.text


def test_a_database_that_does_not_answer_still_leaves_a_page(
    failing: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer() -> None:
        raise OperationalError("SELECT", {}, Exception("no answer"))

    monkeypatch.setattr(web, "territory", no_answer)
    page = failing.get("/")
    assert page.status_code == 503
    assert errors.SENTENCES[503][0] in page.text
    assert page.headers["Retry-After"] == "60"


def test_without_a_territory_every_page_says_how_to_load_one(tmp_path: Path) -> None:
    app = build(settings_at(tmp_path))
    with app.app_context():
        from surveys.base import Base

        Base.metadata.create_all(db.engine)
    client = app.test_client()
    for address in ("/", "/q/habitants", "/bureau/"):
        page = client.get(address)
        if page.status_code != 303:
            assert page.status_code == 503
            assert "flask demo" in page.text
    with app.app_context():
        db.engine.dispose()
