"""The share that people confirm, from paroles drawn at random, with an interval that holds."""

import numpy as np
from sqlalchemy.orm import Session

from app.models.coding import Coding
from app.services.paroles import estimate, reading
from app.services.paroles.estimate import interval
from surveys.models import Territory
from tests.storing import NOW, parole, published, tagged


def fill(session: Session, here: Territory, count: int, checked: int) -> list[int]:
    """Paroles with one proposal each; the first `checked` of the draw were confirmed."""
    survey = published(session, here)
    ids = sorted(parole(session, survey, f"Parole {n}").id for n in range(count))
    for place, one in enumerate(ids):
        state = "proposed" if place >= checked else "confirmed" if place % 2 else "refused"
        tagged(session, one, "sante", state=state)
        if place < checked:
            session.get_one(Coding, one).checked_at = NOW
    session.flush()
    return ids


def test_as_many_as_the_draw_has_reached_are_counted(either: Session, here: Territory) -> None:
    fill(either, here, 130, 125)
    found = estimate.estimate(either, here)
    assert found is not None
    assert (found.paroles, found.proposed, found.kept) == (12, 12, 6)
    assert found.low < 0.5 < found.high


def test_too_few_say_nothing_and_an_unchecked_one_stops_the_draw(
    either: Session, here: Territory
) -> None:
    ids = fill(either, here, 130, 125)
    either.get_one(Coding, ids[5]).checked_at = None
    either.flush()
    assert estimate.estimate(either, here) is None


def test_one_turn_in_ten_is_the_first_of_the_draw(either: Session, here: Territory) -> None:
    ids = fill(either, here, 14, 9)
    either.get_one(Coding, ids[10]).doubt = 0.99
    either.flush()
    assert reading.next_to_check(either, here, reading.Filters()) == ids[9]
    either.get_one(Coding, ids[9]).checked_at = NOW
    either.flush()
    assert reading.next_to_check(either, here, reading.Filters()) == ids[10]
    assert reading.decided(either, here) == 10


def test_turns_go_from_the_doubtful_to_those_without_enjeu(
    either: Session, here: Territory
) -> None:
    ids = fill(either, here, 3, 0)
    either.get_one(Coding, ids[2]).confidence = "unknown"
    either.flush()
    filters = reading.Filters()
    assert reading.next_to_check(either, here, filters) in ids[:2]
    # What is being decided on screen counts as decided.
    assert reading.next_to_check(either, here, filters, beside=ids[0]) == ids[2]


def test_the_interval_holds_as_often_as_it_says() -> None:
    draw = np.random.default_rng(4)
    inside = 0
    for _ in range(400):
        pairs = []
        for _ in range(60):
            labels = int(draw.choice((0, 1, 1, 2)))
            pairs.append((int(draw.binomial(labels, 0.8)), labels))
        low, high = interval(pairs)
        inside += low <= 0.8 <= high
    assert 0.92 <= inside / 400 <= 0.985
