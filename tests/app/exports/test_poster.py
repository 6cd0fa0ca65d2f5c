"""The poster: one page whatever the words, its square scanned back, its sentence short."""

import dataclasses
import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from app.exports.poster import Poster, poster
from surveys import schema
from tests.printing import ADDRESS, SITE, pango, to_print, words


def poster_of(app: Flask, note: str = "", **changes: object) -> Poster:
    paper = to_print(app)
    untranslated = {"translations": [], **changes}
    definition = schema.from_dict(schema.to_dict(paper.definition) | untranslated)
    return Poster(
        survey=paper.survey, definition=definition, address=ADDRESS, public_url=SITE, note=note
    )


@pango
@pytest.mark.parametrize(("size", "width"), [("a4", 595), ("a3", 842)])
def test_a_poster_says_what_one_needs(app: Flask, size: str, width: int) -> None:
    with app.test_request_context("/"):
        facts = poster_of(app, "À l’accueil de la mairie, le matin.")
        facts.survey.opens_on, facts.survey.closes_on = date(2026, 12, 1), date(2027, 1, 31)
        made = poster(facts, size)
    page = PdfReader(BytesIO(made)).pages[0]
    assert round(page.mediabox.width) == width
    said = words(made)
    for expected in (
        "Vivre ici : ce qui va, ce qui manque",
        "paroles.example.org/l/4627",
        "Du 1er décembre 2026 au 31 janvier 2027",
        "6 minutes",
        "sans compte",
        "sans nom",
        "À l’accueil de la mairie, le matin.",
    ):
        assert expected in said
    assert "Dites ce que vous vivez" not in said  # one sentence


@pango
@pytest.mark.parametrize("times", [1, 3, 6])
def test_a_poster_is_one_page_whatever_the_words(app: Flask, times: int) -> None:
    title = ("Vivre ici : ce qui va, ce qui manque " * times).strip()
    with app.test_request_context("/"):
        facts = poster_of(app, "À l’accueil. " * 15, title=title, purpose=["Un mot " * 90])
        facts.survey.closes_on = date(2027, 1, 31)
        made = poster(facts, "a4")
    assert len(PdfReader(BytesIO(made)).pages) == 1
    assert "…" in words(made)


@pango
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no pdftoppm on this machine")
def test_what_is_scanned_on_the_wall_is_the_short_address(app: Flask, tmp_path: Path) -> None:
    with app.test_request_context("/"):
        made = poster(poster_of(app), "a4")
    (tmp_path / "a.pdf").write_bytes(made)
    subprocess.run(
        ["pdftoppm", "-r", "60", "-png", "-singlefile", tmp_path / "a.pdf", tmp_path / "a"],
        check=True,
    )
    with Image.open(tmp_path / "a.png") as image:
        assert [code.text for code in zxingcpp.read_barcodes(image)] == [ADDRESS]


def test_words_on_a_poster_are_words_not_markup(app: Flask) -> None:
    from flask import render_template

    with app.test_request_context("/"):
        facts = poster_of(app, '<img src="file:///etc/passwd">', title="<script>x</script>")
        page = render_template("print/poster.html", it=facts, language="fr")
    assert "<script>" not in page
    assert page.count("<img") == 1


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        (["Une phrase. Une autre."], "Une phrase."),
        (["Sans point", "et la suite"], "Sans point et la suite"),
        (["Venez ! Vite."], "Venez !"),
    ],
)
def test_the_sentence_is_the_first_of_the_purpose(
    app: Flask, purpose: list[str], said: str
) -> None:
    with app.test_request_context("/"):
        assert poster_of(app, purpose=purpose).sentence == said


def test_an_address_is_shown_as_one_says_it(app: Flask) -> None:
    with app.test_request_context("/"):
        facts = dataclasses.replace(poster_of(app), address="https://www.exemple.fr/l/22")
        assert facts.address_shown == "exemple.fr/l/22"
        assert facts.dates == ""
