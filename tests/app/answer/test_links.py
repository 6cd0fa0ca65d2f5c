"""Short addresses, and the campaign that an answer remembers."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.services.collection import campaigns
from surveys import models
from tests.answering import FORM, JSON, answer, hidden, reading, sent, writing
from tests.storing import DAY


@pytest.fixture
def codes(app: Flask) -> dict[str, str]:
    """Short code by survey, each with its market."""
    made = {}
    with writing(app) as session:
        for slug in ("habitants", "elus"):
            survey = session.scalars(select(models.Survey).filter_by(slug=slug)).one()
            label = "Marché" if slug == "habitants" else "Conseil"
            made[slug] = campaigns.add(session, survey.id, label, today=DAY).code
    return made


def stored(app: Flask) -> list[str]:
    with reading(app) as session:
        return list(session.scalars(select(models.Response.campaign)))


@pytest.mark.parametrize("after", ["", "/"])
def test_a_short_address_leads_to_the_survey(
    client: FlaskClient, codes: dict[str, str], after: str
) -> None:
    page = client.get(f"/l/{codes['habitants']}{after}")
    assert page.status_code == 303
    assert page.location == f"{FORM}?c=marche"


@pytest.mark.parametrize("code", ["1111", "x", "%00", "9" * 500])
def test_a_mistyped_address_says_so(client: FlaskClient, codes: dict[str, str], code: str) -> None:
    page = client.get(f"/l/{code}")
    assert page.status_code == 404
    assert "mal recopiée" in page.text


def test_a_retired_campaign_still_leads_there_and_is_counted(
    app: Flask, client: FlaskClient, codes: dict[str, str]
) -> None:
    with writing(app) as session:
        survey = session.scalars(select(models.Survey).filter_by(slug="habitants")).one()
        campaign = campaigns.of_survey(session, survey.id)[0]
        campaigns.change(session, campaign, label="Marché", note="", retired_on=DAY)
    page = client.get(client.get(f"/l/{codes['habitants']}").location)
    answer(client, campaign=hidden(page, "campaign"))
    assert stored(app) == ["marche"]


def test_the_form_carries_the_campaign_through_its_errors(
    app: Flask, client: FlaskClient, codes: dict[str, str]
) -> None:
    assert hidden(client.get(f"{FORM}?c=marche"), "campaign") == "marche"
    wrong = client.post(FORM, data=sent(campaign="marche", vivre_ici="99"))
    assert wrong.status_code == 422
    assert hidden(wrong, "campaign") == "marche"
    answer(client, campaign="marche")
    assert stored(app) == ["marche"]


def test_a_script_s_answer_keeps_its_campaign(
    app: Flask, client: FlaskClient, codes: dict[str, str]
) -> None:
    page = client.post(FORM, json=sent(campaign="marche"), headers=JSON)
    assert page.status_code == 201
    assert stored(app) == ["marche"]


@pytest.mark.parametrize("forged", ["conseil", "x" * 300, "\x00", "marche ' --", ""])
def test_a_forged_campaign_is_not_stored_and_keeps_no_answer_out(
    app: Flask, client: FlaskClient, codes: dict[str, str], forged: str
) -> None:
    assert 'name="campaign"' not in client.get(FORM, query_string={"c": forged}).text
    answer(client, campaign=forged)
    assert stored(app) == [""]


def test_the_same_form_by_two_campaigns_is_one_answer(
    app: Flask, client: FlaskClient, codes: dict[str, str]
) -> None:
    form = sent(campaign="marche")
    receipts = [client.post(FORM, data=form | {"campaign": key}) for key in ("marche", "")]
    assert [page.status_code for page in receipts] == [303, 303]
    assert stored(app) == ["marche"]


def test_a_second_answer_from_one_page_keeps_the_campaign(
    app: Flask, client: FlaskClient, codes: dict[str, str]
) -> None:
    form = sent(campaign="marche")
    client.post(FORM, data=form)
    page = client.post(FORM, data=form | {"points_forts": "Autre chose."})
    assert page.status_code == 409
    assert '<textarea name="campaign" hidden>\nmarche</textarea>' in page.text
