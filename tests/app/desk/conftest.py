"""A desk with a few tagged paroles."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import csrf_token
from tests.desking import ROWS, csv_of, post, upload
from tests.tagging import FakeTagger


@pytest.fixture(autouse=True)
def _fake_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.tagging.load_shipped", FakeTagger, raising=False)


@pytest.fixture
def full_desk(app: Flask, desk: FlaskClient) -> FlaskClient:
    """The chargée's browser, with `ROWS` imported and tagged."""
    page = upload(desk, csv_of(*ROWS))
    assert page.status_code == 200
    assert csrf_token(page.text)
    assert post(desk, "/bureau/paroles/classer").status_code == 303
    return desk
