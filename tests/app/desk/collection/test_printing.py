"""What is downloaded to print, and the lots that are prepared."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.exports import pdf_file
from app.models.paper import SheetBatch
from app.services.collection import sheets
from surveys import models
from tests.answering import count, reading
from tests.desking import post
from tests.printing import pango, words

PAPER = "/bureau/collecte/habitants/papier"
SPREAD = "/bureau/collecte/habitants/diffuser"


@pango
def test_a_campaign_s_poster_carries_its_address_and_its_note(
    app: Flask, desk: FlaskClient
) -> None:
    post(desk, SPREAD, label="Foire d’août", note="Au stand de la mairie.")
    page = desk.get(f"{SPREAD}/foire_daout/affiche-a3.pdf")
    assert page.mimetype == "application/pdf"
    assert "affiche-habitants-foire_daout-a3.pdf" in page.headers["Content-Disposition"]
    assert page.headers["Cache-Control"] == "no-store"
    assert "Au stand de la mairie." in words(page.data)
    assert "/l/" in words(page.data)
    assert desk.get(f"{SPREAD}/foire_daout/affiche-a5.pdf").status_code == 404
    assert desk.get(f"{SPREAD}/inconnue/affiche-a4.pdf").status_code == 404


def test_the_first_visit_says_where_to_begin(desk: FlaskClient) -> None:
    page = desk.get(PAPER).text
    assert "Commencez par vingt feuilles" in page
    assert 'value="20"' in page


@pytest.mark.parametrize("size", ["", "0", "301", "<b>"])
def test_an_impossible_lot_is_refused_in_words(app: Flask, desk: FlaskClient, size: str) -> None:
    page = post(desk, PAPER, size=size)
    assert page.status_code == 422
    assert "entre 1 et 300" in page.text
    assert "<b>" not in page.text.split("size-erreur")[1][:600]
    assert count(app, SheetBatch) == 0


@pango
def test_a_lot_is_prepared_listed_and_printed(app: Flask, desk: FlaskClient) -> None:
    post(desk, SPREAD, label="Cartable")
    assert post(desk, PAPER, size="3", campaign="cartable").status_code == 303
    page = desk.get(PAPER).text
    assert "Lot 1 : 3 feuilles" in page
    assert "Cartable · Français · préparé le" in page
    printed = words(desk.get(f"{PAPER}/lot-1.pdf").data)
    with reading(app) as session:
        survey_id = session.scalars(select(models.Survey.id).filter_by(slug="habitants")).one()
    for number in (1, 2, 3):
        place = sheets.Place(1, number)
        secret = app.extensions["paroles"].secret_key.encode()
        assert sheets.code(survey_id, place) in printed
        assert sheets.receipt(secret, survey_id, place) in printed
    assert "1-004-" not in printed
    assert desk.get(f"{PAPER}/lot-2.pdf").status_code == 404


@pango
def test_the_model_to_copy_has_no_number(desk: FlaskClient) -> None:
    page = desk.get(f"{PAPER}/modele.pdf")
    assert page.status_code == 200
    assert "Feuille n°" not in words(page.data)
    assert desk.get(f"{PAPER}/modele.pdf?langue=xx").status_code == 200


def test_a_machine_that_cannot_print_says_what_to_install(
    desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_args: object) -> bytes:
        raise pdf_file.CannotPrint(pdf_file.MISSING)

    monkeypatch.setattr(pdf_file, "render", cannot)
    post(desk, SPREAD, label="Foire")
    post(desk, PAPER, size="1")
    for address in (f"{PAPER}/modele.pdf", f"{PAPER}/lot-1.pdf", f"{SPREAD}/foire/affiche-a4.pdf"):
        page = desk.get(address)
        assert page.status_code == 503
        assert "apt install libpango" in page.text
