"""Learns the weights of each family, and on answers held out how far to trust them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from analysis.tagging.bands import UNMEASURED, Bands, find_bands
from analysis.tagging.features import (
    LEXICON_WEIGHT,
    SENTENCES,
    Features,
    Reader,
    learn_vocabulary,
)
from analysis.tagging.grid import Grid
from analysis.tagging.lexicon import Lexicon
from analysis.tagging.linear import (
    MIN_EXAMPLES,
    Bools,
    Confidence,
    Floats,
    Linear,
    calibrate,
    choose_thresholds,
    find_confidence,
    fit,
    folds,
    softmax,
    unchanged,
    unmeasured,
)
from analysis.tagging.meanings import Space, load_meanings
from analysis.tagging.spelling import Spelling

# Labels that exclude each other are learnt with half the strength (polarity over writers: 0.825 at
# 1, 0.828 at 0.5, 0.827 at 0.25).
EXCLUSIVE_STRENGTH: Final = 0.5
# What one expression is worth, in log-odds, to a label that has no example.
EXPRESSION: Final = 4.0
# Without example: no label that its expressions do not call, and never « about nothing at all ».
SILENT: Final = -2.0
ABSENT: Final = -8.0
PRESENT: Final = 8.0
# Thresholds are set this much above those of the best F1: more answers about nothing are left
# untagged (over writers: 0.872 → 0.888) for next to nothing (enjeux micro F1 0.773 → 0.771).
RESERVE: Final = 0.04


@dataclass(frozen=True)
class FamilyModel:
    """What was learnt of one family of labels.

    Unless the family is exclusive, `linear` has one more column than there are labels: whether
    the answer has any label at all.
    """

    grid: Grid
    linear: Linear
    confidence: Confidence
    thresholds: Floats
    bands: Bands = UNMEASURED

    def scores(self, decisions: Floats) -> Floats:
        """Scores from 0 to 1, answers × labels."""
        if self.grid.exclusive:
            return softmax(self.confidence.each.odds(decisions))
        return self.confidence.scores(decisions)

    def chosen(self, decisions: Floats) -> list[tuple[int, float]]:
        """The labels of one answer and their scores, best first; an exclusive family has one."""
        scores = self.scores(decisions[None, :])[0]
        if self.grid.exclusive:
            best = int(scores.argmax())
            return [(best, round(float(scores[best]), 6))]
        over = [j for j in range(len(scores)) if scores[j] >= self.thresholds[j]]
        over.sort(key=lambda j: (-scores[j], j))
        kept = over[: self.grid.at_most or None]
        return [(j, round(float(scores[j]), 6)) for j in kept]

    def state(self, decisions: Floats, chosen: Sequence[tuple[int, float]]) -> str:
        """How far the labels chosen for one answer can be believed: a state of `bands`."""
        scores = self.scores(decisions[None, :])
        found = np.zeros(scores.shape, bool)
        found[0, [j for j, _ in chosen]] = True
        return self.bands.states(scores, found, np.array([self.chance(decisions)]))[0]

    def chance(self, decisions: Floats) -> float:
        """That one answer has any label at all, 0 to 1."""
        return float(self.confidence.each.scores(decisions[None, :])[0, -1])


@dataclass(frozen=True)
class Learnt:
    """A vocabulary and the weights of each family."""

    features: Features
    linears: Mapping[str, Linear]

    def decisions(self, texts: Sequence[str]) -> dict[str, Floats]:
        """Log-odds, by family: texts × columns of the family's model."""
        matrix = self.features.matrix([self.features.reader.read(text) for text in texts])
        return {family: linear.decide(matrix) for family, linear in self.linears.items()}


def learn(
    grids: Mapping[str, Grid], texts: Sequence[str], gold: Mapping[str, Bools], strength: float
) -> Learnt:
    """Vocabulary and weights from coded answers. `gold`: as `indicators` gives it."""
    meanings = load_meanings()
    features = build_features(grids, *learn_vocabulary(texts, meanings.words))
    space = Space(features, meanings)
    matrix = features.matrix([features.reader.read(text) for text in texts])
    # How sentences are built tells the polarity and blurs the rest (enjeux micro F1 over writers
    # 0.781 → 0.777): other families learn without it.
    whole, subject = space.narrow(matrix), space.narrow(features.without(matrix, SENTENCES))
    linears = {
        family: space.widened(
            fit(
                whole if grid.exclusive else subject,
                gold[family],
                space.narrowed(lexicon_prior(grids, grid, features)),
                strength * (EXCLUSIVE_STRENGTH if grid.exclusive else 1.0),
            )
        )
        for family, grid in grids.items()
    }
    return Learnt(features, linears)


