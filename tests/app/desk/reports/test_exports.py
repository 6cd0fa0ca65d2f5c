"""Files handed out by the desk: what they hold, for whom, and under which name."""

import csv
import io
import zipfile
from pathlib import Path

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.services import territories
from app.services.accounts import staff
from app.services.reports import delivery
from tests.answering import answer, writing
from tests.conftest import sign_in
from tests.desking import csv_of, post, upload
from tests.printing import pango
from tests.spreadsheets import needs_soffice

EXPORTS = "/bureau/exports"


def table(response: TestResponse) -> list[dict[str, str]]:
    text = response.data.decode("utf-8-sig")
    dialect = csv.Sniffer().sniff(text.splitlines()[0], ",;")
    return list(csv.DictReader(io.StringIO(text), dialect=dialect))


def test_the_page_offers_every_format(full_desk: FlaskClient) -> None:
    page = full_desk.get(EXPORTS)
    assert page.status_code == 200
    for format_ in delivery.DOCUMENTS:
        assert f'value="{format_}"' in page.text
    assert "moins de 11" in page.text


FORMATS = (
    "docx",
    "xlsx",
    "csv",
    "pptx",
    pytest.param("pdf", marks=pango),
    pytest.param("odt", marks=[pytest.mark.libreoffice, needs_soffice]),
)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("query", ["&enjeu=autonomie&domaine=logement", "&exact=1"])
def test_a_synthesis_comes_as_a_named_file(
    full_desk: FlaskClient, format_: str, query: str
) -> None:
    response = full_desk.get(f"{EXPORTS}/synthese?format={format_}{query}")
    assert response.status_code == 200
    named = response.headers["Content-Disposition"]
    assert named.startswith("attachment")
    assert f".{format_}" in named
    assert ("ne-pas-diffuser" in named) == ("exact" in query)
    assert response.headers["Cache-Control"] == "no-store"
    if format_ == "pdf":
        assert response.data.startswith(b"%PDF-")
    elif format_ != "csv":
        assert zipfile.ZipFile(io.BytesIO(response.data)).testzip() is None


def test_a_synthesis_of_few_people_shows_no_small_count(app: Flask, full_desk: FlaskClient) -> None:
    protected = full_desk.get(f"{EXPORTS}/synthese?format=csv").text
    exact = full_desk.get(f"{EXPORTS}/synthese?format=csv&exact=1").text
    assert protected != exact


def test_the_document_reads_as_french_and_names_nobody(full_desk: FlaskClient) -> None:
    row = ("N1", "habitant", "46066", "", "2026-03-02", "papier", "Un bus au 06 12 34 56 78.")
    upload(full_desk, csv_of(row))
    post(full_desk, "/bureau/paroles/classer")
    data = full_desk.get(f"{EXPORTS}/synthese?format=docx&exact=1").data
    document = docx.Document(io.BytesIO(data))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "éthode" in words
    assert "06 12" not in words


def test_responses_have_one_row_each_and_one_column_per_question(
    client: FlaskClient, full_desk: FlaskClient
) -> None:
    answer(client)
    rows = table(full_desk.get(f"{EXPORTS}/reponses?survey=habitants&format=csv"))
    assert len(rows) == 4
    assert {"vivre_ici", "points_forts", "difficultes", "priorites"} <= set(rows[0])


def test_paroles_come_masked_with_their_tags(full_desk: FlaskClient) -> None:
    row = ("N1", "habitant", "46066", "", "2026-03-02", "papier", "Mon 06 12 34 56 78.")
    upload(full_desk, csv_of(row))
    rows = {row["source_id"]: row for row in table(full_desk.get(f"{EXPORTS}/paroles?format=csv"))}
    assert rows["R1"]["enjeux"] == "acces_droits_services_information"
    assert rows["R1"]["state"] == "proposed"
    assert "06 12" not in rows["N1"]["text"]


@pytest.mark.parametrize(
    "address",
    [
        "synthese?format=exe",
        "synthese?enjeu=inconnu",
        "reponses?survey=inconnu",
        "reponses",
        "paroles?survey=inconnu",
        "paroles?format=docx",
        "paroles?survey=%00",
        "synthese?format=csv&enjeu=%00",
    ],
)
def test_what_does_not_exist_is_a_404(full_desk: FlaskClient, address: str) -> None:
    assert full_desk.get(f"{EXPORTS}/{address}").status_code == 404


