"""A table from pairs of numbers to features, asked for thousands of pairs at once."""

from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

# A key holds its kind, then two numbers under 2²⁸.
_WIDTH: Final = 28
# 2⁶⁴ divided by the golden ratio (Knuth's multiplicative hashing).
_SPREAD: Final = np.uint64(11400714819323198485)
_EMPTY: Final = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_ROOM: Final = 4


def keys(kind: int, first: Ints, second: Ints) -> Keys:
    """One number per pair; no two pairs, of one kind or of two, have the same."""
    joined = (first << _WIDTH) | second
    joined |= kind << 2 * _WIDTH
    return joined.view(np.uint64)


class Pairs:
    """Open addressing with linear probing; filled once. No key is given twice."""

    def __init__(self, known: Keys, values: Ints) -> None:
        bits = max(4, (_ROOM * len(known)).bit_length())
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._keys = np.full(1 << bits, _EMPTY, np.uint64)
        self._values = np.zeros(1 << bits, np.int32)
        left, places = np.arange(len(known)), self._places(known)
        while len(left):
            # Of those that want a free place the first takes it; the others go one further.
            free = self._keys[places] == _EMPTY
            _, first = np.unique(places[free], return_index=True)
            settled = np.flatnonzero(free)[first]
            self._keys[places[settled]] = known[left[settled]]
            self._values[places[settled]] = values[left[settled]]
            going = np.ones(len(left), bool)
            going[settled] = False
            left, places = left[going], (places[going] + 1) & self._mask

    def _places(self, asked: Keys) -> Ints:
        return np.asarray((asked * _SPREAD) >> self._shift, np.uint64).view(np.int64)

    def find(self, asked: Keys) -> tuple[Ints, Ints]:
        """Which of the keys are known (places in `asked`), and their values."""
        places = self._places(asked)
        met = self._keys[places]
        hit = met == asked
        found = np.flatnonzero(hit)
        values = self._values[places[found]].astype(np.int64)
        left = np.flatnonzero((met != _EMPTY) & ~hit)
        if not len(left):
            return found, values
        more, others = self._probe(asked, left, places[left])
        return np.concatenate([found, more]), np.concatenate([values, others])

    def _probe(self, asked: Keys, left: Ints, places: Ints) -> tuple[Ints, Ints]:
        found, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        asked = asked[left]
        while len(left):
            places = (places + 1) & self._mask
            met = self._keys[places]
            hit = met == asked
            found.append(left[hit])
            values.append(self._values[places[hit]])
            going = np.flatnonzero((met != _EMPTY) & ~hit)
            left, places, asked = left[going], places[going], asked[going]
        return np.concatenate(found), np.concatenate(values)
