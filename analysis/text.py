"""French text made comparable: accents, elisions, case folded, with a way back to the original."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

_APOSTROPHES: Final = "’‘ʼ´`′"
_DASHES: Final = "‐‑‒–—"
_LIGATURES: Final = {"œ": "oe", "æ": "ae", "ß": "ss"}


class _Folding(dict[int, str]):
    """A table for `str.translate` that fills itself: each character folds on its own."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _DASHES:
        return "-"
    if unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return ""
    plain = "".join(_LIGATURES.get(letter, letter) for letter in character.lower())
    decomposed = unicodedata.normalize("NFKD", plain)
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return "".join(" " if c.isspace() or not c.isprintable() else c for c in kept)


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """Lower case, no accents, œ as oe, straight apostrophes, every kind of blank as a space."""
    return text.translate(_FOLDING)


@dataclass(frozen=True)
class Normalised:
    """`text` folded; `origins[i]` is where its i-th character comes from in the original.

    `origins` has one value more than `text` has characters: the length of the original.
    """

    text: str
    origins: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the folded characters `start` to `end` (end excluded)."""
        if start >= end:
            raise ValueError("a span holds at least one character")
        # A combining accent after the last character folds to nothing, yet belongs to the word.
        return self.origins[start], max(self.origins[end - 1] + 1, self.origins[end])


def normalise(text: str) -> Normalised:
    """`fold(text)` with the map back to the characters of `text`."""
    pieces = [_FOLDING[ord(character)] for character in text]
    origins = tuple(index for index, piece in enumerate(pieces) for _ in piece)
    return Normalised("".join(pieces), (*origins, len(text)))


@dataclass(frozen=True)
class Token:
    """A folded word and the characters `start` to `end` of the original it comes from."""

    text: str
    start: int
    end: int


_WORD: Final = re.compile(r"[^\W_]+")
_ELISION: Final = re.compile(r"\b(?:qu|lorsqu|puisqu|jusqu|quoiqu|presqu|[cdjlmnst])'(?=\w)")


def words(text: str) -> list[str]:
    """The folded words of `text`; an elided article is a word of its own (« l », « qu »)."""
    return _WORD.findall(fold(text))


def tokens(text: str) -> list[Token]:
    """`words(text)`, each with its place in the original."""
    found = normalise(text)
    return [
        Token(match.group(), *found.original_span(*match.span()))
        for match in _WORD.finditer(found.text)
    ]


def without_elisions(text: str) -> str:
    """Folded text where « l’école » reads « ecole »."""
    return _ELISION.sub("", fold(text))


def _read(name: str) -> frozenset[str]:
    path = Path(__file__).with_name(name)
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(fold(w) for line in lines if not line.startswith("#") for w in line.split())


STOP_WORDS_FR: Final = _read("stop_words_fr.txt")
STOP_WORDS_EN: Final = _read("stop_words_en.txt")
STOP_WORDS: Final = STOP_WORDS_FR | STOP_WORDS_EN


def content_words(text: str) -> Iterator[Token]:
    """The tokens that are neither stop words, nor single letters, nor bare numbers."""
    for token in tokens(text):
        if len(token.text) > 1 and token.text not in STOP_WORDS and not token.text.isdigit():
            yield token


# Longest first: the first that fits is cut. A plural or feminine meets its singular (« locales »,
# « local »; « municipaux », « municipal »), no more is promised.
_ENDINGS: Final = (
    ("eaux", "eau"),
    ("aux", "al"),
    ("trices", "teur"),
    ("trice", "teur"),
    ("euses", "eur"),
    ("euse", "eur"),
    ("ives", "if"),
    ("ive", "if"),
    ("elles", "el"),
    ("elle", "el"),
    ("ales", "al"),
    ("ale", "al"),
    ("ieres", "ier"),
    ("iere", "ier"),
    ("iers", "ier"),
    ("ees", "e"),
    ("ee", "e"),
    ("es", "e"),
    ("s", ""),
    ("x", ""),
)


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """A folded word without the commonest marks of number and gender; short words stay whole."""
    if len(word) <= 4:
        return (
            word[:-1] if len(word) == 4 and word.endswith("s") and word[-2] not in "sui" else word
        )
    for ending, singular in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: len(word) - len(ending)] + singular
    return word
