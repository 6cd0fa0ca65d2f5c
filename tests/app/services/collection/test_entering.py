"""A sheet stored on either database: once, numbered, its second entry counted."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.paper import Sheet
from app.services.collection import comparing, entering, sheets
from app.services.collection.entering import Typing
from surveys import models, questions
from surveys.answers import Checked
from tests.answering import CHOICES
from tests.answering import survey as questionnaire
from tests.storing import DAY, SECRET, as_typed, published, territory

KEYS = ("w5lBAPRZPhKUVd0pQ0_5l9oTF0C5iOyY5gq8k3bIYfA=",)


@pytest.fixture
def survey(either: Session) -> models.Survey:
    return published(either, territory(either))


def enter(
    session: Session, survey: models.Survey, code: str = "", key: str = "0" * 32, **values: str
) -> entering.Entered:
    begun = entering.begin(session, survey, code)
    checked = Checked(values=dict(values), paroles={"dire": "Un mot."}, errors={})
    typing = Typing(channel="papier", received_on=DAY, campaign="", key=key)
    return entering.store(
        session,
        survey.id,
        begun,
        checked,
        typing,
        secret=SECRET,
        protect=as_typed,
        by=None,  # type: ignore[arg-type]
        today=DAY,
    )


def lot(session: Session, survey: models.Survey) -> list[str]:
    made = sheets.add_batch(session, survey.id, 3, language="fr", campaign="", today=DAY)
    return [sheets.code(survey.id, place) for place in sheets.places(made)]


def test_the_same_answers_again_are_the_same_sheet(either: Session, survey: models.Survey) -> None:
    code = lot(either, survey)[0]
    assert enter(either, survey, code) == enter(either, survey, code)
    assert len(either.scalars(select(Sheet)).all()) == 1
    with pytest.raises(entering.AlreadyEntered):
        enter(either, survey, code, avis="mal")


def test_loose_sheets_are_numbered_one_after_the_other(
    either: Session, survey: models.Survey
) -> None:
    made = [enter(either, survey, key=f"{n:032}").place for n in range(3)]
    assert made == [sheets.Place(0, n) for n in (1, 2, 3)]
    found = entering.begin(either, survey, sheets.code(survey.id, made[1]))
    assert found.place == made[1]
    with pytest.raises(sheets.BadSheet, match="n’a été saisie"):
        entering.begin(either, survey, sheets.code(survey.id, sheets.Place(0, 4)))


def test_a_second_entry_is_counted_by_field(either: Session, survey: models.Survey) -> None:
    code = lot(either, survey)[0]
    enter(either, survey, code, avis="bien")
    begun = entering.begin(either, survey, code)
    sheet = comparing.comparable(either, survey.id, begun.place, 1, DAY)
    again = Checked(values={"avis": "mal"}, paroles={"dire": "un  MOT."}, errors={})
    made = comparing.add_second(either, sheet, begun, again, keys=KEYS, by=None, today=DAY)  # type: ignore[arg-type]
    assert (made.fields, made.equal, made.texts, made.texts_equal) == (1, 0, 1, 1)
    assert made.sealed is not None
    assert b"mal" not in made.sealed
    assert comparing.second_entry(made, KEYS) == {"avis": "mal", "dire": "un  MOT."}
    assert comparing.agreement(either, survey.id).share == 0


def test_required_is_lifted_but_for_consent() -> None:
    asked = questionnaire(
        questions.SingleChoice(key="un", label="?", choices=CHOICES, required=True),
        questions.Consent(key="accord", label="!", required=True),
    )
    assert [one.required for one in entering.relaxed(asked).questions] == [False, True]
