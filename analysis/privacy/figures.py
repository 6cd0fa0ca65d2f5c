"""Telephones, mails, social security and bank numbers: known by their form, however spaced."""

import re
from collections.abc import Iterator
from typing import Final

Place = tuple[int, int]

_GAP = r"[\s.\-/\u2011_]{0,3}"
_DIGIT = r"[\dOo]"
_AT = r"(?:\s?(?:@|\(at\)|\[at\]|\(arobase\)|\[arobase\])\s?|\s(?:arobase|arobas)\s)"
_DOT = r"(?:[.,]|\s[.,]\s|\s?(?:\(point\)|\(dot\)|\[dot\])\s?|\s(?:point|dot)\s)"
_EMAIL: Final = re.compile(
    rf"[\w+\-]+(?:(?:\.|\s\.\s|\s(?:point|dot)\s)[\w+\-]+)*{_AT}[\w\-]+(?:{_DOT}[\w\-]+)*", re.I
)
# « rdv @ 14h »: a sign at, blanks beside it, and no domain after.
_ONLY_AT: Final = re.compile(r".*(?:\s@|@\s)\s?[\w\-]+", re.S)
_EMAIL_SAID: Final = re.compile(
    r"(?<![\w.])[\w.+\-]+\sat\s[\w\-]+(?:\.|\sdot\s)(?:[a-z]{2,3}\.)?"
    r"(?:com|org|net|fr|eu|uk|nl|be|de)\b",
    re.I,
)
_PHONE: Final = re.compile(
    rf"""(?<![\w+.,/])(?:
        (?:\(?(?:\+|00){_GAP}33\)?){_GAP}(?:\(?0\)?{_GAP})?[1-9](?:{_GAP}{_DIGIT}){{8}} # +33 6 39…
      | [0Oo]{_GAP}[1-9](?:{_GAP}{_DIGIT}){{8}}(?:\s?\d)?                         # 06 39 98 00 00
      | (?:\+|00){_GAP}[1-9]\d{{0,2}}{_GAP}(?:\(0\){_GAP})?\d(?:{_GAP}\d){{6,11}}  # other countries
      | 0[127]\d{{1,3}}{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}                          # British, from home
    )(?!\d)""",
    re.X,
)
_FIGURE = (
    r"(?:z[ée]ro|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
    r"quinze|seize|vingts?|trente|quarante|cinquante|soixante|cents?|et)"
)
_PHONE_SAID: Final = re.compile(
    rf"(?<!\w)z[ée]ro[\s,\-]+(?:{_FIGURE}[\s,\-]+){{4,}}{_FIGURE}(?!\w)", re.I
)
_DATE: Final = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)\d{2}")
_NIR: Final = re.compile(
    rf"(?<!\w)[12]{_GAP}\d{{2}}{_GAP}(?:0[1-9]|1[0-2]|[2-9]\d){_GAP}(?:\d{{2}}|2[ABab]){_GAP}"
    rf"\d{{3}}{_GAP}\d{{3}}(?:{_GAP}\d{{2}})?(?!\d)"
)
# Letters and figures of an IBAN, by country (ISO 13616 registry).
_LENGTHS: Final = {
    "FR": 27, "GB": 22, "NL": 18, "BE": 16, "DE": 22, "ES": 24, "PT": 25, "IT": 27, "CH": 21,
    "LU": 20, "IE": 22, "MC": 27, "AD": 24, "AT": 20, "PL": 28, "RO": 24, "DK": 18, "SE": 24,
}  # fmt: skip
_IBAN: Final = re.compile(rf"(?<!\w)({'|'.join(_LENGTHS)})\s?\d{{2}}(?=[\s\-.]?\w)", re.I)
_SIGN: Final = re.compile(r"[\s\-.]{0,2}[A-Z0-9]", re.I)
_DIGIT_SEEN: Final = re.compile(r"\d")
_MANY: Final = re.compile(r"(?:[\dOo]\D{0,5}?){7}")


def emails(text: str) -> Iterator[Place]:
    """« x@example.org », « x arobase example point org », « x at example.org »."""
    lowered = text.lower()
    if "@" in text or "arob" in lowered or "(at)" in lowered or "[at]" in lowered:
        for match in _EMAIL.finditer(text):
            if not _ONLY_AT.fullmatch(match.group()):
                yield match.span()
    if " at " in lowered:
        for match in _EMAIL_SAID.finditer(text):
            yield match.span()


def phones(text: str) -> Iterator[Place]:
    """French and foreign numbers of at least nine figures; short public ones (3919) have none."""
    for match in _PHONE.finditer(text):
        if not _DATE.match(match.group()) and sum(map(str.isdigit, match.group())) > 7:
            yield match.span()
    if "z" in text or "Z" in text:
        for match in _PHONE_SAID.finditer(text):
            yield match.span()


def nirs(text: str) -> Iterator[Place]:
    for match in _NIR.finditer(text):
        yield match.span()


def ibans(text: str) -> Iterator[Place]:
    """As many letters and figures as the country asks; one mistyped stops at its last figure."""
    for match in _IBAN.finditer(text):
        wanted, end = _LENGTHS[match[1].upper()] - 4, match.end()
        while wanted and (sign := _SIGN.match(text, end)):
            wanted, end = wanted - 1, sign.end()
        found = text[match.start() : end]
        if wanted:
            end = match.start() + max(i for i, letter in enumerate(found) if letter.isdigit()) + 1
        if sum(map(str.isdigit, text[match.start() : end])) >= 10:
            yield match.start(), end


def figures(text: str) -> Iterator[tuple[str, Place]]:
    """Each of them with its kind, those that hold others first: an IBAN holds a telephone."""
    yield from (("email", place) for place in emails(text))
    many = _DIGIT_SEEN.search(text) and _MANY.search(text)
    if many:
        yield from (("iban", place) for place in ibans(text))
        yield from (("nir", place) for place in nirs(text))
    if many or "zéro" in text or "zero" in text or "Z" in text:
        yield from (("phone", place) for place in phones(text))
