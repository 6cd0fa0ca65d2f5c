"""What became of someone's words, for whoever has the receipt: read, filed, quoted, counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.coding import Coding, Tag
from app.models.grid import Theme
from app.models.publication import CountedResponse
from app.models.restitution import Restitution, RestitutionQuote
from surveys.models import Response


@dataclass(frozen=True)
class Said:
    """One of the texts. state: `waiting`, `machine` (nobody read it yet), `read`.

    labels: the enjeux it is filed under. quoted: the published pages that quote it.
    """

    text: str
    state: str
    labels: tuple[str, ...]
    quoted: tuple[Restitution, ...]


@dataclass(frozen=True)
class Fate:
    """counted: whether published figures count the response already."""

    said: Sequence[Said]
    counted: bool


def of(session: Session, response: Response, territory_id: int) -> Fate:
    """What became of a response of this territory."""
    labels = {
        theme.key: theme.label
        for theme in session.scalars(
            select(Theme).where(Theme.territory_id == territory_id, Theme.family == "enjeu")
        )
    }
    said = [
        Said(
            parole.text,
            _state(session.get(Coding, parole.id)),
            tuple(labels[key] for key in _enjeux(session, parole.id) if key in labels),
            tuple(session.scalars(_quoting(parole.id))),
        )
        for parole in response.paroles
    ]
    return Fate(said, session.get(CountedResponse, response.id) is not None)


def _state(coding: Coding | None) -> str:
    if coding is None:
        return "waiting"
    return "machine" if coding.checked_at is None else "read"


def _enjeux(session: Session, parole_id: int) -> list[str]:
    rows = select(Tag.key).where(
        Tag.parole_id == parole_id, Tag.family == "enjeu", Tag.state != "refused"
    )
    return list(session.scalars(rows.order_by(Tag.key)))


def _quoting(parole_id: int) -> Select[Restitution]:
    return (
        select(Restitution)
        .join(RestitutionQuote, RestitutionQuote.restitution_id == Restitution.id)
        .where(RestitutionQuote.parole_id == parole_id, Restitution.published_on.is_not(None))
    )
