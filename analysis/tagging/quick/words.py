"""Cuts answers into words, working out each distinct word once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

import numpy as np

from analysis import language
from analysis.tagging.features import Floats, Ints
from analysis.tagging.lexicon import ELIDED
from analysis.tagging.pieces import READ, STOPS, names_of_piece, piece_spans, shape
from analysis.tagging.quick.growing import Growing
from analysis.tagging.quick.weights import Weights
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


@dataclass(frozen=True)
class Cut:
    """A batch of answers as one run of pieces (folded words and punctuation marks).

    `rows`: the answer of each piece; `starts`: the first piece of each answer, then the number
    of pieces; `begins`, `ends`: characters of the original.
    """

    pieces: Ints
    rows: Ints
    starts: Ints
    begins: Ints
    ends: Ints


class _Tokens(dict[str, int]):
    """Runs of characters between blanks, numbered as they are met."""

    def __init__(self, words: "Words") -> None:
        super().__init__()
        self._words = words

    def __missing__(self, token: str) -> int:
        self[token] = number = self._words.new_token(token)
        return number


class Words:
    """What is known of each piece: its numbers, its bits, and what its characters weigh."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._lemmas: dict[str, int] = {}
        self._shapes: dict[str, int] = {}
        self.forget()

    def forget(self) -> None:
        self.texts: list[str] = []
        self._pieces: dict[str, int] = {}
        self._tokens = _Tokens(self)
        self._token_rows = Growing(3)  # first, count, length
        self._flat = Growing(3)  # piece, begin, end within the token
        self._features = Growing(len(SINGLES))
        self._about = Growing(4)  # lemma, bits, short shape, long shape
        self._characters = Growing(self._weights.width, np.float64)
        self._squares = Growing(1, np.float64)

    def full(self) -> bool:
        return len(self._tokens) > MOST_TOKENS

    def lemma_number(self, text: str) -> int:
        return self._lemmas.setdefault(text, len(self._lemmas))

    def shape_number(self, text: str) -> int:
        return self._shapes.setdefault(text, len(self._shapes))

    def shapes(self, pieces: Ints, size: int) -> Ints:
        """The numbers of their shapes, `SHORT` or `LONG`."""
        return np.asarray(self._about.rows[pieces, size])

    def lemmas(self, pieces: Ints) -> Ints:
        return np.asarray(self._about.rows[pieces, 0])

    def bits(self, pieces: Ints) -> Ints:
        return np.asarray(self._about.rows[pieces, 1])

    def features(self, pieces: Ints, single: str) -> Ints:
        """The feature of each piece alone, of a kind of `SINGLES`; -1 where it has none."""
        return np.asarray(self._features.rows[pieces, SINGLES.index(single)])

    def characters(self, pieces: Ints) -> tuple[Floats, Floats]:
        """What the characters of each piece weigh for each label, and their squared length."""
        return self._characters.rows[pieces], self._squares.rows[pieces, 0]

    def number(self, piece: str) -> int:
        found = self._pieces.get(piece)
        return self._new_piece(piece) if found is None else found

    def _new_piece(self, piece: str) -> int:
        self._pieces[piece] = number = len(self.texts)
        self.texts.append(piece)
        names = names_of_piece(piece)
        known = self._weights.vocabulary
        found = [known[name] for name in names[len(WORDS) :] if name in known]
        self._characters.append(self._weights.rows.take(found, axis=0).sum(axis=0))
        self._squares.append(self._weights.squares.take(found).sum())
        short, long = shape(piece, 2), shape(piece, 3)
        seen = {"yS": short, "yA": short, "yT": long, "yZ": long}
        singles = (single + seen.get(single, piece) for single in SINGLES[len(WORDS) :])
        self._features.append([known.get(name, -1) for name in (*names[: len(WORDS)], *singles)])
        numbers = self.shape_number(short), self.shape_number(long)
        self._about.append((self.lemma_number(lemma(piece)), _bits(piece), *numbers))
        return number

    def new_token(self, token: str) -> int:
        folded = normalise(token)
        first = len(self._flat)
        for start, end in piece_spans(folded.text):
            number = self.number(folded.text[start:end])
            self._flat.append((number, *folded.original_span(start, end)))
        return self._token_rows.append((first, len(self._flat) - first, len(token)))

    def cut(self, texts: Sequence[str]) -> Cut:
        """The pieces of a batch of answers, as `pieces.pieces` cuts them."""
        split = [text[:READ].split() for text in texts]
        counts = np.fromiter(map(len, split), np.int64, len(split))
        flat = [token for tokens in split for token in tokens]
        # One call for all: a loop of calls takes three times as long.
        known = itemgetter("", "", *flat)(self._tokens)[2:]
        numbers = np.fromiter(known, np.int64, len(flat))
        about = self._token_rows.rows[numbers]
        owners = np.repeat(np.arange(len(texts)), counts)
        places = _places(texts, counts, about[:, 2], owners)
        sizes = about[:, 1]
        rows = np.repeat(owners, sizes)
        inner = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        cells = self._flat.rows[np.repeat(about[:, 0], sizes) + inner]
        offsets = np.repeat(places, sizes)
        pieces_each = np.bincount(rows, minlength=len(texts))
        return Cut(
            np.ascontiguousarray(cells[:, 0]),
            rows,
            np.concatenate([[0], np.cumsum(pieces_each)]),
            cells[:, 1] + offsets,
            cells[:, 2] + offsets,
        )


def _places(texts: Sequence[str], counts: Ints, lengths: Ints, owners: Ints) -> Ints:
    """Where each token starts in its text."""
    ends = np.cumsum(lengths + 1)
    firsts = np.cumsum(counts) - counts
    base = np.append(0, ends)[firsts]
    places = ends - lengths - 1 - base[owners]
    whole = np.fromiter((min(len(text), READ) for text in texts), np.int64, len(texts))
    spread = np.append(0, ends)[firsts + counts] - base - 1
    # Anything but one blank between tokens and none around: they are looked for.
    for at in np.flatnonzero((spread != whole) & (counts > 0)).tolist():
        found = [match.start() for match in _BLANKS.finditer(texts[at][:READ])]
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
