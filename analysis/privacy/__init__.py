"""Personal data in free text: found by rules that can be read, and masked by kind."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from analysis.privacy.addresses import addresses
from analysis.privacy.figures import figures
from analysis.privacy.people import people

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


def _claims(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """What each rule says, the rule that wins first."""
    yield from figures(text)
    yield from (("address", place) for place in addresses(text))
    yield from (("name", place) for place in people(text))


def find(text: str) -> tuple[Span, ...]:
    """Personal data in `text`: spans in reading order, never overlapping.

    Public short numbers (15, 112, 3919, 3646) have no form that a rule knows, so they stay. Texts
    already masked find nothing more.
    """
    kept: list[Span] = []
    taken = bytearray(len(text)) if "[" in text else bytearray()
    for match in MARK.finditer(text) if taken else ():
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for kind, (start, end) in _claims(text):
        taken = taken or bytearray(len(text))
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append(Span(start, end, kind))
    return tuple(sorted(kept))


def mask(text: str) -> Masked:
    """`text` with each span of `find` replaced by its mark, such as « [téléphone] »."""
    spans = find(text)
    return Masked(replaced(text, spans), spans) if spans else Masked(text, ())


def replaced(text: str, spans: Iterable[Span]) -> str:
    """`text` with the mark of its kind in place of each span; spans in order, not overlapping."""
    pieces, position = [], 0
    for span in spans:
        pieces += [text[position : span.start], MARKS[span.kind]]
        position = span.end
    return "".join([*pieces, text[position:]])


def aligned(original: str, masked: str) -> tuple[Span, ...]:
    """The spans of `original` that `masked` hides; none when it is not a masking of it."""
    pieces = MARK.split(masked)
    marks = MARK.findall(masked)
    kinds = {mark: kind for kind, mark in reversed(MARKS.items())}
    spans, at = [], len(pieces[0])
    if not original.startswith(pieces[0]) or not original.endswith(pieces[-1]):
        return ()
    for number, (mark, piece) in enumerate(zip(marks, pieces[1:], strict=True), 1):
        last = number == len(marks)
        end = len(original) - len(piece) if last else original.find(piece, at + 1)
        if end <= at:
            return ()
        spans.append(Span(at, end, kinds[mark]))
        at = end + len(piece)
    return tuple(spans)
