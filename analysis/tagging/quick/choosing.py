"""From log-odds to the labels of a batch of answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis import language
from analysis.tagging.bands import UNKNOWN
from analysis.tagging.features import Floats, Ints
from analysis.tagging.fitting import FamilyModel
from analysis.tagging.linear import Bools, softmax
from analysis.tagging.pieces import READ
from analysis.tagging.quick.words import FOREIGN, FRENCH, KNOWN, WORD, Cut


@dataclass(frozen=True)
class Choices:
    """Labels chosen, answer by answer, family by family, best score first.

    `columns`: of the weights; `states`: one per answer, for the first family.
    """

    rows: Ints
    columns: Ints
    scores: Floats
    states: list[str]


@dataclass(frozen=True)
class Readable:
    """Answers that hold anything in a language read here, that hold words, that hold both."""

    filled: Bools
    worded: Bools
    known: Bools

    @classmethod
    def of(cls, texts: Sequence[str], cut: Cut, bits: Ints) -> "Readable":
        """As `analysis.language.guess` judges, answer by answer; most are read at first sight."""

        def count(bit: int) -> Ints:
            return np.bincount(cut.rows[bits & bit > 0], minlength=len(texts))

        words = count(WORD)
        read = language.surely_read(words, count(KNOWN), count(FRENCH), count(FOREIGN))
        for row in np.flatnonzero(~read & (words > 0)).tolist():
            read[row] = language.is_read(language.guess(texts[row][:READ]))
        worded = words > 0
        read |= ~worded
        return cls((np.diff(cut.starts) > 0) & read, worded, worded & read)


def choose(
    models: Mapping[str, FamilyModel],
    columns: Mapping[str, slice],
    decisions: Floats,
    readable: Readable,
    shifts: Mapping[str, Floats],
) -> Choices:
    """`shifts`: family → what the question asked for adds to the log-odds, answers × labels."""
    found: list[tuple[Ints, Ints, Floats]] = []
    states = np.full(len(decisions), UNKNOWN, object)
    first = next(iter(models))
    for family, model in models.items():
        own = decisions[:, columns[family]]
        if model.grid.exclusive:
            rows, labels, scores = _exclusive(model, own + shifts.get(family, 0.0), readable)
        else:
            rows, labels, scores = _several(model, own, readable.known)
            if family == first:
                states[readable.known] = _states(model, own, rows, labels)[readable.known]
        found.append((rows, labels + columns[family].start, scores))
    rows, labels, scores = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.argsort(rows, kind="stable")
    return Choices(rows[order], labels[order], scores[order], states.tolist())


def _exclusive(
    model: FamilyModel, decisions: Floats, readable: Readable
) -> tuple[Ints, Ints, Floats]:
    keys = model.grid.keys
    scores = softmax(decisions)
    best = scores.argmax(axis=1)
    chances = scores[np.arange(len(scores)), best]
    if model.grid.default in keys:
        best = np.where(readable.worded, best, keys.index(model.grid.default))
        chances = np.where(readable.worded, chances, 1 / len(keys))
    rows = np.flatnonzero(readable.filled)
    return rows, best[rows], chances[rows].round(6)


def _several(model: FamilyModel, decisions: Floats, known: Bools) -> tuple[Ints, Ints, Floats]:
    scores = model.scores(decisions)
    found = (scores >= model.thresholds) & known[:, None]
    order = np.argsort(np.where(found, -scores, np.inf), axis=1, kind="stable")
    ranks = np.arange(scores.shape[1])
    most = model.grid.at_most or len(ranks)
    kept = ranks < np.minimum(found.sum(axis=1), most)[:, None]
    rows, places = np.nonzero(kept)
    labels = order[rows, places]
    return rows, labels, scores[rows, labels].round(6)


def _states(model: FamilyModel, decisions: Floats, rows: Ints, labels: Ints) -> "np.ndarray":
    scores = model.scores(decisions)
    found = np.zeros(scores.shape, bool)
    found[rows, labels] = True
    any_label = model.confidence.each.scores(decisions)[:, -1]
    return np.array(model.bands.states(scores, found, any_label), object)


def expected_shifts(
    models: Mapping[str, FamilyModel], expected: Sequence[str | None], odds: float
) -> dict[str, Floats]:
    """What declared polarities add to the log-odds of the exclusive families that hold them."""
    if not any(expected):
        return {}
    return {
        family: np.array(
            [[np.log(odds) * (key == one) for key in model.grid.keys] for one in expected]
        )
        for family, model in models.items()
        if model.grid.exclusive
    }
