"""« Images »: each picture with its figures, and words where there is nothing to draw."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.services import territories
from app.services.figures.gallery import NAMES
from app.services.samples import sample
from tests.answering import writing
from tests.conftest import sign_in
from tests.desking import post
from tests.storing import as_typed
from tests.tagging import FakeTagger

PAGE = "/bureau/chiffres/images"


@pytest.fixture
def answered(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The desk with the sample's 260 paroles, tagged."""
    monkeypatch.setattr("analysis.tagging.load_shipped", FakeTagger, raising=False)
    with writing(app) as session:
        sample.sample_paroles(session, territories.by_key(session, None), as_typed)
    desk = sign_in(app)
    post(desk, "/bureau/paroles/classer")
    return desk


def test_each_picture_is_drawn_with_the_figures_of_its_table(answered: FlaskClient) -> None:
    page = answered.get(PAGE).text
    offered = set(re.findall(r'src="(/bureau/chiffres/images/(\w+)\.svg[^"]*)"', page))
    assert {key for _, key in offered} >= {"barres", "chaleur", "semaines", "mots"}
    for address, key in offered:
        drawn = answered.get(address.replace("&amp;", "&"))
        assert drawn.mimetype == "image/svg+xml", key
        assert "sandbox" in drawn.headers["Content-Security-Policy"]
        assert answered.get(address.replace("&amp;", "&")).data == drawn.data, key
    table = page.split('id="barres"', 1)[1].split("</table>", 1)[0]
    label, count = re.findall(r'<th scope="row">([^<]+)</th><td class="n">([^<]+)</td>', table)[0]
    svg = answered.get(f"{PAGE}/barres.svg").text
    assert f"{count} (" in svg
    assert label.split(" ", 1)[0] in svg


def test_a_picture_is_saved_under_its_name(answered: FlaskClient) -> None:
    saved = answered.get(f"{PAGE}/semaines.svg?garder=1")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="semaines.svg"'


def test_words_are_those_of_eleven_people(answered: FlaskClient) -> None:
    words = answered.get(PAGE).text.split('id="mots"', 1)[1].split("</table>", 1)[0]
    counts = [int(count) for count in re.findall(r'<td class="n">(\d+)</td>', words)]
    assert counts
    assert min(counts) >= 11


def test_where_there_is_too_little_to_draw_the_page_says_so(desk: FlaskClient) -> None:
    page = desk.get(PAGE).text
    assert "<img" not in page.split("<main", 1)[1]
    assert "Personne n’a encore" in page
    for key in NAMES:
        assert desk.get(f"{PAGE}/{key}.svg").status_code == 404, key
    assert desk.get(f"{PAGE}/autre.svg").status_code == 404
    assert desk.get(PAGE, query_string={"questionnaire": "aucun"}).status_code == 404
