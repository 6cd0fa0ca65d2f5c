"""What committees said lately, and what waits for the word of a member."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.models.restitution import Opinion, PublishedSynthesis
from app.models.staff import User
from app.services.accounts import staff
from app.services.diagnostic import account
from app.services.home import heard
from surveys.models import Territory
from tests.diagnosing import constat
from tests.storing import DAY, NOW
from tests.storing import territory as another

SINCE = NOW - timedelta(days=14)


@pytest.fixture
def member(either: Session, here: Territory) -> User:
    return staff.add(either, "elue@example.org", "comite", here)


def synthesis(session: Session, here: Territory, number: int = 1) -> PublishedSynthesis:
    made = PublishedSynthesis(
        territory_id=here.id,
        number=number,
        title=f"Avant le comité {number}",
        published_on=DAY,
        published_by="chargee@example.org",
        content={"enjeux": []},
    )
    session.add(made)
    session.flush()
    return made


def test_votes_and_remarks_since_then_are_counted_apart(
    either: Session, here: Territory, chargee: User, member: User
) -> None:
    made = synthesis(either, here)
    early = NOW - timedelta(days=30)
    for enjeu, vote, words, at in (
        ("a", "pour", "", NOW),
        ("b", "contre", "Trop cher.", NOW),
        ("c", "", "Et le bus ?", NOW),
        ("d", "pour", "Ancien.", early),
    ):
        made.opinions.append(
            Opinion(enjeu=enjeu, user_id=member.id, vote=vote, sentence=words, said_at=at)
        )
    one = constat(either, here)
    later = NOW + timedelta(hours=1)
    for choice in ("pour", "contre"):
        account.vote(either, one, choice, member, later)
    account.comment(either, one, "À revoir.", member, later)
    account.comment(either, one, "La mienne.", chargee, later)
    there = another(either, "ailleurs")
    theirs = synthesis(either, there)
    theirs.opinions.append(
        Opinion(enjeu="a", user_id=member.id, vote="pour", sentence="", said_at=NOW)
    )
    either.flush()
    found = heard.lately(either, here, SINCE, chargee.id)
    assert [(each.votes, each.remarks, each.endpoint) for each in found] == [
        (1, 1, "desk.constat"),
        (2, 2, "desk.read_synthesis"),
    ]
    made.withdrawn_on = DAY
    either.flush()
    assert [each.endpoint for each in heard.lately(either, here, SINCE, chargee.id)] == [
        "desk.constat"
    ]


def test_a_member_is_told_on_how_many_constats_a_vote_waits(
    either: Session, here: Territory, member: User
) -> None:
    one, valid = constat(either, here), constat(either, here)
    constat(either, another(either, "ailleurs"))
    constat(either, here).state = "suggere"
    valid.state = "valide_copil"
    either.flush()
    assert heard.constats(either, here, member.id) == heard.Constats(2, 1, 1)
    account.vote(either, one, "pour", member, NOW)
    either.flush()
    assert heard.constats(either, here, member.id) == heard.Constats(2, 1, 0)
