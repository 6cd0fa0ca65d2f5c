"""The tagger: texts in, labels out, each with its score and the words that caused it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from analysis.tagging.evidence import Span, Spans, piece_weights, values_per_occurrence
from analysis.tagging.features import (
    LEXICON_WEIGHT,
    READ,
    Features,
    Occurrences,
    Reader,
    learn_vocabulary,
    pieces,
)
from analysis.tagging.grid import Grid
from analysis.tagging.lexicon import Lexicon
from analysis.tagging.linear import (
    LEXICON_SCORE,
    Calibration,
    Floats,
    Linear,
    calibrate,
    choose_thresholds,
    fit_exclusive,
    fit_independent,
    folds,
    softmax,
    uncalibrated,
)
from analysis.text import guess_language

CODE_VERSION: Final = "1"


@dataclass(frozen=True)
class Proposal:
    """A label the machine proposes. Score: 0 to 1. Spans: (start, end, weight) in the original."""

    family: str
    key: str
    score: float
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Explanation:
    """What speaks for a label and against it, in log-odds, with what it scored and needed."""

    family: str
    key: str
    score: float
    threshold: float
    supports: tuple[Span, ...]
    opposes: tuple[Span, ...]


@dataclass(frozen=True)
class FamilyModel:
    """What was learnt of one family of labels."""

    grid: Grid
    linear: Linear
    calibration: Calibration
    thresholds: Floats

    def scores(self, decisions: Floats) -> Floats:
        if self.grid.exclusive:
            return softmax(decisions)
        return self.calibration.scores(decisions)


class Tagger:
    """Labels short answers with the labels of one or more grids.

    Parameters: `grids`, by family; `strength`, inverse of the penalty on weights (scikit-learn's
    C); `fold_count`, on how many parts thresholds and calibration are chosen; `expected_odds`,
    how many times likelier the polarity that a question declares (a choice, not a measure: no
    corpus says which question was asked).
    """

    def __init__(
        self,
        grids: Mapping[str, Grid],
        *,
        strength: float = 6.0,
        exclusive_strength: float = 6.0,
        fold_count: int = 6,
        expected_odds: float = 3.0,
    ) -> None:
        self.grids = grids
        self.strength = strength
        self.exclusive_strength = exclusive_strength
        self.fold_count = fold_count
        self.expected_odds = expected_odds

    def fit(
        self,
        texts: Sequence[str],
        labels: Mapping[str, Sequence[Sequence[str]]],
        groups: Sequence[str] | None = None,
    ) -> Self:
        """Learns from coded answers.

        `labels`: family → one list of keys per text. `groups`: who wrote each text; thresholds
        and calibration are chosen on writers that were not learnt from. Without it, each text
        is its own group. Raises ValueError if a key is not in the grid.
        """
        gold = {family: _indicator(grid, labels[family]) for family, grid in self.grids.items()}
        groups = groups if groups is not None else [str(at) for at in range(len(texts))]
        held = {family: np.zeros(values.shape) for family, values in gold.items()}
        for mask in folds(groups, self.fold_count) if len(set(groups)) > 1 else ():
            part = self._learn(_pick(texts, ~mask), {f: g[~mask] for f, g in gold.items()})
            for family, decisions in part._decisions(_pick(texts, mask)).items():
                held[family][mask] = decisions
        whole = self._learn(texts, gold)
        self.features_ = whole.features
        self.models_ = {
            family: _finished(grid, whole.linears[family], held[family], gold[family])
            for family, grid in self.grids.items()
        }
        self.held_out_ = held
        self.origin_: dict[str, str] = {}
        return self

    def _learn(self, texts: Sequence[str], gold: Mapping[str, Any]) -> "_Learnt":
        features = build_features(self.grids, *learn_vocabulary(texts))
        matrix = features.matrix([features.reader.read(text) for text in texts])
        linears = {
            family: self._fit_family(grid, features, matrix, gold[family])
            for family, grid in self.grids.items()
        }
        return _Learnt(features, linears)

    def _fit_family(self, grid: Grid, features: Features, matrix: Any, gold: Any) -> Linear:
        prior = _lexicon_prior(self.grids, grid, features)
        if grid.exclusive:
            return fit_exclusive(matrix, gold, prior, self.exclusive_strength)
        return fit_independent(matrix, gold, prior, self.strength)

    @property
    def grid_version(self) -> str:
        """The version of the grids: « 2026.1 », or each of them where they differ."""
        return "+".join(dict.fromkeys(grid.version for grid in self.grids.values()))

    @property
    def version(self) -> str:
        """What tagged: code, grid and the beginning of the corpus's hash."""
        corpus = self.origin_.get("corpus", "")[:8] or "sans-corpus"
        return f"{CODE_VERSION}-{self.grid_version}-{corpus}"[:60]

    def decisions(self, texts: Sequence[str]) -> dict[str, Floats]:
        """Log-odds before calibration, by family: texts × labels."""
        return _Learnt(self.features_, self._linears())._decisions(texts)

    def scores(self, texts: Sequence[str]) -> dict[str, Floats]:
        """Scores of every label, by family: texts × labels, in the grid's order."""
        return {
            family: self.models_[family].scores(decisions)
            for family, decisions in self.decisions(texts).items()
        }

    def _linears(self) -> dict[str, Linear]:
        return {family: model.linear for family, model in self.models_.items()}

    def propose(
        self,
        texts: Sequence[str],
        *,
        expected_polarity: str | Sequence[str | None] | None = None,
    ) -> list[list[Proposal]]:
        """The labels of each text, family by family, best score first.

        An exclusive family (polarity) gives one label to every text that holds more than blanks;
        the others, none to at most `at_most`. `expected_polarity`: what the question asked for,
        one for all texts or one per text. A text neither French nor English gets no enjeu and no
        domaine, nor does one without any word: a person must read it. What lies beyond 20,000
        characters is not read.
        """
        expected = _per_text(expected_polarity, len(texts))
        occurrences = [self.features_.reader.read(text) for text in texts]
        matrix = self.features_.matrix(occurrences)
        decisions = {f: m.linear.decide(matrix) for f, m in self.models_.items()}
        return [
            self._propose_one(
                text,
                occurrences[at],
                matrix[at],
                {family: values[at] for family, values in decisions.items()},
                expected[at],
            )
            for at, text in enumerate(texts)
        ]

    def _propose_one(
        self,
        text: str,
        occurrences: Occurrences,
        row: Any,
        decisions: Mapping[str, Floats],
        expected: str | None,
    ) -> list[Proposal]:
        found_pieces = pieces(text)
        if not found_pieces:
            return []
        reading = _Reading(text, occurrences, row)
        wordless = not any(piece[0].isalnum() for piece in found_pieces)
        unreadable = wordless or guess_language(text[:READ]) == "other"
        found: list[Proposal] = []
        for family, model in self.models_.items():
            if model.grid.exclusive:
                chosen = [self._exclusive(model, decisions[family], expected, wordless)]
            elif unreadable:
                chosen = []
            else:
                chosen = _independent(model, decisions[family])
            found += [
                Proposal(family, model.grid.keys[j], score, reading.spans(model, j))
                for j, score in chosen
            ]
        return found

    def _exclusive(
        self, model: FamilyModel, decisions: Floats, expected: str | None, wordless: bool
    ) -> tuple[int, float]:
        keys = model.grid.keys
        if wordless and model.grid.default in keys:
            return keys.index(model.grid.default), round(1 / len(keys), 6)
        shift = np.array([np.log(self.expected_odds) if key == expected else 0.0 for key in keys])
        scores = softmax((decisions + shift)[None, :])[0]
        best = int(scores.argmax())
        return best, round(float(scores[best]), 6)

    def explain(self, text: str) -> list[Explanation]:
        """For every label: its score, its threshold, and the words for and against."""
        occurrences = self.features_.reader.read(text)
        row = self.features_.matrix([occurrences])
        reading = _Reading(text, occurrences, row[0])
        found = []
        for family, model in self.models_.items():
            scores = model.scores(model.linear.decide(row))[0]
            for j, key in enumerate(model.grid.keys):
                supports, opposes = reading.both_sides(model, j)
                threshold = float(model.thresholds[j])
                score = round(float(scores[j]), 6)
                found.append(Explanation(family, key, score, threshold, supports, opposes))
        return found


