"""Campaigns: keys that last, codes said aloud, names that cannot be confused."""

import pytest
from sqlalchemy.orm import Session

from app.models.outreach import Campaign
from app.services.collection import campaigns
from app.services.collection.campaigns import BadCampaign
from surveys import models
from tests.storing import DAY, published, response, submission, territory


@pytest.fixture
def survey(either: Session) -> models.Survey:
    return published(either, territory(either))


def added(session: Session, survey: models.Survey, label: str = "Marché") -> Campaign:
    return campaigns.add(session, survey.id, label, today=DAY)


def test_a_key_is_made_from_the_name(either: Session, survey: models.Survey) -> None:
    assert added(either, survey, "  Forêt d’Août,\n École n° 2 ").key == "foret_daout_ecole_n_2"
    assert added(either, survey, "Рынок").key == "campagne"
    assert added(either, survey, "市場").key == "campagne_2"
    assert len(added(either, survey, "x" * 60).key) <= 40


def test_a_code_has_digits_that_no_one_takes_for_letters(
    either: Session, survey: models.Survey
) -> None:
    codes = {added(either, survey, f"Lieu {n}").code for n in range(30)}
    assert len(codes) == 30
    assert all(len(code) == 4 and not set(code) & set("01") for code in codes)


def test_codes_grow_when_the_short_ones_are_taken(
    either: Session, survey: models.Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaigns.secrets, "choice", lambda signs: "2")
    assert [added(either, survey, name).code for name in ("Un", "Deux")] == ["2222", "22222"]
    with pytest.raises(RuntimeError):
        added(either, survey, "Trois")


@pytest.mark.parametrize("label", ["", " \n\u200b", "x" * 61, "MARCHÉ", "marché "])
def test_a_name_is_needed_short_and_used_once(
    either: Session, survey: models.Survey, label: str
) -> None:
    added(either, survey)
    with pytest.raises(BadCampaign) as refused:
        added(either, survey, label)
    assert refused.value.field == "label"


def test_two_surveys_may_have_a_campaign_of_the_same_name(either: Session) -> None:
    here = territory(either)
    one = published(either, here)
    from tests.storing import definition

    other = published(either, here, definition(slug="autre"))
    assert added(either, one).key == added(either, other).key == "marche"
    assert campaigns.find(either, other.id, "marche") is not campaigns.find(
        either, one.id, "marche"
    )


def test_renaming_keeps_key_and_code(either: Session, survey: models.Survey) -> None:
    campaign = added(either, survey)
    code = campaign.code
    campaigns.change(either, campaign, label="Foire", note="À l’accueil", retired_on=DAY)
    assert (campaign.key, campaign.code, campaign.label) == ("marche", code, "Foire")
    assert (campaign.note, campaign.retired_on) == ("À l’accueil", DAY)


def test_a_campaign_may_keep_its_own_name_but_not_take_another_s(
    either: Session, survey: models.Survey
) -> None:
    campaign, _ = added(either, survey), added(either, survey, "Mairie")
    campaigns.change(either, campaign, label="MARCHÉ", note="", retired_on=None)
    with pytest.raises(BadCampaign):
        campaigns.change(either, campaign, label="mairie", note="", retired_on=None)
    with pytest.raises(BadCampaign) as refused:
        campaigns.change(either, campaign, label="Marché", note="x" * 201, retired_on=None)
    assert refused.value.field == "note"


def test_the_usual_ones_are_added_once(either: Session, survey: models.Survey) -> None:
    added(either, survey, "mairie")
    for _ in range(2):
        campaigns.add_usual(either, survey.id, today=DAY)
    labels = [campaign.label for campaign in campaigns.of_survey(either, survey.id)]
    assert labels == ["mairie", "Marché", "Cartable", "Bulletin municipal"]


def test_a_short_code_is_found_in_its_own_territory_only(
    either: Session, survey: models.Survey
) -> None:
    elsewhere = territory(either, "ailleurs")
    campaign = added(either, survey)
    assert campaigns.by_code(either, survey.territory_id, f" {campaign.code} ") is campaign
    assert campaigns.by_code(either, elsewhere.id, campaign.code) is None
    assert campaigns.by_code(either, survey.territory_id, "\x00") is None


def test_only_a_key_of_the_survey_is_kept(either: Session, survey: models.Survey) -> None:
    added(either, survey)
    assert campaigns.known_key(either, survey.id, "marche") == "marche"
    for forged in ("", "mairie", "marche' OR 1=1", "x" * 41, "\x00"):
        assert campaigns.known_key(either, survey.id, forged) == ""


def test_responses_are_counted_by_campaign(either: Session, survey: models.Survey) -> None:
    for campaign in ("marche", "marche", ""):
        response(either, survey, submission(campaign=campaign))
    assert campaigns.counts(either, survey.id) == {"marche": 2, "": 1}
