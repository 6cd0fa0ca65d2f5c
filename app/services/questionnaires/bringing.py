"""Questionnaires brought from a file: where they go, as drafts. Flushes, never commits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.questionnaires import questionnaires
from surveys import drafts, keys, models, schema, storage

PAGES: Final = frozenset({"nouveau", "importer"})  # the desk's own, beside questionnaires


class NothingWritten(LookupError):
    """The questionnaire was never published, and its draft cannot be yet."""


@dataclass(frozen=True)
class Address:
    """Where a questionnaire may go: `own` when one of this territory is already there."""

    slug: str
    own: bool


def address(session: Session, territory: models.Territory, wanted: str) -> Address:
    """The address that a file asks for. Raises `storage.SlugTaken` when another territory has it.

    A page of the desk counts as taken.
    """
    there = session.scalar(select(models.Survey).where(models.Survey.slug == wanted))
    if wanted in PAGES or (there is not None and there.territory_id != territory.id):
        raise storage.SlugTaken(wanted)
    return Address(wanted, there is not None)


def free_slug(session: Session, wanted: str) -> str:
    """An address like it that nobody has."""
    taken = set(session.scalars(select(models.Survey.slug))) | PAGES
    return keys.slug_from(wanted, taken)


def put(
    session: Session,
    territory: models.Territory,
    survey: schema.Survey,
    slug: str,
    *,
    by: str,
    now: datetime,
) -> models.Draft:
    """The questionnaire as the draft of that address: over another draft, a change to undo.

    Raises `storage.SlugTaken`, `InvalidSurvey` where this can be no address.
    """
    if slug in PAGES:
        raise storage.SlugTaken(slug)
    return drafts.start(session, territory, slug, schema.to_dict(survey), by=by, now=now)


def written(survey: models.Survey) -> schema.Survey:
    """What is published now, or else the draft. Raises `NothingWritten`, `InvalidSurvey`."""
    if survey.versions:
        return questionnaires.definition(survey.versions[-1])
    if survey.draft is None:
        raise NothingWritten(survey.slug)
    return schema.from_dict(survey.draft.definition)
