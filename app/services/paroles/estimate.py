"""How often the machine is right here, from paroles drawn at random and checked by people."""

from dataclasses import dataclass
from math import sqrt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.coding import Coding, Tag
from app.services.paroles.reading import RANDOM_TURN, decided
from surveys.models import Parole, Response, Survey, Territory

LEAST = 10  # paroles drawn, below which a share says nothing
_Z = 1.96


@dataclass(frozen=True)
class Estimate:
    """Enjeux that the machine proposed on `paroles` drawn at random, and those people kept.

    `low`, `high`: 95 % interval of the share, 0 to 1.
    """

    paroles: int
    proposed: int
    kept: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.kept / self.proposed


def estimate(session: Session, territory: Territory) -> Estimate | None:
    """None while too few paroles of the draw were checked.

    The draw is the order of identifiers, which are random. Of the first paroles, as many as one
    decision in `RANDOM_TURN` has reached: taking more would favour those checked for a reason.
    """
    drawn = _drawn(session, territory)
    if len(drawn) < LEAST:
        return None
    rows = (
        select(Tag.parole_id, Tag.state, func.count())
        .where(Tag.parole_id.in_(drawn), Tag.family == "enjeu", Tag.source == "machine")
        .group_by(Tag.parole_id, Tag.state)
    )
    kept, proposed = dict.fromkeys(drawn, 0), dict.fromkeys(drawn, 0)
    for parole_id, state, count in session.execute(rows):
        proposed[parole_id] += count
        kept[parole_id] += count if state == "confirmed" else 0
    pairs = [(kept[each], proposed[each]) for each in drawn]
    if not any(total for _, total in pairs):
        return None
    low, high = interval(pairs)
    return Estimate(len(drawn), sum(t for _, t in pairs), sum(k for k, _ in pairs), low, high)


def interval(pairs: list[tuple[int, int]]) -> tuple[float, float]:
    """95 % interval of Σ kept ÷ Σ proposed, from (kept, proposed) of each parole.

    Wilson's (1927), on as many labels as the paroles are worth: labels of one parole resemble each
    other, so the variance is that of the ratio estimator (Cochran 1977, § 2.11).
    """
    total, many = sum(t for _, t in pairs), len(pairs)
    share = sum(k for k, _ in pairs) / total
    spread = sum((k - share * t) ** 2 for k, t in pairs) * many / max(1, many - 1)
    plain = share * (1 - share) * total
    worth = total / max(1.0, spread / plain) if plain else float(total)
    middle = (share + _Z**2 / (2 * worth)) / (1 + _Z**2 / worth)
    half = _Z * sqrt(share * (1 - share) / worth + _Z**2 / (4 * worth**2)) / (1 + _Z**2 / worth)
    return max(0.0, middle - half), min(1.0, middle + half)


def _drawn(session: Session, territory: Territory) -> list[int]:
    """The first paroles of the draw, up to one that nobody checked."""
    rows = (
        select(Parole.id, Coding.checked_at)
        .join(Coding, Coding.parole_id == Parole.id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Coding.tagger_version != "")
        .order_by(Parole.id)
        .limit(decided(session, territory) // RANDOM_TURN)
    )
    drawn: list[int] = []
    for parole_id, checked_at in session.execute(rows):
        if checked_at is None:
            break
        drawn.append(parole_id)
    return drawn
