"""A questionnaire brought from a file: shown before anything is stored, then a draft."""

import html
import io
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.services import territories
from surveys import drafts, files, xlsform
from surveys.loader import catalogue
from surveys.models import Draft, Survey, Territory
from surveys.questions import LongText
from surveys.schema import content_hash, from_dict, to_dict
from surveys.xlsform.workbook import MAX_BYTES
from tests.answering import count, reading, writing
from tests.desking import post, token
from tests.surveys.test_schema import survey
from tests.surveys.xlsform.sheets import workbook

SLUG = "le-b-marche-b"
PAGE = "/bureau/collecte/importer"
KOBO = workbook(
    survey=[
        ["type", "name", "label"],
        ["select_one on", "Q1", "Venez-vous au marché ?"],
        ["geopoint", "ou", "Où habitez-vous ?"],
        ["text", "q2", "Que manque-t-il ?"],
    ],
    choices=[["list_name", "name", "label"], ["on", "oui", "Oui"], ["on", "non", "Non"]],
    settings=[["form_title", "form_id"], ["Le <b>marché</b>", "marche"]],
)


def bring(desk: FlaskClient, data: bytes, name: str = "questionnaire.xlsx") -> TestResponse:
    file = FileStorage(io.BytesIO(data), filename=name, name="file")
    boundary, body = encode_multipart({"csrf_token": token(desk), "file": file})
    return desk.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def definition_on(page: TestResponse) -> dict[str, object]:
    found = re.search(r'name="definition" value="([^"]*)"', page.text)
    assert found
    read: dict[str, object] = json.loads(html.unescape(found[1]))
    return read


def test_what_was_understood_and_each_row_that_was_not_is_shown_and_nothing_stored(
    app: Flask, desk: FlaskClient
) -> None:
    page = bring(desk, KOBO)
    assert page.status_code == 200
    text = " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())
    assert "2 questions comprises" in text
    assert "1 chose n’a pas été reprise." in text
    assert "Feuille survey, ligne 3 « geopoint » n’est pas repris : nous ne relevons pas" in text
    assert "Feuille survey, ligne 2 « Q1 » s’appelle ici « q1 »." in text
    assert "4 Que manque-t-il ? Réponse courte" in text
    assert f"/q/{SLUG}" in text
    assert count(app, Draft) == 0


def test_what_the_file_says_is_text_on_the_page(desk: FlaskClient) -> None:
    page = bring(desk, KOBO).text
    assert "<b>marché</b>" not in page
    assert "&lt;b&gt;marché&lt;/b&gt;" in page


def test_the_draft_is_what_was_shown(app: Flask, desk: FlaskClient) -> None:
    shown = definition_on(bring(desk, KOBO))
    done = post(desk, f"{PAGE}/creer", definition=json.dumps(shown), slug=SLUG)
    assert done.status_code == 303
    opened = desk.get(done.location)
    assert opened.status_code == 200
    assert "Venez-vous au marché" in opened.text
    with reading(app) as session:
        found = drafts.find(session, territories.by_key(session, None), SLUG)
        assert found is not None
        assert found.definition == shown
        assert found.saved_by == "chargee@example.org"


def test_a_questionnaire_taken_away_and_brought_back_is_offered_as_its_next_version(
    app: Flask, desk: FlaskClient
) -> None:
    taken = desk.get("/bureau/collecte/habitants/questionnaire.xlsx")
    assert taken.status_code == 200
    assert "filename=habitants.xlsx" in taken.headers["Content-Disposition"]
    page = bring(desk, taken.data)
    assert "Tout a été repris." in page.text
    assert "Vous avez déjà un questionnaire «\u00a0habitants\u00a0»" in page.text
    assert 'value="habitants-2"' in page.text
    again = from_dict(definition_on(page))
    assert content_hash(again) == content_hash(catalogue()["habitants"])
    before = count(app, Survey)
    definition = json.dumps(to_dict(again))
    assert post(desk, f"{PAGE}/creer", definition=definition, slug="habitants").status_code == 303
    assert count(app, Survey) == before
    assert post(desk, f"{PAGE}/creer", definition=definition, slug="habitants-2").status_code == 303
    assert count(app, Survey) == before + 1


