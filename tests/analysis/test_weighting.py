"""Weights against another library's, by hand, and refused where they would mislead."""

import numpy as np
import pandas as pd
import pytest

from analysis.weighting import CAP, CannotWeight, Margin, effective_n, rake

weightipy = pytest.importorskip("weightipy", reason="weightipy is in tests/requirements.txt")

PLACES = {"x": 40.0, "y": 35.0, "z": 25.0}
AGES = {"jeunes": 50.0, "anciens": 50.0}


def people(n: int = 400, seed: int = 3) -> pd.DataFrame:
    """Persons of two columns, far from the margins above."""
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "place": random.choice(list(PLACES), n, p=[0.6, 0.3, 0.1]),
            "age": random.choice(list(AGES), n, p=[0.7, 0.3]),
        }
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_weights_are_those_of_weightipy(seed: int) -> None:
    frame = people(seed=seed)
    scheme = weightipy.scheme_from_dict({"place": PLACES, "age": AGES})
    theirs = weightipy.weight_dataframe(frame.copy(), scheme, weight_column="w")["w"]
    ours = rake(frame, [Margin("place", PLACES), Margin("age", AGES)], cap=50)
    assert np.allclose(ours.weights, theirs / theirs.mean(), atol=1e-5)
    assert ours.gap < 1e-5


def test_one_margin_by_hand() -> None:
    frame = pd.DataFrame({"place": ["x"] * 60 + ["y"] * 40})
    found = rake(frame, [Margin("place", {"x": 500, "y": 500})])
    assert found.weights[0] == pytest.approx(50 / 60)
    assert found.weights[99] == pytest.approx(50 / 40)
    # (60·⅚ + 40·1,25)² / (60·⅚² + 40·1,25²) = 100² / (41,67 + 62,5)
    assert found.effective == pytest.approx(96.0)


def test_a_sample_already_like_the_people_keeps_its_number() -> None:
    frame = pd.DataFrame({"place": ["x"] * 50 + ["y"] * 50})
    assert rake(frame, [Margin("place", {"x": 1, "y": 1})]).effective == pytest.approx(100)


def test_nobody_speaks_for_more_than_the_cap_and_the_gap_left_is_told() -> None:
    frame = pd.DataFrame({"place": ["x"] * 195 + ["y"] * 5})
    found = rake(frame, [Margin("place", {"x": 50, "y": 50})])
    assert found.largest <= CAP * 1.001
    assert found.capped == 5
    assert found.gap > 0.3


def test_small_groups_are_put_together_before_weighting() -> None:
    frame = pd.DataFrame({"place": ["x"] * 50 + ["y"] * 40 + ["z"] * 3 + ["w"] * 2})
    margin = Margin("place", {"x": 40, "y": 30, "z": 20, "w": 10})
    assert rake(frame, [margin]).joined == {"place": (("w", "z"),)}


def test_a_place_where_nobody_answered_is_put_with_the_other_small_ones() -> None:
    frame = pd.DataFrame({"place": ["x"] * 50 + ["y"] * 6})
    found = rake(frame, [Margin("place", {"x": 40, "y": 30, "nobody": 30})])
    assert found.joined == {"place": (("nobody", "y"),)}


def test_ages_too_few_join_their_neighbour() -> None:
    frame = pd.DataFrame({"age": ["15-29"] * 2 + ["30-44"] * 20 + ["45-59"] * 40})
    margin = Margin("age", {"15-29": 1, "30-44": 1, "45-59": 1}, ordered=True)
    assert rake(frame, [margin]).joined == {"age": (("15-29", "30-44"),)}


def test_who_did_not_say_where_she_lives_is_left_out() -> None:
    frame = pd.DataFrame({"place": ["x"] * 60 + ["y"] * 40 + [None] * 10})
    assert len(rake(frame, [Margin("place", {"x": 1, "y": 1})]).weights) == 100


def test_too_few_answers_are_refused_in_words() -> None:
    frame = pd.DataFrame({"place": ["x"] * 30 + ["y"] * 19})
    with pytest.raises(CannotWeight, match="Il y a 49 réponses.*au moins 50"):
        rake(frame, [Margin("place", {"x": 1, "y": 1})])


def test_one_group_alone_is_refused_in_words() -> None:
    frame = pd.DataFrame({"place": ["x"] * 60})
    with pytest.raises(CannotWeight, match="un seul groupe"):
        rake(frame, [Margin("place", {"x": 1, "y": 1})])


def test_a_group_the_people_do_not_have_is_refused_by_name() -> None:
    frame = pd.DataFrame({"place": ["x"] * 60 + ["ailleurs"] * 20})
    with pytest.raises(CannotWeight, match="ne dit rien de « ailleurs »"):
        rake(frame, [Margin("place", {"x": 1, "y": 1})])


def test_the_effective_number_of_nobody_is_nought() -> None:
    assert effective_n(pd.Series(dtype=float)) == 0
