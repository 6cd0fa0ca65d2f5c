"""What was published for everyone, as it is read: pages of results and the words they quote."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.restitution import Restitution
from surveys.models import Parole, Response, Survey, Territory


def every(session: Session, territory: Territory) -> list[Restitution]:
    rows = select(Restitution).where(Restitution.territory_id == territory.id)
    return list(session.scalars(rows.order_by(Restitution.id.desc())))


def published(session: Session, territory: Territory) -> list[Restitution]:
    """Those that everyone can read, newest first."""
    found = [each for each in every(session, territory) if each.published_on]
    return sorted(found, key=lambda each: each.published_on or date.min, reverse=True)


def find(session: Session, territory: Territory, slug: str) -> Restitution | None:
    return next((each for each in every(session, territory) if each.slug == slug), None)


def texts(session: Session, territory: Territory, ids: Iterable[int]) -> dict[int, str]:
    """The masked words of those paroles that are still there; a withdrawn one has none."""
    rows = (
        select(Parole.id, Parole.text)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Parole.id.in_(list(ids)))
    )
    return {row.id: row.text for row in session.execute(rows)}


def read_quotes(session: Session, territory: Territory, row: Restitution) -> list[tuple[str, str]]:
    """Each quotation's words (none once withdrawn) and public, in the order chosen."""
    said = texts(session, territory, [quote.parole_id for quote in row.quotes])
    return [(said.get(quote.parole_id, ""), quote.public) for quote in row.quotes]
