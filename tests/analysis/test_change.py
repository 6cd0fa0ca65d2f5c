"""What moved between two groups of people, and whether chance alone could have moved it."""

import pytest

from analysis.change import DOWN, UNSURE, UP, change

ROWS = (("a", "Un"), ("b", "Deux"))


def said(a: int, b: int, silent: int = 0) -> list[tuple[str, ...]]:
    return [("a",)] * a + [("b",)] * b + [()] * silent


def test_shares_and_their_change_are_those_computed_by_hand() -> None:
    """Newcombe's first example: 56 of 70, then 48 of 80, 0.2 less, between 0.3339 and 0.0524."""
    found = change(said(56, 14, 9), said(48, 32, 1), ROWS, ROWS)
    assert (found.n_before, found.n_after, found.few) == (70, 80, False)
    one, two = found.lines
    assert (one.before, one.after) == (56, 48)
    assert (one.share_before, one.share_after) == (0.8, 0.6)
    assert one.change == pytest.approx(-0.2)
    assert (one.low, one.high) == (
        pytest.approx(-0.3339, abs=1e-4),
        pytest.approx(-0.0524, abs=1e-4),
    )
    assert (one.verdict, two.verdict) == (DOWN, UP)


def test_where_chance_could_do_it_nothing_is_concluded() -> None:
    line = change(said(20, 20), said(24, 18), ROWS, ROWS).lines[0]
    assert line.low is not None
    assert line.high is not None
    assert line.low < 0 < line.high
    assert line.verdict == UNSURE


@pytest.mark.parametrize(("before", "after"), [(29, 200), (200, 29), (0, 0)])
def test_under_thirty_answers_on_a_side_no_share_is_given(before: int, after: int) -> None:
    found = change(said(before, 0), said(after, 0), ROWS, ROWS)
    assert found.few
    assert [line.before for line in found.lines] == [before, 0]
    assert {line.share_before for line in found.lines} == {None}
    assert {line.verdict for line in found.lines} == {None}
    assert not change(said(30, 0), said(30, 0), ROWS, ROWS).few


def test_an_answer_offered_on_one_side_only_is_not_compared() -> None:
    found = change(said(40, 0), [("c",)] * 40, ROWS, (("a", "Un, réécrit"), ("c", "Trois")))
    assert [(line.label, line.before, line.after) for line in found.lines] == [
        ("Un, réécrit", 40, 0),
        ("Trois", None, 40),
        ("Deux", 0, None),
    ]
    assert [line.verdict for line in found.lines] == [DOWN, None, None]


def test_one_who_gives_several_answers_counts_once_among_those_who_answered() -> None:
    found = change([("a", "b")] * 40, [("a",)] * 40, ROWS, ROWS)
    assert found.n_before == 40
    assert [line.share_before for line in found.lines] == [1.0, 1.0]


def test_the_change_shown_is_that_of_the_two_shares_shown() -> None:
    """40.4 % and 44.6 % read 40 and 45: their difference reads 5, though it is 4.2."""
    line = change(said(404, 596), said(446, 554), ROWS, ROWS).lines[0]
    assert line.change == pytest.approx(0.042)
    assert line.points == 5
    assert change(said(3, 3), said(3, 3), ROWS, ROWS).lines[0].points is None
