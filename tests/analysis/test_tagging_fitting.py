import numpy as np
import pytest
from scipy import sparse

from analysis.tagging import Grid, Label
from analysis.tagging.fitting import finish, in_log_odds
from analysis.tagging.linear import Linear, logistic

LABELS = (Label("bus", "Bus"), Label("pain", "Pain"))
SEVERAL = Grid("enjeu", "1", LABELS)
EXCLUSIVE = Grid("polarity", "1", LABELS)


def margins(columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Margins three times too small for the log-odds that they stand for."""
    rng = np.random.default_rng(7)
    odds = rng.normal(size=(3000, columns)) * 2
    return odds / 3, rng.random((3000, columns)) < logistic(odds)


def test_weights_in_log_odds_give_the_same_scores_and_need_no_scale() -> None:
    held, gold = margins(3)
    raw = Linear(np.eye(3), np.zeros(3))
    model = finish(SEVERAL, raw, held, gold)
    told = in_log_odds(model)
    assert told.confidence.each.slopes.tolist() == [1.0, 1.0, 1.0]
    assert told.linear.weights.diagonal() == pytest.approx([3.0] * 3, rel=0.15)
    scores = model.scores(model.linear.decide(sparse.csr_matrix(held)))
    assert told.scores(told.linear.decide(sparse.csr_matrix(held))) == pytest.approx(scores)


def test_labels_that_exclude_each_other_are_calibrated_too() -> None:
    held, gold = margins(2)
    gold[:, 1] = ~gold[:, 0]
    model = finish(EXCLUSIVE, Linear(np.eye(2), np.zeros(2)), held, gold)
    told = in_log_odds(model)
    scores = told.scores(told.linear.decide(sparse.csr_matrix(held)))
    assert scores == pytest.approx(model.scores(held))
    assert scores.sum(axis=1) == pytest.approx(np.ones(len(held)))
    high = scores[:, 0] > 0.8
    assert gold[high, 0].mean() == pytest.approx(scores[high, 0].mean(), abs=0.06)


def test_without_answers_held_out_margins_are_taken_as_they_are() -> None:
    model = finish(EXCLUSIVE, Linear(np.eye(2), np.zeros(2)), None, np.zeros((0, 2), bool))
    assert in_log_odds(model).linear.weights.tolist() == np.eye(2).tolist()
