"""The matrix of the enjeux: what weighs in the paroles, in the figures, and what is there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from analysis import matrix as picture
from analysis.french import number, percent, plural
from analysis.matrix import Axis, Drawn, Mark, level
from app.models.diagnostic import Constat
from app.services.diagnostic import heard, supply
from app.services.diagnostic.board import Board
from app.services.diagnostic.enjeux import Enjeu, Enjeux
from surveys.models import Territory

THIRDS: Final = (1 / 3, 2 / 3)
FIGURES: Final = (2, 4)
SERVICES: Final = (1, 3)
VOICES_AXIS: Final = Axis("Paroles", "non publié", ("peu", "moyennement", "beaucoup"))
FIGURES_AXIS: Final = Axis(
    "Chiffres", "aucun chiffre cité", ("1 chiffre", "2 ou 3 chiffres", "4 chiffres et plus")
)
SUPPLY_AXIS: Final = Axis("Services notés", "pas de domaine", ("aucun", "1 ou 2", "3 et plus"))
# How each measure is made, for the page and the documents to say.
HOW: Final[tuple[tuple[str, str], ...]] = (
    (
        "Paroles",
        "la part des personnes qui en parlent, parmi toutes celles qui ont répondu. « Beaucoup » "
        "commence aux deux tiers de l’enjeu le plus cité, « peu » s’arrête à un tiers.",
    ),
    (
        "Chiffres",
        "combien de chiffres connus et différents citent les constats qui mènent à l’enjeu. Un "
        "chiffre secret ou manquant ne compte pas. « Aucun chiffre cité » veut dire qu’on ne le "
        "mesure pas encore, pas que l’enjeu est faible.",
    ),
    (
        "Services",
        "combien de fiches de l’offre sont dans les domaines de ces constats. Une fiche peut "
        "compter plusieurs lieux. Sans domaine, on ne sait pas où regarder.",
    ),
)
DECIDES: Final = "La matrice aide à en parler. Le rang, lui, se décide en réunion."


@dataclass(frozen=True)
class Cell:
    """One enjeu. share: of persons, 0 to 1, None where unknown or not published; at_least: that of
    the most cited of several labels. services: None where no domaine is known."""

    enjeu: Enjeu
    rank: int | None
    share: float | None
    at_least: bool
    figures: int
    services: int | None
    strengths: int
    warnings: int
    paroles: int | None = None

    @property
    def share_told(self) -> str:
        if self.share is None:
            return "–"
        return f"{'au moins ' if self.at_least else ''}{percent(self.share)}"


@dataclass(frozen=True)
class Lead:
    """What the matrix takes of a constat. figures: what names each known figure it cites."""

    kind: str
    enjeux: Sequence[str]
    domaines: Sequence[str]
    figures: frozenset[tuple[Any, ...]]


@dataclass(frozen=True)
class Voice:
    """How much is said of an enjeu."""

    share: float | None = None
    at_least: bool = False
    paroles: int | None = None


def matrix(
    session: Session, territory: Territory, board: Board, *, exact: bool, listen: bool = True
) -> list[Cell]:
    """The matrix today, in the board's order. listen: False leaves out what is said."""
    services = [each.domaines for each in supply.services(session, territory)]
    standing = [
        (stake.enjeu, stake.priority.rank if stake.priority else None) for stake in board.stakes
    ]
    said = voices(session, territory, board.enjeux, exact=exact) if listen else {}
    leads = [_lead(shown.constat) for shown in board.constats]
    return cells(standing, board.enjeux, leads, services, said)


def _lead(constat: Constat) -> Lead:
    figures = frozenset(
        (each.seen.get("label"), each.area, each.area_code, each.year)
        for each in constat.citations
        if each.kind == "indicator" and each.seen.get("value") is not None
    )
    return Lead(constat.kind, constat.enjeux, constat.domaines, figures)