@dataclass(frozen=True)
class _Learnt:
    """A vocabulary and the weights of each family, before calibration."""

    features: Features
    linears: Mapping[str, Linear]

    def _decisions(self, texts: Sequence[str]) -> dict[str, Floats]:
        matrix = self.features.matrix([self.features.reader.read(text) for text in texts])
        return {family: linear.decide(matrix) for family, linear in self.linears.items()}


class _Reading:
    """One answer, its features, and what they weigh for a label."""

    def __init__(self, text: str, occurrences: Occurrences, row: Any) -> None:
        self._spans = Spans(text)
        self._occurrences = occurrences
        self._values = values_per_occurrence(occurrences, row.indices, row.data)

    def spans(self, model: FamilyModel, label: int) -> tuple[Span, ...]:
        return self._spans.cut(self._weights(model, label), small_words=model.grid.exclusive)

    def both_sides(
        self, model: FamilyModel, label: int
    ) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        weights = self._weights(model, label)
        small = model.grid.exclusive
        supports = self._spans.cut(weights, small_words=small)
        against = self._spans.cut(-weights, small_words=small)
        return (
            tuple(span for span in supports if span[2] > 0),
            tuple((start, end, -weight) for start, end, weight in against if weight > 0),
        )

    def _weights(self, model: FamilyModel, label: int) -> Floats:
        rows = model.linear.weights[self._occurrences.ids]
        weights = rows[:, label]
        if model.grid.exclusive:
            # Only differences matter between labels that exclude each other.
            weights = weights - rows.mean(axis=1)
        return piece_weights(self._occurrences, self._values * weights, len(self._spans.words))


