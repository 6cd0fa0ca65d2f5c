"""The diagnostic as it is read: each constat with its evidence, in columns, by enjeu."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.models.diagnostic import KINDS, STATES, Citation, Constat, Priority
from app.models.portrait import Indicator
from app.services.diagnostic import enjeux, evidence, ranks
from app.services.diagnostic.enjeux import Enjeu, Enjeux
from app.services.diagnostic.evidence import Evidence
from surveys.models import Territory

OPENED: Final = tuple(state for state in STATES if state not in ("suggere", "ecarte"))


@dataclass(frozen=True)
class Shown:
    """A constat with its evidence, numbered as the board cites it."""

    constat: Constat
    evidence: tuple[Evidence, ...]

    @property
    def to_reread(self) -> list[Evidence]:
        return [each for each in self.evidence if each.changed]


@dataclass(frozen=True)
class Stake:
    """An enjeu as the board lists it: the people's rank, and the constats that lead to it."""

    enjeu: Enjeu
    priority: Priority | None
    strengths: tuple[Shown, ...]
    warnings: tuple[Shown, ...]


@dataclass(frozen=True)
class Board:
    """The whole diagnostic on one screen. columns: kind → heading → constats, in their order."""

    columns: dict[str, dict[str, list[Shown]]]
    stakes: tuple[Stake, ...]
    enjeux: Enjeux
    suggested: tuple[Shown, ...]

    @property
    def constats(self) -> list[Shown]:
        return [one for column in self.columns.values() for each in column.values() for one in each]

    @property
    def to_reread(self) -> list[Shown]:
        return [shown for shown in self.constats if shown.to_reread]


def board(session: Session, territory: Territory, *, exact: bool) -> Board:
    """Everything that is kept, validated or not; what was set aside is not shown."""
    shown = [_shown(session, territory, each, exact) for each in constats(session, territory)]
    kept = [each for each in shown if each.constat.state in OPENED]
    columns: dict[str, dict[str, list[Shown]]] = {kind: {} for kind in KINDS}
    for each in kept:
        columns[each.constat.kind].setdefault(each.constat.heading, []).append(each)
    ranked, known = ranks.priorities(session, territory), enjeux.read(session, territory)
    stakes = [
        Stake(
            enjeu,
            ranked.get(enjeu.key),
            tuple(e for e in kept if _leads(e, known, enjeu, "point_fort")),
            tuple(e for e in kept if _leads(e, known, enjeu, "point_vigilance")),
        )
        for enjeu in known.standing
    ]
    stakes.sort(
        key=lambda stake: (stake.priority.rank if stake.priority else 9, stake.enjeu.position)
    )
    suggested = tuple(each for each in shown if each.constat.state == "suggere")
    return Board(columns, tuple(stakes), known, suggested)


def _leads(shown: Shown, known: Enjeux, enjeu: Enjeu, kind: str) -> bool:
    return shown.constat.kind == kind and enjeu.key in known.roots(shown.constat.enjeux)


def constats(session: Session, territory: Territory) -> list[Constat]:
    """All of the territory, in their order, evidence loaded."""
    rows = (
        select(Constat)
        .where(Constat.territory_id == territory.id)
        .options(
            selectinload(Constat.citations).options(
                joinedload(Citation.service),
                joinedload(Citation.document),
                joinedload(Citation.parole),
                joinedload(Citation.indicator).selectinload(Indicator.values),
            )
        )
        .order_by(Constat.position, Constat.id)
    )
    return list(session.scalars(rows))


def find(session: Session, territory: Territory, constat_id: int) -> Constat | None:
    found = session.get(Constat, constat_id)
    return found if found is not None and found.territory_id == territory.id else None


def _shown(session: Session, territory: Territory, constat: Constat, exact: bool) -> Shown:
    told = [evidence.look(session, territory, each, exact=exact) for each in constat.citations]
    return Shown(constat, tuple(told))


def show(session: Session, territory: Territory, constat: Constat, *, exact: bool) -> Shown:
    return _shown(session, territory, constat, exact)
