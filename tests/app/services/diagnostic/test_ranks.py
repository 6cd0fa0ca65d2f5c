"""The rank of an enjeu: the newest decision counts."""

from sqlalchemy.orm import Session

from app.models.staff import User
from app.services.diagnostic import board, ranks
from surveys.models import Territory
from tests.diagnosing import AT


def test_the_newest_decision_on_an_enjeu_counts_and_ranks_the_board(
    either: Session, here: Territory, chargee: User
) -> None:
    for rank in (1, 2):
        ranks.decide(
            either,
            here,
            "logement",
            rank=rank,
            meeting="Copil",
            on=AT.date(),
            reason="",
            by=chargee,
        )
    first = board.board(either, here, exact=True).stakes[0]
    assert (first.enjeu.key, first.priority and first.priority.rank) == ("logement", 2)
