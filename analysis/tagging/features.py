"""Turns answers into a matrix of weighted features, and knows which words each came from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.tagging.lexicon import Lexicon
from analysis.tagging.pieces import (
    apart_names,
    end_names,
    manner_names,
    names_of_pair,
    names_of_piece,
    pieces,
    sentence_names,
)
from analysis.tagging.spelling import Spelling

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Each block of features is brought to the same length, whatever the length of the answer.
# w: words, l: lemmas, m: meanings of words, c: characters, k: words apart, e: ends of the answer,
# s: starts of sentences, z: the last one, y: how sentences are built.
BLOCK_WEIGHTS: Final = {
    "w": 1.0, "l": 1.0, "m": 0.7, "c": 1.0, "k": 1.0, "e": 0.5, "s": 0.5, "z": 0.5, "y": 0.7,
}  # fmt: skip
BLOCKS: Final = tuple(BLOCK_WEIGHTS)
LEXICON_WEIGHT: Final = 0.3

# What tells the polarity and blurs the rest.
SENTENCES: Final = "szy"
MEANINGS: Final = "m"
# What is met in one answer alone is learnt too (over writers, enjeux micro F1 0.801 → 0.808): a
# pair of words seen once is often seen again. Not of how sentences are built.
MIN_ANSWERS: Final = {block: 2 if block in SENTENCES else 1 for block in BLOCKS}


@dataclass(frozen=True)
class Occurrences:
    """Features of one answer: feature `ids[i]` comes from the pieces `firsts[i]` to `lasts[i]`."""

    ids: Ints
    firsts: Ints
    lasts: Ints


class Reader:
    """Reads answers with a fixed vocabulary, remembering what each word gives."""

    def __init__(
        self,
        vocabulary: dict[str, int],
        lexicon: Lexicon,
        owners: Sequence[int],
        spelling: Spelling | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.lexicon = lexicon
        self.owners = owners
        self.spelling = spelling
        self._known: dict[tuple[str, ...], Ints] = {}

    def read(self, text: str) -> Occurrences:
        """Every feature of `text`, with the pieces it came from."""
        found = [self.meant(piece) for piece in pieces(text)]
        parts = [(self._ids(piece), at, at) for at, piece in enumerate(found)]
        parts += [
            (self._ids(first, second), at, at + 1)
            for at, (first, second) in enumerate(zip(found, found[1:], strict=False))
        ]
        parts += self._placed(found)
        parts += self._expressions(found)
        if not parts:
            nothing = np.zeros(0, np.int64)
            return Occurrences(nothing, nothing, nothing)
        sizes = [len(ids) for ids, _, _ in parts]
        return Occurrences(
            np.concatenate([ids for ids, _, _ in parts]),
            np.repeat([first for _, first, _ in parts], sizes),
            np.repeat([last for _, _, last in parts], sizes),
        )

    def meant(self, piece: str) -> str:
        """The word that a misspelt one is read as."""
        return self.spelling.repaired(piece) if self.spelling else piece

    def _ids(self, *piece: str) -> Ints:
        ids = self._known.get(piece)
        if ids is None:
            names = names_of_piece(*piece) if len(piece) == 1 else names_of_pair(*piece)
            ids = self._known[piece] = self._numbers(names)
        return ids

    def _numbers(self, names: Iterable[str]) -> Ints:
        known = (self.vocabulary.get(name) for name in names)
        return np.array([number for number in known if number is not None], np.int64)

    def _placed(self, found: Sequence[str]) -> list[tuple[Ints, int, int]]:
        names = [
            *end_names(found),
            *sentence_names(found),
            *manner_names(found),
            *apart_names(found),
        ]
        known = [(self.vocabulary.get(name), first, last) for name, first, last in names]
        return [(np.array([at], np.int64), a, b) for at, a, b in known if at is not None]

    def _expressions(self, found: Sequence[str]) -> list[tuple[Ints, int, int]]:
        base = len(self.vocabulary)
        return [
            (np.array([base + self.owners[hit.expression]], np.int64), hit.first, hit.last)
            for hit in self.lexicon.find(found)
        ]


class _Growing(dict[str, int]):
    def get(self, name: str, default: Any = None) -> int:
        return self.setdefault(name, len(self))

    def get_known(self, name: str) -> int | None:
        return super().get(name)


def learn_vocabulary(texts: Sequence[str], meant: Iterable[str]) -> tuple[dict[str, int], Floats]:
    """The features met often enough and every word whose meaning is known, in alphabetical order,
    and their idf.

    `meant`: folded words. idf = ln((1 + n) / (1 + df)) + 1, as in scikit-learn's TfidfTransformer
    (smooth_idf).
    """
    growing = _Growing()
    reader = Reader(growing, Lexicon(()), ())
    counts = np.zeros(0, np.int64)
    for text in texts:
        ids = np.unique(reader.read(text).ids)
        if len(growing) > len(counts):
            counts = np.concatenate([counts, np.zeros(2 * len(growing), np.int64)])
        counts[ids] += 1
    met = {
        name: int(counts[number])
        for name, number in growing.items()
        if name[0] != MEANINGS and counts[number] >= MIN_ANSWERS[name[0]]
    }
    for word in meant:
        number = growing.get_known(MEANINGS + word)
        met[MEANINGS + word] = int(counts[number]) if number is not None else 0
    kept = sorted(met)
    frequencies = np.array([met[name] for name in kept], np.float64)
    idf = np.log((1 + len(texts)) / (1 + frequencies)) + 1
    return {name: number for number, name in enumerate(kept)}, idf


@dataclass(frozen=True)
class Features:
    """A learnt vocabulary with its weights.

    Columns of the matrices: the vocabulary, then one column per lexicon owner (an owner is a
    label, for or against).
    """

    reader: Reader
    idf: Floats
    owners: int

    @property
    def width(self) -> int:
        return len(self.idf) + self.owners

    def matrix(self, occurrences: Sequence[Occurrences]) -> sparse.csr_matrix:
        """One row per answer: tf · idf, each block brought to its length.

        A repeated feature counts each time, in the length too: what an answer weighs is then the
        sum of what its words weigh, which `analysis.tagging.quick` relies on.
        """
        indptr = np.concatenate([[0], np.cumsum([len(each.ids) for each in occurrences])])
        ids = np.concatenate([np.zeros(0, np.int64), *(each.ids for each in occurrences)])
        matrix = sparse.csr_matrix(
            (np.ones(len(ids)), ids, indptr), shape=(len(occurrences), self.width)
        )
        matrix.sum_duplicates()
        matrix.data = self._weighted(matrix)
        return matrix

    def without(self, matrix: sparse.csr_matrix, blocks: str) -> sparse.csr_matrix:
        """The same columns, those of some blocks emptied."""
        kept = [float(name[0] not in blocks) for name in self.reader.vocabulary]
        emptied = sparse.csr_matrix(matrix @ sparse.diags([*kept, *[1.0] * self.owners]))
        emptied.eliminate_zeros()
        return emptied

    def _weighted(self, counts: sparse.csr_matrix) -> Floats:
        blocks, weights = self._blocks()
        columns = counts.indices
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        in_lexicon = columns >= len(self.idf)
        idf = np.append(self.idf, np.ones(self.owners))[columns]
        data = np.where(in_lexicon, np.log1p(counts.data), counts.data * idf)
        cells = rows * len(weights) + blocks[columns]
        norms = np.sqrt(
            np.bincount(cells, counts.data * idf**2, minlength=counts.shape[0] * len(weights))
        )
        lengths = np.where(in_lexicon, 1.0, norms[cells])
        return np.asarray(weights[blocks[columns]] * data / lengths, np.float64)

    def _blocks(self) -> tuple[Ints, Floats]:
        cached = self.__dict__.get("_block_arrays")
        if cached is None:
            letters = [BLOCKS.index(name[0]) for name in self.reader.vocabulary]
            blocks = np.array([*letters, *[len(BLOCKS)] * self.owners], np.int64)
            weights = np.array([*(BLOCK_WEIGHTS[block] for block in BLOCKS), LEXICON_WEIGHT])
            cached = blocks, weights
            self.__dict__["_block_arrays"] = cached
        return cached
