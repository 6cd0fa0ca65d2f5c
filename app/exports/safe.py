"""Cells that no spreadsheet takes for a formula, and from which the text can be had back.

A text that could start one is written with an apostrophe before it; a text that already starts
with an apostrophe too. So `unguarded` gives back every text exactly: it takes one leading
apostrophe away. In CSV, where a program that reads the wrong separator would cut a text in two,
what could start a formula after the cut gets its apostrophe as well (`unsplittable`, `rejoined`).
Only NUL and lone surrogates, which no file of ours can hold, are lost.
"""

import re
import unicodedata
from datetime import date
from typing import Final

# ASCII, full-width and small forms of = + - @.
STARTERS: Final = frozenset("=+-@＝＋－＠﹦﹢﹣﹫−")
# What some programs skip, or cut at, before they look for a formula.
SKIPPED: Final = frozenset(" ;,|\"'\u00a0")
# Where the wrong separator would cut, what it skips, and what could then start a formula.
_BEFORE: Final = r"([;,|\t\r\n][\s\"\u200b\ufeff]*)"
_AFTER: Final = rf"('*[{re.escape(''.join(sorted(STARTERS)))}]\S)"
CUT: Final = re.compile(_BEFORE + _AFTER)
HELD: Final = re.compile(f"{_BEFORE}'{_AFTER}")
NUMBER: Final = re.compile(r"-?\d+([.,]\d+)?")
SEPARATOR: Final = "|"
SHEET_NAME_LENGTH: Final = 31


def clean(text: str) -> str:
    """Without NUL or lone surrogates: storable as UTF-8 anywhere."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if text.isascii():
        return text
    try:
        text.encode()  # half the price of decoding it again
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def guarded(text: str) -> str:
    """`text`, with an apostrophe before it where it could start a formula.

    A text that is a number, negative ones too, stays as it is.
    """
    kept = clean(text)
    if kept[:1].isalnum():  # nearly all texts: no need to look further
        return kept
    return f"'{kept}" if _starts_formula(kept) or kept.startswith("'") else kept


def unguarded(cell: str) -> str:
    """The text that `guarded` wrote."""
    return cell.removeprefix("'")


def unsplittable(text: str) -> str:
    """A guarded text that starts no formula wherever a wrong separator cuts it."""
    # To look first is five times faster than to replace nothing.
    return CUT.sub(r"\1'\2", text) if CUT.search(text) else text


def rejoined(text: str) -> str:
    """The text that `unsplittable` wrote."""
    return HELD.sub(r"\1\2", text)


def _starts_formula(text: str) -> bool:
    if NUMBER.fullmatch(text):
        return False
    for character in text:
        if character in STARTERS:
            return True
        if not _skipped(character):
            return False
        if character in "\t\r\n":
            return True
    return False


def _skipped(character: str) -> bool:
    invisible = unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp")
    return invisible or character in SKIPPED


def cell(value: object) -> str | int | float:
    """A stored value as a cell: numbers as numbers, several labels joined by « | », ISO dates."""
    if isinstance(value, str):
        return guarded(value)
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(map(str, value)) if isinstance(value, set | frozenset) else map(str, value)
        return guarded(SEPARATOR.join(items))
    return guarded(str(value))


def sheet_name(title: str, taken: frozenset[str] = frozenset()) -> str:
    """A name that Excel accepts: 31 characters, none of []:*?/\\, no apostrophe at the ends."""
    kept = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", clean(title)).strip(" '")
    while kept and _starts_formula(kept):
        kept = kept[1:].strip(" '")
    name = kept[:SHEET_NAME_LENGTH].rstrip(" '") or "Feuille"
    number, found = 2, name
    while (
        found.casefold() in {other.casefold() for other in taken} or found.casefold() == "history"
    ):
        found = f"{name[: SHEET_NAME_LENGTH - 4].rstrip()} ({number})"
        number += 1
    return found


def file_name(*parts: str, suffix: str) -> str:
    """« Synthèse », « 2026-11-23 » as `synthese-2026-11-23.docx`: letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", "-".join(parts)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return f"{slug[:80] or 'export'}.{suffix}"
