"""Constats: no validation without evidence, back to discussion when they change."""

import pytest
from sqlalchemy.orm import Session

from app.models.diagnostic import Constat
from app.models.staff import User
from app.services.diagnostic import account, board, citing, constats
from app.services.refusal import Refused
from surveys.models import Territory
from tests.diagnosing import AT, constat, document


@pytest.fixture
def said(either: Session, here: Territory) -> Constat:
    return constat(either, here)


def cite(session: Session, here: Territory, said: Constat, by: User, **asked: object) -> None:
    citing.cite(session, here, said, asked, by, AT)


def test_a_constat_that_cites_nothing_is_not_validated(
    either: Session, here: Territory, chargee: User, said: Constat
) -> None:
    with pytest.raises(Refused, match="ne cite rien"):
        constats.move(either, here, said, "valide_copil", chargee, AT)
    cite(either, here, said, chargee, kind="document", document=document(either, here).id)
    constats.move(either, here, said, "valide_copil", chargee, AT)
    assert said.state == "valide_copil"


def test_a_validated_constat_that_changes_goes_back_to_be_discussed(
    either: Session, here: Territory, chargee: User, said: Constat
) -> None:
    cite(either, here, said, chargee, kind="document", document=document(either, here).id)
    constats.move(either, here, said, "valide_cotech", chargee, AT)
    constats.reword(either, here, said, {"sentence": "On s’aide."}, chargee, AT)
    assert said.state == "discute"
    acts = [(event.act, event.told) for event in account.account(either, said)]
    assert acts[:2] == [("state", "discute"), ("reworded", "On s’entraide.")]


def test_setting_aside_asks_why_and_the_board_no_longer_shows_it(
    either: Session, here: Territory, chargee: User, said: Constat
) -> None:
    with pytest.raises(Refused, match="pourquoi"):
        constats.move(either, here, said, "ecarte", chargee, AT)
    constats.move(either, here, said, "ecarte", chargee, AT, "Faux depuis 2025.")
    assert board.board(either, here, exact=True).constats == []
