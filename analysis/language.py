"""The language of a short answer: French and English are read, others are left to people."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from analysis.text import STOP_WORDS, STOP_WORDS_EN, STOP_WORDS_FR, fold, words

FRENCH: Final = "fr"
ENGLISH: Final = "en"
# A language that is neither, and cannot be named.
OTHER: Final = "other"
# Too short to tell: read as French.
UNKNOWN: Final = "unknown"

# Those that can be named, as French readers call them.
NAMES: Final[dict[str, str]] = {
    "oc": "occitan",
    "ca": "catalan",
    "br": "breton",
    "eu": "basque",
    "es": "espagnol",
    "pt": "portugais",
    "it": "italien",
    "de": "allemand ou alsacien",
    "nl": "néerlandais",
    "ro": "roumain",
    "pl": "polonais",
    "tr": "turc",
    "ar": "arabe",
    "uk": "ukrainien",
    "ru": "russe",
}
_LATIN: Final = [FRENCH, ENGLISH, *(code for code in NAMES if code not in ("ar", "uk", "ru"))]

# How likely the library must find a language; less where its small words are there as well.
LIKELY: Final = 0.9
LIKELY_WITH_WORDS: Final = 0.5
# … and in a longer text with hardly a small word of ours.
LIKELY_LONG: Final = 0.7
LONG: Final = 20
# Under this many letters, likelihood alone says nothing: « Azerat » looks Polish.
ENOUGH_LETTERS: Final = 12
# Neither French nor English at all, and nothing else for sure.
UNLIKELY: Final = 0.02
# What lies beyond is not looked at.
READ: Final = 2_000

_LETTER: Final = re.compile(r"[a-z]")
# Halves of characters, which no encoding can write.
_LONE: Final = re.compile(r"[\ud800-\udfff]")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN: Final = re.compile(r"[іїєґ]")
_RUSSIAN: Final = re.compile(r"[ыэёъ]")


def _small_words() -> dict[str, frozenset[str]]:
    path = Path(__file__).with_name("small_words_other.txt")
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {
        code: frozenset(word for each in found for word in words(each)) - STOP_WORDS
        for code, *found in lines
        if code != "#"
    }


def _ordinary() -> frozenset[str]:
    path = Path(__file__).with_name("privacy") / "ordinary.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in words(line))


SMALL_WORDS: Final = _small_words()
MARKS_OTHER: Final = frozenset[str]().union(*SMALL_WORDS.values())
MARKS_FR: Final = STOP_WORDS_FR - STOP_WORDS_EN
MARKS_EN: Final = STOP_WORDS_EN - STOP_WORDS_FR
# Words that a French answer is made of, and those that tell it from its neighbours.
KNOWN: Final = _ordinary() | STOP_WORDS
TELLING: Final = frozenset(word for word in KNOWN if len(word) > 3) - MARKS_OTHER


def surely_read(counted: Any, known: Any, telling: Any, foreign: Any) -> Any:
    """Whether an answer is French or English at first sight, from how many of its words are
    anything, in `KNOWN`, in `TELLING`, in `MARKS_OTHER`. More than nine answers in ten are.

    Numbers, or arrays of them. A longer answer may hold a word of its neighbours, or a slip more.
    """
    short = (telling > 1) & (foreign == 0) & (5 * known >= 4 * counted)
    return short | (telling > 4) & (6 * foreign <= telling) & (4 * known >= 3 * counted)


def guess(text: str) -> str:
    """`fr`, `en`, a key of `NAMES`, `OTHER` (none of these) or `UNKNOWN` (too short to tell).

    By script, by words, then by py3langid's character n-grams (Lui and Baldwin, 2012). Made to be
    wrong seldom on French, messages and misspellings included: in doubt, it says French.
    """
    found = words(text)
    count = len(found)
    known = sum(word in KNOWN for word in found)
    telling = sum(word in TELLING for word in found)
    if surely_read(count, known, telling, sum(word in MARKS_OTHER for word in found)):
        return _read(found)
    return _closer(_LONE.sub(" ", text[:READ]))


def is_read(language: str) -> bool:
    """Whether the machine may propose anything on an answer in this language."""
    return language in (FRENCH, ENGLISH, UNKNOWN)


def name(language: str) -> str:
    """« occitan »; « autre langue » where it has no name here."""
    return NAMES.get(language, "autre langue")


def _read(found: Sequence[str]) -> str:
    english = sum(word in MARKS_EN for word in found)
    return ENGLISH if english > sum(word in MARKS_FR for word in found) else FRENCH


def _closer(text: str) -> str:
    letters = sum(map(str.isalpha, text))
    if not letters:
        return UNKNOWN
    if len(_LETTER.findall(fold(text))) < letters / 2:
        return _by_script(text.lower())
    found = words(text)
    if len(found) < 2:
        return UNKNOWN
    ranked = _ranked(text, _LATIN)
    best, chance = ranked[0]
    if best in NAMES and _is(best, chance, letters, found):
        return best
    ours = sum(chance for language, chance in ranked if language in (FRENCH, ENGLISH))
    if ours < UNLIKELY and len(found) > 2 and not any(word in KNOWN for word in found):
        return OTHER
    return ENGLISH if best == ENGLISH and chance >= LIKELY_WITH_WORDS else _read(found)


def _is(language: str, chance: float, letters: int, found: Sequence[str]) -> bool:
    """Whether what the library finds can be believed."""
    small = sum(word in SMALL_WORDS.get(language, ()) for word in found)
    if chance >= LIKELY and (small or letters >= ENOUGH_LETTERS):
        return True
    ours = sum(word in MARKS_FR or word in MARKS_EN for word in found)
    if chance >= LIKELY_LONG and letters >= LONG and 6 * ours <= len(found):
        return True
    return chance >= LIKELY_WITH_WORDS and small > 0 and 2 * small >= ours


def _by_script(text: str) -> str:
    if _ARABIC.search(text):
        return "ar"
    if not _CYRILLIC.search(text):
        return OTHER
    if _UKRAINIAN.search(text):
        return "uk"
    return "ru" if _RUSSIAN.search(text) else _ranked(text, ["uk", "ru"])[0][0]


def _ranked(text: str, languages: list[str]) -> list[tuple[str, float]]:
    """Likeliest first, chances adding up to 1."""
    return [
        (str(language), float(chance))
        for language, chance in _identifier(tuple(languages)).rank(text.lower())
    ]


@lru_cache(maxsize=2)
def _identifier(languages: tuple[str, ...]) -> Any:
    """Read when first needed: half a second."""
    from py3langid.langid import (  # type: ignore[import-untyped] # it has no stubs
        MODEL_FILE,
        LanguageIdentifier,
    )

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages(list(languages))
    return made
