"""Published figures move by batches: two days' syntheses differ by nobody, or by eleven."""

import pytest
from sqlalchemy.orm import Session

from app.services.reports import exporting, publishing
from surveys import storage
from surveys.models import Response, Survey, Territory
from tests.storing import DAY, definition, parole, published, response, tagged, territory


@pytest.fixture
def here(either: Session) -> Territory:
    """Beside a territory whose answers count for themselves alone."""
    elsewhere = published(either, territory(either, "ailleurs"), definition("bruit"))
    for number in range(15):
        parole(either, elsewhere, f"Bruit {number}", ou="99001")
    return territory(either, "ici")


def answer(session: Session, survey: Survey, many: int) -> None:
    for number in range(many):
        tagged(session, parole(session, survey, f"Parole {number}", ou="99001").id, "mobilite")


def counted(session: Session, here: Territory) -> int:
    return exporting.synthesis(session, here, exact=False).n_responses


def test_nothing_counts_before_there_are_eleven(
    either: Session, here: Territory, survey: Survey
) -> None:
    answer(either, survey, 10)
    assert not publishing.due(either, here)
    assert publishing.advance(either, here) == 0
    made = exporting.synthesis(either, here, exact=False)
    assert (made.n_responses, made.n_paroles, made.waiting) == (0, 0, 10)
    answer(either, survey, 1)
    assert publishing.due(either, here)
    assert publishing.advance(either, here) == 11
    assert counted(either, here) == 11


def test_one_more_answer_changes_no_published_figure(
    either: Session, here: Territory, survey: Survey
) -> None:
    answer(either, survey, 30)
    publishing.advance(either, here)
    before = exporting.synthesis(either, here, exact=False)
    for _ in range(10):
        answer(either, survey, 1)
        publishing.advance(either, here)
        after = exporting.synthesis(either, here, exact=False)
        assert after.enjeux == before.enjeux
        assert after.by_public == before.by_public
    answer(either, survey, 1)
    publishing.advance(either, here)
    assert counted(either, here) == 41


def test_exact_figures_count_everyone_at_once(
    either: Session, here: Territory, survey: Survey
) -> None:
    answer(either, survey, 3)
    made = exporting.synthesis(either, here, exact=True)
    assert (made.n_responses, made.waiting) == (3, 0)


def test_who_withdraws_leaves_the_published_figures_too(
    either: Session, here: Territory, survey: Survey
) -> None:
    answer(either, survey, 12)
    publishing.advance(either, here)
    gone = response(either, survey)
    either.flush()
    publishing.advance(either, here)
    assert publishing.waiting(either, here) == 1
    storage.withdraw(either, gone, DAY)
    assert publishing.waiting(either, here) == 0
    first = either.get_one(Response, min(publishing.counted(either, here)))
    storage.withdraw(either, first, DAY)
    assert len(publishing.counted(either, here)) == 11
    assert counted(either, here) == 11


def test_each_territory_counts_its_own(either: Session, here: Territory, survey: Survey) -> None:
    answer(either, survey, 2)
    assert publishing.waiting(either, here) == 2
    assert publishing.counted(either, here) == set()
