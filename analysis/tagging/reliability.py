"""How often labels proposed with a given score are right, and a picture of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from analysis.columns import split_labels
from analysis.tagging.bands import NONE, SURE, TO_CHECK, UNKNOWN

EDGES: Final = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Bin:
    """Labels proposed with scores from `low` to `high`: how many, mean score, share right."""

    low: float
    high: float
    count: int
    score: float
    right: float


def reliability(found: pd.DataFrame, gold: pd.DataFrame, column: str = "enjeux") -> list[Bin]:
    """Proposed labels of `column` in bins of score; empty bins are left out.

    `found`: columns id, `column`, scores (JSON {label: score}); `gold`: id, `column`.
    """
    pairs = _pairs(found.merge(gold[["id", column]], on="id", suffixes=("_found", "_gold")), column)
    scores = np.array([score for score, _ in pairs], float)
    right = np.array([is_right for _, is_right in pairs], bool)
    bins = []
    for low, high in zip(EDGES, EDGES[1:], strict=False):
        inside = (scores >= low) & ((scores < high) | (high == EDGES[-1]))
        if inside.any():
            mean, share = float(scores[inside].mean()), float(right[inside].mean())
            bins.append(Bin(low, high, int(inside.sum()), mean, share))
    return bins


def _pairs(both: pd.DataFrame, column: str) -> list[tuple[float, bool]]:
    pairs = []
    rows = zip(both[f"{column}_found"], both[f"{column}_gold"], both["scores"], strict=True)
    for labels, gold, scores in rows:
        known, right = json.loads(scores or "{}"), set(split_labels(gold))
        pairs += [(known[key], key in right) for key in split_labels(labels) if key in known]
    return pairs


def gap(bins: Sequence[Bin]) -> float:
    """Expected calibration error (Naeini 2015): mean distance of score and share right."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.score - each.right) for each in bins) / total if total else 0.0


def render(bins: Sequence[Bin]) -> str:
    """The bins as a table for a terminal, in French."""
    lines = [f"{'score annoncé':<15}{'effectif':>9}{'score moyen':>13}{'part juste':>12}"]
    lines += [
        f"{f'{each.low:.1f} à {each.high:.1f}':<15}{each.count:>9}{each.score:>13.3f}"
        f"{each.right:>12.3f}"
        for each in bins
    ]
    return "\n".join([*lines, f"écart moyen entre score et part juste : {gap(bins):.3f}"])


def draw(bins: Sequence[Bin], path: Path, title: str) -> None:
    """Writes the bins as a PNG: on the diagonal, a score is the share that proves right."""
    figure, axes = plt.subplots(figsize=(5, 5), layout="constrained")
    axes.plot([0, 1], [0, 1], color="#888", linestyle="--", linewidth=1)
    sizes = np.array([each.count for each in bins], float)
    areas = 20 + 280 * sizes / max(1.0, sizes.max(initial=0.0))
    axes.scatter([b.score for b in bins], [b.right for b in bins], s=areas, color="#1b5e7d")
    for each in bins:
        axes.annotate(str(each.count), (each.score, each.right), (8, -10), "data", "offset points")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="Score annoncé", ylabel="Part juste", title=title)
    figure.savefig(path, dpi=120)
    plt.close(figure)


@dataclass(frozen=True)
class BandShare:
    """Answers in one state: share of all, and what is right in it.

    `right`: of the labels proposed; where none is, of the answers that have none in gold.
    """

    state: str
    share: float
    right: float


def bands(found: pd.DataFrame, gold: pd.DataFrame, column: str = "enjeux") -> list[BandShare]:
    """What each state of confidence is worth. `found`: columns id, `column`, confidence."""
    both = found.merge(gold[["id", column]], on="id", suffixes=("_found", "_gold"))
    shares = []
    for state in (SURE, NONE, TO_CHECK, UNKNOWN):
        inside = both[both["confidence"] == state]
        if len(inside):
            right = _right(inside[f"{column}_found"], inside[f"{column}_gold"])
            shares.append(BandShare(state, len(inside) / len(both), right))
    return shares


def _right(found: "pd.Series[str]", gold: "pd.Series[str]") -> float:
    pairs = [(set(split_labels(f)), set(split_labels(g))) for f, g in zip(found, gold, strict=True)]
    proposed = sum(len(ours) for ours, _ in pairs)
    if proposed:
        return sum(len(ours & theirs) for ours, theirs in pairs) / proposed
    return sum(not theirs for _, theirs in pairs) / len(pairs)


SAID: Final = {SURE: "sûr", NONE: "aucun enjeu", TO_CHECK: "à vérifier", UNKNOWN: "ne sait pas"}


def render_bands(shares: Sequence[BandShare]) -> str:
    """The states as a table for a terminal, in French."""
    lines = [f"{'confiance':<15}{'réponses':>9}{'part juste':>12}"]
    lines += [f"{SAID[s.state]:<15}{s.share:>9.3f}{s.right:>12.3f}" for s in shares]
    return "\n".join(lines)
