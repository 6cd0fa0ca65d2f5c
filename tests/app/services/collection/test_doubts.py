"""Which responses a person should look at; none is ever taken out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.services.collection import doubts
from surveys.models import Response, Survey
from tests.storing import DAY, definition, published, response, submission, territory
from tests.tables import responses_frame

LONG = "Il faudrait vraiment ouvrir la piscine du canton toute l’année, même le dimanche."
ALIKE = (
    LONG,
    LONG.upper(),
    LONG.replace(",", " ;"),
    "12 " + LONG.replace("é", "e"),
    "Même le dimanche, il faudrait vraiment ouvrir la piscine du canton toute l’année !",
)


@pytest.fixture
def survey(either: Session) -> Survey:
    return published(either, territory(either))


def _say(session: Session, survey: Survey, texts: Sequence[str], days: int = 0) -> None:
    for text in texts:
        later = DAY + timedelta(days)
        response(session, survey, submission(None, {"dire": text}, received_on=later))
    session.flush()


def test_a_text_that_five_people_sent_on_one_day_is_shown(either: Session, survey: Survey) -> None:
    _say(
        either, survey, [*ALIKE, "Le car passe trop tôt pour aller au travail à Gourdon le matin."]
    )
    found = doubts.of_survey(either, survey)
    assert (found.total, len(found.open), found.without) == (6, 5, 1)
    assert {line.reasons for line in found.lines} == {
        ("un long texte reçu plusieurs fois le même jour",)
    }
    assert {line.said for line in found.lines} == set(ALIKE)


def test_texts_that_resemble_one_another_follow_each_other(either: Session, survey: Survey) -> None:
    other = LONG.replace("piscine", "bibliothèque")
    _say(either, survey, [LONG, other] * doubts.TWINS)
    said = [line.said for line in doubts.of_survey(either, survey).lines]
    assert said == [other] * doubts.TWINS + [LONG] * doubts.TWINS


def test_four_are_not_a_crowd_and_days_are_apart(either: Session, survey: Survey) -> None:
    _say(either, survey, ALIKE[:4])
    _say(either, survey, ALIKE[:4], days=1)
    assert doubts.of_survey(either, survey).lines == ()


def test_short_texts_that_many_write_are_nothing_strange(either: Session, survey: Survey) -> None:
    _say(either, survey, ["Rien à dire.", "Le bus !", "Un médecin, s’il vous plaît"] * 10)
    assert doubts.of_survey(either, survey).lines == ()


def test_one_person_s_two_equal_texts_are_one_person(either: Session, survey: Survey) -> None:
    for _ in range(3):
        response(either, survey, submission(None, {"dire": LONG, "proposer": LONG}))
    assert doubts.of_survey(either, survey).lines == ()


def test_paper_and_imports_repeat_without_being_suspected(either: Session, survey: Survey) -> None:
    for number in range(6):
        given = submission(None, {"dire": LONG}, channel="papier")
        response(either, survey, given)
        imported = response(either, survey, submission(None, {"dire": LONG}))
        either.get_one(Response, imported.id).source_id = str(number)
    either.flush()
    found = doubts.of_survey(either, survey)
    assert (found.lines, found.total) == ((), 12)


def test_signs_are_told_in_words_and_a_person_vouches(either: Session, survey: Survey) -> None:
    response(either, survey, replace(submission(None, {}), suspicion="honeypot fast"))
    (line,) = doubts.of_survey(either, survey).open
    assert line.said == ""
    assert line.reasons == (
        "une case invisible est remplie",
        "envoyée moins de trois secondes après l’ouverture",
    )
    assert doubts.vouch(either, survey, line.response_id, vouched=True)
    found = doubts.of_survey(either, survey)
    assert (found.open, len(found.vouched), found.without, found.total) == ([], 1, 1, 1)
    assert doubts.vouch(either, survey, line.response_id, vouched=False)
    assert len(doubts.of_survey(either, survey).open) == 1


def test_one_survey_says_nothing_of_another(either: Session, survey: Survey) -> None:
    elsewhere = published(either, territory(either, "ailleurs"), definition("autre"))
    response(either, elsewhere, replace(submission(), suspicion="fast"))
    assert doubts.of_survey(either, survey).lines == ()
    (line,) = doubts.of_survey(either, elsewhere).lines
    assert not doubts.vouch(either, survey, line.response_id, vouched=True)


def test_a_text_reworded_is_told_as_nearly_the_same(either: Session, survey: Survey) -> None:
    reworded = [
        LONG.replace("vraiment", word) for word in ("bien", "enfin", "aussi", "donc", "ici")
    ]
    _say(either, survey, reworded)
    found = doubts.of_survey(either, survey)
    assert {line.reasons for line in found.lines} == {
        ("un long texte presque pareil, reçu plusieurs fois le même jour",)
    }
    assert (len(found.open), found.without) == (5, 0)


def test_the_export_tells_the_same_and_forgets_who_was_vouched_for(
    either: Session, survey: Survey
) -> None:
    _say(either, survey, ALIKE)
    first = doubts.of_survey(either, survey).lines[0].response_id
    assert set(doubts.signs(either, survey).values()) == {"twin"}
    doubts.vouch(either, survey, first, vouched=True)
    signs = doubts.signs(either, survey)
    assert (first in signs, len(signs)) == (False, len(ALIKE) - 1)
    told = responses_frame(either, survey)["suspicion"]
    assert sorted(told) == ["", *["twin"] * (len(ALIKE) - 1)]
