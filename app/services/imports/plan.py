"""What an import would store and what it refuses, line by line in words; nothing is stored here."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.services.imports.areas import Place

SHOWN: Final = 100  # refused lines told one by one; the rest are counted
MOST_SERIES: Final = 400
STRANGERS: Final = 8


@dataclass(frozen=True, slots=True)
class Refusal:
    """One line that will not enter, and why: a French sentence."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Value:
    """One figure, the line that says it, the unit written with it."""

    status: str
    value: float | None
    unit: str
    line: int
    rank: int = 0


At = tuple[Place, int | None]


@dataclass
class Series:
    """What becomes one indicator: its figures by place and year, and what it is to be called.

    key: what tells it from the others in the file. told: the file's own words for it.
    """

    key: str
    told: str
    values: dict[At, Value] = field(default_factory=dict)
    label: str = ""
    unit: str = ""
    domaine: str = ""
    keep: bool = True
    indicator: str = ""
    definition: str = ""
    problem: str = ""

    @property
    def places(self) -> int:
        return sum(place.area == "commune" for place in {place for place, _ in self.values})

    @property
    def years(self) -> list[int]:
        return sorted({year for _, year in self.values if year is not None})

    @property
    def counts(self) -> Counter[str]:
        """How many figures are known, secret, missing."""
        return Counter(value.status for value in self.values.values())


@dataclass
class Plan:
    """blocked: what keeps the whole file out, or "". elsewhere: lines of other places, left aside.

    strangers: a few names that no list knows, so that a misspelt one is seen.
    """

    series: dict[str, Series] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    refused: int = 0
    lines: int = 0
    elsewhere: int = 0
    strangers: list[str] = field(default_factory=list)
    same: int = 0
    crossed: int = 0
    zeros: int = 0
    blocked: str = ""
    by_name: bool = False

    def refuse(self, line: int, words: str) -> None:
        self.refused += 1
        if len(self.refusals) < SHOWN:
            self.refusals.append(Refusal(line, words))

    def kept(self) -> list[Series]:
        return [each for each in self.series.values() if each.keep and each.values]

    @property
    def figures(self) -> int:
        return sum(len(each.values) for each in self.kept())

    @property
    def problems(self) -> list[str]:
        """What must be corrected before the import: French sentences."""
        told = [each.problem for each in self.kept() if each.problem]
        return [self.blocked] if self.blocked else told


def spoken(named: Mapping[str, str]) -> str:
    """The words of a line of a long file: what its columns say, totals left out."""
    said = [f"{title} : {value}" for title, value in named.items() if value not in ("_T", "")]
    return " · ".join(said) or "Ensemble"
