"""What people decided, as the machine learns it: labels of answers, and words they gave.

A fifth of the answers, always the same, is never learnt from: it judges.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.coding import Coding, Decision
from app.models.learning import TaggerTerm
from app.services import territories
from surveys.models import Parole, Response, Survey, Territory

if TYPE_CHECKING:  # scikit-learn comes with it: pages that do not learn start without it
    from analysis.tagging.adapting import Decided
    from analysis.tagging.lexicon import Term

_HELD = 5  # one answer in so many is kept to judge


@dataclass(frozen=True)
class Rows:
    """What people decided: to learn from, and held back to judge."""

    learnt: Sequence["Decided"]
    held: Sequence["Decided"]
    digest: str


def rows(session: Session, territory: Territory, *, upto: int | None = None) -> Rows:
    """The decisions of a territory, twins counted once, up to one of them."""
    from analysis.tagging.adapting import Decided

    keys = {(t.family, t.key) for ts in territories.themes(session, territory).values() for t in ts}
    found: dict[str, Decided] = {}
    for (twin, text), labels in _replayed(session, territory, upto, keys).items():
        by_family: dict[str, dict[str, bool]] = {}
        for (family, key), stands in labels.items():
            by_family.setdefault(family, {})[key] = stands
        if by_family:
            found[twin] = Decided(text, by_family)
    digest = hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()
    ordered = sorted(found.items())
    return Rows(
        [row for twin, row in ordered if not held(twin)],
        [row for twin, row in ordered if held(twin)],
        digest,
    )


def held(twin: str) -> bool:
    """Whether this answer, and its twins, are kept to judge: drawn by its words, once for all."""
    return int(hashlib.sha256(f"held {twin}".encode()).hexdigest()[:8], 16) % _HELD == 0


_Labels = dict[tuple[str, str], bool]


def _replayed(
    session: Session, territory: Territory, upto: int | None, keys: set[tuple[str, str]]
) -> dict[tuple[str, str], _Labels]:
    """(twin, text) → labels, from the lines of decision in their order."""
    lines = (
        select(Decision, Coding.twin_key, Parole.text)
        .join(Parole, Parole.id == Decision.parole_id)
        .join(Coding, Coding.parole_id == Parole.id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Decision.how != "twin")
        .order_by(Decision.id)
    )
    if upto is not None:
        lines = lines.where(Decision.id <= upto)
    said: dict[tuple[str, str], _Labels] = {}
    for line, twin, text in session.execute(lines):
        labels = said.setdefault((twin or str(line.parole_id), text), {})
        if line.act == "reopen":
            labels.clear()
        elif line.act == "check":
            labels.update(dict.fromkeys(keys - labels.keys(), False))
        elif (line.family, line.key) in keys:
            labels[line.family, line.key] = line.act == "keep"
    return said


def terms(
    session: Session, territory: Territory, *, at: datetime | None = None
) -> list[TaggerTerm]:
    """Words given by people and not taken back, now or at a moment."""
    asked = select(TaggerTerm).where(TaggerTerm.territory_id == territory.id)
    if at is None:
        asked = asked.where(TaggerTerm.removed_at.is_(None))
    else:
        asked = asked.where(
            TaggerTerm.added_at <= at,
            TaggerTerm.removed_at.is_(None) | (TaggerTerm.removed_at > at),
        )
    return list(session.scalars(asked.order_by(TaggerTerm.id)))


def as_terms(given: Iterable[TaggerTerm]) -> list["Term"]:
    from analysis.tagging.lexicon import Term

    return [Term(each.family, each.key, each.side, each.words) for each in given]
