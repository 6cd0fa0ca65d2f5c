"""The grid's expressions met in a batch of answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.tagging.features import Ints
from analysis.tagging.lexicon import Lexicon, Pattern, fits
from analysis.tagging.quick.growing import Growing
from analysis.tagging.quick.words import KEPT, Cut, Words

_PIECE_BITS = 32


@dataclass(frozen=True)
class Hits:
    """Expressions met: their owner (a label, for or against), first and last pieces."""

    owners: Ints
    firsts: Ints
    lasts: Ints


class _Lists:
    """Short lists of numbers, asked for many at once."""

    def __init__(self) -> None:
        self._bounds = Growing(2)
        self._flat = Growing()

    def __len__(self) -> int:
        return len(self._bounds)

    def append(self, numbers: Sequence[int]) -> None:
        self._bounds.append((len(self._flat), len(numbers)))
        self._flat.extend(numbers)

    def of(self, asked: Ints) -> tuple[Ints, Ints]:
        """The numbers of each list asked for, and the rank of the list in `asked`."""
        starts, counts = self._bounds.rows[asked].T
        ranks = np.repeat(np.arange(len(asked)), counts)
        inner = np.arange(len(ranks)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self._flat.rows[np.repeat(starts, counts) + inner], ranks


class _States(dict[int, int]):
    """What may follow words already met: (state, next piece) gives a state; 0 is nothing.

    A state is the expressions that begin as the words met do: those that end there (`whole`) and
    those that go on. Worked out the first time words follow each other.
    """

    def __init__(self, lexicon: Lexicon, texts: Sequence[str]) -> None:
        super().__init__()
        self._lexicon, self._texts = lexicon, texts
        self._patterns: list[list[Pattern]] = []
        self._numbers: dict[tuple[int, ...], int] = {}
        self._sizes: list[int] = []
        self.whole = _Lists()
        self.going = Growing(dtype=np.bool_)
        self._state([], 0)

    def _state(self, standing: list[Pattern], size: int) -> int:
        """The number of a state: expressions whose first `size` words are met."""
        name = (size, *(number for number, _ in standing)) if standing else ()
        if name in self._numbers:
            return self._numbers[name]
        self._numbers[name] = len(self._patterns)
        self._patterns.append([each for each in standing if len(each[1]) > size])
        self._sizes.append(size)
        self.whole.append([number for number, pattern in standing if len(pattern) == size])
        self.going.append(len(self._patterns[-1]) > 0)
        return self._numbers[name]

    def begin(self, piece: int) -> int:
        return self._state(self._lexicon.beginning(self._texts[piece]), 1)

    def __missing__(self, asked: int) -> int:
        state, piece = asked >> _PIECE_BITS, asked & (1 << _PIECE_BITS) - 1
        size, text = self._sizes[state], self._texts[piece]
        standing = [
            each for each in self._patterns[state] if fits(each[1][size : size + 1], [text])
        ]
        self[asked] = after = self._state(standing, size + 1)
        return after


class Expressions:
    """Finds expressions word after word, for all the answers of a batch at once."""

    def __init__(self, lexicon: Lexicon, owners: Ints, words: Words) -> None:
        self._lexicon = lexicon
        self._owners = owners
        self._words = words
        self.forget()

    def forget(self) -> None:
        self._states = _States(self._lexicon, self._words.texts)
        self._begins = Growing(2)  # by piece: the state it begins, whether it may continue one

    def find(self, cut: Cut) -> Hits:
        for piece in range(len(self._begins), len(self._words.texts)):
            continues = self._lexicon.continues(self._words.texts[piece])
            self._begins.append((self._states.begin(piece), continues))
        kept = np.flatnonzero(self._words.bits(cut.pieces) & KEPT)
        pieces, rows = cut.pieces[kept], cut.rows[kept]
        states, continues = self._begins.rows[pieces].T
        followed = np.append((rows[1:] == rows[:-1]) & (continues[1:] > 0), [False])[: len(rows)]
        firsts = np.flatnonzero(states)
        states, lasts = states[firsts], firsts
        found = []
        while len(firsts):
            numbers, ranks = self._states.whole.of(states)
            found.append((numbers, kept[firsts[ranks]], kept[lasts[ranks]]))
            going = np.flatnonzero(self._states.going.rows[states] & followed[lasts])
            firsts, lasts, states = firsts[going], lasts[going] + 1, states[going]
            asked = ((states << _PIECE_BITS) | pieces[lasts]).tolist()
            states = np.fromiter(map(self._states.__getitem__, asked), np.int64, len(asked))
            alive = np.flatnonzero(states)
            firsts, lasts, states = firsts[alive], lasts[alive], states[alive]
        if not found:
            nothing = np.zeros(0, np.int64)
            return Hits(nothing, nothing, nothing)
        numbers, starts, ends = (np.concatenate(each) for each in zip(*found, strict=True))
        return Hits(self._owners[numbers], starts, ends)
