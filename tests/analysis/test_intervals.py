"""Intervals of shares, against values worked out by hand and by scipy."""

import pytest
from scipy.stats import binomtest

from analysis.intervals import Z95, wilson


@pytest.mark.parametrize(("people", "n"), [(0, 30), (12, 40), (40, 40), (271, 1000), (1, 3)])
def test_the_interval_is_the_one_scipy_gives(people: int, n: int) -> None:
    told = binomtest(people, n).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson(people / n, n) == pytest.approx((told.low, told.high), abs=1e-6)


def test_twelve_of_forty_by_hand() -> None:
    # (0.3 + 1.96²/80 ∓ 1.96 √(0.3·0.7/40 + 1.96²/6400)) / (1 + 1.96²/40)
    assert wilson(0.3, 40) == pytest.approx((0.1807, 0.4543), abs=1e-4)


def test_a_wider_level_gives_a_wider_interval() -> None:
    low, high = wilson(0.5, 100)
    wider = wilson(0.5, 100, z=2 * Z95)
    assert wider[0] < low < high < wider[1]


def test_no_answer_has_no_interval() -> None:
    with pytest.raises(ValueError, match="Sans aucune réponse"):
        wilson(0.0, 0)
