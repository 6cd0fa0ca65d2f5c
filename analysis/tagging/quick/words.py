"""Cuts answers into words, working out each distinct word once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

import numpy as np
from scipy import sparse

from analysis import language
from analysis.tagging.features import SENTENCES, Floats, Ints
from analysis.tagging.lexicon import ELIDED
from analysis.tagging.pieces import READ, STOPS, names_of_piece, piece_spans, shape
from analysis.tagging.quick.growing import Growing
from analysis.tagging.quick.weights import Halves, Weights
from analysis.text import STOP_WORDS, lemma, normalise

# What a word is, as bits.
APART_BIT, WORD, TELLING, SMALL, STOP, END, KEPT, KNOWN, FRENCH, FOREIGN = (
    1 << at for at in range(10)
)
# Features of a single piece, in the order of the columns of `Words.features`.
WORDS: Final = ("w", "l", "m")
SINGLES: Final = (*WORDS, "eB", "eE", "s", "z", "yS", "yT", "yA", "yZ")
# Which shapes `Words.shapes` gives: of 2 or 3 last letters.
SHORT, LONG = 2, 3
# Beyond this many distinct words, what was worked out is forgotten: memory stays flat.
MOST_TOKENS: Final = 150_000

_BLANKS: Final = re.compile(r"\S+")
# Stands between answers while they are cut together; in an answer, another sign of nothing.
_APART: Final = "\uffff"
_INSTEAD: Final = "\ufffe"


@dataclass(frozen=True)
class Cut:
    """A batch of answers as one run of pieces (folded words and punctuation marks).

    `pieces`: as they are read; `written`: before misspelt words are repaired.

    `rows`: the answer of each piece; `starts`: the first piece of each answer, then the number
    of pieces; `begins`, `ends`: characters of the original.
    """

    pieces: Ints
    written: Ints
    rows: Ints
    starts: Ints
    begins: Ints
    ends: Ints


class _Numbers(dict[str, int]):
    """Texts numbered as they are met; those not yet worked out wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[str] = []

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        self.waiting.append(text)
        return number

    def taken(self) -> list[str]:
        """Those that wait, once."""
        waiting, self.waiting = self.waiting, []
        return waiting


