"""Learns from few examples without forgetting what the expressions of the grid already say."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# How firmly the intercept stays where the expressions put it, against 1 for a weight.
FIRM: Final = 0.1
_STEPS: Final = 500


def fit_near(
    matrix: Any, gold: Bools, weights: Floats, intercept: float, strength: float
) -> tuple[Floats, float]:
    """Weights and intercept of a balanced logistic regression whose prior is `weights`.

    The penalty is on the distance from the prior, not from zero: without example nothing moves
    (the mode of the posterior under a Gaussian prior). `strength`: scikit-learn's C. `gold` must
    hold both classes.
    """
    # Read where something is learnt: answers are read without it.
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it has no stubs

    signs = np.where(gold, 1.0, -1.0)
    shares = np.where(gold, 1 / gold.sum(), 1 / (~gold).sum()) * len(gold) / 2
    start = matrix @ weights + intercept

    def loss(moves: Floats) -> tuple[float, Floats]:
        far, shift = moves[:-1], moves[-1]
        margins = signs * (start + matrix @ far + shift)
        pull = -signs * shares * _sigmoid(-margins)
        value = strength * (shares * np.logaddexp(0, -margins)).sum()
        value += (far @ far + FIRM * shift * shift) / 2
        slope = np.append(strength * (matrix.T @ pull) + far, strength * pull.sum() + FIRM * shift)
        return float(value), slope

    with threadpool_limits(limits=1):
        moves = minimize(
            loss,
            np.zeros(len(weights) + 1),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": _STEPS, "ftol": 1e-13, "gtol": 1e-7},
        ).x
    return np.asarray(weights + moves[:-1], np.float64), float(intercept + moves[-1])


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -500, 500))), np.float64)
