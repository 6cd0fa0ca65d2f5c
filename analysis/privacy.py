"""Personal data in free text: found by rules that can be read, and masked by kind."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from analysis.names import NAMES
from analysis.text import fold

MARKS: Final[dict[str, str]] = {
    "phone": "[téléphone]",
    "email": "[courriel]",
    "nir": "[numéro]",
    "iban": "[numéro]",
    "address": "[adresse]",
    "name": "[nom]",
}
MARK: Final = re.compile("|".join(re.escape(mark) for mark in sorted(set(MARKS.values()))))


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` to `end` (end excluded) of the original text; kind: a key of MARKS."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Masked:
    """The text with each span replaced by its mark; the spans refer to the original text."""

    text: str
    spans: tuple[Span, ...]


_GAP = r"[\s.\-/\u2011_]{0,3}"
_EMAIL = re.compile(
    r"[\w.+\-]+(?:\s?(?:@|\(at\)|\[at\]|\(arobase\))\s?|\s(?:arobase|arobas)\s)"
    r"[\w\-]+(?:(?:\.|\s(?:point|dot)\s)[\w\-]+)+",
    re.I,
)
_PHONE = re.compile(
    rf"""(?<![\w+.,])(?:
        (?:\+|00){_GAP}33{_GAP}(?:\(0\){_GAP})?[1-9](?:{_GAP}\d{{2}}){{4}}     # +33 6 39 98 00 00
      | 0{_GAP}[1-9](?:{_GAP}\d{{2}}){{4}}                                     # 06 39 98 00 00
      | 0[1-9]\d{{2}}(?:{_GAP}\d{{3}}){{2}}                                    # 0639 980 000
      | (?:\+|00){_GAP}[1-9]\d{{0,2}}{_GAP}(?:\(0\){_GAP})?\d(?:{_GAP}\d){{6,11}}  # other countries
      | 0[127]\d{{1,3}}{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}                          # British, from home
    )(?!\d)""",
    re.X,
)
_NIR = re.compile(
    rf"(?<!\w)[12]{_GAP}\d{{2}}{_GAP}(?:0[1-9]|1[0-2]|[2-9]\d){_GAP}(?:\d{{2}}|2[ABab]){_GAP}"
    rf"\d{{3}}{_GAP}\d{{3}}(?:{_GAP}\d{{2}})?(?!\d)"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[\s\-]?[A-Z0-9]{4}){3,7}(?:[\s\-]?[A-Z0-9]{1,3})?\b", re.I)
_VOIE = (
    r"rue|avenue|av\.?|boulevard|bd\.?|impasse|imp\.?|chemin|chem\.?|route|rte\.?|place|pl\.|"
    r"all[ée]es?|cours|quai|square|lotissement|r[ée]sidence|hameau|lieu[- ]dit|mont[ée]e|ruelle|"
    r"passage|venelle|faubourg|sentier|esplanade|cit[ée]|clos"
)
_LINK = r"(?:de\s+la|de\s+l['’]|des|de|du|d['’]|aux?|à\s+la|la|les?|l['’])"
_STREET = re.compile(
    rf"""(?<![\w,.])\d{{1,4}}(?:\s?(?i:bis|ter|quater)\b|\s?[A-Da-d]\b)?\s?,?\s?\b(?i:{_VOIE})(?!\w)
        (?P<rest>
            \s+{_LINK}\s*[^\W\d_][\w'’\-]*          # rue de la fontaine
          | \s+[A-ZÀ-Ý][\w'’\-]*                    # rue Gambetta
          | \s+[a-zà-ÿ][\w'’\-]+                    # rue gambetta, checked below
        )
        (?:\s+{_LINK}?\s*[A-ZÀ-Ý][\w'’\-]*){{0,3}}
        (?:\s*,?\s*\d{{5}}(?:\s+[A-ZÀ-Ý][\w'’\-]*){{0,3}})?""",
    re.X,
)
_POSTCODE = re.compile(r"(?<!\d)\d{5}\s+[A-ZÀ-Ý][\w'’\-]+")

_SEATS = re.compile(r"de\s+(?:parking|stationnement|march|jeux?)\b")
_CAPITAL = r"[A-ZÀ-ÝŒ][\w]*(?:['’\-]\w+)*"
_SURNAME = rf"(?:[ ]+(?:(?:de[ ]la|de|du|des|d['’]|von|van|ben|el|Le|La)[ ]?)?{_CAPITAL})"
_TITLED = re.compile(rf"(?<!\w)(?:{NAMES.titles})[ ]+((?:d['’])?{_CAPITAL}{_SURNAME}{{0,2}})")
_SHORT_TITLED = re.compile(
    rf"(?<!\w)(?:{NAMES.short_titles})(?:\.[ ]*|[ ]+|(?<=\.))"
    rf"((?:d['’]|de[ ])?(?:[Ll][ae][ ])?{_CAPITAL}{_SURNAME}{{0,2}})"
)
_TITLED_SMALL = re.compile(r"(?<!\w)(?:[Mm]me|[Mm]lle|[Mm]r)\.?[ ]+([a-zà-ÿ][a-zà-ÿ\-]{2,})")
_ANNOUNCED = re.compile(rf"(?<!\w)(?i:{NAMES.announces})[ ]*[,:]?[ ]*({_CAPITAL}{_SURNAME}{{0,2}})")
_ANNOUNCED_SMALL = re.compile(
    rf"(?<!\w)(?i:{NAMES.announces})[ ]*[,:]?[ ]*([a-zà-ÿ]+(?:-[a-zà-ÿ]+)*)"
)
_WORDS = re.compile(rf"(?<![\w'’\-])({_CAPITAL})(?=({_SURNAME}{{0,2}}(?:[ ][A-Z]\.)?))")
_LAST_WORD = re.compile(r"([\w\-]+)[ .]*(?:(?:de la|de l['’]|du|de|des|d['’]|la|le|l['’])[ ]*)?$")


# What a pattern cannot do without, looked for first: most texts have neither.
_AT = re.compile(r"@|\(at\)|\[at\]|arobas", re.I)
_DIGIT = re.compile(r"\d")


def _found(
    pattern: re.Pattern[str], kind: str, needed: re.Pattern[str]
) -> Callable[[str], Iterator[Span]]:
    def search(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text) if needed.search(text) else ():
            yield Span(match.start(), match.end(), kind)

    return search


def _addresses(text: str) -> Iterator[Span]:
    if not _DIGIT.search(text):
        return
    for match in _STREET.finditer(text):
        first = fold(match["rest"]).split()[0]
        if (
            first not in NAMES.not_streets and not _SEATS.search(match["rest"])
        ) or _POSTCODE.search(match.group()):
            yield Span(match.start(), match.end(), "address")


def _is_name(word: str) -> bool:
    return fold(word) not in NAMES.never_names and len(word) > 1


_PARTICLES = frozenset({"de", "du", "des", "la", "le"})


def _acronym(words: str) -> bool:
    """« Mon fils TDAH », « l’animateur BAFD »: capitals alone announce no one."""
    return words.isupper() and len(words) <= 5 and fold(words) not in NAMES.first_names


def _trimmed(text: str, start: int, end: int) -> int:
    """Where the name stops: before the first following word that cannot be part of one."""
    for word in re.finditer(r"[\w'’\-]+", text[start:end]):
        small = fold(word.group())
        if small in NAMES.never_names and small not in _PARTICLES:
            return start + len(text[start : start + word.start()].rstrip())
    return end


def _announced(text: str) -> Iterator[Span]:
    for pattern in (_TITLED, _SHORT_TITLED, _ANNOUNCED):
        for match in pattern.finditer(text):
            if _is_name(match[1].split()[0]) and not (pattern is _ANNOUNCED and _acronym(match[1])):
                yield Span(match.start(1), _trimmed(text, match.start(1), match.end(1)), "name")


def _announced_in_small_letters(text: str) -> Iterator[Span]:
    for match in _ANNOUNCED_SMALL.finditer(text):
        if fold(match[1]) in NAMES.first_names:
            yield Span(*match.span(1), "name")
    for match in _TITLED_SMALL.finditer(text):
        if _is_name(match[1]) and fold(match[1]) not in NAMES.after_title:
            yield Span(*match.span(1), "name")


def _after_place(text: str, start: int) -> bool:
    before = _LAST_WORD.search(text[:start].rstrip("«\"' "))
    return before is not None and fold(before[1]) in NAMES.place_words


def _is_first_name(word: str, followed: bool) -> bool:
    known = fold(word)
    return known in NAMES.first_names or (followed and known in NAMES.ambiguous_first_names)


def _first_names(text: str) -> Iterator[Span]:
    past = 0
    for match in _WORDS.finditer(text):
        start, end = match.start(), _trimmed(text, match.start(), match.end(2))
        if start < past or not _is_first_name(match[1], followed=end > match.end(1)):
            continue
        past = end
        if not _after_place(text, start):
            yield Span(start, end, "name")


_RULES: Final[tuple[Callable[[str], Iterator[Span]], ...]] = (
    _found(_EMAIL, "email", _AT),
    _found(_IBAN, "iban", _DIGIT),
    _found(_NIR, "nir", _DIGIT),
    _found(_PHONE, "phone", _DIGIT),
    _addresses,
    _announced,
    _announced_in_small_letters,
    _first_names,
)


def find(text: str) -> tuple[Span, ...]:
    """Personal data in `text`: spans in reading order, never overlapping.

    Where two rules claim the same characters, the rule listed first in `_RULES` wins: an IBAN
    holds a telephone number more often than the other way round. Public short numbers (15, 112,
    3919, 3646) have no form that a rule knows, so they stay. Texts already masked find nothing.
    """
    kept: list[Span] = []
    for rule in _RULES:
        for span in rule(text):
            if all(span.end <= other.start or span.start >= other.end for other in kept):
                kept.append(span)
    return tuple(sorted(kept))


def mask(text: str) -> Masked:
    """`text` with each span of `find` replaced by its mark, such as « [téléphone] »."""
    spans = find(text)
    pieces, position = [], 0
    for span in spans:
        pieces += [text[position : span.start], MARKS[span.kind]]
        position = span.end
    return Masked("".join([*pieces, text[position:]]), spans)