class Words:
    """What is known of each piece: its numbers, its bits, and what its characters weigh."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._lemmas = _Numbers()
        self._shapes = _Numbers()
        self.forget()

    def forget(self) -> None:
        self.texts: list[str] = []
        self._pieces = _Numbers()
        self._tokens = _Numbers()
        self._token_rows = Growing(3)  # first, count, length
        self._flat = Growing(4)  # piece as read and as written, begin, end within the token
        self._features = {single: Growing() for single in SINGLES}
        self._lemma, self._bits, self._short, self._long = (Growing() for _ in range(4))
        self._characters = Growing(self._weights.width, np.float32)
        self._squares = Growing(dtype=np.float64)
        self._between = self._tokens[_APART]
        self._learn_tokens(self._tokens.taken())

    def full(self) -> bool:
        return len(self._tokens) > MOST_TOKENS

    def lemma_number(self, text: str) -> int:
        return self._lemmas[text]

    def shape_number(self, text: str) -> int:
        return self._shapes[text]

    def shapes(self, pieces: Ints, size: int) -> Ints:
        """The numbers of their shapes, `SHORT` or `LONG`."""
        return np.asarray((self._short if size == SHORT else self._long).rows[pieces])

    def lemmas(self, pieces: Ints) -> Ints:
        return np.asarray(self._lemma.rows[pieces])

    def bits(self, pieces: Ints) -> Ints:
        return np.asarray(self._bits.rows[pieces])

    def features(self, pieces: Ints, single: str) -> Ints:
        """The row of each piece alone, of a kind of `SINGLES`, in its table."""
        return np.asarray(self._features[single].rows[pieces])

    def characters(self, pieces: Ints) -> tuple[Halves, Floats]:
        """What the characters of each piece weigh for each label, and their squared length."""
        return self._characters.rows[pieces], self._squares.rows[pieces]

    def number(self, piece: str) -> int:
        """Nothing else is known of a new piece before `learn`."""
        return self._pieces[piece]

    def learn(self) -> None:
        """Works out what is new, all at once."""
        new = self._pieces.taken()
        if not new:
            return
        self.texts += new
        place, tables = self._weights.place, self._weights
        owners: list[int] = []
        rows: list[int] = []
        singles: list[list[int]] = []
        for at, piece in enumerate(new):
            word, base, meaning, *characters = names_of_piece(piece)
            found = [row for row in map(place, characters) if row is not None]
            rows += found
            owners += [at] * len(found)
            short, long = shape(piece, SHORT), shape(piece, LONG)
            seen = {"yS": short, "yA": short, "yT": long, "yZ": long}
            others = (single + seen.get(single, piece) for single in SINGLES[len(WORDS) :])
            singles.append([_or_nothing(place(n)) for n in (word, base, meaning, *others)])
            self._short.append(self._shapes[short])
            self._long.append(self._shapes[long])
            self._lemma.append(self._lemmas[lemma(piece)])
            self._bits.append(_bits(piece))
        for single, places in zip(SINGLES, np.array(singles, np.int64).T, strict=True):
            table = tables.built if single[0] in SENTENCES else tables.subject
            self._features[single].extend(np.where(places < 0, table.nothing, places))
        met = sparse.csr_matrix(
            (np.ones(len(rows), np.float32), (owners, rows)),
            shape=(len(new), len(tables.subject.rows)),
        )
        self._characters.extend(met @ tables.subject.rows)
        squares = tables.subject.squares[np.array(rows, np.int64)]
        self._squares.extend(np.bincount(np.array(owners, np.int64), squares, len(new)))

    def _learn_tokens(self, new: Sequence[str]) -> None:
        begun = len(self._flat)
        flat: list[tuple[int, int, int, int]] = []
        rows: list[tuple[int, int, int]] = []
        for token in new:
            folded = normalise(token)
            first = len(flat)
            for start, end in piece_spans(folded.text):
                written = folded.text[start:end]
                numbers = self._pieces[self._weights.meant(written)], self._pieces[written]
                flat.append((*numbers, *folded.original_span(start, end)))
            rows.append((begun + first, len(flat) - first, len(token)))
        self._flat.extend(flat)
        self._token_rows.extend(rows)
        self.learn()

    def cut(self, texts: Sequence[str]) -> Cut:
        """The pieces of a batch of answers, as `pieces.pieces` cuts them."""
        texts = [text[:READ].replace(_APART, _INSTEAD) for text in texts]
        # One call for all: a loop of calls takes three times as long.
        found = itemgetter(_APART, _APART, *f" {_APART} ".join(texts).split())(self._tokens)[2:]
        self._learn_tokens(self._tokens.taken())
        numbers = np.fromiter(found, np.int64, len(found))
        parted = numbers == self._between
        told = np.flatnonzero(~parted)
        numbers, owners = numbers[told], np.cumsum(parted)[told]
        firsts, sizes, lengths = self._token_rows.rows[numbers].T
        places = _places(texts, lengths, owners)
        rows, inner = np.repeat(owners, sizes), within(sizes)
        cells = self._flat.rows[np.repeat(firsts, sizes) + inner]
        offsets = np.repeat(places, sizes)
        pieces_each = np.bincount(rows, minlength=len(texts))
        return Cut(
            np.ascontiguousarray(cells[:, 0]),
            np.ascontiguousarray(cells[:, 1]),
            rows,
            np.concatenate([[0], np.cumsum(pieces_each)]),
            cells[:, 2] + offsets,
            cells[:, 3] + offsets,
        )


def within(sizes: Ints) -> Ints:
    """0, 1… up to each size, one after the other."""
    return np.asarray(np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes))


def _or_nothing(place: int | None) -> int:
    return -1 if place is None else place


def _places(texts: Sequence[str], lengths: Ints, owners: Ints) -> Ints:
    """Where each token starts in its text."""
    counts = np.bincount(owners, minlength=len(texts))
    ends = np.cumsum(lengths + 1)
    firsts = np.cumsum(counts) - counts
    base = np.append(0, ends)[firsts]
    places = ends - lengths - 1 - base[owners]
    whole = np.fromiter(map(len, texts), np.int64, len(texts))
    spread = np.append(0, ends)[firsts + counts] - base - 1
    # Anything but one blank between tokens and none around: they are looked for.
    for at in np.flatnonzero((spread != whole) & (counts > 0)).tolist():
        found = [match.start() for match in _BLANKS.finditer(texts[at])]
        places[firsts[at] : firsts[at] + counts[at]] = found
    return np.asarray(places)


def _bits(piece: str) -> int:
    word, stop = piece[0].isalnum(), piece in STOP_WORDS
    long = len(piece) > 1
    holds = (
        (APART_BIT, long and piece[0].isalpha() and not stop),
        (WORD, word),
        (TELLING, word and long),
        (SMALL, stop or piece in "'-"),
        (STOP, stop),
        (END, piece in STOPS),
        (KEPT, piece not in ELIDED),
        (KNOWN, piece in language.KNOWN),
        (FRENCH, piece in language.TELLING),
        (FOREIGN, piece in language.MARKS_OTHER),
    )
    return sum(bit for bit, held in holds if held)
