"""What each piece of a batch of answers weighs for each label."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.tagging.features import BLOCK_WEIGHTS, Floats, Ints
from analysis.tagging.pieces import sizes
from analysis.tagging.quick import weights as kinds
from analysis.tagging.quick.expressions import Expressions
from analysis.tagging.quick.pairs import Pairs, keys
from analysis.tagging.quick.spreading import Met, Whole, runs, spread
from analysis.tagging.quick.weights import Halves, Weights
from analysis.tagging.quick.words import APART_BIT, END, LONG, SHORT, Cut, Words

# Words are compared up to this many telling words apart.
GAPS: Final = (1, 2, 3)
# Beyond as many pieces, sentences or marks, what an answer's size is called changes no more.
_SIZED: Final = 64


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
        nothing = weights.built.nothing
        named = [[weights.place(name) for name in sizes(at, at, at, at)] for at in range(_SIZED)]
        self._sized = np.array(
            [[nothing if place is None else place for place in each] for each in named], np.int64
        )
        self._start()

    def _start(self) -> None:
        self._pairs = self.weights.pairs(
            self.words.number, self.words.lemma_number, self.words.shape_number
        )
        self._marks = [self.words.number(mark) for mark in "?!"]
        self.words.learn()

    def rest(self) -> None:
        """Between two batches: forgets words when there are too many of them."""
        if self.words.full():
            self.words.forget()
            self._expressions.forget()
            self._start()

    def weigh(self, cut: Cut) -> Halves:
        """Pieces × labels: summed over the pieces of an answer, its log-odds less intercepts."""
        weighed = self._characters(cut)
        weighed += spread(
            self._subject(cut), cut, self.weights.subject, valued=self._expressed(cut)
        )
        found = self._cut_sentences(cut)
        whole = self._sizes(cut, found)
        met = [*self._sentences(cut, found), *self._manner(cut, found)]
        weighed[:, self.weights.late] += spread(met, cut, self.weights.built, whole=whole)
        return weighed

    def _characters(self, cut: Cut) -> Halves:
        weighed, squares = self.words.characters(cut.pieces)
        totals = np.bincount(cut.rows, squares, minlength=len(cut.starts) - 1)
        scales = BLOCK_WEIGHTS["c"] / np.sqrt(np.where(totals > 0, totals, 1.0))
        weighed *= scales.astype(np.float32)[cut.rows, None]
        return weighed

    def _expressed(self, cut: Cut) -> tuple[Met, Floats] | None:
        hits = self._expressions.find(cut)
        if not len(hits.owners):
            return None
        cells = cut.rows[hits.firsts] * (int(self.weights.owners.max()) + 1) + hits.owners
        _, back, counts = np.unique(cells, return_inverse=True, return_counts=True)
        times = counts[back]
        met = Met("", self.weights.lexical + hits.owners, hits.firsts, hits.lasts)
        return met, np.log1p(times) / times

    def _subject(self, cut: Cut) -> list[Met]:
        places = np.arange(len(cut.pieces))
        beside = places[:-1][cut.rows[:-1] == cut.rows[1:]]
        lemmas = self.words.lemmas(cut.pieces)
        return [
            *(self._single(kind, cut, places) for kind in "wlm"),
            self._pair(kinds.WORDS, cut.pieces, beside),
            self._pair(kinds.LEMMAS, lemmas, beside),
            *self._apart(cut, lemmas),
            *self._edges(cut),
        ]

    def _single(self, kind: str, cut: Cut, places: Ints) -> Met:
        return Met(kind[0], self.words.features(cut.pieces[places], kind), places)

    def _pair(self, kind: int, numbers: Ints, firsts: Ints, lasts: Ints | None = None) -> Met:
        lasts = firsts + 1 if lasts is None else lasts
        found, features = self._pairs.find(keys(kind, numbers[firsts], numbers[lasts]))
        return Met(kinds.block(kind), features, firsts[found], lasts[found])

    def _apart(self, cut: Cut, lemmas: Ints) -> list[Met]:
        telling = np.flatnonzero(self.words.bits(cut.pieces) & APART_BIT)
        rows = cut.rows[telling]
        found = []
        for gap in GAPS:
            same = rows[gap:] == rows[:-gap]
            found.append(self._pair(kinds.APART, lemmas, telling[:-gap][same], telling[gap:][same]))
        return found

    def _edges(self, cut: Cut) -> list[Met]:
        """The first three pieces and the last four, and the first and last pairs."""
        lengths = np.diff(cut.starts)
        firsts, ends = cut.starts[:-1], cut.starts[1:]
        begin = runs(firsts, np.minimum(lengths, 3))
        last = runs(ends - np.minimum(lengths, 4), np.minimum(lengths, 4))
        two = lengths > 1
        return [
            self._single("eB", cut, begin),
            self._single("eE", cut, last),
            self._pair(kinds.BEGINS, cut.pieces, firsts[two]),
            self._pair(kinds.ENDS, cut.pieces, ends[two] - 2),
        ]

    def _sentences(self, cut: Cut, found: Sentences) -> list[Met]:
        pieces, starts = cut.pieces, found.starts
        return [
            self._single("s", cut, runs(starts, np.minimum(found.sizes, 2))),
            self._pair(kinds.STARTS, pieces, starts[found.sizes >= 2]),
            self._three(kinds.STARTS, pieces, starts[found.sizes >= 3]),
            self._single("z", cut, runs(found.last, found.last_sizes)),
            self._pair(kinds.LAST, pieces, runs(found.last, found.last_sizes - 1)),
        ]

    def _cut_sentences(self, cut: Cut) -> Sentences:
        stops = self.words.bits(cut.pieces) & END > 0
        begins = np.append([True], (cut.rows[1:] != cut.rows[:-1]) | stops[:-1])[: len(stops)]
        starts = np.flatnonzero(begins)
        lengths = np.append(starts[1:], len(stops))[: len(starts)] - starts
        longer = np.flatnonzero(lengths > 1)
        rows = cut.rows[starts[longer]]
        last = longer[np.append(rows[1:] != rows[:-1], [True])[: len(rows)]]
        return Sentences(starts, lengths, starts[last], lengths[last])

    def _manner(self, cut: Cut, found: Sentences) -> list[Met]:
        """How sentences are built, as `pieces.manner_names` tells it."""
        short, long = self.words.shapes(cut.pieces, SHORT), self.words.shapes(cut.pieces, LONG)
        starts, two, three = found.starts, found.sizes >= 2, found.sizes >= 3
        whole, lengths = cut.starts[:-1], np.diff(cut.starts)
        return [
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
        ]

    def _sizes(self, cut: Cut, found: Sentences) -> Whole:
        """Features of the whole answer: its length and its marks."""
        many = len(cut.starts) - 1
        counts = [
            np.diff(cut.starts),
            np.bincount(cut.rows[found.starts], minlength=many),
            *(np.bincount(cut.rows[cut.pieces == mark], minlength=many) for mark in self._marks),
        ]
        capped = np.minimum(np.column_stack(counts), _SIZED - 1)
        return Whole("y", self._sized[capped, np.arange(len(counts))])

    def _three(self, kind: int, pieces: Ints, starts: Ints) -> Met:
        first, second = kinds.THREES[kind]
        two = self._pair(first, pieces, starts)
        asked = keys(second, two.features, pieces[two.firsts + 2])
        found, features = self._pairs.find(asked)
        return Met(kinds.block(kind), features, two.firsts[found], two.firsts[found] + 2)