def hold_out(
    grids: Mapping[str, Grid],
    texts: Sequence[str],
    gold: Mapping[str, Bools],
    groups: Sequence[str],
    strength: float,
    count: int,
) -> dict[str, Floats]:
    """Log-odds of every answer by models that never saw its writer; nothing for one lone writer."""
    if len(set(groups)) < 2:
        return {}
    held = {family: np.zeros(values.shape) for family, values in gold.items()}
    for mask in folds(groups, count):
        seen = {family: values[~mask] for family, values in gold.items()}
        part = learn(grids, _pick(texts, ~mask), seen, strength)
        for family, decisions in part.decisions(_pick(texts, mask)).items():
            held[family][mask] = decisions
    return held


def finish(grid: Grid, linear: Linear, held: Floats | None, gold: Bools) -> FamilyModel:
    """Calibrated and cut on the answers held out; without any, on the neutral 0.5."""
    count = len(grid.labels)
    if held is None:
        return FamilyModel(
            grid, linear, unmeasured(count, exclusive=grid.exclusive), np.full(count, 0.5)
        )
    if grid.exclusive:
        each = Confidence(calibrate(held, gold), unchanged(count))
        return FamilyModel(grid, linear, each, np.full(count, 0.5))
    confidence = find_confidence(held, gold)
    scores, known = confidence.scores(held), gold[:, :count]
    cuts = choose_thresholds(scores, known) + RESERVE
    found = most_likely(scores, cuts, grid.at_most)
    bands = find_bands(scores, found, confidence.each.scores(held)[:, -1], known)
    return FamilyModel(grid, linear, confidence, cuts, bands)


def in_log_odds(model: FamilyModel) -> FamilyModel:
    """The same model, whose weights are in calibrated log-odds instead of margins."""
    each = model.confidence.each
    linear = Linear(model.linear.weights * each.slopes, each.odds(model.linear.intercepts))
    told = replace(model.confidence, each=unchanged(len(each.slopes)))
    return replace(model, linear=linear, confidence=told)


def most_likely(scores: Floats, cuts: Floats, at_most: int) -> Bools:
    """Labels over their threshold, the `at_most` best of each answer (0: all of them)."""
    found = scores >= cuts
    if at_most:
        found &= (-np.where(found, scores, -1)).argsort(axis=1).argsort(axis=1) < at_most
    return np.asarray(found, bool)


def build_features(grids: Mapping[str, Grid], vocabulary: dict[str, int], idf: Floats) -> Features:
    """The vocabulary's columns, then for each label of each grid: its expressions, what opposes."""
    expressions: list[str] = []
    owners: list[int] = []
    column = 0
    for grid in grids.values():
        for label in grid.labels:
            for side in (label.expressions, label.counter_expressions):
                expressions += side
                owners += [column] * len(side)
                column += 1
    return Features(Reader(vocabulary, Lexicon(tuple(expressions)), owners), idf, column)


def repairing(features: Features) -> Features:
    """The same features, for reading answers: misspelt words are repaired.

    Not where answers are learnt from: all of their words are known as they are written.
    """
    known = features.reader
    spelling = Spelling(known.vocabulary, features.idf)
    reader = Reader(known.vocabulary, known.lexicon, known.owners, spelling)
    return replace(features, reader=reader)


def indicators(grid: Grid, labels: Sequence[Sequence[str]]) -> Bools:
    """Answers × labels; unless the grid is exclusive, a last column: any label at all.

    Raises ValueError, with a sentence, for a key that is not in the grid.
    """
    places = {key: j for j, key in enumerate(grid.keys)}
    gold = np.zeros((len(labels), len(places)), bool)
    for at, keys in enumerate(labels):
        for key in keys:
            if key not in places:
                raise ValueError(
                    f"Réponse n° {at + 1} : « {key} » n’est pas une étiquette de la grille. "
                    f"Étiquettes connues : {', '.join(places)}."
                )
            gold[at, places[key]] = True
    if grid.exclusive:
        return gold
    # « About nothing » cannot be learnt while some label has no example to tell it from.
    unknown = gold.sum(axis=0).min() < MIN_EXAMPLES
    return np.column_stack([gold, gold.any(axis=1) | unknown])


def lexicon_prior(grids: Mapping[str, Grid], grid: Grid, features: Features) -> Linear:
    """Weights that read a label through its own expressions alone: one of them is enough."""
    count = len(grid.labels)
    first = len(features.idf) + _columns_before(grids, grid)
    weights = np.zeros((features.width, count if grid.exclusive else count + 1))
    step = EXPRESSION / LEXICON_WEIGHT / np.log(2)
    for j in range(count):
        weights[first + 2 * j, j], weights[first + 2 * j + 1, j] = step, -step
    silent = np.full(count, ABSENT if grid.exclusive else SILENT)
    return Linear(weights, silent if grid.exclusive else np.append(silent, PRESENT))


def _columns_before(grids: Mapping[str, Grid], grid: Grid) -> int:
    names = list(grids)
    earlier = names[: names.index(next(name for name in names if grids[name] is grid))]
    return sum(2 * len(grids[name].labels) for name in earlier)


def _pick(texts: Sequence[str], mask: Any) -> list[str]:
    return [text for text, kept in zip(texts, mask, strict=True) if kept]
