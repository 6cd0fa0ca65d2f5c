"""What was answered before and after, side by side: shares, how they moved, and how surely."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.crossing import FEWEST, Label
from analysis.intervals import newcombe

UP, DOWN, UNSURE = "up", "down", "unsure"


@dataclass(frozen=True)
class Line:
    """One answer on both sides. before, after: persons; None where it was not offered there.

    share_before, share_after: 0 to 1, of those who answered; change: after less before, between
    low and high at 95 %; verdict: `UP`, `DOWN` or `UNSURE` (0 is between). All None where one side
    is missing, or too few answered.
    """

    key: str
    label: str
    before: int | None
    after: int | None
    share_before: float | None = None
    share_after: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: str | None = None

    @property
    def points(self) -> int | None:
        """The change as it is read, in whole points: the difference of the two shares as they are
        shown, so that whoever subtracts them finds it. It may be one point off `change`."""
        if self.share_before is None or self.share_after is None:
            return None
        return round(100 * self.share_after) - round(100 * self.share_before)


@dataclass(frozen=True)
class Change:
    """n_before, n_after: who answered the question on each side."""

    n_before: int
    n_after: int
    lines: tuple[Line, ...]

    @property
    def few(self) -> bool:
        """Whether one side has too few answers to be compared."""
        return min(self.n_before, self.n_after) < FEWEST


def change(
    before: Sequence[tuple[str, ...]],
    after: Sequence[tuple[str, ...]],
    rows_before: Sequence[Label],
    rows_after: Sequence[Label],
) -> Change:
    """How the answers moved from one group of persons to another.

    before, after: the keys that each person answered, empty where she did not. rows_before,
    rows_after: the answers offered, (key, label), in the order to show; those of after come first,
    with their labels. A share is of those who answered, and is None where fewer than `FEWEST` did
    on either side. The interval is Newcombe's (`intervals.newcombe`).
    """
    said_before = [keys for keys in before if keys]
    said_after = [keys for keys in after if keys]
    offered_before, offered_after = dict(rows_before), dict(rows_after)
    enough = min(len(said_before), len(said_after)) >= FEWEST
    lines = []
    for key, label in (offered_before | offered_after).items():
        first = _people(said_before, key) if key in offered_before else None
        second = _people(said_after, key) if key in offered_after else None
        if enough and first is not None and second is not None:
            lines.append(_line(key, label, first, len(said_before), second, len(said_after)))
        else:
            lines.append(Line(key, label, first, second))
    order = [key for key, _ in rows_after] + [key for key, _ in rows_before]
    lines.sort(key=lambda line: order.index(line.key))
    return Change(len(said_before), len(said_after), tuple(lines))


def _people(said: Sequence[tuple[str, ...]], key: str) -> int:
    return sum(key in keys for keys in said)


def _line(key: str, label: str, first: int, n_first: int, second: int, n_second: int) -> Line:
    before, after = first / n_first, second / n_second
    low, high = newcombe(before, n_first, after, n_second)
    verdict = UP if low > 0 else DOWN if high < 0 else UNSURE
    return Line(key, label, first, second, before, after, after - before, low, high, verdict)
