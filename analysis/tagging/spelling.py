"""Reads a misspelt word as the known word that it is one slip away from."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

# A shorter word is one slip away from too many.
SHORTEST: Final = 5
WORD: Final = "w"
MEANING: Final = "m"
# Beyond this many words, what was repaired is forgotten: memory stays flat.
_MOST: Final = 100_000

Ints = npt.NDArray[np.signedinteger]


class Spelling:
    """Repairs words by the vocabulary of a model: those learnt, and those whose meaning is known.

    A slip: one letter too many, missing, changed, or swapped with the next. Of several words the
    commonest of the corpus is read; of several that the corpus does not hold, none.
    """

    def __init__(self, vocabulary: Mapping[str, int], idf: npt.NDArray[np.float64]) -> None:
        self._vocabulary = vocabulary
        self._idf = idf
        self._read: dict[str, str] = {}

    def repaired(self, piece: str) -> str:
        """The word meant, or `piece` itself where it is known, short, or far from all."""
        if len(piece) < SHORTEST or self._knows(piece) or not piece.isalpha():
            return piece
        found = self._read.get(piece)
        if found is None:
            if len(self._read) >= _MOST:
                self._read.clear()
            found = self._read[piece] = self._nearest(piece)
        return found

    def _knows(self, word: str) -> bool:
        return WORD + word in self._vocabulary or MEANING + word in self._vocabulary

    def _nearest(self, piece: str) -> str:
        hashes, places = self._index
        asked = np.array([hash(each) for each in _shortened(piece)], np.int64)
        starts, ends = (np.searchsorted(hashes, asked, side) for side in ("left", "right"))
        met = {int(at) for start, end in zip(starts, ends, strict=True) for at in places[start:end]}
        words = sorted({self._words[at] for at in met if one_slip(piece, self._words[at])})
        if len(words) < 2:
            return words[0] if words else piece
        best = min(words, key=self._rank)
        return best if np.isfinite(self._rank(best)) else piece

    def _rank(self, word: str) -> float:
        number = self._vocabulary.get(WORD + word)
        return float("inf") if number is None else float(self._idf[number])

    @cached_property
    def _words(self) -> list[str]:
        known = (name[1:] for name in self._vocabulary if name[0] in (WORD, MEANING))
        return sorted({word for word in known if len(word) >= SHORTEST - 1 and word.isalpha()})

    @cached_property
    def _index(self) -> tuple[Ints, Ints]:
        """Hashes of every word less one letter, ascending, and whose they are: two words one slip
        apart share one of them (Garbe's symmetric deletions)."""
        forms = (hash(form) for word in self._words for form in _shortened(word))
        hashes = np.fromiter(forms, np.int64)
        sizes = [len(word) + 1 for word in self._words]
        places = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        order = np.argsort(hashes, kind="stable")
        return hashes[order], places[order]


def _shortened(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def one_slip(one: str, other: str) -> bool:
    """Whether two different words are one letter apart, or two neighbours swapped."""
    if len(one) < len(other):
        one, other = other, one
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))
    if len(one) == len(other):
        swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
        return one != other and (one[at + 1 :] == other[at + 1 :] or swapped)
    return one[at + 1 :] == other[at:]
