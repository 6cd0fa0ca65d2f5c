"""Linear models over features: learnt, calibrated, and cut where they serve best."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from analysis.tagging.near import fit_near

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Below this many examples a label is read through its lexicon alone.
MIN_EXAMPLES: Final = 5
# Below this many answers, what is learnt starts from the lexicon instead of from nothing. On the
# shipped grid, enjeux micro F1 of 1,200 other answers at the cut 0.5, from nothing → from the
# lexicon (0.586 without example): 60 answers 0.298 → 0.563, 200 0.329 → 0.586, 600 0.557 → 0.627.
FEW_ANSWERS: Final = 1000
FEW_STRENGTH: Final = 6.0
# Tight, so that where the search stops does not depend on the machine's rounding.
PRECISION: Final = 1e-8
FEW_PLAIN: Final = 12.0
_STEPS: Final = np.arange(0.10, 0.91, 0.01)


@dataclass(frozen=True)
class Linear:
    """Weights, one column per label (features × labels), and one intercept per label.

    Weights of a model read from its file stay on the 16 bits it keeps them on: ask for `exact`.
    """

    weights: Floats
    intercepts: Floats

    def exact(self, features: Any) -> Floats:
        """The weights of some features."""
        return np.asarray(self.weights[features], np.float64)

    def decide(self, matrix: Any) -> Floats:
        """Margins, or log-odds once calibrated: answers × labels. `matrix`: sparse rows."""
        used = np.unique(matrix.indices)
        return np.asarray(matrix[:, used] @ self.exact(used) + self.intercepts, np.float64)


# scikit-learn is read when something is learnt: to read answers without it spares 80 MB.
def fit(matrix: Any, gold: Bools, prior: Linear, strength: float) -> Linear:
    """One linear model per label; `prior` stands for labels with too few examples,
    and is where learning starts from when there are few answers.

    Support vector machines with squared hinge (over writers, enjeux micro F1 0.801 → 0.810 against
    logistic regressions, which few answers keep: their margins are log-odds as they are). Classes
    are balanced: a rare label is as well served as a common one. Labels that exclude each other
    are learnt in the same way: a multinomial regression was slower and no better.
    """
    columns = [_fit_one(matrix, gold[:, j], prior, j, strength) for j in range(gold.shape[1])]
    return Linear(
        np.stack([weights for weights, _ in columns], axis=1),
        np.array([intercept for _, intercept in columns]),
    )


def _fit_one(
    matrix: Any, gold: Any, prior: Linear, label: int, strength: float
) -> tuple[Floats, float]:
    weights, intercept = prior.weights[:, label], float(prior.intercepts[label])
    if min(gold.sum(), (~gold).sum()) < MIN_EXAMPLES:
        return weights, intercept
    few = len(gold) < FEW_ANSWERS
    if few and weights.any():
        return fit_near(matrix, gold, weights, intercept, FEW_STRENGTH)
    model = _plain() if few else _machine(strength)
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it has no stubs

    # One thread: the same sums in the same order everywhere, and twice as quick on sparse rows.
    with threadpool_limits(limits=1):
        model.fit(matrix, gold)
    return model.coef_[0], float(model.intercept_[0])


def _plain() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(
        C=FEW_PLAIN, solver="liblinear", class_weight="balanced", max_iter=300, tol=PRECISION
    )


def _machine(strength: float) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(
        C=strength,
        dual=True,
        class_weight="balanced",
        tol=1e-6,
        max_iter=10_000,
        random_state=0,
    )


@dataclass(frozen=True)
class Calibration:
    """Platt scaling of margins (Platt 1999): score = 1 / (1 + exp(-(slope · z + offset)))."""

    slopes: Floats
    offsets: Floats

    def odds(self, decisions: Floats) -> Floats:
        """Log-odds."""
        return self.slopes * decisions + self.offsets

    def scores(self, decisions: Floats) -> Floats:
        return logistic(self.odds(decisions))


def logistic(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -500, 500))), np.float64)


def softmax(values: Floats) -> Floats:
    shifted = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float64)


def calibrate(decisions: Floats, gold: Bools) -> Calibration:
    """Platt scaling per label, on log-odds of answers that were not learnt from."""
    pairs = [_platt(decisions[:, j], gold[:, j]) for j in range(gold.shape[1])]
    return Calibration(np.array([a for a, _ in pairs]), np.array([b for _, b in pairs]))


def _platt(decisions: Floats, gold: Any) -> tuple[float, float]:
    if min(gold.sum(), (~gold).sum()) < MIN_EXAMPLES:
        return 1.0, 0.0
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6, max_iter=500, tol=PRECISION).fit(decisions[:, None], gold)
    slope = float(model.coef_[0, 0])
    return (slope, float(model.intercept_[0])) if slope > 0 else (1.0, 0.0)


@dataclass(frozen=True)
class Confidence:
    """From log-odds of labels, and last of « any label at all », to scores of the labels.

    An answer that seems to be about nothing has every score lowered, by the square root of the
    chance that it has a label: leaving such answers untagged costs the others little (measured
    over writers: 0.853 → 0.887 of them left untagged, enjeux micro F1 0.781 → 0.780).
    """

    each: Calibration
    final: Calibration

    def scores(self, decisions: Floats) -> Floats:
        return self.final.scores(tempered(self.each.scores(decisions)))


def tempered(scores: Floats) -> Floats:
    """Log-odds of the labels' scores times the square root of the last column."""
    lowered = np.clip(scores[:, :-1] * np.sqrt(scores[:, -1:]), 1e-12, 1 - 1e-12)
    return np.asarray(np.log(lowered / (1 - lowered)), np.float64)


def unchanged(columns: int) -> Calibration:
    """Margins that are log-odds already."""
    return Calibration(np.ones(columns), np.zeros(columns))


def unmeasured(labels: int, *, exclusive: bool = False) -> Confidence:
    """Scores that are the margins themselves, where nothing could be held out."""
    return Confidence(unchanged(labels + (not exclusive)), unchanged(labels))


def find_confidence(decisions: Floats, gold: Bools) -> Confidence:
    """Calibrates log-odds of answers that were not learnt from, « any label » last in both."""
    each = calibrate(decisions, gold)
    return Confidence(each, calibrate(tempered(each.scores(decisions)), gold[:, :-1]))


def choose_thresholds(scores: Floats, gold: Bools) -> Floats:
    """Per label, half way between what serves it best and what serves all labels best (F1).

    Chosen on answers that were not learnt from. Half way, because the best cut of one label is
    a noisy figure.
    """
    common = _best(scores, gold)
    return np.array(
        [
            (common + _best(scores[:, [j]], gold[:, [j]])) / 2 if gold[:, j].any() else 0.5
            for j in range(gold.shape[1])
        ]
    )


def _best(scores: Floats, gold: Bools) -> float:
    """The middle of the cuts that serve best: where all do, the answers say nothing of the edge."""
    served = [_micro_f1(scores >= step, gold) for step in _STEPS]
    return float(np.median(_STEPS[np.isclose(served, max(served))]))


def _micro_f1(found: Bools, gold: Bools) -> float:
    right = int((found & gold).sum())
    return 2 * right / max(1, int(found.sum()) + int(gold.sum()))


def folds(groups: Sequence[str], count: int) -> Iterator[npt.NDArray[np.bool_]]:
    """Masks of the answers held out, one per fold; a group is never on both sides."""
    names = sorted(set(groups))
    for fold in range(min(count, len(names))):
        held = set(names[fold::count])
        yield np.array([group in held for group in groups])
