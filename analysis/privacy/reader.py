"""A text as the rules on names read it: its folded words, their capitals and what parts them."""

import re
from typing import Final

from analysis.privacy.names import NAMES
from analysis.text import fold, normalise

_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_STOP: Final = re.compile(r"[.!?:;\n]")
PARTICLES: Final = frozenset(
    {"de", "du", "des", "la", "le", "d", "l", "el", "al", "ben", "van", "von", "der", "den", "da"}
    | {"dos", "di", "do", "o", "n", "mc"}
)


def folded_words(text: str) -> tuple[str, list[str]]:
    """`text` folded, and its words."""
    folded = fold(text)
    return folded, _WORD.findall(folded)


def cased(text: str) -> bool:
    """Whether capitals mean something: neither all letters nor none of them are."""
    if text.islower() or text.isupper():
        return False
    upper = sum(map(str.isupper, text))
    return bool(upper) and (upper <= 6 or upper <= 3 * sum(map(str.islower, text)))


class Reader:
    """Words by position; `cased` is False where all letters are capitals, or all are small."""

    def __init__(self, text: str, folded: str) -> None:
        self.text = text
        places = [match.span() for match in _WORD.finditer(folded)]
        self.words = [folded[start:end] for start, end in places]
        if len(folded) == len(text):
            self.places = places
        else:
            found = normalise(text)
            self.places = [found.original_span(*place) for place in places]
        self.cased = cased(text)
        self.count = len(self.words)

    def capital(self, at: int) -> bool:
        return self.text[self.places[at][0]].isupper()

    def gap(self, at: int) -> str:
        """What stands between a word and the next; nothing is a gap after the last."""
        if at < 0 or at + 1 >= self.count:
            return "\n"
        return self.text[self.places[at][1] : self.places[at + 1][0]]

    def opens(self, at: int) -> bool:
        """Whether a sentence begins here: a capital tells nothing."""
        return at == 0 or bool(_STOP.search(self.gap(at - 1)))

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < self.count else ""

    def acronym(self, at: int) -> bool:
        start, end = self.places[at]
        return self.cased and end - start <= 5 and self.text[start:end].isupper()

    def first_name(self, at: int) -> bool:
        """A first name whatever stands around, capital or not."""
        word = self.words[at]
        if word in NAMES.capital_first_names:
            return False
        if word in NAMES.first_names:
            return True
        return "-" in word and all(part in _ANY for part in word.split("-"))

    def known(self, at: int) -> bool:
        """A first name, or a word that is one where a person is expected."""
        if not 0 <= at < self.count:
            return False
        return self.first_name(at) or (
            self.words[at] in _ANY and (not self.cased or self.capital(at))
        )

    def proper(self, at: int) -> bool:
        """A word that can be part of a name."""
        word = self.word(at)
        if len(word) < 2 or word in NAMES.never_names:
            return False
        return self.capital(at) if self.cased else word not in NAMES.ordinary

    def unknown(self, at: int) -> bool:
        """A proper noun that is no ordinary word with a capital."""
        return self.proper(at) and self.words[at] not in NAMES.ordinary and not self.acronym(at)

    def initial(self, at: int) -> bool:
        """« M. » after a first name, « D. » after a title."""
        word = self.word(at)
        if len(word) != 1 or (self.cased and not self.capital(at)):
            return False
        if not self.cased and word in "ayol":
            return False
        return self.gap(at).startswith(".") or self.text[self.places[at][1] :][:1] == "."


_ANY: Final = NAMES.first_names | NAMES.ambiguous_first_names | NAMES.capital_first_names
