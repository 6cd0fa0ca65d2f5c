"""Which texts say nearly the same thing: pieces of words in common, the rare ones weighing more."""

import math
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import Final, TypeVar

from analysis.text import fold

Key = TypeVar("Key", bound=Hashable)
LENGTH: Final = 4  # characters of a piece: « garder » and « garderie » share most of theirs


def pieces(text: str, length: int = LENGTH) -> Counter[str]:
    """Every run of `length` characters inside the text's words, a blank at each end of a word.

    Accents, case and punctuation do not count.
    """
    words = "".join(c if c.isalnum() else " " for c in fold(text)).split()
    padded = (f" {word} " for word in words)
    return Counter(
        word[at : at + length] for word in padded for at in range(max(1, len(word) - length + 1))
    )


def nearest(text: str, others: Mapping[Key, str], *, least: float) -> list[tuple[Key, float]]:
    """Those of `others` that resemble `text`, best first: (key, cosine from `least` to 1).

    The cosine is that of TF-IDF vectors of `pieces` (Salton and Buckley, 1988, with logarithmic
    term frequency): weight (1 + ln tf) · ln((1 + N) / df), N texts being compared, `text` included.
    """
    counted = {key: pieces(other) for key, other in others.items()}
    own = pieces(text)
    spread = Counter(piece for bag in (own, *counted.values()) for piece in bag)
    total = 1 + len(counted)

    def weighed(bag: Counter[str]) -> dict[str, float]:
        return {
            piece: (1 + math.log(times)) * math.log((1 + total) / spread[piece])
            for piece, times in bag.items()
        }

    mine = weighed(own)
    scores = ((key, _cosine(mine, weighed(bag))) for key, bag in counted.items())
    return sorted((s for s in scores if s[1] >= least), key=lambda s: (-s[1], str(s[0])))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    lengths = [math.sqrt(sum(weight**2 for weight in bag.values())) for bag in (one, other)]
    if not all(lengths):
        return 0.0
    common = sum(weight * other[piece] for piece, weight in one.items() if piece in other)
    return common / (lengths[0] * lengths[1])
