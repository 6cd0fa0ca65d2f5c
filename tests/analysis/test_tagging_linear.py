import numpy as np
import pytest
from scipy import sparse

from analysis.tagging.linear import (
    Calibration,
    Linear,
    calibrate,
    choose_thresholds,
    find_confidence,
    fit,
    folds,
    logistic,
    softmax,
    tempered,
)


def data(answers=60):
    random = np.random.default_rng(1)
    matrix = random.normal(size=(answers, 3))
    gold = np.stack([matrix[:, 0] > 0, matrix[:, 1] > 0.5], axis=1)
    return sparse.csr_matrix(matrix), gold


def nothing(labels=2):
    return Linear(np.zeros((3, labels)), np.zeros(labels))


def test_labels_are_learnt_apart():
    matrix, gold = data()
    linear = fit(matrix, gold, nothing(), 10.0)
    assert ((linear.decide(matrix) > 0) == gold).mean() > 0.9


def test_many_answers_are_learnt_twice_in_the_same_way():
    matrix, gold = data(answers=1200)
    linear = fit(matrix, gold, nothing(), 1.0)
    assert ((linear.decide(matrix) > 0) == gold).mean() > 0.97
    again = fit(matrix, gold, nothing(), 1.0)
    assert np.array_equal(linear.weights, again.weights)


def test_a_label_with_too_few_examples_keeps_its_prior():
    matrix, gold = data()
    gold[:, 1] = False
    prior = Linear(np.full((3, 2), 0.7), np.array([0.1, 0.2]))
    linear = fit(matrix, gold, prior, 10.0)
    assert linear.weights[:, 1].tolist() == [0.7, 0.7, 0.7]
    assert linear.intercepts[1] == 0.2
    assert linear.weights[:, 0].tolist() != [0.7, 0.7, 0.7]


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


def test_an_answer_that_seems_about_nothing_has_every_score_lowered():
    sure, unsure = logistic(tempered(np.array([[0.8, 0.4, 1.0], [0.8, 0.4, 0.25]])))
    assert sure == pytest.approx([0.8, 0.4])
    assert unsure == pytest.approx([0.4, 0.2])


def test_confidence_is_calibrated_and_needs_one_more_column_than_labels():
    random = np.random.default_rng(6)
    decisions = random.normal(size=(3000, 3)) * 2
    gold = random.random((3000, 2)) < logistic(decisions[:, :2])
    gold = np.column_stack([gold, gold.any(axis=1)])
    scores = find_confidence(decisions, gold).scores(decisions)
    assert scores.shape == (3000, 2)
    high = scores[:, 0] > 0.6
    assert gold[high, 0].mean() == pytest.approx(scores[high, 0].mean(), abs=0.05)


def test_thresholds_lie_where_f1_is_best_and_half_where_nothing_was_met():
    scores = np.array([[0.9, 0.1], [0.62, 0.2], [0.58, 0.3], [0.2, 0.1]] * 5)
    gold = np.array([[True, False], [True, False], [False, False], [False, False]] * 5)
    chosen = choose_thresholds(scores, gold)
    assert 0.58 < chosen[0] <= 0.62
    assert chosen[1] == 0.5


def test_where_many_cuts_serve_alike_the_middle_one_is_taken():
    scores = np.array([[0.9], [0.1]] * 5)
    assert choose_thresholds(scores, scores > 0.5) == pytest.approx([0.5], abs=0.02)


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
