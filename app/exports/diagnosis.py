"""The shared diagnostic as every document tells it: sentences, numbered notes, tables, matrix."""

from dataclasses import dataclass, field
from typing import Final

from app.exports.story import PLAIN, Dress

TITLE: Final = "Diagnostic partagé"
SHORT_TITLE: Final = "Diagnostic partagé"
STRENGTHS: Final = "Points forts"
WARNINGS: Final = "Points de vigilance"
STAKES: Final = "Enjeux"
MATRIX: Final = "La matrice des enjeux"
METHOD: Final = "Méthode et limites"
NOTES: Final = "Sources"


@dataclass(frozen=True)
class Constat:
    """One sentence. notes: numbers of its sources; about: state, enjeux, communes, in words."""

    sentence: str
    notes: tuple[int, ...]
    about: str
    waits: str = ""


@dataclass(frozen=True)
class Group:
    """Constats under one heading, "" for none."""

    heading: str
    constats: tuple[Constat, ...]


@dataclass(frozen=True)
class Stake:
    """One enjeu: its rank and who decided it when, what it took in, what is said of it."""

    label: str
    rank: str
    decided: str
    members: str
    said: str
    warnings: tuple[Constat, ...]
    strengths: tuple[Constat, ...]


@dataclass(frozen=True)
class Grid:
    """A table: header, lines of words, and what is said under it. wide: columns of more words."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    @property
    def empty(self) -> bool:
        return len(self.rows) < 2


@dataclass(frozen=True)
class Picture:
    """A drawing as PNG and SVG, and the same in words."""

    png: bytes
    svg: str
    alt: str


@dataclass(frozen=True)
class Diagnosis:
    """The whole document, in reading order. mark: what each page says, or nothing.

    stamp: the version's number and the hash of its content, or that it is the working state.
    """

    territory: str
    state: str
    stamp: str
    banner: str
    mark: str
    summary: str
    strengths: tuple[Group, ...]
    warnings: tuple[Group, ...]
    stakes: tuple[Stake, ...]
    matrix: Picture | None
    matrix_table: Grid
    how: tuple[str, ...]
    figures: Grid
    services: Grid
    history: tuple[str, ...]
    method: tuple[str, ...]
    notes: tuple[str, ...]
    dress: Dress = field(default=PLAIN)

    @property
    def columns(self) -> tuple[tuple[str, tuple[Group, ...]], ...]:
        return ((STRENGTHS, self.strengths), (WARNINGS, self.warnings))
