"""What is kept no longer than was said: contacts, words as they were before masking, addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.models.paper import SecondEntry
from app.models.staff import AccessChange, SignInLink
from app.services.besoins.need_decisions import later, purge_contacts
from app.services.collection import inviting
from surveys import unfinished
from surveys.invitations import marks
from surveys.invitations.models import Invitation, Mailing
from surveys.models import Parole, Response, Survey, Territory

CONTACTS_MONTHS, ORIGINALS_MONTHS, ACCESS_MONTHS = 3, 6, 13


@dataclass(frozen=True)
class Purged:
    """How many of each were erased."""

    contacts: int
    addresses: int
    originals: int
    links: int
    drafts: int


def purge(session: Session, territories: Sequence[Territory], today: date) -> Purged:
    """Erases what is over, in these territories; again the same day, it finds nothing.

    Contacts three months after their survey closed, with who has answered and what was sent; texts
    as they were before masking, six months after; associations' mail addresses; dead sign-in links;
    what was written of access over a year ago; answers begun and kept for later, after thirty days.
    Commit, then call `surveys.base.checkpoint`.
    """
    mine = [territory.id for territory in territories]
    closed = [
        (survey.id, day)
        for survey in session.scalars(select(Survey).where(Survey.territory_id.in_(mine)))
        if (day := closing(survey, today)) is not None
    ]
    return Purged(
        _contacts(session, [one for one, day in closed if later(day, CONTACTS_MONTHS) <= today]),
        sum(purge_contacts(session, territory, today) for territory in territories),
        _originals(session, [one for one, day in closed if later(day, ORIGINALS_MONTHS) <= today]),
        _links(session, today),
        unfinished.purge(session, mine, today),
    )


def closing(survey: Survey, today: date) -> date | None:
    """The day since which it takes no answer; None while it does."""
    days = [day for day in (survey.closed_on, survey.closes_on) if day is not None and day <= today]
    return min(days, default=None)


def _contacts(session: Session, surveys: Sequence[int]) -> int:
    if not surveys:
        return 0
    count = inviting.invited(session, surveys)
    session.execute(delete(Mailing).where(Mailing.survey_id.in_(surveys)))
    session.execute(delete(Invitation).where(Invitation.survey_id.in_(surveys)))
    marks.forget(session, surveys)
    return count


def _originals(session: Session, surveys: Sequence[int]) -> int:
    """Paroles keep their masked text; what was under the mask goes, second entries included."""
    responses = select(Response.id).where(Response.survey_id.in_(surveys))
    kept = Parole.response_id.in_(responses), Parole.original.is_not(None)
    count = session.scalar(select(func.count()).select_from(Parole).where(*kept)) or 0
    session.execute(update(Parole).where(*kept).values(original=None))
    sealed = SecondEntry.response_id.in_(responses)
    session.execute(update(SecondEntry).where(sealed).values(sealed=None))
    return count


def _links(session: Session, today: date) -> int:
    session.execute(
        delete(AccessChange).where(func.date(AccessChange.at) < later(today, -ACCESS_MONTHS))
    )
    over = func.date(SignInLink.expires_at) < today
    count = session.scalar(select(func.count()).select_from(SignInLink).where(over)) or 0
    session.execute(delete(SignInLink).where(over))
    return count
