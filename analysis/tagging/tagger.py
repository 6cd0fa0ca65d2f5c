"""The tagger: texts in, labels out, each with its score and the words that caused it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self, cast

import numpy as np

from analysis import language
from analysis.privacy import MARK
from analysis.tagging.bands import UNKNOWN
from analysis.tagging.evidence import Span, Spans, piece_weights, values_per_occurrence
from analysis.tagging.features import Occurrences
from analysis.tagging.fitting import (
    FamilyModel,
    Learnt,
    finish,
    hold_out,
    in_log_odds,
    indicators,
    learn,
    repairing,
)
from analysis.tagging.grid import Grid
from analysis.tagging.lexicon import Term
from analysis.tagging.linear import Floats, softmax
from analysis.tagging.pieces import READ
from analysis.tagging.quick.engine import Engine

CODE_VERSION: Final = "6"


@dataclass(frozen=True)
class Proposal:
    """A label the machine proposes. Score: 0 to 1. Spans: (start, end, weight) in the original."""

    family: str
    key: str
    score: float
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Verdict:
    """What is proposed for one text, and how far to believe it: a state of `bands`.

    `chance`: that the text has any label of the first family; 0 where it cannot be read.
    `language`: as `analysis.language.guess` says; nothing is proposed in one that is not read.
    """

    proposals: list[Proposal]
    state: str
    chance: float = 0.0
    language: str = language.UNKNOWN


@dataclass(frozen=True)
class Explanation:
    """What speaks for a label and against it, in log-odds, with what it scored and needed."""

    family: str
    key: str
    score: float
    threshold: float
    supports: tuple[Span, ...]
    opposes: tuple[Span, ...]


class Tagger:
    """Labels short answers with the labels of one or more grids.

    Parameters: `grids`, by family; `strength`, inverse of the penalty on weights (scikit-learn's
    C, of support vector machines); `fold_count`, on how many parts thresholds and calibration are
    chosen; `expected_odds`, how many times likelier the polarity that a question declares (a
    choice, not a measure: no corpus says which question was asked).

    Once fitted: `features_`, `models_` by family, `held_out_` (margins of the answers learnt
    from, by models that never saw their writer), `origin_` (what it was learnt from), `terms_`
    (words that people added).
    """

    terms_: tuple[Term, ...] = ()

    def __init__(
        self,
        grids: Mapping[str, Grid],
        *,
        strength: float = 1.0,
        fold_count: int = 6,
        expected_odds: float = 3.0,
    ) -> None:
        self.grids = grids
        self.strength = strength
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
        gold = {family: indicators(grid, labels[family]) for family, grid in self.grids.items()}
        groups = groups if groups is not None else [str(at) for at in range(len(texts))]
        whole = learn(self.grids, texts, gold, self.strength)
        self.held_out_ = hold_out(self.grids, texts, gold, groups, self.strength, self.fold_count)
        self.features_ = repairing(whole.features)
        self.models_ = {
            family: in_log_odds(
                finish(grid, whole.linears[family], self.held_out_.get(family), gold[family])
            )
            for family, grid in self.grids.items()
        }
        self.origin_: dict[str, str] = {}
        return self

    @property
    def grid_version(self) -> str:
        """The version of the grids: « 2026.1 », or each of them where they differ."""
        return "+".join(dict.fromkeys(grid.version for grid in self.grids.values()))

    @property
    def version(self) -> str:
        """What tagged: code, grid and the beginning of the corpus's hash."""
        corpus = self.origin_.get("corpus", "")[:8] or "sans-corpus"
        learnt = self.origin_.get("learnt", "")
        return f"{CODE_VERSION}-{self.grid_version}-{corpus}"[:50] + (
            f"+{learnt}" if learnt else ""
        )

    @property
    def engine(self) -> Engine:
        """This tagger made ready to read by batches; made again once it has learnt anew."""
        learnt = (self.features_, self.models_)
        made = self.__dict__.get("_engine")
        if made is None or any(a is not b for a, b in zip(made[0], learnt, strict=True)):
            made = learnt, Engine(*learnt, self.expected_odds)
            self.__dict__["_engine"] = made
        return cast(Engine, made[1])

    def decisions(self, texts: Sequence[str]) -> dict[str, Floats]:
        """Log-odds before calibration, by family: texts × labels (then « any label »)."""
        linears = {family: model.linear for family, model in self.models_.items()}
        return Learnt(self.features_, linears).decisions([unmarked(text) for text in texts])

    def scores(self, texts: Sequence[str]) -> dict[str, Floats]:
        """Scores of every label, by family: texts × labels, in the grid's order."""
        return {
            family: self.models_[family].scores(decisions)
            for family, decisions in self.decisions(texts).items()
        }

    def propose(
        self,
        texts: Sequence[str],
        *,
        expected_polarity: str | Sequence[str | None] | None = None,
    ) -> list[list[Proposal]]:
        """The labels of each text, family by family, best score first.

        An exclusive family (polarity) gives one label to every text that holds more than blanks;
        the others, none to at most `at_most`. `expected_polarity`: what the question asked for,
        one for all texts or one per text. A text neither French nor English gets no label at all,
        one without any word no enjeu and no domaine: a person must read it. What lies beyond
        20,000 characters is not read.
        """
        read = self.read(texts, expected_polarity=expected_polarity)
        return [each.proposals for each in read]

    def read(
        self,
        texts: Sequence[str],
        *,
        expected_polarity: str | Sequence[str | None] | None = None,
    ) -> list[Verdict]:
        """What `propose` gives, with how far to believe the labels of the first family.

        A text that a person must read (blank, wordless, in another language) is « unknown ».
        """
        expected = _per_text(expected_polarity, len(texts))
        texts = [unmarked(text) for text in texts]
        occurrences = [self.features_.reader.read(text) for text in texts]
        matrix = self.features_.matrix(occurrences)
        decided = {family: model.linear.decide(matrix) for family, model in self.models_.items()}
        return [
            self._propose_one(
                _Reading(text, occurrences[at], matrix[at]),
                {family: values[at] for family, values in decided.items()},
                expected[at],
            )
            for at, text in enumerate(texts)
        ]

    def _propose_one(
        self, reading: "_Reading", decisions: Mapping[str, Floats], expected: str | None
    ) -> Verdict:
        if reading.blank or not language.is_read(reading.language):
            return Verdict([], UNKNOWN, language=reading.language)
        found: list[Proposal] = []
        state, chance = UNKNOWN, 0.0
        for family, model in self.models_.items():
            if model.grid.exclusive:
                chosen = [self._exclusive(model, decisions[family], expected, reading)]
            else:
                chosen = [] if reading.wordless else model.chosen(decisions[family])
                if not reading.wordless and family == next(iter(self.models_)):
                    state = model.state(decisions[family], chosen)
                    chance = model.chance(decisions[family])
            found += [
                Proposal(family, model.grid.keys[j], score, reading.spans(model, j))
                for j, score in chosen
            ]
        return Verdict(found, state, chance, reading.language)

    def _exclusive(
        self, model: FamilyModel, decisions: Floats, expected: str | None, reading: "_Reading"
    ) -> tuple[int, float]:
        keys = model.grid.keys
        if reading.wordless and model.grid.default in keys:
            return keys.index(model.grid.default), round(1 / len(keys), 6)
        shift = np.array([np.log(self.expected_odds) if key == expected else 0.0 for key in keys])
        scores = softmax((decisions + shift)[None, :])[0]
        best = int(scores.argmax())
        return best, round(float(scores[best]), 6)

    def explain(self, text: str) -> list[Explanation]:
        """For every label: its score, its threshold, and the words for and against."""
        text = unmarked(text)
        occurrences = self.features_.reader.read(text)
        row = self.features_.matrix([occurrences])
        reading = _Reading(text, occurrences, row[0])
        return [
            explanation
            for model in self.models_.values()
            for explanation in _explain(model, model.scores(model.linear.decide(row))[0], reading)
        ]


