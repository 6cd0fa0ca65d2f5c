"""A tagger for web tests: it knows two words, and costs nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from analysis import language
from analysis.tagging.tagger import Verdict

WORDS = {"bus": "acces_droits_services_information", "bibliothèque": "collaboration_locale"}


class Proposed(NamedTuple):
    family: str
    key: str
    score: float
    spans: tuple[tuple[int, int, float], ...]


class FakeTagger:
    version = "essai-1"
    grid_version = "essai"

    def read(
        self, texts: Sequence[str], expected_polarity: Sequence[str | None] | None = None
    ) -> list[Verdict]:
        return [_verdict(text) for text in texts]


def _verdict(text: str) -> Verdict:
    """The bus is sure, the library to check, anything else unknown."""
    if not language.is_read(spoken := language.guess(text)):
        return Verdict([], "unknown", language=spoken)
    found = _enjeux(text)
    state = "unknown" if not found else "sure" if "bus" in text else "to_check"
    tone = Proposed("polarity", "point_fort", 0.7, ())
    return Verdict([*found, tone], state, 0.9 if found else 0.3)  # type: ignore[list-item]


def _enjeux(text: str) -> list[Proposed]:
    found = []
    for word, key in WORDS.items():
        at = text.find(word)
        if at >= 0:
            found.append(Proposed("enjeu", key, 0.8, ((at, at + len(word), 1.0),)))
    return found