def cells(
    standing: Iterable[tuple[Enjeu, int | None]],
    known: Enjeux,
    leads: Sequence[Lead],
    services: Sequence[Sequence[str]],
    said: Mapping[str, Voice],
) -> list[Cell]:
    """The matrix of these enjeux and ranks. services: the domaines of each."""
    return [_cell(enjeu, rank, known, leads, services, said) for enjeu, rank in standing]


def _cell(
    enjeu: Enjeu,
    rank: int | None,
    known: Enjeux,
    leads: Sequence[Lead],
    services: Sequence[Sequence[str]],
    said: Mapping[str, Voice],
) -> Cell:
    mine = [each for each in leads if enjeu.key in known.roots(each.enjeux)]
    domaines = {key for each in mine for key in each.domaines}
    voice = said.get(enjeu.key, Voice())
    return Cell(
        enjeu,
        rank,
        voice.share,
        voice.at_least,
        len(frozenset[tuple[Any, ...]]().union(*(each.figures for each in mine))),
        sum(bool(domaines.intersection(each)) for each in services) if domaines else None,
        sum(each.kind == "point_fort" for each in mine),
        sum(each.kind == "point_vigilance" for each in mine),
        voice.paroles,
    )


def voices(
    session: Session, territory: Territory, known: Enjeux, *, exact: bool
) -> dict[str, Voice]:
    """How much is said of each enjeu that the tagger knows."""
    if exact:
        return _exact(session, territory, known)
    if heard.too_many(session, territory):
        return {}
    labels = [label for each in known.standing for label in each.labels]
    return _protected(known, heard.shielded(session, territory, enjeux=labels))


def _exact(session: Session, territory: Territory, known: Enjeux) -> dict[str, Voice]:
    counted, everyone = (
        heard.counts(session, territory, known),
        heard.who_answered(session, territory),
    )
    return {
        each.key: Voice(people / everyone, paroles=paroles)
        for each in known.standing
        if each.labels and everyone
        for paroles, people in [counted.get(each.key, (0, 0))]
    }


def _protected(known: Enjeux, told: Iterable[heard.Shielded]) -> dict[str, Voice]:
    """Of merged labels, the largest share: their union is never told (`heard.shielded`)."""
    shares = {each.key: each.share for each in told}
    found = {}
    for each in known.standing:
        here = [share for label in each.labels if (share := shares.get(label)) is not None]
        if here:
            found[each.key] = Voice(max(here), at_least=len(each.labels) > 1)
    return found


def draw(shown: Sequence[Cell]) -> Drawn | None:
    """The picture; None where there is no enjeu."""
    if not shown:
        return None
    top = max((each.share or 0 for each in shown), default=0)
    return picture.draw(
        [_mark(each, top) for each in shown], VOICES_AXIS, FIGURES_AXIS, SUPPLY_AXIS
    )


def _mark(cell: Cell, top: float) -> Mark:
    share = None if cell.share is None else level(cell.share / (top or 1), THIRDS)
    services = None if cell.services is None else level(cell.services, SERVICES)
    figures = level(cell.figures, FIGURES) if cell.figures else None
    return Mark(cell.enjeu.label, share, figures, services)


def table(shown: Sequence[Cell], ranks: Mapping[int, str]) -> tuple[tuple[str, ...], ...]:
    """The same as lines of words, their header first."""
    header = ("Enjeu", "Personnes qui en parlent", "Chiffres cités", "Services notés", "Constats")
    return (
        (*header, "Rang décidé"),
        *(
            (
                each.enjeu.label,
                each.share_told,
                number(each.figures) if each.figures else "aucun",
                "–" if each.services is None else number(each.services),
                _constats(each),
                ranks[each.rank] if each.rank else "–",
            )
            for each in shown
        ),
    )


def _constats(cell: Cell) -> str:
    told = [
        plural(cell.warnings, "vigilance", "vigilances") if cell.warnings else "",
        plural(cell.strengths, "point fort", "points forts") if cell.strengths else "",
    ]
    return ", ".join(filter(None, told)) or "aucun"