def build_features(
    grids: Mapping[str, Grid], vocabulary: dict[str, int], idf: npt.NDArray[np.float64]
) -> Features:
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


def _lexicon_prior(grids: Mapping[str, Grid], grid: Grid, features: Features) -> Floats:
    """Weights that read a label through its own expressions alone: one of them is enough."""
    before = 0
    for other in grids.values():
        if other is grid:
            break
        before += 2 * len(other.labels)
    prior = np.zeros((features.width, len(grid.labels)))
    step = 2 * LEXICON_SCORE / LEXICON_WEIGHT / np.log(2)
    for j in range(len(grid.labels)):
        column = len(features.idf) + before + 2 * j
        prior[column, j], prior[column + 1, j] = step, -step
    return prior


def _indicator(grid: Grid, labels: Sequence[Sequence[str]]) -> npt.NDArray[np.bool_]:
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
    return gold


def _finished(grid: Grid, linear: Linear, held: Floats, gold: Any) -> FamilyModel:
    """Calibrated and cut on the answers held out; without any, on the neutral 0.5."""
    halves = np.full(len(grid.labels), 0.5)
    if grid.exclusive or not held.any():
        return FamilyModel(grid, linear, uncalibrated(len(grid.labels)), halves)
    calibration = calibrate(held, gold)
    return FamilyModel(grid, linear, calibration, choose_thresholds(calibration.scores(held), gold))


def _independent(model: FamilyModel, decisions: Floats) -> list[tuple[int, float]]:
    scores = model.calibration.scores(decisions)
    over = [j for j in range(len(scores)) if scores[j] >= model.thresholds[j]]
    over.sort(key=lambda j: (-scores[j], j))
    kept = over[: model.grid.at_most or None]
    return [(j, round(float(scores[j]), 6)) for j in kept]


def _per_text(expected: str | Sequence[str | None] | None, count: int) -> Sequence[str | None]:
    if expected is None or isinstance(expected, str):
        return [expected] * count
    if len(expected) != count:
        raise ValueError(f"expected_polarity: {len(expected)} values for {count} texts")
    return expected


def _pick(texts: Sequence[str], mask: npt.NDArray[np.bool_]) -> list[str]:
    return [text for text, kept in zip(texts, mask, strict=True) if kept]
