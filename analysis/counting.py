"""Persons counted by public, commune, polarity and label, each table protected as it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from analysis import disclosure
from analysis.disclosure import Count, Row, Table
from analysis.narrowing import Cell, Known, ranges

Label = tuple[str, str]
OTHER_COMMUNES: Final = "Autres communes"
TITLES: Final = {"public": "Par public", "commune": "Par commune", "channel": "Par canal"}
UNKNOWN: Final[dict[str, Label]] = {
    "public": ("", "Public non précisé"),
    "commune": ("", "Commune non précisée"),
    "channel": ("", "Canal non précisé"),
    "polarity": ("", "Sans polarité"),
}
# Beyond this many hidden cells, `share_without` is withheld rather than proved harmless.
MOST_PROVED: Final = 600


@dataclass(frozen=True)
class Room:
    """Everyone who answered and all they said; k as in `disclosure`, None for exact counts.

    paroles, responses: frames with the columns of `summary`; labels: (key, label) of each column.
    """

    paroles: pd.DataFrame
    responses: pd.DataFrame
    labels: dict[str, tuple[Label, ...]]
    k: int | None

    @property
    def n(self) -> int:
        return int(self.responses["response_id"].nunique())

    def about(self, enjeu: str) -> pd.DataFrame:
        """The paroles that carry this enjeu."""
        return self._carrying("enjeux", enjeu)

    def within(self, domaine: str) -> pd.DataFrame:
        """The paroles that carry this domaine."""
        return self._carrying("domaines", domaine)

    def told(self, said: pd.DataFrame) -> int | None:
        """How many persons said it, None when few did, or nearly all."""
        return disclosure.alone(_people(said), self.n, self.k)

    def took_part(self, column: str) -> Table:
        """Who answered: taking part says nothing of what was answered, so all may be in a row."""
        people = _by(self.responses, column)
        counts = [
            Count(key, label, people.get(key, 0), people.get(key, 0) + (self.k or 0))
            for key, label in self._rows(column)
        ]
        return self._published(column, counts, self.n)

    def crossed(self, said: pd.DataFrame, column: str) -> Table:
        """Who said it, by public or by commune."""
        people, sizes = _by(said, column), _by(self.responses, column)
        sealed = {key for row in self.took_part(column).rows for key in _hidden_keys(row)}
        counts = [
            Count(key, label, people.get(key, 0), sizes.get(key, 0), key in sealed)
            for key, label in self._rows(column)
        ]
        return self._published(column, counts, self.told(said))

    def by_polarity(self, said: pd.DataFrame) -> Table:
        """Persons per polarity; one who says good and ill counts in both."""
        people, total = _by(said, "polarity"), _people(said)
        labels = [*self.labels["polarity"], *([UNKNOWN["polarity"]] if "" in people else [])]
        counts = [Count(key, label, people.get(key, 0), total) for key, label in labels]
        return disclosure.protect(
            "polarity", "Par polarité", counts, total=self.told(said), k=self.k, most=len(said)
        )

    def by_label(self, column: str, title: str, labels: Sequence[Label]) -> Table:
        """Persons per enjeu or domaine; one may speak of several."""
        rows = (Row(key, label, self.told(self._carrying(column, key))) for key, label in labels)
        return Table(column, title, tuple(rows), self.n, adds_up=False)

    def together(self, said: pd.DataFrame, enjeu: str, enjeux: Sequence[Label]) -> tuple[Row, ...]:
        """The three enjeux that the same persons speak of most, where no small group shows."""
        people, rows = _who(said), []
        for key, label in enjeux:
            others = _who(self.about(key))
            both = len(people & others)
            outside = min(len(people), len(others)) - both
            if key != enjeu and both and (self.k is None or min(both, outside) >= self.k):
                rows.append(Row(key, label, both))
        return tuple(sorted(rows, key=lambda row: -(row.people or 0))[:3])

    def share_without(self, enjeux: Sequence[Label]) -> float | None:
        """The share of paroles that speak of no enjeu, None when it would uncover a cell."""
        if not len(self.paroles):
            return None
        without = _where(self.paroles, [not keys for keys in self.paroles["enjeux"]])
        if self.k is not None:
            # A person counts here only if nothing she said carries an enjeu.
            spoke = _where(self.paroles, [bool(keys) for keys in self.paroles["enjeux"]])
            silent = _who(self.responses) - _who(spoke)
            small = disclosure.is_small(_people(without), self.n, self.k)
            if small or not all(
                self._harmless(column, silent, enjeux) for column in ("public", "commune")
            ):
                return None
        return len(without) / len(self.paroles)

    def _carrying(self, column: str, key: str) -> pd.DataFrame:
        return _where(self.paroles, [key in keys for keys in self.paroles[column]])

    def _rows(self, column: str) -> tuple[Label, ...]:
        """Every commune; of publics and channels, those that someone answered."""
        found = _by(self.responses, column)
        known = (row for row in self.labels[column] if column == "commune" or row[0] in found)
        return (*known, *([UNKNOWN[column]] if "" in found else []))

    def _published(self, column: str, counts: Sequence[Count], total: int | None) -> Table:
        table = disclosure.protect(column, TITLES[column], counts, total=total, k=self.k)
        return disclosure.merged(table, OTHER_COMMUNES) if column == "commune" else table

    def _harmless(self, column: str, silent: set[object], enjeux: Sequence[Label]) -> bool:
        """Whether knowing how many spoke of no enjeu narrows no hidden cell: asked of the solver.

        For each group, those who spoke of no enjeu and those who spoke of each cover it.
        """
        system = _System(self, column, silent)
        for key, _ in enjeux:
            system.add(key, self.about(key))
        return system.keeps_secrets()


class _System:
    """What the tables crossed with one column, and the number without enjeu, say together."""

    def __init__(self, room: Room, column: str, silent: set[object]) -> None:
        self.room, self.column = room, column
        sizes = _shown(room.took_part(column))
        self.groups = [key for key, _ in room._rows(column)]
        self.sizes = {group: sizes.get(group) for group in self.groups}
        self.shown: dict[Cell, int] = {}
        self.limits = {self._none(group): self._limit(group) for group in self.groups}
        none = tuple(self._none(group) for group in self.groups)
        self.known = [Known(none, len(silent), len(silent))]
        self.enjeux: list[str] = []

    @staticmethod
    def _none(group: str) -> Cell:
        return ("", group)

    def _limit(self, group: str) -> int:
        size = self.sizes[group]
        return self.room.n if size is None else size

    def add(self, enjeu: str, said: pd.DataFrame) -> None:
        self.enjeux.append(enjeu)
        table = self.room.crossed(said, self.column)
        cells = tuple((enjeu, group) for group in self.groups)
        self.limits |= {cell: self._limit(cell[1]) for cell in cells}
        self.shown |= {(enjeu, group): people for group, people in _shown(table).items()}
        if table.total is not None:
            self.known.append(Known(cells, table.total, table.total))
        for group, size in self.sizes.items():
            if size is not None:
                self.known.append(Known(((enjeu, group), self._none(group)), 0, size))

    def keeps_secrets(self) -> bool:
        for group, size in self.sizes.items():
            if size is not None:
                cells = (self._none(group), *((enjeu, group) for enjeu in self.enjeux))
                self.known.append(Known(cells, size, size * len(cells)))
        if len(self.limits) - len(self.shown) > MOST_PROVED:
            return False
        found = ranges(self.shown, self.limits, self.known)
        return all(self._safe(cell, *between) for cell, between in found.items() if cell[0])

    def _safe(self, cell: Cell, low: int, high: int) -> bool:
        k = self.room.k or 0
        return high >= k and low < high and self._limit(cell[1]) - low >= k


def _where(frame: pd.DataFrame, kept: Sequence[bool]) -> pd.DataFrame:
    return frame[pd.Series(kept, index=frame.index, dtype=bool)]


def _who(frame: pd.DataFrame) -> set[object]:
    return set(frame["response_id"])


def _people(frame: pd.DataFrame) -> int:
    return int(frame["response_id"].nunique())


def _by(frame: pd.DataFrame, column: str) -> dict[str, int]:
    """Persons per value of `column`; what is missing is under ""."""
    values = frame[column].astype(object).where(frame[column].notna(), "")
    return {str(key): int(n) for key, n in frame.groupby(values)["response_id"].nunique().items()}


def _hidden_keys(row: Row) -> tuple[str, ...]:
    return row.members if row.members else (row.key,) if row.people is None else ()


def _shown(table: Table) -> dict[str, int]:
    return {row.key: row.people for row in table.rows if row.people is not None and not row.members}
