"""Says of each answer whether its labels can be believed as they are, from measured precision."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.tagging.linear import Bools, Floats, logistic

# The states of an answer. « none »: it speaks of none of the grid's labels. « unknown »: nothing
# was found, and that does not mean that there is nothing.
SURE: Final = "sure"
TO_CHECK: Final = "to_check"
NONE: Final = "none"
UNKNOWN: Final = "unknown"

# The share of right labels (or of answers rightly left without) that « sure » and « none » promise
# is 0.92; a little more is asked of the answers they are measured on.
PROMISED: Final = 0.925
# Below this many answers, a share promises nothing.
ENOUGH: Final = 50
_STEPS: Final = np.arange(0.02, 0.99, 0.01)


@dataclass(frozen=True)
class Bands:
    """An answer whose labels are trusted to `sure` or more is sure; one whose chance of any label
    is at most `nothing` is about none of them.

    `trust`: weights, then intercept, of the logistic regression that says how far to trust the
    labels of one answer, from what `_signs` gives.
    """

    sure: float
    nothing: float
    trust: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0, 0.0)

    def states(self, scores: Floats, found: Bools, any_label: Floats) -> list[str]:
        """One state per answer. `scores`, `found`: answers × labels; `any_label`: one each."""
        trusted = logistic(_signs(scores, found, any_label) @ self.trust[:-1] + self.trust[-1])
        states = np.where(
            found.any(axis=1),
            np.where(trusted >= self.sure, SURE, TO_CHECK),
            np.where(any_label <= self.nothing, NONE, UNKNOWN),
        )
        return [str(state) for state in states]


# Where nothing could be measured, nothing is promised.
UNMEASURED: Final = Bands(2.0, -1.0)


def find_bands(scores: Floats, found: Bools, any_label: Floats, gold: Bools) -> Bands:
    """The widest bands that keep what they promise on answers that were not learnt from.

    `scores`, `found`, `gold`: answers × labels; `any_label`: one chance per answer.
    """
    tagged = found.any(axis=1)
    right, total = (found & gold).sum(axis=1), found.sum(axis=1)
    trust = _find_trust(_signs(scores, found, any_label)[tagged], (right == total)[tagged])
    bands = Bands(UNMEASURED.sure, UNMEASURED.nothing, trust)
    trusted = logistic(_signs(scores, found, any_label) @ trust[:-1] + trust[-1])
    sure = [step for step in _STEPS if _keeps(tagged & (trusted >= step), right, total)]
    ones = np.ones(len(gold))
    bare = (~gold.any(axis=1)).astype(float)
    nothing = [step for step in _STEPS if _keeps(~tagged & (any_label <= step), bare, ones)]
    return Bands(
        float(min(sure, default=bands.sure)), float(max(nothing, default=bands.nothing)), trust
    )


def _signs(scores: Floats, found: Bools, any_label: Floats) -> Floats:
    """What tells whether the labels of an answer are right, in log-odds: the least of those
    proposed, the best of those left out, that there is any, that several are proposed."""
    least = np.where(found, scores, 1.0).min(axis=1, initial=1.0)
    rival = np.where(found, 0.0, scores).max(axis=1, initial=0.0)
    return np.column_stack(
        [_odds(least), _odds(rival), _odds(any_label), found.sum(axis=1) > 1]
    ).astype(float)


def _odds(chances: Floats) -> Floats:
    kept = np.clip(chances, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)), np.float64)


def _find_trust(signs: Floats, right: Bools) -> tuple[float, ...]:
    if min(right.sum(), (~right).sum()) < ENOUGH:
        return Bands.trust
    from sklearn.linear_model import LogisticRegression  # only where something is learnt

    model = LogisticRegression(C=1.0, max_iter=1000, tol=1e-8).fit(signs, right)
    return (*map(float, model.coef_[0]), float(model.intercept_[0]))


def _keeps(inside: Bools, right: Floats, total: Floats) -> bool:
    return int(inside.sum()) >= ENOUGH and right[inside].sum() / total[inside].sum() >= PROMISED
