"""The weights of every family side by side, and the features found by pairs of words."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from analysis.tagging.features import LEXICON_WEIGHT, SENTENCES, Features, Floats
from analysis.tagging.fitting import FamilyModel
from analysis.tagging.quick.pairs import Pairs, key

# Kinds of pairs, by the first letters of features' names.
_KINDS: Final = {
    name: kind
    for kind, name in enumerate(("w", "l", "k", "eB", "eE", "s", "z", "yS", "yT", "yA", "yZ"))
}
WORDS, LEMMAS, APART, BEGINS, ENDS, STARTS, LAST, BUILT, BUILT_LONG, FIRST, LAST_BUILT = range(11)
# A run of three is a pair of a pair: by kind, those of the first two and of the two with the third.
THREES: Final = {STARTS: (11, 12), BUILT: (13, 14), FIRST: (15, 16)}
_OF_LEMMAS: Final = (LEMMAS, APART)
_OF_SHAPES: Final = (BUILT, BUILT_LONG, FIRST, LAST_BUILT)

Number = Callable[[str], int]


class Weights:
    """One row per feature, one column per label of each family in turn.

    A row is a feature's weight times its idf; `squares` holds what it adds to the square of the
    length of its block. The labels of an exclusive family are centred: only differences matter.
    """

    def __init__(self, features: Features, models: Mapping[str, FamilyModel]) -> None:
        self.vocabulary = features.reader.vocabulary
        self.lexicon = features.reader.lexicon
        self.owners = np.asarray(features.reader.owners, np.int64)
        self.size = len(features.idf)
        self.columns: dict[str, slice] = {}
        scale = np.append(features.idf, np.full(features.owners, LEXICON_WEIGHT))
        wide = sum(len(model.linear.intercepts) for model in models.values())
        # Filled in place: a copy of all weights is heavy.
        self.rows: Floats = np.empty((len(scale), wide))
        intercepts, at = [], 0
        for family, model in models.items():
            weights, shift = model.linear.weights, model.linear.intercepts
            self.columns[family] = own = slice(at, at + len(shift))
            np.multiply(weights, scale[:, None], out=self.rows[:, own])
            if model.grid.exclusive:
                self.rows[:, own] -= self.rows[:, own].mean(axis=1, keepdims=True)
            intercepts.append(shift)
            at = own.stop
        self.intercepts: Floats = np.concatenate(intercepts)
        self.squares: Floats = features.idf**2
        # How sentences are built tells few labels: the others are spared the sums.
        built = [at for name, at in self.vocabulary.items() if name[0] in SENTENCES]
        told = np.flatnonzero(np.any(self.rows[built] != 0, axis=0)).tolist() or [0]
        self.late = slice(told[0], told[-1] + 1)
        self.late_rows: Floats = np.ascontiguousarray(self.rows[:, self.late])

    @property
    def width(self) -> int:
        return int(self.rows.shape[1])

    def pairs(self, word: Number, lemma: Number, shape: Number) -> Pairs:
        """The table of all features of two or three pieces. `word`…: number a text."""
        known: dict[int, int] = {}
        starts: dict[tuple[int, str], int] = {}
        for name, feature in self.vocabulary.items():
            kind, texts = _parts(name)
            if kind is None or len(texts) < 2:
                continue
            number = lemma if kind in _OF_LEMMAS else shape if kind in _OF_SHAPES else word
            if len(texts) == 3:
                first, second = THREES[kind]
                two = starts.setdefault((kind, f"{texts[0]} {texts[1]}"), len(starts))
                known[key(first, number(texts[0]), number(texts[1]))] = two
                known[key(second, two, number(texts[2]))] = feature
            else:
                known[key(kind, number(texts[0]), number(texts[1]))] = feature
        return Pairs(known)


def _parts(name: str) -> tuple[int | None, list[str]]:
    """The kind of a feature's name and its words; characters have no kind."""
    letters = 2 if name[0] in "ey" else 1
    return _KINDS.get(name[:letters]), name[letters:].split(" ")
