"""Keys made from what people read: « Où habitez-vous ? » → `ou_habitez_vous`; stable afterwards."""

import re
import unicodedata
from collections.abc import Collection

from surveys.words import RESERVED_NAMES

LONGEST = 32  # a key has 40 signs: room for « _2 », and for `_autre` in a column
_NOT_KEY = re.compile("[^a-z0-9]+")


def key_from(label: str, taken: Collection[str], *, else_: str = "question") -> str:
    """A key nobody has, made of the label's first words; of `else_` where it has no letter."""
    words = _NOT_KEY.sub("_", _bare(label)).strip("_")
    key = _shortened(words, "_") if words[:1].isalpha() else f"{else_}_{words}".strip("_")
    return _free(key[:LONGEST].strip("_") or else_, {*taken, *RESERVED_NAMES}, "_")


def slug_from(title: str, taken: Collection[str]) -> str:
    """An address nobody has, made of the title's first words."""
    words = _NOT_KEY.sub("-", _bare(title)).strip("-")
    return _free(_shortened(words, "-") or "questionnaire", taken, "-")


def _bare(text: str) -> str:
    text = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", " ")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _shortened(words: str, joint: str) -> str:
    if len(words) <= LONGEST:
        return words
    cut = words[: LONGEST + 1]
    return (cut.rsplit(joint, 1)[0] if joint in cut else cut)[:LONGEST]


def _free(key: str, taken: Collection[str], joint: str) -> str:
    found, number = key, 1
    while found in taken:
        number += 1
        found = f"{key}{joint}{number}"
    return found
