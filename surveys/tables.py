"""A table as somebody else published it: which line names the columns, what each column holds."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from surveys import csv_lines
from surveys.csv_lines import UnreadableFile

SEPARATORS: Final = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre |"}
HEAD: Final = 25  # lines looked at to find the titles
MOST_COLUMNS: Final = 2_500  # INSEE's « dossier complet » has some 1,900
_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,40}")
_YEAR = re.compile(r"(19|20)\d\d")
_DIGITS = re.compile(r"[-+]?\d[\d\s.,\u00a0\u202f]*%?")
Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Table:
    """titles: one per column, never twice the same. said: longer titles of a second line, or "".

    named_on: the numbers of the lines of titles. above: how many lines stand before them.
    """

    titles: tuple[str, ...]
    said: tuple[str, ...]
    named_on: tuple[int, ...]
    above: int
    encoding: str
    codec: str
    separator: str
    data: bytes

    def rows(self) -> Iterator[Record]:
        """The number and cells of each line under the titles. Raises `UnreadableFile`."""
        last = self.named_on[-1]
        return (each for each in _lines(self.data, self.codec, self.separator) if each[0] > last)

    def first_values(self, most: int = 3) -> list[list[str]]:
        """Of each column, its first values that are not blank, each once."""
        found: list[list[str]] = [[] for _ in self.titles]
        for _, cells in islice(self.rows(), 400):
            for values, cell in zip(found, cells, strict=False):
                told = cell.strip()[:60]
                if told and len(values) < most and told not in values:
                    values.append(told)
        return found


def opened(data: bytes, *, titles_on: int = 0, prose: bool = False) -> Table:
    """Finds the encoding, the separator and the line (or two lines) of titles of a CSV file.

    titles_on: the number of that line where a person said it. prose: the cells are words rather
    than figures, so that only the first full line can hold titles. Raises `UnreadableFile`.
    """
    codec, said = csv_lines.encoding(data)
    separator = _separator(data, codec)
    head = list(islice(_lines(data, codec, separator), max(HEAD, titles_on)))
    if titles_on:
        at = next((n for n, (line, _) in enumerate(head) if line == titles_on), None)
        if at is None:
            raise UnreadableFile(
                f"Le fichier n’a pas de ligne {titles_on}. Choisissez-en une autre."
            )
        rows = [head[at]]
    else:
        at, rows = _titles(head, prose)
    names, longer = _named([cells for _, cells in rows])
    if len(names) > MOST_COLUMNS:
        raise UnreadableFile(
            f"{len(names)} colonnes, c’est plus de {MOST_COLUMNS}. Gardez celles qui servent."
        )
    return Table(names, longer, _on(rows), at, said, codec, separator, data)


def _on(rows: Sequence[Record]) -> tuple[int, ...]:
    return tuple(line for line, _ in rows)


def looks_numeric(cell: str) -> bool:
    """« 1 234,5 », « 12 % », « -3 »; a year is one too."""
    return bool(_DIGITS.fullmatch(cell.strip()))


def _lines(data: bytes, codec: str, separator: str) -> Iterator[Record]:
    text = io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline="")
    return csv_lines.records(text, separator)


def _separator(data: bytes, codec: str) -> str:
    """The one that cuts most lines in the same, largest number of cells."""
    scores = {each: _regularity(data, codec, each) for each in SEPARATORS}
    return max(scores, key=lambda each: scores[each])


def _regularity(data: bytes, codec: str, separator: str) -> float:
    try:
        widths = [len(cells) for _, cells in islice(_lines(data, codec, separator), HEAD)]
    except UnreadableFile:
        return 0
    width, count = Counter(widths).most_common(1)[0] if widths else (1, 0)
    return 0 if width < 2 else min(width, 12) * count / len(widths)


def _titles(head: Sequence[Record], prose: bool) -> tuple[int, list[Record]]:
    """How many lines stand before the titles, and the line or two lines that hold them."""
    width = max((sum(map(_filled, cells)) for _, cells in head), default=0)
    if width < 2:
        raise UnreadableFile(
            "On ne voit qu’une colonne. Enregistrez le fichier en « CSV », colonnes séparées par "
            "des points-virgules."
        )
    at = next(n for n, (_, cells) in enumerate(head) if sum(map(_filled, cells)) * 2 > width)
    cells = head[at][1]
    if prose:
        return at, [head[at]]
    if any(map(_figure, cells)):
        raise UnreadableFile(
            f"Ligne {head[at][0]} : des chiffres là où l’on attend le nom des colonnes. Ajoutez "
            "une première ligne qui les nomme."
        )
    if at and _twice(cells) and any(map(_filled, head[at - 1][1])):
        return at - 1, [head[at - 1], head[at]]
    if at + 1 < len(head) and _goes_on(cells, head[at + 1][1]):
        return at, [head[at], head[at + 1]]
    return at, [head[at]]


def _goes_on(cells: Sequence[str], under: Sequence[str]) -> bool:
    """Whether the next line holds titles too: codes under words, or words under merged cells."""
    filled = [cell for cell in under if _filled(cell)]
    if len(filled) < 2 or any(map(_figure, under)):
        return False
    if _codes(under) != _codes(cells):
        return True
    return not all(map(_filled, cells[: len(under)]))


def _codes(cells: Sequence[str]) -> bool:
    """« CODGEO », « P21_POP »: names for programs."""
    return all(_CODE.fullmatch(cell.strip()) for cell in cells if _filled(cell))


def _twice(cells: Sequence[str]) -> bool:
    told = [cell.strip() for cell in cells if _filled(cell)]
    return len(set(told)) < len(told)


def _filled(cell: str) -> bool:
    return bool(cell.strip())


def _figure(cell: str) -> bool:
    return looks_numeric(cell) and not _YEAR.fullmatch(cell.strip())


def _named(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles, never twice the same, and what else is said of each."""
    low, high = rows[-1], rows[0]
    codes = len(rows) > 1 and _codes(low) != _codes(high)
    if codes and _codes(high):
        low, high = high, low
    under = [_tidy(cell) for cell in low]
    over = [_tidy(cell) for cell in high] if len(rows) > 1 else []
    over = [*over, *[""] * len(under)][: len(under)]
    titles, longer, seen = [], [], Counter[str]()
    for number, (name, more) in enumerate(
        zip(under, over if codes else _spread(over), strict=True), start=1
    ):
        title = name if codes else " · ".join(dict.fromkeys(filter(None, (more, name))))
        title = title or f"Colonne {number}"
        seen[title] += 1
        titles.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
        longer.append(more if codes else "")
    return tuple(titles), tuple(longer)


def _tidy(cell: str) -> str:
    return " ".join(cell.replace("\x00", "").split())[:120]


def _spread(cells: Sequence[str]) -> list[str]:
    """Merged cells say their title once, for all the columns that follow."""
    spread: list[str] = []
    for cell in cells:
        spread.append(cell or (spread[-1] if spread else ""))
    return spread
