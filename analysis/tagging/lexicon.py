"""Finds a grid's expressions in an answer, word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from analysis.text import lemma, words

# Elided words carry no meaning here: « l'écoute » is found as « écoute ». Other punctuation stays:
# no expression runs across it.
ELIDED: Final = frozenset(["c", "d", "j", "l", "m", "n", "s", "t", "qu", "'", "-"])


# The number of an expression, and what each of its words must be.
Pattern = tuple[int, tuple[str, ...]]


FOR: Final = "for"
AGAINST: Final = "against"


@dataclass(frozen=True)
class Term:
    """Words that a person says are `for` a label or `against` it, compared as expressions are."""

    family: str
    key: str
    side: str
    words: str


@dataclass(frozen=True)
class Hit:
    """Expression number `expression` covers the words `first` to `last` (included)."""

    expression: int
    first: int
    last: int


class _Word(NamedTuple):
    rank: int
    text: str
    lemma: str


@dataclass(frozen=True)
class Lexicon:
    """Expressions compared by lemma; a word ending in `*` accepts any ending."""

    expressions: tuple[str, ...]
    _starts: dict[str, list[tuple[int, tuple[str, ...]]]] = field(default_factory=dict, repr=False)
    _stems: list[int] = field(default_factory=list, repr=False)
    _later: set[str] = field(default_factory=set, repr=False)

    def __post_init__(self) -> None:
        for number, expression in enumerate(self.expressions):
            pattern = _pattern(expression)
            if pattern:
                self._starts.setdefault(pattern[0], []).append((number, pattern))
                self._later.update(pattern[1:])
        # Only as long as stems are: a word is not tried at every length.
        self._stems.extend(sorted({len(start) - 1 for start in self._starts if start[-1] == "*"}))

    def find(self, found: Sequence[str]) -> Iterator[Hit]:
        """The expressions met in a list of folded words and punctuation marks."""
        kept = [_Word(rank, word, lemma(word)) for rank, word in enumerate(found)]
        kept = [word for word in kept if word.text not in ELIDED]
        for start, first in enumerate(kept):
            for number, pattern in self._beginning(first):
                tail = kept[start : start + len(pattern)]
                if len(tail) == len(pattern) and all(map(_fits, pattern, tail)):
                    yield Hit(number, first.rank, tail[-1].rank)

    def beginning(self, text: str) -> list[Pattern]:
        """The expressions that a folded word may begin: their number and words."""
        return list(self._beginning(_Word(0, text, lemma(text))))

    def continues(self, text: str) -> bool:
        """Whether a folded word may be one of an expression's, past the first."""
        starts = (text[:size] + "*" for size in range(1, len(text) + 1))
        return lemma(text) in self._later or any(start in self._later for start in starts)

    def _beginning(self, word: _Word) -> Iterator[Pattern]:
        yield from self._starts.get(word.lemma, ())
        for size in self._stems:
            if size > len(word.text):
                break
            yield from self._starts.get(word.text[:size] + "*", ())


def _pattern(expression: str) -> tuple[str, ...]:
    pieces = []
    for piece in expression.split():
        found = [word for word in words(piece) if word not in ELIDED]
        if piece.endswith("*") and found:
            pieces += [*map(lemma, found[:-1]), found[-1] + "*"]
        else:
            pieces += map(lemma, found)
    return tuple(pieces)


def fits(pattern: tuple[str, ...], texts: Sequence[str]) -> bool:
    """Whether folded words, one by one, are those of an expression."""
    found = [_Word(0, text, lemma(text)) for text in texts]
    return len(found) == len(pattern) and all(map(_fits, pattern, found))


def _fits(piece: str, word: _Word) -> bool:
    if piece.endswith("*"):
        return word.text.startswith(piece[:-1])
    return word.lemma == piece
