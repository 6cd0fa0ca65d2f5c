"""The corpus of personal data: comments marked by hand, rendered in four ways, and measured."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.privacy import Span, find

FOLDER = Path(__file__).parent / "analysis" / "data"
HALVES = ("tuning", "sealed")
KINDS = {
    "s": "name",
    "f": "name",
    "p": "phone",
    "m": "email",
    "n": "nir",
    "i": "iban",
    "a": "address",
}
RENDERINGS = ("as written", "capitals", "small letters", "typos, other names")
_MARKED = re.compile(r"\[([a-z])\|((?:\[at\]|[^\]])*)\]")
_POSTCODE = re.compile(r",?\s*\d{5}\b.*$")
# What takes a marked name's place in the fourth rendering.
SURNAMES_TEXT = """
Ratier Cassan Vernhes Lavergne Bouygues Pecharman Delrieu Cabanel Mouly Theron Bastide Garric
Lacoste Momméja Estival Barthes Poujade Cavaillé Fabié Calvet Hoareau Diallo Ferreira Jansen
Whitlock Kowalski Traoré Amrani Le_Bihan Legrand
"""
SURNAMES = SURNAMES_TEXT.split()
FIRST_NAMES_TEXT = """
Régine Lucien Paulin Yasmine Bastien Capucine Émile Ludovic Marthe Noémie Rachid Sylvain
Tiffany Ursule Victor Wilfried Yvette Zélie Anatole Berthe Corentin Djamila Ernest Fanny
Gwenaëlle Harry Ingrid Jérémie Kenza Lorenzo Maëlys Ophélie
"""
FIRST_NAMES = FIRST_NAMES_TEXT.split()


@dataclass(frozen=True)
class Comment:
    """A text and what it holds: (start, end, kind), kind `free` where masking is indifferent."""

    text: str
    marked: tuple[tuple[int, int, str], ...]
    rendering: str


@dataclass(frozen=True)
class Measure:
    """What `find` did on a corpus: counts per kind, and the comments behind each fault."""

    present: Counter[str]
    found: Counter[str]
    flags: int
    false: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]

    def recall(self, kind: str) -> float:
        return self.found[kind] / self.present[kind]

    @property
    def false_share(self) -> float:
        return len(self.false) / self.flags


def corpus(half: str, renderings: Iterable[str] = RENDERINGS) -> Iterator[Comment]:
    """Every comment of a half, once per rendering."""
    lines = (FOLDER / f"personal_{half}.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(line for line in lines if not line.startswith("#")):
        for rendering in renderings:
            yield _rendered(line, rendering, random.Random(f"{half} {number} {rendering}"))  # noqa: S311


def _rendered(line: str, rendering: str, chance: random.Random) -> Comment:
    text, marked, last = "", [], 0
    for match in [*_MARKED.finditer(line), None]:
        text += _plain(line[last : match.start() if match else None], rendering, chance)
        if match is None:
            break
        last, value = match.end(), _value(match[1], match[2], rendering, chance)
        marked.append((len(text), len(text) + len(value), KINDS.get(match[1], "free")))
        text += value
    return Comment(text, tuple(_whole_names(text, marked)), rendering)


def _plain(text: str, rendering: str, chance: random.Random) -> str:
    if rendering == "capitals":
        return text.upper()
    if rendering == "small letters":
        return text.lower()
    return _mistyped(text, chance) if rendering == RENDERINGS[3] else text


def _mistyped(text: str, chance: random.Random) -> str:
    """One letter in forty dropped, doubled, or swapped with the next."""
    letters = list(text)
    for at in range(len(letters) - 1):
        if letters[at].isalpha() and letters[at + 1].isalpha() and chance.random() < 1 / 40:
            kind = chance.randrange(3)
            if kind == 2:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            else:
                letters[at] = letters[at] * 2 * kind
    return "".join(letters)


def _value(kind: str, value: str, rendering: str, chance: random.Random) -> str:
    if rendering == "capitals":
        return value.upper()
    if rendering == "small letters":
        return value.lower()
    if rendering == RENDERINGS[3]:
        return _other(kind, value, chance)
    return value


def _other(kind: str, value: str, chance: random.Random) -> str:
    if kind in "sf" and len(value) > 2 and "." not in value:
        other = chance.choice(SURNAMES if kind == "s" else FIRST_NAMES).replace("_", " ")
        return other.upper() if value.isupper() else other.lower() if value.islower() else other
    if kind in "pni":  # the last four digits, the shape kept
        at = [index for index, letter in enumerate(value) if letter.isdigit()][-4:]
        return "".join(str(chance.randrange(10)) if i in at else c for i, c in enumerate(value))
    return value


def _whole_names(text: str, marked: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """A first name and a surname side by side are one name, found only whole."""
    whole: list[tuple[int, int, str]] = []
    for start, end, kind in marked:
        if whole and kind == "name" == whole[-1][2] and not text[whole[-1][1] : start].strip(" ."):
            whole[-1] = (whole[-1][0], end, kind)
        else:
            whole.append((start, end, kind))
    return whole


def measure(comments: Iterable[Comment]) -> Measure:
    """Recall asks for every letter and digit of an item (an address: up to its post code).

    A flag is false when less than half of its letters and digits were marked.
    """
    present: Counter[str] = Counter()
    found: Counter[str] = Counter()
    flags, false, missed = 0, [], []
    for comment in comments:
        spans = find(comment.text)
        hidden = {at for span in spans for at in range(span.start, span.end)}
        for start, end, kind in comment.marked:
            if kind == "free":
                continue
            if kind == "address":
                end = start + len(_POSTCODE.sub("", comment.text[start:end]))
            present[kind] += 1
            if all(at in hidden for at in range(start, end) if comment.text[at].isalnum()):
                found[kind] += 1
            else:
                missed.append((comment.text[start:end], comment.text))
        flags += len(spans)
        false += [
            (comment.text[s.start : s.end], comment.text) for s in spans if _false(comment, s)
        ]
    return Measure(present, found, flags, tuple(false), tuple(missed))


def _false(comment: Comment, span: Span) -> bool:
    letters = [at for at in range(span.start, span.end) if comment.text[at].isalnum()]
    right = [at for at in letters if any(start <= at < end for start, end, _ in comment.marked)]
    return len(right) * 2 < len(letters)


def report(half: str, renderings: Iterable[str] = RENDERINGS) -> str:
    """The figures of one half, for a person."""
    result = measure(corpus(half, renderings))
    kinds = [
        f"{kind} {result.found[kind]}/{n} {result.recall(kind):.3f}"
        for kind, n in sorted(result.present.items())
    ]
    return (
        f"{half}: "
        + ", ".join(kinds)
        + f"; false {len(result.false)}/{result.flags} {result.false_share:.3f}"
    )
