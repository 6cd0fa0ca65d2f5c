"""What people type, made storable: text cleaned once, numbers read as the French write them."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

# A browser sends CRLF for each line break but counts it once against maxlength: so do we.
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# NUL breaks PostgreSQL and U+FFFE XML files; the others are invisible, and the overrides of
# writing direction make a sentence read otherwise than it is stored. The joiners stay: emoji and
# several scripts are made with them.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_THOUSANDS = re.compile("(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_NUMBER = re.compile("[+-]?[0-9]{1,400}(?:[.,][0-9]{1,400})?")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ENGLISH_THOUSANDS = re.compile("(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_MANY = 15  # digits a float keeps exactly


def clean_text(text: str) -> str:
    """The text as it is stored: newlines as \\n, nothing unstorable or invisible, NFC, stripped.

    A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD.
    """
    if text.isascii() and text.isprintable():  # keys, numbers, most short answers: nothing to do
        return text.strip()
    text = _DROPPED.sub("", _NEWLINES.sub("\n", text))
    return unicodedata.normalize("NFC", _LONE_SURROGATE.sub("\ufffd", text)).strip()


def parse_number(text: str, unit: str = "", language: str = "fr") -> Decimal | None:
    """The number typed, with a French comma or spaces between thousands; None if it is not one.

    The unit may follow it: « 12 km » is 12 for a question asked in km. In English 1,500 is a
    thousand and a half, while 1,5 stays what it is in France.
    """
    text = text.strip().casefold()
    if unit:
        text = text.removesuffix(unit.casefold()).rstrip()
    if language == "en":
        text = _ENGLISH_THOUSANDS.sub("", text)
    text = _THOUSANDS.sub("", text).replace("\u2212", "-")
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def number_text(number: float, language: str = "fr") -> str:
    """A number as it is read: « 5 372 », « 21,5 » with narrow spaces; in English 5,372 and 21.5."""
    shown = f"{number:,.{_MANY}g}" if isinstance(number, float) else f"{number:,}"
    return shown if language == "en" else shown.replace(",", "\u202f").replace(".", ",")


def day_text(day: date, language: str = "fr") -> str:
    """A day as it is read: « 1er mars 2026 »; in English 1 March 2026."""
    if language == "en":
        return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
    first = "er" if day.day == 1 else ""
    return f"{day.day}{first} {_MONTHS[day.month - 1]} {day.year}"
