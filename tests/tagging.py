"""A tagger for web tests: it knows two words, and costs nothing."""

from collections.abc import Sequence
from typing import NamedTuple

WORDS = {"bus": "acces_droits_services_information", "bibliothèque": "collaboration_locale"}


class Proposed(NamedTuple):
    family: str
    key: str
    score: float
    spans: tuple[tuple[int, int, float], ...]


class FakeTagger:
    version = "essai-1"
    grid_version = "essai"

    def propose(
        self, texts: Sequence[str], expected_polarity: Sequence[str | None] | None = None
    ) -> list[list[Proposed]]:
        return [[*_enjeux(text), Proposed("polarity", "point_fort", 0.7, ())] for text in texts]


def _enjeux(text: str) -> list[Proposed]:
    found = []
    for word, key in WORDS.items():
        at = text.find(word)
        if at >= 0:
            found.append(Proposed("enjeu", key, 0.8, ((at, at + len(word), 1.0),)))
    return found