class _Reading:
    """One answer, its features, and what they weigh for a label."""

    def __init__(self, text: str, occurrences: Occurrences, row: Any) -> None:
        self._text = text
        self._spans = Spans(text)
        self._occurrences = occurrences
        self._values = values_per_occurrence(occurrences, row.indices, row.data)

    @property
    def blank(self) -> bool:
        return not self._spans.words

    @property
    def wordless(self) -> bool:
        return not any(word[0].isalnum() for word in self._spans.words)

    @cached_property
    def language(self) -> str:
        return language.guess(self._text[:READ])

    def spans(self, model: FamilyModel, label: int) -> tuple[Span, ...]:
        return self._spans.cut(self.weights(model, label), small_words=model.grid.exclusive)

    def both_sides(
        self, model: FamilyModel, label: int
    ) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        weights = self.weights(model, label)
        small = model.grid.exclusive
        supports = self._spans.cut(weights, small_words=small)
        against = self._spans.cut(-weights, small_words=small)
        return (
            tuple(span for span in supports if span[2] > 0),
            tuple((start, end, -weight) for start, end, weight in against if weight > 0),
        )

    def weights(self, model: FamilyModel, label: int) -> Floats:
        """What each piece of the answer brings to the label, in log-odds."""
        rows = model.linear.exact(self._occurrences.ids)
        weights = rows[:, label]
        if model.grid.exclusive:
            # Only differences matter between labels that exclude each other.
            weights = weights - rows.mean(axis=1)
        return piece_weights(self._occurrences, self._values * weights, len(self._spans.words))


def _explain(model: FamilyModel, scores: Floats, reading: _Reading) -> list[Explanation]:
    found = []
    for j, key in enumerate(model.grid.keys):
        supports, opposes = reading.both_sides(model, j)
        score, threshold = round(float(scores[j]), 6), float(model.thresholds[j])
        found.append(Explanation(model.grid.family, key, score, threshold, supports, opposes))
    return found


def unmarked(text: str) -> str:
    """`text` with the marks of masked data blanked: « [téléphone] » says nothing of telephones."""
    return text if "[" not in text else MARK.sub(lambda mark: " " * len(mark[0]), text)


def _per_text(expected: str | Sequence[str | None] | None, count: int) -> Sequence[str | None]:
    if expected is None or isinstance(expected, str):
        return [expected] * count
    if len(expected) != count:
        raise ValueError(f"expected_polarity: {len(expected)} values for {count} texts")
    return expected