def test_toml_and_limesurvey_files_are_read_too(desk: FlaskClient) -> None:
    from tests.surveys.limesurvey.test_reading import START, file_of, row

    toml = bring(desk, files.write(survey(), "toml"), "essai.toml")
    assert "1 question comprise" in toml.text
    lime = bring(desk, file_of(*START, row("Q", "T", "Q1", "Quoi ?")), "enquete.txt")
    assert "1 question comprise" in lime.text


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "x.xlsx", "vide"),
        (b"%PDF-1.7", "x.xlsx", "PDF"),
        (b"PK\x03\x04rien", "x.xlsx", "abîmé"),
        (b"title =", "x.toml", "ne se lit pas"),
        (b"x", "x.docx", "ne dit pas son format"),
        (workbook(survey=[["type"], ["geopoint"]]), "x.xlsx", "Rien n’a pu être repris"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_words(
    desk: FlaskClient, data: bytes, name: str, words: str
) -> None:
    page = bring(desk, data, name)
    assert page.status_code == 422
    assert words in page.text
    assert "Erreur" in page.text


def test_a_file_over_the_limit_is_refused_before_it_is_read(desk: FlaskClient) -> None:
    assert bring(desk, b"PK" + b"\0" * (MAX_BYTES + 200_000)).status_code == 413


def test_a_questionnaire_too_long_for_a_draft_is_refused_in_words(desk: FlaskClient) -> None:
    asked = [LongText(key=f"q{n}", label="a" * 30_000) for n in range(40)]
    page = bring(desk, xlsform.write(survey(*asked)))
    assert page.status_code == 422
    assert "trop long" in page.text


@pytest.mark.parametrize("definition", ["", "{", "[]", '{"slug": "x"}', "[" * 5000])
def test_a_definition_that_is_none_stores_nothing(
    app: Flask, desk: FlaskClient, definition: str
) -> None:
    page = post(desk, f"{PAGE}/creer", definition=definition, slug=SLUG)
    assert page.status_code == 422
    assert "Choisissez-le de nouveau" in page.text
    assert count(app, Draft) == 0


@pytest.mark.parametrize("slug", ["importer", "nouveau", "ailleurs", "Pas une adresse", "a" * 90])
def test_an_address_that_is_taken_or_is_none_stores_nothing(
    app: Flask, desk: FlaskClient, slug: str
) -> None:
    with writing(app) as session:
        territories.by_key(session, None).host = "localhost"
        there = Territory(key="autre", name="Autre", short_name="Autre", host="127.0.0.1")
        session.add(there)
        session.add(Survey(territory=there, slug="ailleurs"))
    shown = json.dumps(to_dict(survey()))
    page = post(desk, f"{PAGE}/creer", definition=shown, slug=slug)
    assert page.status_code == 422
    assert count(app, Draft) == 0


def test_a_file_whose_address_another_territory_has_is_given_another(
    app: Flask, desk: FlaskClient
) -> None:
    with writing(app) as session:
        territories.by_key(session, None).host = "localhost"
        there = Territory(key="autre", name="Autre", short_name="Autre", host="127.0.0.1")
        session.add(there)
        session.add(Survey(territory=there, slug=SLUG))
    page = bring(desk, KOBO)
    assert f"/q/{SLUG}-2" in page.text
    assert "Vous avez déjà" not in page.text


def test_a_draft_alone_can_be_taken_away_and_what_is_none_is_a_404(
    app: Flask, desk: FlaskClient
) -> None:
    post(desk, f"{PAGE}/creer", definition=json.dumps(to_dict(survey())), slug="essai")
    assert desk.get("/bureau/collecte/essai/questionnaire.xlsx").data.startswith(b"PK")
    assert desk.get("/bureau/collecte/inconnu/questionnaire.xlsx").status_code == 404
