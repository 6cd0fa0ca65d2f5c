"""Cuts an answer into words and punctuation, and names the features each of them gives."""

import re
from collections.abc import Sequence
from typing import Final

from analysis.text import STOP_WORDS, fold, lemma

# What lies beyond is not read: an answer of this length is a pasted document.
READ: Final = 20_000

STOPS: Final = frozenset(".!?…;:")
_PIECE: Final = re.compile(r"[^\W_]+|[^\w\s]")


def pieces(text: str) -> list[str]:
    """The folded words and punctuation marks of an answer, one by one."""
    return _PIECE.findall(fold(text[:READ]))


def piece_spans(folded: str) -> list[tuple[int, int]]:
    """Where the pieces of a folded text lie."""
    return [match.span() for match in _PIECE.finditer(folded)]


def names_of_piece(piece: str) -> list[str]:
    """Its word, its lemma, its meaning, and its groups of 3 to 6 characters, edges included."""
    padded = f" {piece} "
    characters = [
        "c" + padded[start : start + size]
        for size in range(3, min(6, len(padded)) + 1)
        for start in range(len(padded) - size + 1)
    ]
    return ["w" + piece, "l" + lemma(piece), "m" + piece, *characters]


def names_of_pair(first: str, second: str) -> list[str]:
    """Two neighbouring words, as written and as lemmas."""
    return [f"w{first} {second}", f"l{lemma(first)} {lemma(second)}"]


def apart_names(found: Sequence[str]) -> list[tuple[str, int, int]]:
    """Telling words one, two or three telling words apart: « garde … travail »."""
    telling = [(at, lemma(piece)) for at, piece in enumerate(found) if _tells(piece)]
    return [
        (f"k{first} {second}", start, end)
        for gap in (1, 2, 3)
        for (start, first), (end, second) in zip(telling, telling[gap:], strict=False)
    ]


def _tells(piece: str) -> bool:
    return len(piece) > 1 and piece[0].isalpha() and piece not in STOP_WORDS


def end_names(found: Sequence[str]) -> list[tuple[str, int, int]]:
    """How an answer and its sentences begin and end: what tells a wish from a complaint."""
    size = len(found)
    names = [(f"eB{piece}", at, at) for at, piece in enumerate(found[:3])]
    names += [(f"eE{found[at]}", at, at) for at in range(max(0, size - 4), size)]
    if size > 1:
        names.append((f"eB{found[0]} {found[1]}", 0, 1))
        names.append((f"eE{found[-2]} {found[-1]}", size - 2, size - 1))
    return names


def sentence_names(found: Sequence[str]) -> list[tuple[str, int, int]]:
    """The first words of each sentence, and every word of the last one."""
    sentences = _sentences(found)
    names = []
    for start, end in sentences:
        names += [(f"s{found[at]}", at, at) for at in range(start, min(start + 2, end))]
        for size in (2, 3):
            if start + size <= end:
                words = " ".join(found[start : start + size])
                names.append((f"s{words}", start, start + size - 1))
    start, end = _last(sentences)
    names += [(f"z{found[at]}", at, at) for at in range(start, end)]
    names += [(f"z{found[at]} {found[at + 1]}", at, at + 1) for at in range(start, end - 1)]
    return names


def shape(piece: str, size: int) -> str:
    """What a piece is in its sentence: small words and marks whole, others by how they end."""
    if piece in STOP_WORDS or not piece[0].isalnum():
        return piece
    return "0" if piece[0].isdigit() else f"~{piece[-size:]}"


def manner_names(found: Sequence[str]) -> list[tuple[str, int, int]]:
    """How sentences are built, whatever they are about: « il ~rait un », « ~ez des », « ~er ».

    By the shapes of the first words of each sentence, of the answer, of the last sentence; then
    how long the answer is, how many sentences, questions and exclamations it holds.
    """
    short, long = [shape(each, 2) for each in found], [shape(each, 3) for each in found]
    sentences = _sentences(found)
    names = []
    for start, end in sentences:
        names += _first(short, "yS", 3, start, end) + _first(long, "yT", 2, start, end)
    names += _first(short, "yA", 3, 0, len(found))
    names += _first(long, "yZ", 2, *_last(sentences))
    counts = sizes(len(found), len(sentences), found.count("?"), found.count("!"))
    return names + [(name, 0, len(found) - 1) for name in counts if found]


def sizes(pieces: int, sentences: int, questions: int, exclamations: int) -> tuple[str, ...]:
    """What an answer's length and marks are called."""
    return (
        f"yL{min(8, pieces // 6)}",
        f"yN{min(5, sentences)}",
        f"yQ{min(2, questions)}",
        f"yX{min(3, exclamations)}",
    )


def _first(
    shapes: Sequence[str], kind: str, most: int, start: int, end: int
) -> list[tuple[str, int, int]]:
    return [
        (kind + " ".join(shapes[start : start + size]), start, start + size - 1)
        for size in range(1, min(most, end - start) + 1)
    ]


def _last(sentences: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The last sentence of more than one piece."""
    longer = [(start, end) for start, end in sentences if end - start > 1]
    return longer[-1] if longer else (0, 0)


def _sentences(found: Sequence[str]) -> list[tuple[int, int]]:
    ends = [at + 1 for at, piece in enumerate(found) if piece in STOPS]
    starts = [0, *ends]
    return [(a, b) for a, b in zip(starts, [*ends, len(found)], strict=True) if b > a]
