"""Intervals of shares, against values worked out by hand and by scipy."""

import pytest
from scipy.stats import binomtest

from analysis.intervals import Z95, newcombe, wilson


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


@pytest.mark.parametrize(
    ("one", "of_one", "other", "of_other", "low", "high"),
    [
        (48, 80, 56, 70, 0.0524, 0.3339),
        (3, 10, 9, 10, 0.1705, 0.8090),
        (2, 7, 6, 7, 0.0582, 0.8062),
        (0, 29, 5, 56, -0.0381, 0.1926),
        (0, 20, 0, 10, -0.1611, 0.2775),
    ],
)
def test_the_interval_of_a_change_is_that_of_newcombe_s_table(
    one: int, of_one: int, other: int, of_other: int, low: float, high: float
) -> None:
    """Method 10 in the paper's own examples, where the second share is taken from the first."""
    found = newcombe(one / of_one, of_one, other / of_other, of_other)
    assert found == pytest.approx((low, high), abs=1e-4)
    back = newcombe(other / of_other, of_other, one / of_one, of_one)
    assert back == pytest.approx((-high, -low), abs=1e-4)
    with pytest.raises(ValueError, match="aucune réponse"):
        newcombe(0.5, 0, 0.5, 10)
