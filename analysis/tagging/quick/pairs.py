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
_ROOM: Final = 3


def key(kind: int, first: int, second: int) -> int:
    return (kind << 2 * _WIDTH) | (first << _WIDTH) | second


def keys(kind: int, first: Ints, second: Ints) -> Keys:
    """`key` for arrays."""
    joined = (first << _WIDTH) | second
    joined |= kind << 2 * _WIDTH
    return joined.view(np.uint64)


class Pairs:
    """Open addressing with linear probing; filled once."""

    def __init__(self, known: dict[int, int]) -> None:
        bits = max(4, (_ROOM * len(known)).bit_length())
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._keys = np.full(1 << bits, _EMPTY, np.uint64)
        self._values = np.zeros(1 << bits, np.int64)
        asked = np.fromiter(known, np.uint64, len(known))
        for value, place, one in zip(known.values(), self._places(asked), asked, strict=True):
            while self._keys[place] != _EMPTY:
                place = (place + 1) & self._mask
            self._keys[place], self._values[place] = one, value

    def _places(self, asked: Keys) -> Ints:
        return np.asarray((asked * _SPREAD) >> self._shift, np.uint64).view(np.int64)

    def find(self, asked: Keys) -> tuple[Ints, Ints]:
        """Which of the keys are known (places in `asked`, ascending), and their values."""
        places = self._places(asked)
        met = self._keys[places]
        hit = met == asked
        found = np.flatnonzero(hit)
        values = self._values[places[found]]
        left = np.flatnonzero((met != _EMPTY) & ~hit)
        if not len(left):
            return found, values
        more, others = self._probe(asked, left, places[left])
        found, values = np.concatenate([found, more]), np.concatenate([values, others])
        order = np.argsort(found, kind="stable")
        return found[order], values[order]

    def _probe(self, asked: Keys, left: Ints, places: Ints) -> tuple[Ints, Ints]:
        found, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        while len(left):
            places = (places + 1) & self._mask
            met = self._keys[places]
            hit = met == asked[left]
            found.append(left[hit])
            values.append(self._values[places[hit]])
            going = (met != _EMPTY) & ~hit
            left, places = left[going], places[going]
        return np.concatenate(found), np.concatenate(values)
