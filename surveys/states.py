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


def set_dates(survey: models.Survey, opens_on: date | None, closes_on: date | None) -> None:
    """When it opens and closes; what was closed by hand stays so until it is reopened."""
    survey.opens_on, survey.closes_on = opens_on, closes_on


def close(survey: models.Survey, today: date) -> None:
    """Closes it now; what was received stays."""
    survey.closed_on = today


def reopen(survey: models.Survey, today: date) -> None:
    """Takes answers again from today; a closing day already past is forgotten."""
    survey.closed_on = survey.archived_on = None
    if survey.closes_on and survey.closes_on < today:
        survey.closes_on = None
    if survey.opens_on and survey.opens_on > today:
        survey.opens_on = today


def archive(survey: models.Survey, today: date) -> None:
    """Out of the lists, closed; its answers and their exports stay."""
    survey.archived_on = today
    survey.closed_on = survey.closed_on or today


def unarchive(survey: models.Survey) -> None:
    """Back in the lists, closed as it was."""
    survey.archived_on = None
