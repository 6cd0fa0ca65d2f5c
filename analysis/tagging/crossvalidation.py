"""Measures the tagger on writers it never learnt from, and how far chance alone moves a figure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from analysis.columns import SEPARATOR, split_labels
from analysis.tagging.fitting import finish, indicators
from analysis.tagging.linear import Bools, Floats, folds
from analysis.tagging.tagger import Tagger
from analysis.tagging.training import COLUMNS, writers

DRAWS: Final = 2000
Interval = tuple[float, float]


def crossvalidate(tagger: Tagger, frame: pd.DataFrame) -> pd.DataFrame:
    """What each answer would be tagged by models that never saw its writer.

    `tagger`: fitted on `frame` (columns id, text and those of its families). Calibration and
    thresholds too come from other writers. Gives id, enjeux, domaines, polarity, scores and
    confidence.
    """
    groups = writers(frame["id"].tolist())
    gold = {
        family: indicators(grid, [split_labels(cell) for cell in frame[COLUMNS[family]]])
        for family, grid in tagger.grids.items()
    }
    labels: dict[str, list[str]] = {COLUMNS[family]: [""] * len(frame) for family in gold}
    scores: list[dict[str, float]] = [{} for _ in range(len(frame))]
    states = [""] * len(frame)
    first = next(iter(tagger.models_))
    for mask in folds(groups, tagger.fold_count):
        for family, model in tagger.models_.items():
            held = tagger.held_out_[family]
            judge = finish(model.grid, model.linear, held[~mask], gold[family][~mask])
            for at in np.flatnonzero(mask):
                chosen = judge.chosen(held[at])
                named = {judge.grid.keys[j]: round(score, 4) for j, score in chosen}
                labels[COLUMNS[family]][at] = SEPARATOR.join(named)
                scores[at] |= named
                if family == first:
                    states[at] = judge.state(held[at], chosen)
    written = [json.dumps(each) for each in scores]
    return pd.DataFrame({"id": frame["id"], **labels, "scores": written, "confidence": states})


@dataclass(frozen=True)
class Counts:
    """What the figures are made of, writer by writer."""

    # family → (writers × labels) right, found, in gold.
    labels: Mapping[str, tuple[Floats, Floats, Floats]]
    # name → (writers × 2) hits, out of.
    shares: Mapping[str, Floats]

    def figures(self, weights: Floats) -> dict[str, float]:
        """The figures when each writer counts `weights` times."""
        found: dict[str, float] = {}
        for family, each in self.labels.items():
            right, proposed, gold = (weights @ counts for counts in each)
            f1 = 2 * right / np.maximum(1, proposed + gold)
            found[f"{family}_micro"] = 2 * right.sum() / max(1.0, (proposed + gold).sum())
            found[f"{family}_macro"] = float(f1[gold > 0].mean())
            found[f"{family}_worst"] = float(f1[gold > 0].min())
        for name, counts in self.shares.items():
            hits, total = weights @ counts
            found[name] = hits / max(1.0, total)
        return {name: float(value) for name, value in found.items()}


def count(found: pd.DataFrame, gold: pd.DataFrame, groups: Sequence[str]) -> Counts:
    """Counts by writer. `found`, `gold`: the same answers in the same order."""
    names = sorted(set(groups))
    owner = np.array([[group == name for group in groups] for name in names], float)
    labels = {}
    for column in ("enjeux", "domaines"):
        keys = sorted({key for cell in gold[column] for key in split_labels(cell)})
        ours, theirs = _indicators(found[column], keys), _indicators(gold[column], keys)
        labels[column] = (owner @ (ours & theirs), owner @ ours, owner @ theirs)
    same = np.array(found["polarity"] == gold["polarity"], float)
    bare = np.array(gold["enjeux"] == "", float)
    kept = bare * np.array(found["enjeux"] == "", float)
    shares = {
        "polarity": owner @ np.column_stack([same, np.ones(len(same))]),
        "without_enjeu_untagged": owner @ np.column_stack([kept, bare]),
    }
    return Counts(labels, shares)


def _indicators(cells: "pd.Series[str]", keys: Sequence[str]) -> Bools:
    return np.array([[key in split_labels(cell) for key in keys] for cell in cells], bool)


def intervals(counts: Counts, draws: int = DRAWS, seed: int = 1) -> dict[str, Interval]:
    """95 % intervals of each figure: writers drawn again with replacement (cluster bootstrap).

    Answers of one writer resemble each other: drawing answers would promise too much.
    """
    many = len(next(iter(counts.shares.values())))
    weights = np.random.default_rng(seed).multinomial(many, np.full(many, 1 / many), draws)
    drawn = pd.DataFrame([counts.figures(row.astype(float)) for row in weights])
    low, high = drawn.quantile(0.025), drawn.quantile(0.975)
    return {str(name): (float(low[name]), float(high[name])) for name in drawn.columns}


def render(counts: Counts, limits: Mapping[str, Interval]) -> str:
    """Each figure with its interval, as text for a terminal, in French."""
    many = len(next(iter(counts.shares.values())))
    figures = counts.figures(np.ones(many))
    head = f"{'mesure':<26}valeur  intervalle à 95 % ({many} rédacteurs tirés avec remise)"
    return "\n".join(
        [
            head,
            *(
                f"{name:<26}{value:6.3f}  {limits[name][0]:.3f} à {limits[name][1]:.3f}"
                for name, value in figures.items()
            ),
        ]
    )
