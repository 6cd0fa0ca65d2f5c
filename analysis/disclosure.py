"""Small counts hidden, and whatever would let them be recomputed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

DEFAULT_K: Final = 11
LOWEST_K: Final = 5
HIDDEN: Final = "–"


class BadThreshold(ValueError):
    """The threshold asked for protects no one; the message is a French sentence to show."""


@dataclass(frozen=True)
class Count:
    """One cell before protection.

    people: persons (never sentences) in the cell.
    size: persons who could have been in it (the public's or commune's respondents).
    sealed: hidden whatever its count, because its `size` is itself hidden.
    """

    key: str
    label: str
    people: int
    size: int
    sealed: bool = False


@dataclass(frozen=True)
class Row:
    """One line as published; people is None when hidden; members: the keys merged into it."""

    key: str
    label: str
    people: int | None
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Persons per row. total is None when hidden; rows add up to it only when `adds_up`."""

    key: str
    title: str
    rows: tuple[Row, ...]
    total: int | None
    adds_up: bool = True

    @property
    def hides(self) -> bool:
        return self.total is None or any(row.people is None or row.members for row in self.rows)

    @property
    def tells(self) -> bool:
        """Whether any single row may be read."""
        return any(row.people is not None and not row.members for row in self.rows)


def check_k(k: int) -> int:
    """`k` itself. Raises BadThreshold below 5."""
    if k < LOWEST_K:
        raise BadThreshold(
            f"Le seuil de protection demandé est {k} : il ne peut pas descendre sous {LOWEST_K} "
            f"personnes. Choisissez {DEFAULT_K} (valeur conseillée) ou un nombre d’au moins "
            f"{LOWEST_K}."
        )
    return k


def is_small(people: int, size: int, k: int) -> bool:
    """Whether one count, published beside its group's size, says something of fewer than `k`.

    True below `k`, and also when fewer than `k` of the group are outside it: `size - people` is
    one subtraction away, and 0 outside means that the whole group said the same.
    Zero is hidden like 1: shown, it would tell that nobody of a known small group spoke of a
    subject, and that each hidden cell beside it holds someone.
    """
    return people < k or size - people < k


def alone(people: int, size: int, k: int | None) -> int | None:
    """A count that belongs to no table: itself, or None when small. `k` None hides nothing."""
    return None if k is not None and is_small(people, size, k) else people


def hidden(counts: Sequence[Count], *, most: int, k: int) -> tuple[bool, ...]:
    """Which cells of one table to hide, so that no hidden cell can be shown to be under `k`.

    most: the highest sum of the cells that the published totals allow (the total itself where
    each person is in one cell). First every small cell, then, while what is hidden could be
    recomputed, the smallest of those still shown (the last in order between equals).

    What is hidden is safe when it is at least two cells, when `most` leaves them `k` persons or
    more to share (each may then be 0, or `k` and above, for all a reader knows), and when at
    least `k` persons of their groups are outside them.
    """
    closed = [count.sealed or is_small(count.people, count.size, k) for count in counts]
    while any(closed) and not all(closed) and not _safe(counts, closed, most, k):
        shown = [index for index, shut in enumerate(closed) if not shut]
        closed[min(shown, key=lambda index: (counts[index].people, -index))] = True
    return tuple(closed)


def _safe(counts: Sequence[Count], closed: Sequence[bool], most: int, k: int) -> bool:
    out = [count for count, shut in zip(counts, closed, strict=True) if shut]
    left = most - sum(c.people for c, shut in zip(counts, closed, strict=True) if not shut)
    outside = sum(count.size - count.people for count in out)
    return len(out) > 1 and left >= k and outside >= k


def protect(
    key: str,
    title: str,
    counts: Sequence[Count],
    *,
    total: int | None,
    k: int | None,
    most: int | None = None,
) -> Table:
    """The table as it may be published; exact when `k` is None.

    total None (hidden) hides every row. most: see `hidden`; default: total, each person being in
    exactly one row.
    """
    adds_up = most is None
    if total is None:
        shut: tuple[bool, ...] = (True,) * len(counts)
    elif k is None:
        shut = (False,) * len(counts)
    else:
        shut = hidden(counts, most=total if most is None else most, k=k)
    rows = tuple(
        Row(count.key, count.label, None if closed else count.people)
        for count, closed in zip(counts, shut, strict=True)
    )
    return Table(key, title, rows, total, adds_up)


def merged(table: Table, label: str) -> Table:
    """Hidden rows of a table that adds up, put together in a last row: what they share.

    label: what the last row is called, such as « Autres communes »; the key "" is of those who
    did not say, and is told apart. Its count is no secret: it is the total less the rows shown,
    which `hidden` keeps at `k` or above.
    """
    shown = tuple(row for row in table.rows if row.people is not None)
    closed = tuple(row.key for row in table.rows if row.people is None)
    if not closed or table.total is None:
        return table
    rest = table.total - sum(row.people or 0 for row in shown)
    named = [key for key in closed if key]
    untold = " et lieu non dit" if len(named) < len(closed) else ""
    others = Row("autres", f"{label} ({len(named)}){untold}", rest, closed)
    return replace(table, rows=(*shown, others))
