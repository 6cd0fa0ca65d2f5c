"""The page that spreads a survey: campaigns, what each brought, codes to scan."""

from io import BytesIO

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app.exports.pdf_file import page_count
from app.models.outreach import Campaign
from app.services import territories
from app.services.accounts import staff
from tests.answering import answer, count, reading, writing
from tests.conftest import sign_in
from tests.desking import post
from tests.printing import pango

PAGE = "/bureau/collecte/habitants/diffuser"


def only(app: Flask) -> Campaign:
    with reading(app) as session:
        return session.scalars(select(Campaign)).one()


def test_the_first_visit_offers_the_usual_campaigns(app: Flask, desk: FlaskClient) -> None:
    assert "marché, mairie, cartable et bulletin municipal" in desk.get(PAGE).text
    assert post(desk, PAGE, usual="1").status_code == 303
    assert count(app, Campaign) == 4
    page = desk.get(PAGE).text
    assert "Par où commencer" not in page
    assert page.count("/qr.png") == 4


def test_an_added_campaign_has_its_address_and_its_count(app: Flask, desk: FlaskClient) -> None:
    assert post(desk, PAGE, label="Foire", note="À la mairie").status_code == 303
    for campaign in ("foire", "foire", ""):
        answer(app.test_client(use_cookies=False), campaign=campaign)
    page = desk.get(PAGE).text
    assert f"/l/{only(app).code}</code> · <strong>2 réponses" in page
    assert "sans campagne : 1 réponse" in page


@pytest.mark.parametrize(("label", "said"), [("", "Donnez un nom"), ("foire ", "déjà ce nom")])
def test_a_bad_name_is_refused_in_words_and_kept(
    app: Flask, desk: FlaskClient, label: str, said: str
) -> None:
    post(desk, PAGE, label="Foire")
    page = post(desk, PAGE, label=label, note="À la mairie")
    assert page.status_code == 422
    assert said in page.text
    assert 'href="#nouvelle-label"' in page.text
    assert 'value="À la mairie"' in page.text
    assert count(app, Campaign) == 1


def test_a_campaign_is_renamed_retired_and_brought_back(app: Flask, desk: FlaskClient) -> None:
    post(desk, PAGE, label="Foire")
    address = f"{PAGE}/{only(app).key}"
    assert post(desk, address, label="Foire d’août", note="Stand 3").status_code == 303
    assert (only(app).label, only(app).note) == ("Foire d’août", "Stand 3")
    post(desk, address, action="retire")
    assert only(app).retired_on is not None
    assert "Proposer de nouveau" in desk.get(PAGE).text
    post(desk, address, label="Foire d’août", note="")
    assert only(app).retired_on is not None
    post(desk, address, action="restore")
    assert only(app).retired_on is None
    assert only(app).label == "Foire d’août"


def test_a_bad_new_name_points_to_the_campaign_it_was_for(app: Flask, desk: FlaskClient) -> None:
    for label in ("Foire", "Marché"):
        post(desk, PAGE, label=label)
    page = post(desk, f"{PAGE}/marche", label="Foire", note="")
    assert page.status_code == 422
    assert 'href="#marche-label"' in page.text
    assert "<details open>" in page.text


def test_what_is_scanned_is_the_short_address(app: Flask, desk: FlaskClient) -> None:
    post(desk, PAGE, label="Foire")
    image = desk.get(f"{PAGE}/foire/qr.png")
    assert image.mimetype == "image/png"
    read = zxingcpp.read_barcodes(Image.open(BytesIO(image.data)))
    public_url = app.extensions["paroles"].public_url
    assert [code.text for code in read] == [f"{public_url}/l/{only(app).code}"]
    drawn = desk.get(f"{PAGE}/foire/qr.svg")
    assert drawn.mimetype == "image/svg+xml"
    assert b"<script" not in drawn.data


def test_a_name_is_shown_as_text_never_as_markup(app: Flask, desk: FlaskClient) -> None:
    post(desk, PAGE, label='<script>alert(1)</script>"', note="<b>")
    assert "<script>alert" not in desk.get(PAGE).text


def test_what_is_not_there_is_a_404(desk: FlaskClient) -> None:
    for address in ("inconnue/qr.svg", "inconnue/qr.gif", "%00/qr.png"):
        assert desk.get(f"{PAGE}/{address}").status_code == 404
    assert post(desk, f"{PAGE}/inconnue", label="x").status_code == 404


def test_a_contributor_reads_and_changes_nothing(app: Flask) -> None:
    with writing(app) as session:
        staff.add(session, "aide@example.org", "contributeur", territories.by_key(session, None))
    page = sign_in(app, "aide@example.org").get(PAGE)
    assert page.status_code == 200
    assert "Ajouter" not in page.text
    assert "Créer" not in page.text


def test_the_address_for_a_shared_tablet_is_given(desk: FlaskClient) -> None:
    assert "/q/habitants?partage</code>" in desk.get("/bureau/collecte/habitants/diffuser").text


def test_each_commune_gets_its_address_once_and_its_poster(app: Flask, desk: FlaskClient) -> None:
    post(desk, PAGE, label="Salviac")
    code = only(app).code
    post(desk, f"{PAGE}/salviac", action="retire")
    names = ["46066", "46297"]
    made = post(desk, f"{PAGE}/pour-les-communes", commune=names)
    assert made.status_code == 303
    post(desk, f"{PAGE}/pour-les-communes", commune=names)
    with reading(app) as session:
        found = {one.label: one for one in session.scalars(select(Campaign))}
        assert len(found) == 2
        assert found["Salviac"].code == code
        assert found["Salviac"].retired_on is None
    page = desk.get(made.location).text
    assert "Les affiches sont prêtes" in page
    assert all(f"/l/{one.code}" in page for one in found.values())
    assert "affiches.pdf?pour=" in page
    assert post(desk, f"{PAGE}/pour-les-communes", commune="99999").status_code == 404
    assert desk.get(f"{PAGE}/affiches.pdf?pour=inconnue").status_code == 404


@pango
def test_posters_of_several_communes_come_as_one_document(desk: FlaskClient) -> None:
    made = post(desk, f"{PAGE}/pour-les-communes", commune=["46066", "46297"])
    document = desk.get(made.location.replace("/diffuser?", "/diffuser/affiches.pdf?"))
    assert document.mimetype == "application/pdf"
    assert page_count(document.data) == 2
