import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from analysis.tagging.near import FIRM, fit_near


def sample(answers=60, columns=4, seed=2):
    rng = np.random.default_rng(seed)
    matrix = rng.random((answers, columns))
    gold = matrix[:, 0] + 0.3 * rng.standard_normal(answers) > 0.5
    return sparse.csr_matrix(matrix), gold


def test_with_hardly_any_strength_the_prior_stays_as_it_is():
    matrix, gold = sample()
    prior = np.array([3.0, -1.0, 0.0, 2.0])
    weights, intercept = fit_near(matrix, gold, prior, -2.0, 1e-9)
    assert weights == pytest.approx(prior, abs=1e-6)
    assert intercept == pytest.approx(-2.0, abs=1e-5)


def test_from_nothing_it_is_scikit_learns_balanced_regression():
    matrix, gold = sample()
    # scikit-learn's liblinear penalises the intercept as a weight on a constant column of
    # 1 / sqrt(FIRM), once both are written in the same scale.
    scale = 1 / np.sqrt(FIRM)
    theirs = LogisticRegression(
        C=2.0,
        solver="liblinear",
        class_weight="balanced",
        intercept_scaling=scale,
        tol=1e-10,
        max_iter=1000,
    ).fit(matrix, gold)
    weights, intercept = fit_near(matrix, gold, np.zeros(4), 0.0, 2.0)
    assert weights == pytest.approx(theirs.coef_[0], abs=1e-3)
    assert intercept == pytest.approx(theirs.intercept_[0], abs=1e-3)


def test_examples_move_the_weights_they_speak_of_and_no_other():
    matrix = sparse.csr_matrix(np.array([[1.0, 0, 0]] * 10 + [[0, 1.0, 0]] * 10))
    gold = np.array([True] * 10 + [False] * 10)
    weights, _ = fit_near(matrix, gold, np.array([0.0, 0.0, 5.0]), 0.0, 1.0)
    assert weights[0] > 0 > weights[1]
    assert weights[2] == pytest.approx(5.0)
