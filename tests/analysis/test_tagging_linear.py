import numpy as np
import pytest
from scipy import sparse

from analysis.tagging.linear import (
    Calibration,
    calibrate,
    choose_thresholds,
    fit_exclusive,
    fit_independent,
    folds,
    logistic,
    softmax,
)


def data(answers=60):
    random = np.random.default_rng(1)
    matrix = random.normal(size=(answers, 3))
    gold = np.stack([matrix[:, 0] > 0, matrix[:, 1] > 0.5], axis=1)
    return sparse.csr_matrix(matrix), gold


def test_labels_are_learnt_apart():
    matrix, gold = data()
    linear = fit_independent(matrix, gold, np.zeros((3, 2)), 10.0)
    assert ((linear.decide(matrix) > 0) == gold).mean() > 0.9


def test_a_label_with_too_few_examples_keeps_its_prior():
    matrix, gold = data()
    gold[:, 1] = False
    prior = np.full((3, 2), 0.7)
    linear = fit_independent(matrix, gold, prior, 10.0)
    assert linear.weights[:, 1].tolist() == [0.7, 0.7, 0.7]
    assert linear.weights[:, 0].tolist() != [0.7, 0.7, 0.7]


@pytest.mark.parametrize("met", [1, 2, 3])
def test_labels_that_exclude_each_other_are_learnt_together_whichever_were_met(met):
    matrix, _ = data()
    best = matrix.toarray()[:, :met].argmax(axis=1)
    gold = np.eye(4, dtype=bool)[best]
    linear = fit_exclusive(matrix, gold, np.zeros((3, 4)), 10.0)
    assert (linear.decide(matrix)[:, :met].argmax(axis=1) == best).mean() > 0.9
    assert linear.decide(matrix).shape == (60, 4)


def test_calibrated_scores_say_how_often_the_label_is_right():
    random = np.random.default_rng(2)
    decisions = random.normal(size=(4000, 1)) * 3
    gold = random.random((4000, 1)) < logistic(decisions / 3)
    scores = calibrate(decisions, gold).scores(decisions)
    sure = scores[:, 0] > 0.7
    assert gold[sure].mean() == pytest.approx(scores[sure].mean(), abs=0.04)


def test_calibration_never_reverses_the_order_of_answers():
    decisions = np.linspace(-1, 1, 40)[:, None]
    calibration = calibrate(decisions, decisions < 0)
    assert calibration == Calibration(pytest.approx([1.0]), pytest.approx([0.0]))


def test_thresholds_lie_where_f1_is_best_and_half_where_nothing_was_met():
    scores = np.array([[0.9, 0.1], [0.62, 0.2], [0.58, 0.3], [0.2, 0.1]] * 5)
    gold = np.array([[True, False], [True, False], [False, False], [False, False]] * 5)
    chosen = choose_thresholds(scores, gold)
    assert 0.58 < chosen[0] <= 0.62
    assert chosen[1] == 0.5


def test_a_writer_is_never_on_both_sides_and_everyone_is_held_out_once():
    groups = ["a", "b", "c", "a", "d", "b", "e"]
    masks = list(folds(groups, 3))
    assert np.sum(masks, axis=0).tolist() == [1] * 7
    for mask in masks:
        held = {group for group, out in zip(groups, mask, strict=True) if out}
        assert held.isdisjoint(g for g, out in zip(groups, mask, strict=True) if not out)


def test_extreme_log_odds_do_not_overflow():
    assert logistic(np.array([-1e9, 1e9])).tolist() == pytest.approx([0.0, 1.0])
    assert softmax(np.array([[1e9, 0.0]])).tolist() == [[1.0, 0.0]]
