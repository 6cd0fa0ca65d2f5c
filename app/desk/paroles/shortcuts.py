"""Keys of the coding screen: digits for the enjeux, a letter of the label for the rest."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from app.models.grid import Theme

UNDO: Final = "u"
DIGITS: Final = "123456789"


def shortcuts(grid: Mapping[str, Sequence[Theme]]) -> dict[tuple[str, str], str]:
    """(family, key) → key to press, none twice; a grid longer than the keyboard has some without.

    Digits are read by their place on the keyboard (a French one gives them with Shift), letters
    by what they write: the letter shown is the one on the key.
    """
    keys = {
        ("enjeu", theme.key): digit
        for theme, digit in zip(grid.get("enjeu", ()), DIGITS, strict=False)
    }
    free = set("abcdefghijklmnopqrstuvwxyz") - {UNDO}
    for family in ("polarity", "domaine"):
        for theme in grid.get(family, ()):
            letter = next((sign for sign in _letters(theme.label) if sign in free), None)
            if letter:
                free.discard(letter)
                keys[family, theme.key] = letter
    return keys


def _letters(label: str) -> str:
    """First letters of the words, then the others, without accents: « Point fort » → pf…"""
    plain = unicodedata.normalize("NFKD", label.lower()).encode("ascii", "ignore").decode()
    words = [word for word in "".join(c if c.isalpha() else " " for c in plain).split() if word]
    longest_last = [word[0] for word in reversed(words) if len(word) > 2]
    return "".join(longest_last) + "".join(words)
