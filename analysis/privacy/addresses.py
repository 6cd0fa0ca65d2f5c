"""Where someone lives: a number and a street, a « lieu-dit », what follows « j’habite »."""

import re
from collections.abc import Iterator
from typing import Final

from analysis.privacy.names import NAMES
from analysis.privacy.reader import PARTICLES, cased
from analysis.text import fold

Place = tuple[int, int]

_VOIE: Final = (
    r"rue|avenue|av\.?|boulevard|bd\.?|bld\.?|impasse|imp\.?|chemin|chem\.?|ch\.|route|rte\.?|"
    r"place|pl\.|all[ée]es?|cours|quai|square|lotissement|r[ée]sidence|hameau|lieu[- ]dit|"
    r"mont[ée]e|ruelle|passage|venelle|faubourg|fbg|sentier|esplanade|cit[ée]|clos|traverse|"
    r"rond-point|r\.|street|road|lane"
)
_NUMBER = r"\d{1,4}(?:\s?(?:bis|ter|quater)\b|\s?[a-d]\b)?"
_STREET: Final = re.compile(rf"(?<![\w,.])(?:n°\s?)?{_NUMBER}\s?,?\s?\b(?:{_VOIE})(?!\w)", re.I)
_LATER = re.compile(
    rf"\s?,?\s?(?:n°|num[ée]ro|au|appartement|apt\.?|b[âa]t\.?)\s?{_NUMBER}(?!\w)", re.I
)
_NUMBERED_LATER: Final = re.compile(rf"(?<!\w)(?:{_VOIE})(?=\s)", re.I)
_LIEU_DIT: Final = re.compile(r"(?<!\w)lieu[- ]dit(?=\s*[«\"“]?\s*\w)", re.I)
_LIVES: Final = re.compile(
    r"(?:j['’ ]?habite|(?<!\w)habite|habitons|je vis|nous vivons|(?<!\w)loge[ée]?e?|logeons|"
    r"r[ée]sid(?:e|ant)|demeurant|domicili[ée]e?s?|mon adresse|adresse|we live|i live|"
    r"j['’]ai achet[ée])"
    r"(?:\s+(?:est|is))?\s*[,:]?\s*(?:(?:au|à|a|dans|at|in)\s+)?"
    rf"(?=(?:{_VOIE}|mas|hameau|ferme|domaine)\s)",
    re.I,
)
_KIND: Final = re.compile(rf"(?:(?:{_VOIE})|mas|hameau|ferme|domaine)(?=\s)", re.I)
_POSTCODE: Final = re.compile(r"\s*,?\s*\b\d{5}\b(?:\s+[^\W\d_][\w'’\-]*)?")
_BEFORE_POSTCODE: Final = re.compile(
    r"(?<![\w'’\-])(?:[A-ZÀ-Ý][\w'’\-]*\s+(?:(?:de|du|des|la|le)\s+)*){0,3}"
    r"[A-ZÀ-Ý][\w'’\-]*,\s*\d{5}\s+[A-ZÀ-Ý]"
)
_WORD: Final = re.compile(r"\s*[«\"“]?\s*(?P<word>[^\W\d_][\w\-]*)(?P<elision>['’])?")
_CLOSE: Final = re.compile(r"\s*(?:[,.;)]|$|\d{5})")
_SEATS: Final = re.compile(r"\s*(?:de\s+(?:parking|stationnement|march|jeux?|cr[èe]che)\b)", re.I)
_LINKS: Final = PARTICLES | {"aux", "au", "a", "les", "l", "st", "ste", "saint", "sainte"}
_DIGIT: Final = re.compile(r"\d")
_CLOSING_QUOTE: Final = re.compile(r"\s*[»\"”]")
# Without one of these, nobody says where they live.
_LIVING_TEXT = """
lieu habit vis viv log sid demeur domicil adresse live achet
"""
_LIVING: Final = tuple(_LIVING_TEXT.split())


def addresses(text: str) -> Iterator[Place]:
    """Numbers with their street, named places where one says one lives, up to the post code."""
    lowered = text.lower()
    digits = _DIGIT.search(text) is not None
    lives = any(stem in lowered for stem in _LIVING)
    if not digits and not lives:
        return
    shape = cased(text)
    if digits:
        yield from _numbered(text, shape)
    for match in _LIEU_DIT.finditer(text) if "lieu" in lowered else ():
        if end := _name_ends(text, match.end(), shape):
            yield match.start(), _beyond(text, end)
    for match in _LIVES.finditer(text) if lives else ():
        kind = _KIND.match(text, match.end())
        if kind and (end := _name_ends(text, kind.end(), shape, proper=True)):
            yield match.end(), _beyond(text, end)


def _numbered(text: str, shape: bool) -> Iterator[Place]:
    for match in _STREET.finditer(text):
        end = _name_ends(text, match.end(), shape, first=True)
        if end and not _SEATS.match(text, match.end()):
            yield match.start(), _beyond(text, end)
    for match in _NUMBERED_LATER.finditer(text):
        end = _name_ends(text, match.end(), shape, proper=True)
        if end and (number := _LATER.match(text, end)):
            yield match.start(), _beyond(text, number.end())
    for match in _BEFORE_POSTCODE.finditer(text):
        comma = match.group().index(",") + match.start()
        yield match.start(), _beyond(text, comma)


def _beyond(text: str, end: int) -> int:
    """The end of an address, its post code and town included."""
    closing = _CLOSING_QUOTE.match(text, end)
    end = closing.end() if closing else end
    code = _POSTCODE.match(text, end)
    return code.end() if code else end


def _name_ends(
    text: str, at: int, capitals: bool, *, first: bool = False, proper: bool = False
) -> int | None:
    """Where the name of a street or place ends; None when what follows is no name.

    `first`: its first word may be in small letters (« rue de la fontaine »); `proper`: it may not
    where capitals mean something, nor be an ordinary word where they do not.
    """
    end, taken, linked = None, 0, False
    while taken < 4 and (match := _WORD.match(text, at)):
        word = fold(match["word"])
        if match["elision"] or word in _LINKS:
            linked, at = True, match.end()
            continue
        capital = match["word"][0].isupper()
        named = capital if capitals else word not in NAMES.ordinary
        if not taken:
            may = named or (first and (linked or word not in NAMES.not_streets))
            may = may or (
                not proper and not first and not capitals and word not in NAMES.not_streets
            )
            if not may or word in NAMES.not_streets:
                return None
        elif (not named and not _closes(text, match.end(), capitals)) or (
            word in NAMES.never_names and linked
        ):
            break
        end, at, taken, linked = match.end(), match.end(), taken + 1, False
    return end


def _closes(text: str, at: int, capitals: bool) -> bool:
    """« 9 avenue jean jaurès, » in small letters: the word before the comma still names it."""
    return not capitals and bool(_CLOSE.match(text, at))
