"""What each piece of a batch of answers weighs for each label."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from analysis.tagging.features import BLOCK_WEIGHTS, SENTENCES, Floats, Ints
from analysis.tagging.quick import weights as kinds
from analysis.tagging.quick.expressions import Expressions
from analysis.tagging.quick.pairs import Pairs, keys
from analysis.tagging.quick.weights import Weights
from analysis.tagging.quick.words import APART_BIT, END, Cut, Words

# Words are compared up to this many telling words apart.
GAPS: Final = (1, 2, 3)


@dataclass(frozen=True)
class Met:
    """Features met in a batch: each comes from the pieces `firsts` to `lasts` (included)."""

    features: Ints
    firsts: Ints
    lasts: Ints


class Matching:
    """Finds the features of batches of answers; remembers words, not answers."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.words = Words(weights)
        self._expressions = Expressions(weights.lexicon, weights.owners, self.words)
        self._pairs: Pairs
        self._start()

    def _start(self) -> None:
        self._pairs = self.weights.pairs(self.words.number, self.words.lemma_number)

    def rest(self) -> None:
        """Between two batches: forgets words when there are too many of them."""
        if self.words.full():
            self.words.forget()
            self._expressions.forget()
            self._start()

    def weigh(self, cut: Cut) -> Floats:
        """Pieces × labels: summed over the pieces of an answer, its log-odds less intercepts."""
        characters, squares = self.words.characters(cut.pieces)
        scales = self._scales(squares, cut.rows, "c", len(cut.starts) - 1)
        weighed = characters
        weighed *= scales[:, None]
        found = [(block, met, self._values(met, cut, block)) for block, met in self._blocks(cut)]
        subject = [(met, values) for block, met, values in found if block not in SENTENCES]
        weighed += self._spread([*subject, *self._lexical(cut)], cut, self.weights.rows)
        late = [(met, values) for block, met, values in found if block in SENTENCES]
        weighed[:, self.weights.late] += self._spread(late, cut, self.weights.late_rows)
        return weighed

    @staticmethod
    def _scales(squares: Floats, rows: Ints, block: str, answers: int) -> Floats:
        """What each feature of a block is multiplied by: its block has the same length in all."""
        totals = np.bincount(rows, squares, minlength=answers).astype(np.float64)
        scales = BLOCK_WEIGHTS[block] / np.sqrt(np.where(totals > 0, totals, 1.0))
        return np.asarray(scales[rows], np.float64)

    def _values(self, met: Met, cut: Cut, block: str) -> Floats:
        squares = self.weights.squares[met.features]
        return self._scales(squares, cut.rows[met.firsts], block, len(cut.starts) - 1)

    @staticmethod
    def _spread(found: list[tuple[Met, Floats]], cut: Cut, table: Floats) -> Floats:
        """Shares each feature equally among its pieces."""
        features = np.concatenate([met.features for met, _ in found])
        firsts = np.concatenate([met.firsts for met, _ in found])
        sizes = np.concatenate([met.lasts for met, _ in found]) - firsts + 1
        values = np.concatenate([values for _, values in found]) / sizes
        inner = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = np.repeat(firsts, sizes) + inner
        shape = len(cut.pieces), len(table)
        cells = np.repeat(values, sizes), (places, np.repeat(features, sizes))
        return np.asarray(sparse.coo_matrix(cells, shape=shape) @ table, np.float64)

    def _lexical(self, cut: Cut) -> list[tuple[Met, Floats]]:
        hits = self._expressions.find(cut)
        if not len(hits.owners):
            return []
        cells = cut.rows[hits.firsts] * (int(self.weights.owners.max()) + 1) + hits.owners
        _, back, counts = np.unique(cells, return_inverse=True, return_counts=True)
        times = counts[back]
        met = Met(self.weights.size + hits.owners, hits.firsts, hits.lasts)
        return [(met, np.log1p(times) / times)]

    def _blocks(self, cut: Cut) -> list[tuple[str, Met]]:
        places = np.arange(len(cut.pieces))
        beside = places[:-1][cut.rows[:-1] == cut.rows[1:]]
        lemmas = self.words.lemmas(cut.pieces)
        return [
            (
                "w",
                _all(self._single("w", cut, places), self._pair(kinds.WORDS, cut.pieces, beside)),
            ),
            ("l", _all(self._single("l", cut, places), self._pair(kinds.LEMMAS, lemmas, beside))),
            ("k", self._apart(cut, lemmas)),
            ("e", self._edges(cut)),
            *self._sentences(cut, beside),
        ]

    def _single(self, kind: str, cut: Cut, places: Ints) -> Met:
        features = self.words.features(cut.pieces[places], kind)
        known = features >= 0
        return Met(features[known], places[known], places[known])

    def _pair(self, kind: int, numbers: Ints, firsts: Ints, lasts: Ints | None = None) -> Met:
        lasts = firsts + 1 if lasts is None else lasts
        found, features = self._pairs.find(keys(kind, numbers[firsts], numbers[lasts]))
        return Met(features, firsts[found], lasts[found])

    def _apart(self, cut: Cut, lemmas: Ints) -> Met:
        telling = np.flatnonzero(self.words.bits(cut.pieces) & APART_BIT)
        rows = cut.rows[telling]
        found = []
        for gap in GAPS:
            same = rows[gap:] == rows[:-gap]
            found.append(self._pair(kinds.APART, lemmas, telling[:-gap][same], telling[gap:][same]))
        return _all(*found)

    def _edges(self, cut: Cut) -> Met:
        """The first three pieces and the last four, and the first and last pairs."""
        sizes = np.diff(cut.starts)
        firsts, ends = cut.starts[:-1], cut.starts[1:]
        begin = runs(firsts, np.minimum(sizes, 3))
        last = runs(ends - np.minimum(sizes, 4), np.minimum(sizes, 4))
        two = sizes > 1
        return _all(
            self._single("eB", cut, begin),
            self._single("eE", cut, last),
            self._pair(kinds.BEGINS, cut.pieces, firsts[two]),
            self._pair(kinds.ENDS, cut.pieces, ends[two] - 2),
        )

    def _sentences(self, cut: Cut, beside: Ints) -> list[tuple[str, Met]]:
        stops = self.words.bits(cut.pieces) & END > 0
        begins = np.append([True], (cut.rows[1:] != cut.rows[:-1]) | stops[:-1])[: len(stops)]
        starts = np.flatnonzero(begins)
        ends = np.append(starts[1:], len(stops))[: len(starts)]
        sizes = ends - starts
        s = _all(
            self._single("s", cut, runs(starts, np.minimum(sizes, 2))),
            self._pair(kinds.STARTS, cut.pieces, starts[sizes >= 2]),
            self._three(cut, starts[sizes >= 3]),
        )
        longer = np.flatnonzero(sizes > 1)
        rows = cut.rows[starts[longer]]
        last = longer[np.append(rows[1:] != rows[:-1], [True])[: len(rows)]]
        z = _all(
            self._single("z", cut, runs(starts[last], sizes[last])),
            self._pair(kinds.LAST, cut.pieces, runs(starts[last], sizes[last] - 1)),
        )
        return [("s", s), ("z", z)]

    def _three(self, cut: Cut, starts: Ints) -> Met:
        two = self._pair(kinds.STARTS_TWO, cut.pieces, starts)
        asked = keys(kinds.STARTS_THREE, two.features, cut.pieces[two.lasts + 1])
        found, features = self._pairs.find(asked)
        return Met(features, two.firsts[found], two.firsts[found] + 2)


def _all(*found: Met) -> Met:
    return Met(
        np.concatenate([met.features for met in found]),
        np.concatenate([met.firsts for met in found]),
        np.concatenate([met.lasts for met in found]),
    )


def runs(starts: Ints, sizes: Ints) -> Ints:
    """`starts[i]`, `starts[i] + 1`… `sizes[i]` of them, for each i."""
    inner = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.asarray(np.repeat(starts, sizes) + inner, np.int64)
