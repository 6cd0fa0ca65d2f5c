"""Says of each answer whether its labels can be believed as they are, from measured precision."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.tagging.linear import Bools, Floats

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
    """Labels scoring `sure` or more are sure; answers whose chance of any label is at most
    `nothing` are about none of them."""

    sure: float
    nothing: float

    def state(self, scores: list[float], any_label: float) -> str:
        """`scores`: those of the labels proposed; `any_label`: the chance that there is one."""
        if scores:
            return SURE if min(scores) >= self.sure else TO_CHECK
        return NONE if any_label <= self.nothing else UNKNOWN


# Where nothing could be measured, nothing is promised.
UNMEASURED: Final = Bands(2.0, -1.0)


def find_bands(scores: Floats, found: Bools, any_label: Floats, gold: Bools) -> Bands:
    """The widest bands that keep what they promise on answers that were not learnt from.

    `scores`, `found`, `gold`: answers × labels; `any_label`: one chance per answer.
    """
    least = np.where(found, scores, np.inf).min(axis=1, initial=np.inf)
    right = (found & gold).sum(axis=1)
    tagged = found.any(axis=1)
    sure = [step for step in _STEPS if _keeps(tagged & (least >= step), right, found.sum(axis=1))]
    ones = np.ones(len(gold))
    bare = (~gold.any(axis=1)).astype(float)
    nothing = [step for step in _STEPS if _keeps(~tagged & (any_label <= step), bare, ones)]
    return Bands(
        float(min(sure, default=UNMEASURED.sure)), float(max(nothing, default=UNMEASURED.nothing))
    )


def _keeps(inside: Bools, right: Floats, total: Floats) -> bool:
    return int(inside.sum()) >= ENOUGH and right[inside].sum() / total[inside].sum() >= PROMISED
