"""One question crossed with who answered: persons, shares, and how far chance may move them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from analysis.columns import check_frame
from analysis.intervals import wilson
from analysis.weighting import effective_n

# One row per person asked. values: tuple of the keys answered, empty where she did not answer;
# group: the key of what the question is crossed with, or missing; weight: optional, mean 1.
ANSWERED: Final = ("values", "group")
EVERYONE: Final = "*"
FEWEST: Final = 30  # answers, under which a percentage says more of chance than of people
Label = tuple[str, str]


@dataclass(frozen=True)
class Cell:
    """Persons who gave one answer in one group.

    people: how many, never weighted. share, low, high: 0 to 1, of those of the group who answered
    the question, weighted where the crossing is; None where too few answered.
    """

    people: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Group:
    """A column of the crossing. people: who answered the question; effective: what they weigh."""

    key: str
    label: str
    people: int
    silent: int
    effective: float

    @property
    def few(self) -> bool:
        """Whether too few answered for a percentage."""
        return self.effective < FEWEST


@dataclass(frozen=True)
class Crossing:
    """rows: the answers, (key, label). groups: everyone first, then each. cells: by both keys."""

    rows: tuple[Label, ...]
    groups: tuple[Group, ...]
    cells: Mapping[tuple[str, str], Cell]
    several: bool
    weighted: bool
    ungrouped: int

    @property
    def everyone(self) -> Group:
        return self.groups[0]

    def cell(self, row: str, group: str = EVERYONE) -> Cell:
        return self.cells[row, group]


def cross(
    frame: pd.DataFrame,
    rows: Sequence[Label],
    groups: Sequence[Label],
    *,
    several: bool = False,
    everyone: str = "Ensemble",
) -> Crossing:
    """Counts and shares of each answer, for everyone and in each group.

    frame: columns `ANSWERED`, and `weight` where answers are weighted. rows, groups: (key, label)
    in the order to show; a group nobody belongs to is left out. several: whether one person may
    give several answers, so that shares add up to more than 1. everyone: how all are called.

    A share is of those who answered the question. Its interval is Wilson's, on Kish's effective
    number where answers are weighted. Raises ColumnsMissing.
    """
    check_frame(frame, ANSWERED, name="les réponses")
    weighted = "weight" in frame.columns
    columns, cells = list[Group](), dict[tuple[str, str], Cell]()
    parts = [((EVERYONE, everyone), frame)]
    parts += [(label, frame[frame["group"] == label[0]]) for label in groups]
    for (key, label), part in parts:
        if key != EVERYONE and part.empty:
            continue
        answered = part[_flags(part, [bool(values) for values in part["values"]])]
        weights = answered["weight"] if weighted else pd.Series(1.0, index=answered.index)
        column = Group(
            key, label, len(answered), len(part) - len(answered), round(effective_n(weights), 6)
        )
        columns.append(column)
        cells |= {(row, key): _cell(answered, weights, row, column) for row, _ in rows}
    return Crossing(
        rows=tuple(rows),
        groups=tuple(columns),
        cells=cells,
        several=several,
        weighted=weighted,
        ungrouped=int(frame["group"].isna().sum()),
    )


def _cell(answered: pd.DataFrame, weights: pd.Series, row: str, column: Group) -> Cell:
    gave = _flags(answered, [row in values for values in answered["values"]])
    people = int(gave.sum())
    if column.few:
        return Cell(people, None, None, None)
    share = float(weights[gave].sum() / weights.sum())
    return Cell(people, share, *wilson(share, column.effective))


def _flags(frame: pd.DataFrame, kept: Sequence[bool]) -> pd.Series:
    return pd.Series(kept, index=frame.index, dtype=bool)
