"""Finds a grid's expressions in an answer, word by word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from analysis.text import lemma, words

# Elided words carry no meaning here: « l'écoute » is found as « écoute ». Other punctuation stays:
# no expression runs across it.
_ELIDED: Final = frozenset(["c", "d", "j", "l", "m", "n", "s", "t", "qu", "'", "-"])


@dataclass(frozen=True)
class Hit:
    """Expression number `expression` covers the words `first` to `last` (included)."""

    expression: int
    first: int
    last: int


@dataclass(frozen=True)
class Lexicon:
    """Expressions compared by lemma; a word ending in `*` accepts any ending."""

    expressions: tuple[str, ...]
    _starts: dict[str, list[tuple[int, tuple[str, ...]]]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        exact: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for number, expression in enumerate(self.expressions):
            pattern = _pattern(expression)
            if pattern:
                exact.setdefault(pattern[0], []).append((number, pattern))
        self._starts.update(exact)

    def find(self, found: Sequence[str]) -> Iterator[Hit]:
        """The expressions met in a list of folded words and punctuation marks."""
        kept = [(rank, lemma(word)) for rank, word in enumerate(found) if word not in _ELIDED]
        for start, (rank, word) in enumerate(kept):
            for number, pattern in self._beginning(word):
                tail = kept[start : start + len(pattern)]
                if len(tail) == len(pattern) and _fits(pattern, (each for _, each in tail)):
                    yield Hit(number, rank, tail[-1][0])

    def _beginning(self, word: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        yield from self._starts.get(word, ())
        for size in range(2, len(word) + 1):
            yield from self._starts.get(word[:size] + "*", ())


def _pattern(expression: str) -> tuple[str, ...]:
    pieces = []
    for piece in expression.split():
        found = [word for word in words(piece) if word not in _ELIDED]
        if piece.endswith("*") and found:
            pieces += [*map(lemma, found[:-1]), found[-1] + "*"]
        else:
            pieces += map(lemma, found)
    return tuple(pieces)


def _fits(pattern: Iterable[str], found: Iterable[str]) -> bool:
    return all(
        word.startswith(piece[:-1]) if piece.endswith("*") else word == piece
        for piece, word in zip(pattern, found, strict=True)
    )
