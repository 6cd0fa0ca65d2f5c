"""« Explorer »: each view says something of the sample, and copied texts count as one chooses."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from analysis.copies import CROWD
from app.services import territories
from app.services.figures import crossings
from app.services.reports import exporting, publishing
from app.services.samples import sample
from tests.answering import reading, writing
from tests.conftest import sign_in
from tests.desking import csv_of, parole_id, post, upload
from tests.storing import as_typed
from tests.tagging import WORDS

PAGE = "/bureau/explorer"
LETTER = "Nous demandons un bus pour la maternité de Figeac, la route est trop longue en hiver"
BUS = WORDS["bus"]


def campaign(people: int) -> list[tuple[str, ...]]:
    communes = ("46066", "46222")
    return [
        (f"C{n}", "habitant", communes[n % 2], "", "2026-03-02", "papier", f"{LETTER} {'!' * n}")
        for n in range(people)
    ]


@pytest.fixture
def copied(app: Flask, desk: FlaskClient) -> FlaskClient:
    """One letter from enough people, and a text of its own."""
    own = ("O1", "elu", "46066", "", "2026-03-03", "papier", "La bibliothèque accueille tout.")
    assert upload(desk, csv_of(*campaign(13), own)).status_code == 200
    assert post(desk, "/bureau/paroles/classer").status_code == 303
    return desk


def people_of(app: Flask, *, exact: bool = True) -> tuple[int | None, int, int | None]:
    """Persons of the bus's enjeu in the synthesis, responses, and texts left out."""
    with reading(app) as session:
        made = exporting.synthesis(session, territories.by_key(session, None), exact=exact)
    found = next(row for row in made.by_enjeu.rows if row.key == BUS)
    return found.people, made.n_responses, made.copies


def test_before_any_answer_each_view_says_what_to_do(desk: FlaskClient) -> None:
    for view in ("mots", "ailleurs", "ensemble", "citations"):
        page = desk.get(PAGE, query_string={"vue": view}).text
        assert "Personne n’a encore rien écrit" in page
    assert "Aucun texte n’a été recopié" in desk.get(PAGE, query_string={"vue": "copies"}).text
    assert desk.get(f"{PAGE}/dessin.svg", query_string={"vue": "ensemble"}).status_code == 404
    assert desk.get(PAGE, query_string={"vue": "autre"}).status_code == 404
    assert desk.get(PAGE, query_string={"par": "age"}).status_code == 404
    assert desk.get(PAGE, query_string={"questionnaire": "aucun"}).status_code == 404


def test_of_the_sample_each_view_says_something(app: Flask) -> None:
    with writing(app) as session:
        sample.sample_paroles(session, territories.by_key(session, None), as_typed)
    desk = sign_in(app)
    assert post(desk, "/bureau/paroles/classer").status_code == 303
    by_public = desk.get(PAGE, query_string={"vue": "mots"}).text
    assert "communes</a>" in by_public
    assert "bénévoles</a>" in by_public
    by_month = desk.get(PAGE, query_string={"vue": "mots", "par": "month"}).text
    assert re.search("20[0-9]{2}<br>", by_month)
    assert "Le reste, une parole" in desk.get(PAGE, query_string={"vue": "ailleurs"}).text
    quotes = desk.get(PAGE, query_string={"vue": "citations"}).text
    assert len(re.findall(r"<li><a", quotes)) >= 2


def test_subjects_outside_of_the_enjeux_come_with_quotes_and_a_picture(
    app: Flask, desk: FlaskClient
) -> None:
    texts = ["Le réseau d’eau fuit encore", "L’eau du réseau est marron", "Réseau d’eau coupé"]
    texts += [f"Un bus de plus pour aller au marché numéro {n}" for n in range(20)]
    rows = [
        (f"T{n}", "habitant", "46066", "", "2026-03-02", "papier", text)
        for n, text in enumerate(texts)
    ]
    assert upload(desk, csv_of(*rows)).status_code == 200
    assert post(desk, "/bureau/paroles/classer").status_code == 303
    page = desk.get(PAGE, query_string={"vue": "ailleurs"}).text
    assert "réseau" in page[page.index("sujet1") :]
    assert "Le réseau d’eau fuit encore" in page
    drawn = desk.get(f"{PAGE}/dessin.svg", query_string={"vue": "ailleurs"})
    assert drawn.mimetype == "image/svg+xml"
    assert "sandbox" in drawn.headers["Content-Security-Policy"]


def test_a_campaign_is_shown_and_counts_as_chosen(app: Flask, copied: FlaskClient) -> None:
    page = copied.get(PAGE, query_string={"vue": "copies"}).text
    assert "13 personnes" in page
    assert people_of(app) == (13, 14, 0)
    assert post(copied, f"{PAGE}/habitants/copies", count="once").status_code == 303
    assert people_of(app) == (1, 14, 12)
    with reading(app) as session:
        here = territories.by_key(session, None)
        survey = territories.surveys(session, here)[0]
        asked = crossings.Asked(survey.slug, "enjeu", "public")
        shown = crossings.show(session, here, survey, asked)
        assert shown.crossing.cell(BUS, "habitant").people == 1
        assert len(exporting.paroles_frame(session, here)) == 14
    assert post(copied, f"{PAGE}/habitants/copies", count="each").status_code == 303
    assert people_of(app) == (13, 14, 0)


def test_a_protected_synthesis_differs_by_no_small_group(app: Flask, desk: FlaskClient) -> None:
    assert upload(desk, csv_of(*campaign(11))).status_code == 200
    with writing(app) as session:
        assert publishing.advance(session, territories.by_key(session, None)) == 11
    assert post(desk, "/bureau/paroles/classer").status_code == 303
    assert post(desk, f"{PAGE}/habitants/copies", count="once").status_code == 303
    assert people_of(app)[2] == 11 - 1
    assert CROWD < 11
    assert people_of(app, exact=False)[1:] == (11, 0)


def test_an_unknown_choice_or_questionnaire_changes_nothing(copied: FlaskClient) -> None:
    assert post(copied, f"{PAGE}/habitants/copies", count="twice").status_code == 422
    assert post(copied, f"{PAGE}/inconnu/copies", count="once").status_code == 404


def test_what_is_shown_leads_to_its_parole(app: Flask, copied: FlaskClient) -> None:
    page = copied.get(PAGE, query_string={"vue": "copies"}).text
    with pytest.raises(Exception, match="Multiple"):
        parole_id(app, LETTER)
    found = re.search(r'href="(/bureau/paroles/\d+)"', page)
    assert found
    assert copied.get(found[1]).status_code == 200
