"""An account that only grows; the last vote of each counts."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.models.diagnostic import Constat
from app.models.staff import User
from app.services.accounts import staff
from app.services.diagnostic import account
from app.services.refusal import Refused
from surveys.models import Territory
from tests.diagnosing import AT, constat


@pytest.fixture
def said(either: Session, here: Territory) -> Constat:
    return constat(either, here)


def test_the_last_vote_of_each_person_counts(
    either: Session, here: Territory, chargee: User, said: Constat
) -> None:
    other = staff.add(either, "comite@example.org", "comite", here)
    for who, choice in ((chargee, "contre"), (other, "pour"), (chargee, "pour")):
        account.vote(either, said, choice, who, AT)
    counted = account.votes(account.account(either, said))
    assert counted == {"pour": 2, "contre": 0, "abstention": 0}
    with pytest.raises(Refused):
        account.vote(either, said, "peut-être", chargee, AT)


def test_what_was_said_is_never_rewritten(
    either: Session, here: Territory, chargee: User, said: Constat
) -> None:
    account.comment(either, said, "À vérifier.", chargee, AT)
    with pytest.raises(DatabaseError, match="never rewritten"):
        either.execute(text("UPDATE constat_event SET note = 'Rien.'"))
