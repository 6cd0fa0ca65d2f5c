"""What each piece of a batch of answers weighs for each label."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from analysis.tagging.features import BLOCK_WEIGHTS, SENTENCES, Floats, Ints
from analysis.tagging.pieces import sizes
from analysis.tagging.quick import weights as kinds
from analysis.tagging.quick.expressions import Expressions
from analysis.tagging.quick.pairs import Pairs, keys
from analysis.tagging.quick.weights import Weights
from analysis.tagging.quick.words import APART_BIT, END, LONG, SHORT, Cut, Words

# Words are compared up to this many telling words apart.
GAPS: Final = (1, 2, 3)


@dataclass(frozen=True)
class Met:
    """Features met in a batch: each comes from the pieces `firsts` to `lasts` (included)."""

    features: Ints
    firsts: Ints
    lasts: Ints


@dataclass(frozen=True)
class Sentences:
    """Where the sentences of a batch start and how many pieces they hold, and the last one of
    each answer that has one of several pieces."""

    starts: Ints
    sizes: Ints
    last: Ints
    last_sizes: Ints


class Matching:
    """Finds the features of batches of answers; remembers words, not answers."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.words = Words(weights)
        self._expressions = Expressions(weights.lexicon, weights.owners, self.words)
        self._pairs: Pairs
        self._start()

    def _start(self) -> None:
        self._pairs = self.weights.pairs(
            self.words.number, self.words.lemma_number, self.words.shape_number
        )

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
            ("m", self._single("m", cut, places)),
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
        lengths = np.diff(cut.starts)
        firsts, ends = cut.starts[:-1], cut.starts[1:]
        begin = runs(firsts, np.minimum(lengths, 3))
        last = runs(ends - np.minimum(lengths, 4), np.minimum(lengths, 4))
        two = lengths > 1
        return _all(
            self._single("eB", cut, begin),
            self._single("eE", cut, last),
            self._pair(kinds.BEGINS, cut.pieces, firsts[two]),
            self._pair(kinds.ENDS, cut.pieces, ends[two] - 2),
        )

    def _sentences(self, cut: Cut, beside: Ints) -> list[tuple[str, Met]]:
        found = self._cut_sentences(cut)
        pieces, starts = cut.pieces, found.starts
        s = _all(
            self._single("s", cut, runs(starts, np.minimum(found.sizes, 2))),
            self._pair(kinds.STARTS, pieces, starts[found.sizes >= 2]),
            self._three(kinds.STARTS, pieces, starts[found.sizes >= 3]),
        )
        last, many = found.last, found.last_sizes
        z = _all(
            self._single("z", cut, runs(last, many)),
            self._pair(kinds.LAST, pieces, runs(last, many - 1)),
        )
        return [("s", s), ("z", z), ("y", self._manner(cut, found))]

    def _cut_sentences(self, cut: Cut) -> Sentences:
        stops = self.words.bits(cut.pieces) & END > 0
        begins = np.append([True], (cut.rows[1:] != cut.rows[:-1]) | stops[:-1])[: len(stops)]
        starts = np.flatnonzero(begins)
        sizes = np.append(starts[1:], len(stops))[: len(starts)] - starts
        longer = np.flatnonzero(sizes > 1)
        rows = cut.rows[starts[longer]]
        last = longer[np.append(rows[1:] != rows[:-1], [True])[: len(rows)]]
        return Sentences(starts, sizes, starts[last], sizes[last])

    def _manner(self, cut: Cut, found: Sentences) -> Met:
        """How sentences are built, as `pieces.manner_names` tells it."""
        short, long = self.words.shapes(cut.pieces, SHORT), self.words.shapes(cut.pieces, LONG)
        starts, two, three = found.starts, found.sizes >= 2, found.sizes >= 3
        whole, lengths = cut.starts[:-1], np.diff(cut.starts)
        return _all(
            self._single("yS", cut, starts),
            self._pair(kinds.BUILT, short, starts[two]),
            self._three(kinds.BUILT, short, starts[three]),
            self._single("yT", cut, starts),
            self._pair(kinds.BUILT_LONG, long, starts[two]),
            self._single("yA", cut, whole[lengths >= 1]),
            self._pair(kinds.FIRST, short, whole[lengths >= 2]),
            self._three(kinds.FIRST, short, whole[lengths >= 3]),
            self._single("yZ", cut, found.last),
            self._pair(kinds.LAST_BUILT, long, found.last),
            self._sizes(cut, found),
        )

    def _sizes(self, cut: Cut, found: Sentences) -> Met:
        """Features of the whole answer: its length and its marks."""
        many = len(cut.starts) - 1
        filled = np.flatnonzero(np.diff(cut.starts))
        counts = [
            np.diff(cut.starts),
            np.bincount(cut.rows[found.starts], minlength=many),
            *(
                np.bincount(cut.rows[cut.pieces == self.words.number(mark)], minlength=many)
                for mark in "?!"
            ),
        ]
        names = (sizes(*each) for each in np.column_stack(counts)[filled].tolist())
        known = self.weights.vocabulary
        features = np.array([[known.get(name, -1) for name in each] for each in names], np.int64)
        features = features.reshape(-1, len(counts))
        rows, places = np.nonzero(features >= 0)
        at = filled[rows]
        return Met(features[rows, places], cut.starts[at], cut.starts[at + 1] - 1)

    def _three(self, kind: int, pieces: Ints, starts: Ints) -> Met:
        first, second = kinds.THREES[kind]
        two = self._pair(first, pieces, starts)
        asked = keys(second, two.features, pieces[two.lasts + 1])
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
