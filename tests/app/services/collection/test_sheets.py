"""Numbers of sheets: typed as one likes, slips seen, two people never given the same."""

import re

import pytest
from sqlalchemy.orm import Session

from app.services.collection import campaigns, sheets
from app.services.collection.entry_keys import keys_of
from app.services.collection.sheets import BadSheet, Place
from surveys import models, receipts
from surveys.asking import Context
from surveys.questions import Choice, Scale, SingleChoice
from tests.storing import DAY, SECRET, published, territory


@pytest.mark.parametrize("place", [Place(0, 1), Place(1, 1), Place(2, 17), Place(1234, 999)])
def test_a_number_is_read_back_however_it_is_typed(place: Place) -> None:
    code = sheets.code(3, place)
    assert re.fullmatch(r"[0-9]+-[0-9]{3}-[0-9]{2}", code)
    for typed in (code, code.replace("-", ""), code.replace("-", " "), f" n° {code}. "):
        assert sheets.typed(3, typed) == place


def test_one_wrong_figure_or_two_swapped_are_seen() -> None:
    for number in range(1, 300, 7):
        code = sheets.code(3, Place(2, number)).replace("-", "")
        for at in range(len(code)):
            for figure in "0123456789":
                wrong = code[:at] + figure + code[at + 1 :]
                if wrong != code:
                    with pytest.raises(BadSheet):
                        sheets.typed(3, wrong)
        for at in range(len(code) - 1):
            swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
            if swapped != code:
                with pytest.raises(BadSheet):
                    sheets.typed(3, swapped)


def test_a_sheet_of_another_survey_is_refused() -> None:
    code = sheets.code(3, Place(2, 17))
    for other in range(4, 60):
        with pytest.raises(BadSheet, match="titre de la feuille"):
            sheets.typed(other, code)


@pytest.mark.parametrize("text", ["", "2-017", "x", "1" * 10, "²-٠١٧-٤٥", "9" * 100, "\x00"])
def test_what_is_no_number_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadSheet, match="Il s’écrit comme"):
        sheets.typed(3, text)


def test_the_receipt_of_a_sheet_is_known_before_its_answers() -> None:
    key = sheets.entry_key(SECRET, 3, Place(2, 17))
    assert re.fullmatch(r"[A-Za-z0-9_-]{16,64}", key)
    assert receipts.typed(sheets.receipt(SECRET, 3, Place(2, 17))) == receipts.receipt_code(
        SECRET, key
    )
    others = {sheets.entry_key(SECRET, s, Place(2, n)) for s in (3, 4) for n in (17, 18)}
    assert len(others | {sheets.entry_key(b"x" * 32, 3, Place(2, 17))}) == 5


@pytest.fixture
def survey(either: Session) -> models.Survey:
    return published(either, territory(either))


def batch(session: Session, survey: models.Survey, **changes: str) -> sheets.SheetBatch:
    given = {"language": "fr", "campaign": "", **changes}
    return sheets.add_batch(session, survey.id, 20, today=DAY, **given)


def test_lots_are_numbered_one_after_the_other(either: Session, survey: models.Survey) -> None:
    assert [batch(either, survey).number for _ in range(3)] == [1, 2, 3]
    assert [lot.number for lot in sheets.batches(either, survey.id)] == [3, 2, 1]
    assert [place.number for place in sheets.places(sheets.batches(either, survey.id)[0])] == list(
        range(1, 21)
    )


def test_a_lot_keeps_a_campaign_and_a_language_that_the_survey_has(
    either: Session, survey: models.Survey
) -> None:
    campaigns.add(either, survey.id, "Cartable", today=DAY)
    kept = batch(either, survey, campaign="cartable")
    assert (kept.campaign, kept.language, kept.version_id) == (
        "cartable",
        "fr",
        survey.versions[-1].id,
    )
    forged = batch(either, survey, campaign="marche", language="xx")
    assert (forged.campaign, forged.language) == ("", "fr")


@pytest.mark.parametrize("typed", ["", "0", "301", "-1", "2.5", "vingt", "²", "99999"])
def test_a_lot_has_between_one_and_three_hundred_sheets(typed: str) -> None:
    with pytest.raises(BadSheet, match="entre 1 et 300"):
        sheets.checked_size(typed)
    assert [sheets.checked_size(text) for text in ("1", " 300 ")] == [1, 300]


def test_a_point_of_a_scale_has_its_own_figure_and_other_answers_their_place() -> None:
    scale = Scale(key="e", label="?", low=0, high=10, low_label="a", high_label="b")
    assert keys_of(scale, Context()) == [*"0123456789", "A"]
    choices = tuple(Choice(key=f"k{n}", label=f"{n}") for n in range(40))
    keys = keys_of(SingleChoice(key="q", label="?", choices=choices), Context())
    assert keys[:12] == [*"1234567890", "A", "B"]
    given = [key for key in keys if key]
    assert len(set(given)) == len(given) == 33
    assert not set(given) & set("ILO")
