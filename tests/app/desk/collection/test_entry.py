"""Typing sheets: the number first, each sheet once, checked and masked as a resident's answers."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import web
from app.models.paper import Sheet
from app.services import territories
from app.services.accounts import staff
from app.services.collection import campaigns
from surveys import models, questions
from tests.answering import CHOICES, count, dated, publish, reading, survey, writing
from tests.conftest import sign_in
from tests.entering import ENTRY, SHEET, about, lot, survey_id, today, type_in
from tests.storing import DAY


def stored(app: Flask) -> models.Response:
    with reading(app) as session:
        return session.scalars(select(models.Response)).one()


def said(desk: FlaskClient, page: object) -> str:
    return desk.get(page.location).text  # type: ignore[attr-defined]


def test_a_sheet_is_stored_and_the_next_one_opened(app: Flask, desk: FlaskClient) -> None:
    code = lot(app)[0]
    assert desk.get(SHEET, query_string=about(code)).status_code == 200
    page = type_in(desk, code)
    assert page.status_code == 303
    assert page.location.startswith(f"{ENTRY}?")
    assert f"Feuille {code} enregistrée" in said(desk, page)
    row = stored(app)
    assert (row.channel, row.commune, row.received_on.isoformat()) == ("papier", "46066", today())
    with reading(app) as session:
        sheet = session.scalars(select(Sheet)).one()
        chargee = staff.by_email(session, "chargee@example.org")
        assert chargee is not None
        assert (sheet.response_id, sheet.entered_by_id) == (row.id, chargee.id)


def test_a_sheet_without_a_number_gets_one_and_a_receipt(app: Flask, desk: FlaskClient) -> None:
    page = type_in(desk, canal="entretien")
    text = said(desk, page)
    assert "Feuille 0-001-" in text
    assert "Écrivez ce numéro" in text
    code = text.split("effacer sa réponse : <strong>")[1].split("<")[0]
    assert code not in page.location
    found = desk.post("/q/habitants/suivi", data={"code": code})
    assert "La bibliothèque du village." in found.text
    assert "Feuille 0-002-" in said(desk, type_in(desk))
    assert count(app) == 2


def test_the_receipt_printed_on_a_sheet_opens_its_answers(app: Flask, desk: FlaskClient) -> None:
    from app.services.collection import sheets

    code = lot(app)[1]
    type_in(desk, code)
    secret = app.extensions["paroles"].secret_key.encode()
    of = survey_id(app)
    receipt = sheets.receipt(secret, of, sheets.typed(of, code))
    assert "La bibliothèque" in desk.post("/q/habitants/suivi", data={"code": receipt}).text


def test_a_sheet_already_entered_is_told_and_not_stored_twice(
    app: Flask, desk: FlaskClient
) -> None:
    code = lot(app)[0]
    type_in(desk, code)
    shown = desk.get(SHEET, query_string=about(code))
    assert shown.status_code == 409
    assert "déjà saisie" in shown.text
    again = type_in(desk, code, vivre_ici="1")
    assert again.status_code == 409
    assert count(app) == 1
    assert stored(app).answers["vivre_ici"] == 4


def test_two_presses_on_the_same_sheet_are_one(app: Flask, desk: FlaskClient) -> None:
    code = lot(app)[0]
    assert [type_in(desk, code).status_code for _ in range(2)] == [303, 303]
    key = "0" * 32
    numbers = [
        said(desk, type_in(desk, idempotency_key=key)).split("Feuille ")[1][:8] for _ in range(2)
    ]
    assert numbers[0] == numbers[1]
    assert count(app) == count(app, Sheet) == 2


def test_a_sheet_whose_author_erased_it_does_not_come_back(app: Flask, desk: FlaskClient) -> None:
    from app.services.collection import sheets

    code, of = lot(app)[0], survey_id(app)
    type_in(desk, code)
    secret = app.extensions["paroles"].secret_key.encode()
    receipt = sheets.receipt(secret, of, sheets.typed(of, code))
    assert desk.post("/q/habitants/suivi/effacer", data={"code": receipt}).status_code == 200
    page = type_in(desk, code)
    assert page.status_code == 410
    assert "a effacé sa réponse" in page.text
    assert desk.get(SHEET, query_string=about(code)).status_code == 409
    assert (count(app), count(app, Sheet)) == (0, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"feuille": "1-001-00"}, "titre de la feuille"),
        ({"feuille": "12"}, "incomplet"),
        ({"canal": "web"}, "une feuille ou un entretien"),
        ({"le": ""}, "Indiquez le jour"),
        ({"le": "2026-02-31"}, "Indiquez le jour"),
        ({"le": "2999-01-01"}, "pas encore venu"),
    ],
)
def test_a_bad_beginning_is_refused_in_words(
    app: Flask, desk: FlaskClient, changes: dict[str, str], said: str
) -> None:
    for page in (
        desk.get(SHEET, query_string=about("", **changes)),
        type_in(desk, **changes),
    ):
        assert page.status_code == 422
        assert said in page.text
    assert count(app) == 0


def test_a_number_beyond_the_lot_is_refused(app: Flask, desk: FlaskClient) -> None:
    from app.services.collection import sheets

    lot(app, 3)
    beyond = sheets.code(survey_id(app), sheets.Place(1, 4))
    page = desk.get(SHEET, query_string=about(beyond))
    assert page.status_code == 422
    assert "n’a été préparée" in page.text


def test_a_sheet_filled_before_closing_is_typed_after_it(app: Flask, desk: FlaskClient) -> None:
    from datetime import date

    opened, closed = date(2026, 3, 1), date(2026, 3, 31)
    dated(app, opens_on=opened, closes_on=closed)
    late = type_in(desk, le=(closed + timedelta(days=1)).isoformat())
    assert late.status_code == 422
    assert "n’était pas ouvert ce jour-là" in late.text
    assert type_in(desk, le=closed.isoformat()).status_code == 303
    assert stored(app).received_on == closed


def test_answers_are_checked_as_a_resident_s_are(app: Flask, desk: FlaskClient) -> None:
    many = ["enfance_jeunesse", "parentalite", "logement", "handicap"]
    page = type_in(desk, priorites=many)
    assert page.status_code == 422
    assert "Gardez au plus 3 réponses" in page.text
    assert "La bibliothèque du village." in page.text
    empty = type_in(desk, vivre_ici=None, points_forts="", commune=None)
    assert empty.status_code == 422
    assert "Cette feuille est vide" in empty.text
    assert count(app) == 0


def test_a_blank_left_on_paper_is_kept_but_consent_is_not_presumed(
    app: Flask, desk: FlaskClient
) -> None:
    publish(
        app,
        survey(
            questions.SingleChoice(key="un", label="Lequel ?", choices=CHOICES, required=True),
            questions.LongText(key="dire", label="Quoi ?"),
            questions.Consent(key="accord", label="J’accepte", required=True),
        ),
    )
    address = "/bureau/collecte/essai/saisie/feuille"
    assert type_in(desk, address=address, dire="Un mot.").status_code == 422
    page = type_in(desk, address=address, dire="Un mot.", accord="oui")
    assert page.status_code == 303
    assert stored(app).answers == {"accord": "oui"}


def test_what_is_typed_is_masked_on_arrival(app: Flask, desk: FlaskClient) -> None:
    type_in(desk, points_forts="Appelez le 06 12 34 56 78.")
    with reading(app) as session:
        parole = session.scalars(select(models.Parole)).one()
    assert "06 12" not in parole.text
    assert parole.original is not None
    assert b"06 12" not in parole.original


def test_a_lot_gives_its_campaign_and_a_loose_sheet_the_one_chosen(
    app: Flask, desk: FlaskClient
) -> None:
    of = survey_id(app)
    with writing(app) as session:
        for label in ("Cartable", "Marché"):
            campaigns.add(session, of, label, today=DAY)
    type_in(desk, lot(app, campaign="cartable")[0], campagne="marche")
    type_in(desk, campagne="marche")
    type_in(desk, campagne="inconnue", vivre_ici="1")
    with reading(app) as session:
        found = sorted(session.scalars(select(models.Response.campaign)))
    assert found == ["", "cartable", "marche"]


def test_a_sheet_is_typed_against_the_version_it_was_printed_from(
    app: Flask, desk: FlaskClient
) -> None:
    def asked(label: str) -> object:
        return survey(questions.LongText(key="dire", label=label))

    publish(app, asked("Avant ?"))  # type: ignore[arg-type]
    code = lot(app, slug="essai")[0]
    publish(app, asked("Après ?"))  # type: ignore[arg-type]
    address = "/bureau/collecte/essai/saisie/feuille"
    page = desk.get(address, query_string=about(code))
    assert "Avant ?" in page.text
    type_in(desk, code, address=address, dire="Un mot.")
    with reading(app) as session:
        versions = session.scalars(select(models.SurveyVersion).order_by("number")).all()
        first = [one for one in versions if one.survey.slug == "essai"][0]
    assert stored(app).version_id == first.id


def test_the_channel_the_day_and_the_campaign_stay_for_the_next_sheet(
    app: Flask, desk: FlaskClient
) -> None:
    day = (web.now().date() - timedelta(days=1)).isoformat()
    dated(app, opens_on=None)
    page = said(desk, type_in(desk, canal="entretien", le=day))
    assert f'value="{day}"' in page
    assert 'value="entretien" checked' in page


def test_a_forged_ticket_says_nothing(desk: FlaskClient) -> None:
    for ticket in ("x", "gAAAA", "%00", "é"):
        page = desk.get(ENTRY, query_string={"fait": ticket})
        assert page.status_code == 200
        assert "enregistrée" not in page.text


def test_a_contributor_types_sheets(app: Flask) -> None:
    with writing(app) as session:
        staff.add(session, "aide@example.org", "contributeur", territories.by_key(session, None))
    helper = sign_in(app, "aide@example.org")
    assert type_in(helper, lot(app)[0]).status_code == 303
    assert count(app) == 1
