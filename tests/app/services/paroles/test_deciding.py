"""Decisions win on a parole and its twins, and each is written down for good."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.models.coding import Coding, Decision, Tag
from app.models.staff import User
from app.services.paroles import coding, deciding
from surveys import storage
from surveys.models import Parole, Survey
from tests.storing import (
    DAY,
    NOW,
    FakeTagger,
    definition,
    parole,
    proposal,
    published,
    response,
    submission,
    territory,
)

SAID = "Le car passe trop tôt."
TAGGER = FakeTagger({SAID: (proposal("mobilite"),), "LE CAR  passe trop tot": (proposal("sante"),)})


def standing(session: Session, one: Parole) -> set[str]:
    tags = deciding.tags_of(session, [one.id])[one.id]
    return {tag.key for tag in tags if tag.stands}


def read(session: Session, *paroles: Parole) -> None:
    coding.tag_chunk(session, TAGGER, [each.id for each in paroles])


def acts(session: Session, one: Parole) -> list[tuple[str, str, str]]:
    rows = select(Decision).where(Decision.parole_id == one.id).order_by(Decision.id)
    return [(line.act, line.key, line.how) for line in session.scalars(rows)]


def test_a_decision_wins_on_twins_there_and_to_come(
    either: Session, survey: Survey, chargee: User
) -> None:
    first, twin = parole(either, survey, SAID), parole(either, survey, "LE CAR  passe trop tot")
    other = parole(either, survey, "Le car passe.")
    read(either, first, twin, other)
    deciding.settle(either, first.id, {"enjeu": {"logement"}}, by=chargee.id, now=NOW)
    assert standing(either, twin) == standing(either, first) == {"logement"}
    assert either.get_one(Coding, other.id).checked_at is None
    late = parole(either, survey, "Le car passe trop tôt !")
    read(either, late)
    assert standing(either, late) == {"logement"}
    assert either.get_one(Coding, late.id).twin_of_id == first.id
    assert acts(either, late) == [("keep", "logement", "twin"), ("check", "", "twin")]


def test_one_label_decided_is_decided_on_twins(
    either: Session, survey: Survey, chargee: User
) -> None:
    first, twin = parole(either, survey, SAID), parole(either, survey, SAID)
    read(either, first, twin)
    deciding.decide(either, first.id, "enjeu", "mobilite", False, by=chargee.id, now=NOW)
    assert standing(either, twin) == set()
    late = parole(either, survey, SAID)
    read(either, late)
    assert standing(either, late) == set()


def test_the_same_words_to_another_question_are_no_twin(
    either: Session, survey: Survey, chargee: User
) -> None:
    given = response(either, survey, submission(None, {"dire": SAID, "proposer": SAID}))
    one, two = sorted(given.paroles, key=lambda each: each.question)
    read(either, one, two)
    deciding.settle(either, one.id, {}, by=chargee.id, now=NOW)
    assert standing(either, two) == {"mobilite"}


def test_another_territory_s_parole_is_no_twin(
    either: Session, survey: Survey, chargee: User
) -> None:
    elsewhere = published(either, territory(either, "ailleurs"), definition("bruit"))
    mine, theirs = parole(either, survey, SAID), parole(either, elsewhere, SAID)
    read(either, mine, theirs)
    deciding.settle(either, mine.id, {}, by=chargee.id, now=NOW)
    assert standing(either, theirs) == {"mobilite"}


def test_a_twin_checked_for_itself_keeps_its_own(
    either: Session, survey: Survey, chargee: User
) -> None:
    one, two = parole(either, survey, SAID), parole(either, survey, SAID)
    read(either, one)
    deciding.settle(either, one.id, {"enjeu": {"sante"}}, by=chargee.id, now=NOW)
    read(either, two)
    deciding.settle(either, two.id, {"enjeu": {"logement"}}, by=chargee.id, now=NOW)
    assert (standing(either, one), standing(either, two)) == ({"sante"}, {"logement"})


def test_undoing_reopens_the_twins_that_followed(
    either: Session, survey: Survey, chargee: User
) -> None:
    first, twin = parole(either, survey, SAID), parole(either, survey, SAID)
    read(either, first, twin)
    deciding.settle(either, first.id, {}, by=chargee.id, now=NOW)
    deciding.reopen(either, first.id, by=chargee.id, now=NOW)
    assert standing(either, twin) == standing(either, first) == {"mobilite"}
    assert either.get_one(Coding, twin.id).checked_at is None
    assert acts(either, first)[-1] == ("reopen", "", "desk")


@pytest.mark.parametrize("change", ["act = 'refuse'", "by_id = NULL"])
def test_a_decision_is_never_rewritten(
    either: Session, survey: Survey, chargee: User, change: str
) -> None:
    one = parole(either, survey, SAID)
    read(either, one)
    deciding.settle(either, one.id, {"enjeu": {"mobilite"}}, by=chargee.id, now=NOW)
    either.commit()
    with pytest.raises(DBAPIError, match="never rewritten"):
        either.execute(text(f"UPDATE decision SET {change}"))  # noqa: S608
    either.rollback()


def test_a_withdrawal_takes_its_decisions_and_leaves_the_twin_s(
    either: Session, survey: Survey, chargee: User
) -> None:
    one, two = parole(either, survey, SAID), parole(either, survey, SAID)
    read(either, one, two)
    deciding.settle(either, one.id, {}, by=chargee.id, now=NOW)
    gone = one.id
    storage.withdraw(either, one.response, DAY)
    either.expire_all()
    assert not either.scalars(select(Decision).where(Decision.parole_id == gone)).all()
    assert not either.scalars(select(Tag).where(Tag.parole_id == gone)).all()
    assert acts(either, two)[-1] == ("check", "", "twin")
