import numpy as np
import pandas as pd

from analysis.tagging.bands import UNMEASURED, Bands, find_bands
from analysis.tagging.reliability import bands, render_bands


def state(bands: Bands, proposed: list[float], any_label: float, left_out: float = 0.0) -> str:
    scores = np.array([[*proposed, left_out]])
    found = np.array([[True] * len(proposed) + [False]])
    return bands.states(scores, found, np.array([any_label]))[0]


def test_an_answer_is_sure_only_when_its_least_label_is():
    made = Bands(sure=0.8, nothing=0.2)
    assert state(made, [0.95, 0.85], 0.9) == "sure"
    assert state(made, [0.95, 0.60], 0.9) == "to_check"


def test_a_label_left_out_for_little_makes_an_answer_less_sure():
    made = Bands(sure=0.8, nothing=0.2, trust=(1.0, -1.0, 0.0, 0.0, 0.0))
    assert state(made, [0.85], 0.9, left_out=0.1) == "sure"
    assert state(made, [0.85], 0.9, left_out=0.6) == "to_check"


def test_nothing_found_is_about_nothing_only_when_nothing_was_likely():
    made = Bands(sure=0.8, nothing=0.2)
    assert state(made, [], 0.1) == "none"
    assert state(made, [], 0.5) == "unknown"


def test_without_a_measure_nothing_is_promised():
    assert state(UNMEASURED, [1.0], 1.0) == "to_check"
    assert state(UNMEASURED, [], 0.0) == "unknown"


def measured(answers=1000):
    """One label, proposed over 0.5; right with the chance its score says."""
    rng = np.random.default_rng(3)
    scores = rng.random((answers, 1))
    gold = rng.random((answers, 1)) < scores
    return scores, scores >= 0.5, scores[:, 0], gold


def test_the_widest_bands_that_keep_their_promise_are_taken():
    scores, found, any_label, gold = measured()
    made = find_bands(scores, found, any_label, gold)
    sure = np.array(made.states(scores, found, any_label)) == "sure"
    assert gold[sure].mean() >= 0.925
    wider = Bands(made.sure - 0.0101, made.nothing, made.trust)
    wide = np.array(wider.states(scores, found, any_label)) == "sure"
    assert wide.sum() > sure.sum()
    assert gold[wide].mean() < 0.925
    assert 1 - gold[scores <= made.nothing].mean() >= 0.925
    assert 0.05 < made.nothing < 0.3


def test_what_tells_right_answers_from_wrong_ones_is_learnt():
    """Two labels: where both seem likely and one is proposed, that one is often wrong."""
    rng = np.random.default_rng(4)
    scores = np.column_stack([np.full(4000, 0.9), np.where(rng.random(4000) < 0.5, 0.45, 0.02)])
    right = rng.random(4000) < np.where(scores[:, 1] > 0.3, 0.6, 0.97)
    gold = np.column_stack([right, ~right])
    made = find_bands(scores, scores >= 0.5, np.full(4000, 0.9), gold)
    states = np.array(made.states(scores, scores >= 0.5, np.full(4000, 0.9)))
    assert set(states[scores[:, 1] > 0.3]) == {"to_check"}
    assert set(states[scores[:, 1] < 0.3]) == {"sure"}


def test_too_few_answers_promise_nothing():
    assert find_bands(*measured(answers=30)) == UNMEASURED


def test_each_state_is_counted_with_what_is_right_in_it():
    found = pd.DataFrame(
        {
            "id": list("abcd"),
            "enjeux": ["bus|eau", "bus", "", ""],
            "confidence": ["sure", "to_check", "none", "unknown"],
        }
    )
    gold = pd.DataFrame({"id": list("abcd"), "enjeux": ["bus", "", "", "eau"]})
    shares = {each.state: (each.share, each.right) for each in bands(found, gold)}
    assert shares["sure"] == (0.25, 0.5)
    assert shares["to_check"] == (0.25, 0.0)
    assert shares["none"] == (0.25, 1.0)
    assert shares["unknown"] == (0.25, 0.0)
    assert "ne sait pas" in render_bands(bands(found, gold))
