"""« Comparer » on the desk: an address to share, words where nothing can be concluded, a table."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.services import territories
from app.services.samples import sample
from tests.answering import writing
from tests.conftest import sign_in
from tests.desking import post
from tests.storing import as_typed

PAGE = "/bureau/chiffres/comparer"
HALVES = {
    "quoi": "commune",
    "avant": "q.habitants",
    "avant_a": "2026-10-10",
    "apres": "q.habitants",
    "apres_de": "2026-10-11",
}


@pytest.fixture
def answered(app: Flask) -> FlaskClient:
    """The desk with the sample's 260 paroles."""
    with writing(app) as session:
        sample.sample_paroles(session, territories.by_key(session, None), as_typed)
    return sign_in(app)


def test_an_address_says_all_that_is_compared(answered: FlaskClient) -> None:
    page = answered.get(PAGE, query_string=HALVES).text
    assert "on ne peut pas conclure" in page
    assert "Cazals" in page
    assert 'value="2026-10-10"' in page
    drawn = answered.get(f"{PAGE}/dessin.svg", query_string=HALVES)
    assert drawn.mimetype == "image/svg+xml"
    assert "sandbox" in drawn.headers["Content-Security-Policy"]


def test_the_spreadsheet_holds_the_same_table(answered: FlaskClient) -> None:
    saved = answered.get(f"{PAGE}/tableau.xlsx", query_string=HALVES)
    assert "exact-ne-pas-diffuser" in saved.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(saved.data))["Comparaison"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert list(rows["reponse"])[:3] == ["reponse", "avant", "apres"]
    page = answered.get(PAGE, query_string=HALVES).text
    cazals = page.split("Cazals</th>", 1)[1].split("</tr>", 1)[0]
    for count in rows["Cazals"][1:3]:
        assert f">{count}<" in cazals


def test_too_few_answers_are_said_and_not_compared(answered: FlaskClient) -> None:
    few = HALVES | {"avant_a": "2026-09-02"}
    page = answered.get(PAGE, query_string=few).text
    assert "Trop peu de réponses pour comparer" in page
    assert answered.get(f"{PAGE}/dessin.svg", query_string=few).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ({"avant": "q.inconnu"}, 404, ""),
        ({"apres": "c.1900-1901"}, 404, ""),
        ({"quoi": "inconnu"}, 200, "Comparer"),
        ({"avant_de": "hier"}, 200, "Écrivez les jours comme"),
    ],
)
def test_an_odd_address_is_refused_or_mended_in_words(
    answered: FlaskClient, asked: dict[str, str], status: int, sentence: str
) -> None:
    page = answered.get(PAGE, query_string=asked)
    assert page.status_code == status
    assert sentence in page.text


def test_a_survey_s_cycle_is_said_with_its_dates(desk: FlaskClient) -> None:
    dates = "/bureau/collecte/habitants/etat"
    assert "« 2022-2026 »" in desk.get(dates).text.replace("\u00a0", " ")
    refused = post(desk, dates, gesture="cycle", cycle="jadis")
    assert refused.status_code == 422
    assert "Écrivez le cycle comme 2022-2026" in refused.text
    assert post(desk, dates, gesture="cycle", cycle="2018-2021").status_code == 303
    assert "Tout le cycle 2018-2021" in desk.get(PAGE).text
