"""Words that people give the machine: which paroles they would change, before and after."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.coding import Coding, Tag
from app.models.learning import TaggerTerm
from surveys.models import Parole, Response, Survey, Territory

if TYPE_CHECKING:
    from analysis.tagging import Tagger
    from analysis.tagging.lexicon import Term

MOST_LOOKED = 20_000  # paroles in which the words are looked for
MOST_TRIED = 200  # of those that hold them, how many are classified with the words


@dataclass(frozen=True)
class Change:
    """A parole that the words change: it gains or loses the label."""

    parole_id: int
    text: str
    gains: bool


@dataclass(frozen=True)
class Preview:
    """`holding`: paroles where the words are; `checked`: those among them that people checked,
    which never change; `tried`: how many of the others were classified with the words."""

    holding: int
    checked: int
    tried: int
    changes: tuple[Change, ...]


def preview(session: Session, territory: Territory, machine: "Tagger", term: "Term") -> Preview:
    """What these words would change, were they given to the machine in use."""
    from analysis.tagging.adapting import adapt, labels_of
    from analysis.tagging.terms import holding

    asked = (
        select(Parole.id, Parole.text, Coding.checked_at)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .join(Coding, Coding.parole_id == Parole.id)
        .where(Survey.territory_id == territory.id)
        .order_by(Parole.id)
        .limit(MOST_LOOKED)
    )
    found = session.execute(asked).all()
    texts: dict[int, str] = {parole_id: text for parole_id, text, _ in found}
    checked = {parole_id for parole_id, _, when in found if when is not None}
    held = holding(term.words, texts)
    tried = [parole_id for parole_id in held if parole_id not in checked][:MOST_TRIED]
    after = labels_of(
        adapt(machine, [term], []), term.family, [texts[parole_id] for parole_id in tried]
    )
    before = _standing(session, tried, term)
    changes = tuple(
        Change(parole_id, texts[parole_id], gains=term.key in labels)
        for parole_id, labels in zip(tried, after, strict=True)
        if (term.key in labels) != (parole_id in before)
    )
    return Preview(len(held), len(checked & set(held)), len(tried), changes)


def _standing(session: Session, ids: list[int], term: "Term") -> set[int]:
    rows = select(Tag.parole_id).where(
        Tag.parole_id.in_(ids),
        Tag.family == term.family,
        Tag.key == term.key,
        Tag.state != "refused",
    )
    return set(session.scalars(rows))


def add(
    session: Session,
    territory: Territory,
    term: "Term",
    parole_id: int | None,
    *,
    by: int,
    now: datetime,
) -> None:
    """Keeps the words, unless the same ones are there already. Flushes."""
    same = select(TaggerTerm.id).where(
        TaggerTerm.territory_id == territory.id,
        TaggerTerm.family == term.family,
        TaggerTerm.key == term.key,
        TaggerTerm.words == term.words,
        TaggerTerm.side == term.side,
        TaggerTerm.removed_at.is_(None),
    )
    if session.scalar(same) is None:
        session.add(
            TaggerTerm(
                territory_id=territory.id,
                parole_id=parole_id,
                family=term.family,
                key=term.key,
                side=term.side,
                words=term.words,
                by_id=by,
                added_at=now,
            )
        )
    session.flush()


def remove(session: Session, territory: Territory, term_id: int, *, now: datetime) -> bool:
    """Takes words back; False where there are none of that number. Flushes."""
    found = session.get(TaggerTerm, term_id)
    if found is None or found.territory_id != territory.id or found.removed_at is not None:
        return False
    found.removed_at = now
    session.flush()
    return True
