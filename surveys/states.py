"""Where a survey stands, computed from its dates: in Python for pages, in SQL under the lock."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from surveys import models


def state(survey: models.Survey, today: date) -> str:
    """`draft`, `scheduled`, `open` or `closed`, computed from the survey's dates."""
    if not survey.versions:
        return "draft"
    return state_of_dates(survey.opens_on, survey.closes_on, survey.closed_on, today)


def state_of_dates(
    opens_on: date | None, closes_on: date | None, closed_on: date | None, today: date
) -> str:
    """The state of a published survey."""
    if closed_on and closed_on <= today:
        return "closed"
    if closes_on and closes_on < today:
        return "closed"
    if opens_on and opens_on > today:
        return "scheduled"
    return "open"


def opened_on(day: Any) -> ColumnElement[bool]:
    """The same as `state(…) == "open"`, for a statement that must not read first."""
    survey = models.Survey
    return and_(
        or_(survey.closed_on.is_(None), survey.closed_on > day),
        or_(survey.closes_on.is_(None), survey.closes_on >= day),
        or_(survey.opens_on.is_(None), survey.opens_on <= day),
    )