def test_a_form_that_this_machine_cannot_make_says_what_to_install(
    full_desk: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    before = full_desk.get(f"{EXPORTS}/synthese/verifier?format=odt")
    assert "apt install libreoffice-writer" in before.text
    assert "Préparer la synthèse" not in before.text
    refused = full_desk.get(f"{EXPORTS}/synthese?format=odt")
    assert refused.status_code == 503
    assert "le document Word s’ouvre dans LibreOffice" in refused.text.replace("\n", " ")


@pytest.mark.parametrize("format_", ["csv", "xlsx", "docx", "pptx"])
def test_a_synthesis_of_nothing_is_a_file_all_the_same(desk: FlaskClient, format_: str) -> None:
    assert desk.get(f"{EXPORTS}/synthese?format={format_}").status_code == 200
    if format_ in delivery.TABLES:
        for what in (f"paroles?format={format_}", f"reponses?survey=elus&format={format_}"):
            assert desk.get(f"{EXPORTS}/{what}").status_code == 200


FORMULAS = ("=1+1", "+33 6", "-2", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0", "＝1+1")


def test_no_cell_of_a_file_is_a_formula(app: Flask, desk: FlaskClient) -> None:
    rows = [
        (f"F{n}", "habitant", "46066", "", "2026-03-02", "papier", f"{formula} bus")
        for n, formula in enumerate(FORMULAS)
    ]
    upload(desk, csv_of(*rows))
    post(desk, "/bureau/paroles/classer")
    for row in table(desk.get(f"{EXPORTS}/paroles?format=csv")):
        assert not row["text"].startswith(("=", "+", "-", "@", "\t", "\r", "＝")), row["text"]
    for address in ("paroles?format=xlsx", "reponses?survey=habitants&format=xlsx"):
        book = zipfile.ZipFile(io.BytesIO(desk.get(f"{EXPORTS}/{address}").data))
        sheets = [book.read(n).decode() for n in book.namelist() if "worksheets/sheet" in n]
        assert sheets
        assert not any("<f>" in sheet for sheet in sheets)


def test_a_committee_gets_the_protected_synthesis_and_no_raw_data(
    app: Flask, full_desk: FlaskClient
) -> None:
    with writing(app) as session:
        staff.add(session, "comite@example.org", "comite", territories.by_key(session, None))
    member = sign_in(app, "comite@example.org")
    page = member.get(EXPORTS).text
    assert "Chiffres exacts" not in page
    assert "Données brutes" not in page
    assert (
        member.get(f"{EXPORTS}/synthese?format=csv").data
        == full_desk.get(f"{EXPORTS}/synthese?format=csv").data
    )


CHECK = f"{EXPORTS}/synthese/verifier"
LIMITS = ("questionnaire=habitants", "public=habitant", "commune=46066", "depuis=2026-03-03")


def test_what_the_document_will_hold_is_said_before_it_is_made(full_desk: FlaskClient) -> None:
    page = full_desk.get(f"{CHECK}?format=docx&exact=1&public=elu&enjeu=autonomie").text
    shown = page.replace("\xa0", " ")
    assert "1 personne a dit en 1 parole, sur " in shown
    assert "Seulement : public : élues et élus." in shown
    assert "ne pas diffuser" in shown
    assert 'name="public" value="elu"' in page


@pytest.mark.parametrize("limit", LIMITS)
def test_a_part_of_the_answers_is_never_handed_on(full_desk: FlaskClient, limit: str) -> None:
    refused = full_desk.get(f"{CHECK}?{limit}")
    assert refused.status_code == 422
    assert "ne peut pas se remettre" in refused.text
    assert full_desk.get(f"{EXPORTS}/synthese?format=csv&{limit}").status_code == 404
    exact = table(full_desk.get(f"{EXPORTS}/synthese?format=csv&exact=1&{limit}"))
    assert exact[-1]["tableau"] == "Méthode"
    assert any(row["phrase"] == "EXACT, INTERNE, NE PAS DIFFUSER" for row in exact)
    assert any("ne compte pas tout le monde" in row["phrase"] for row in exact)


@pytest.mark.parametrize("query", [*LIMITS, "exact=1"])
def test_who_may_not_see_exact_counts_may_limit_nothing(app: Flask, query: str) -> None:
    with writing(app) as session:
        staff.add(session, "comite@example.org", "comite", territories.by_key(session, None))
    member = sign_in(app, "comite@example.org")
    assert member.get(f"{CHECK}?{query}").status_code == 403
    assert member.get(f"{EXPORTS}/synthese?format=csv&{query}").status_code == 403
    assert member.get(f"{CHECK}?enjeu=autonomie&domaine=logement").status_code == 200
    assert "N’y compter" not in member.get(EXPORTS).text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("exact=1&depuis=hier", "Écrivez le premier jour comme 2026-11-23"),
        ("exact=1&depuis=2026-05-02&jusque=2026-05-01", "échangez les deux dates"),
        ("exact=1&commune=99999", "Commune inconnu"),
    ],
)
def test_a_limit_that_makes_no_sense_says_what_to_do(
    full_desk: FlaskClient, query: str, said: str
) -> None:
    page = full_desk.get(f"{CHECK}?{query}")
    assert page.status_code == 422
    assert said in page.text.replace("\xa0", " ")
