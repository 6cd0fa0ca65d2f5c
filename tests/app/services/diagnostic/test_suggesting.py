"""What the data suggest: each signal once, with its evidence, never from invented paroles."""

from sqlalchemy.orm import Session

from app.models.staff import User
from app.services.diagnostic import board, constats, suggesting
from surveys.models import Survey, Territory
from tests.diagnosing import AT, service
from tests.storing import parole, tagged


def say(session: Session, survey: Survey, many: int, family: str, key: str, tone: str) -> None:
    for number in range(many):
        one = parole(session, survey, f"{key} {tone} {number}").id
        tagged(session, one, key, family=family)
        tagged(session, one, tone, family="polarity")


def made(session: Session, here: Territory) -> dict[str | None, list[str]]:
    return {
        each.suggestion: [cited.kind for cited in each.citations]
        for each in board.constats(session, here)
    }


def test_a_strong_signal_a_gap_and_a_contradiction_are_proposed_once(
    either: Session, here: Territory, survey: Survey, chargee: User
) -> None:
    service(either, here, "Point numérique", domaines=["culture"])
    say(either, survey, 30, "enjeu", "sante", "point_vigilance")
    say(either, survey, 30, "enjeu", "logement", "point_fort")
    say(either, survey, 29, "enjeu", "mobilite", "point_vigilance")
    say(either, survey, 30, "domaine", "jeunesse", "neutre")
    say(either, survey, 30, "domaine", "culture", "proposition")
    assert suggesting.propose(either, here, AT) == 3
    assert made(either, here) == {
        "signal:sante": ["paroles"],
        "manque:jeunesse": ["paroles"],
        "demande:culture": ["paroles", "service"],
    }
    for each in board.constats(either, here):
        assert not any(sign.isdigit() for sign in each.sentence)
        constats.move(either, here, each, "ecarte", chargee, AT, "Non.")
    assert suggesting.propose(either, here, AT) == 0


def test_nothing_is_suggested_from_the_invented_paroles_of_a_sample(
    either: Session, here: Territory, survey: Survey
) -> None:
    say(either, survey, 30, "enjeu", "sante", "point_vigilance")
    here.is_sample = True
    assert suggesting.propose(either, here, AT) == 0
