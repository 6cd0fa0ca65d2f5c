"""Reads batches of answers with a fitted tagger: labels, scores and the words that caused them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from analysis.tagging.features import Features
from analysis.tagging.fitting import FamilyModel
from analysis.tagging.quick.choosing import Choices, Readable, choose, expected_shifts
from analysis.tagging.quick.evidence import Asked, Spans, spans
from analysis.tagging.quick.matching import Matching
from analysis.tagging.quick.weights import Weights

# Small enough for a processor's cache, large enough for arrays to pay.
BATCH: Final = 768


@dataclass(frozen=True)
class Read:
    """What was read in a batch: its labels, and spans of characters of each."""

    choices: Choices
    spans: Spans


class Engine:
    """A fitted tagger made ready to read by batches.

    The same labels and scores as `Tagger.read`, answer by answer.
    """

    def __init__(
        self, features: Features, models: Mapping[str, FamilyModel], expected_odds: float
    ) -> None:
        self._models = models
        self._odds = expected_odds
        self._weights = Weights(features, models)
        self._matching = Matching(self._weights)
        exclusive = [
            np.full(len(model.linear.intercepts), model.grid.exclusive) for model in models.values()
        ]
        self._small_words = np.concatenate(exclusive)
        self.labels = [
            (family, key)
            for family, model in models.items()
            for key in [*model.grid.keys, *([] if model.grid.exclusive else [""])]
        ]

    def read(self, texts: Sequence[str], expected: Sequence[str | None]) -> Iterator[Read]:
        """Batch after batch, in order. `texts`: without the marks of masked data."""
        for start in range(0, len(texts), BATCH):
            end = start + BATCH
            yield self._read(texts[start:end], expected[start:end])

    def _read(self, texts: Sequence[str], expected: Sequence[str | None]) -> Read:
        self._matching.rest()
        cut = self._matching.words.cut(texts)
        weighed = self._matching.weigh(cut)
        sums = sparse.csr_matrix(
            (np.ones(len(cut.pieces), np.float32), np.arange(len(cut.pieces)), cut.starts),
            shape=(len(texts), len(cut.pieces)),
        )
        decisions = np.asarray(sums @ weighed) + self._weights.intercepts
        bits = self._matching.words.bits(cut.written)
        shifts = expected_shifts(self._models, expected, self._odds)
        choices = choose(
            self._models, self._weights.columns, decisions, Readable.of(texts, cut, bits), shifts
        )
        asked = Asked(choices.rows, choices.columns, self._small_words[choices.columns])
        return Read(choices, spans(cut, bits, weighed, asked))
