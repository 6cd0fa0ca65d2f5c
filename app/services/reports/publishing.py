"""What published figures count: two syntheses of different days never differ by a few persons.

Subtracting yesterday's synthesis from today's would tell what the one person who answered since
then said. So new responses wait until there are enough of them to enter together.
"""

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from analysis.disclosure import DEFAULT_K
from app.models.publication import CountedResponse
from surveys.models import Response, Survey, Territory


def waiting(session: Session, territory: Territory) -> int:
    """How many responses no published figure counts yet."""
    rows = _uncounted(territory).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def due(session: Session, territory: Territory, k: int = DEFAULT_K) -> bool:
    """Whether enough responses wait to enter together."""
    return waiting(session, territory) >= k


def advance(session: Session, territory: Territory, k: int = DEFAULT_K) -> int:
    """Lets waiting responses in when they are `k` or more; says how many came in. Flushes."""
    found = list(session.scalars(_uncounted(territory)))
    if len(found) < k:
        return 0
    session.execute(insert(CountedResponse), [{"response_id": each} for each in found])
    return len(found)


def counted(session: Session, territory: Territory) -> set[int]:
    """Identifiers of the responses that published figures count."""
    rows = (
        select(CountedResponse.response_id)
        .join(Response, Response.id == CountedResponse.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id)
    )
    return set(session.scalars(rows))


def _uncounted(territory: Territory) -> Select[int]:
    return (
        select(Response.id)
        .join(Survey, Survey.id == Response.survey_id)
        .outerjoin(CountedResponse, CountedResponse.response_id == Response.id)
        .where(Survey.territory_id == territory.id, CountedResponse.response_id.is_(None))
    )
