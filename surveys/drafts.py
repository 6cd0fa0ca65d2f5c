"""Drafts: what is being written, one per questionnaire, with its undo. Flushes, never commits."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from surveys import models, schema, storage
from surveys import problems as checking
from surveys.asking import InvalidSurvey
from surveys.models import Draft, DraftStep

MOST_STEPS = 50  # one of 200 questions weighs some 60 KB: a draft stays under 3 MB


class ChangedMeanwhile(Exception):
    """Someone changed the draft since it was read: `draft` is how it is now, by whom and when."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"revision {draft.revision}")
        self.draft = draft


def start(
    session: Session,
    territory: models.Territory,
    slug: str,
    definition: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
) -> Draft:
    """Puts a definition, valid or not, in the draft of that address; its `slug` becomes this one.

    Over a draft that is already there it is one more change, which `undo` takes back. Raises
    `storage.SlugTaken`, `InvalidSurvey` where this can be no address.
    """
    written = {**definition, "slug": slug}
    survey = _survey(session, territory, slug)
    session.flush()
    if survey.draft is not None:
        return change(
            session, survey.draft, written, revision=survey.draft.revision, by=by, now=now
        )
    draft = Draft(survey=survey, definition=written, revision=1, step=1, saved_at=now, saved_by=by)
    session.add(draft)
    session.flush()
    _add_step(session, draft)
    return draft


def _survey(session: Session, territory: models.Territory, slug: str) -> models.Survey:
    if not schema.is_slug(slug):
        raise InvalidSurvey(schema.BAD_SLUG)
    survey = session.scalar(select(models.Survey).where(models.Survey.slug == slug))
    if survey is None:
        survey = models.Survey(territory=territory, slug=slug)
        session.add(survey)
    elif survey.territory_id != territory.id:
        raise storage.SlugTaken(slug)
    return survey


def find(session: Session, territory: models.Territory, slug: str) -> Draft | None:
    """The draft of that address in this territory."""
    return session.scalar(_of(territory).where(models.Survey.slug == slug))


def of_territory(session: Session, territory: models.Territory) -> Sequence[Draft]:
    """All drafts of a territory, last changed first."""
    return session.scalars(_of(territory).order_by(Draft.saved_at.desc())).all()


def at(session: Session, territory: models.Territory, slug: str) -> Draft | None:
    """The draft of that address in a territory."""
    return session.scalar(_of(territory).where(models.Survey.slug == slug))


def _of(territory: models.Territory) -> Select[Draft]:
    return (
        select(Draft)
        .join(models.Survey, models.Survey.id == Draft.survey_id)
        .where(models.Survey.territory_id == territory.id)
    )


def change(
    session: Session,
    draft: Draft,
    definition: Mapping[str, Any],
    *,
    revision: int,
    by: str,
    now: datetime,
) -> Draft:
    """The draft's next state; what had been undone can no longer be done again.

    Nothing happens when nothing changes. Raises `ChangedMeanwhile` unless `revision` is the
    draft's.
    """
    _hold(session, draft, revision)
    if definition == draft.definition:
        return draft
    session.execute(
        delete(DraftStep).where(DraftStep.draft_id == draft.id, DraftStep.number > draft.step)
    )
    draft.definition, draft.step = dict(definition), draft.step + 1
    _mark(draft, by, now)
    _add_step(session, draft)
    return draft


def undo(session: Session, draft: Draft, *, revision: int, by: str, now: datetime) -> Draft:
    """Back to the state before, where there is one. Raises `ChangedMeanwhile`."""
    return _go(session, draft, draft.step - 1, revision, by, now)


def redo(session: Session, draft: Draft, *, revision: int, by: str, now: datetime) -> Draft:
    """Forward to what `undo` took back, where there is such. Raises `ChangedMeanwhile`."""
    return _go(session, draft, draft.step + 1, revision, by, now)


def reach(session: Session, draft: Draft) -> tuple[bool, bool]:
    """Whether something can be undone, and whether something can be done again."""
    first, last = session.execute(
        select(func.min(DraftStep.number), func.max(DraftStep.number)).where(
            DraftStep.draft_id == draft.id
        )
    ).one()
    return first < draft.step, draft.step < last


def as_it_was(session: Session, draft: Draft, revision: int) -> dict[str, Any] | None:
    """The definition that was shown at that revision, while it is among the steps kept."""
    return session.scalar(
        select(DraftStep.definition).where(
            DraftStep.draft_id == draft.id, DraftStep.revision == revision
        )
    )


def problems(draft: Draft) -> list[checking.Problem]:
    """Every reason why the draft cannot be published, in the order of its questions."""
    found = checking.problems(draft.definition)
    return found or [
        checking.Problem(
            "question",
            key,
            "elle a été publiée avec une autre sorte de réponse ; faites-en une nouvelle question.",
        )
        for key in storage.kinds_changed(draft.survey, draft.definition)
    ]


def publish(
    session: Session,
    draft: Draft,
    *,
    revision: int,
    today: date,
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> models.SurveyVersion:
    """Makes the draft its survey's next version; the draft is no more.

    Raises `ChangedMeanwhile`, `InvalidSurvey`, `storage.KindChanged`.
    """
    _hold(session, draft, revision)
    survey = draft.survey
    version = storage.publish(
        session, survey.territory, schema.from_dict(draft.definition), today=today
    )
    if version.number == 1:
        survey.opens_on, survey.closes_on = opens_on, closes_on
    discard(session, draft)
    return version


def discard(session: Session, draft: Draft) -> None:
    """Throws a draft away; a survey that was never published goes with it."""
    survey = draft.survey
    session.delete(draft if survey.versions else survey)
    session.flush()
    session.expire_all()


def _hold(session: Session, draft: Draft, revision: int) -> None:
    """Reads the draft as it is now, keeping others from changing it until the commit."""
    session.refresh(draft, with_for_update=True)
    if draft.revision != revision:
        raise ChangedMeanwhile(draft)


def _go(
    session: Session, draft: Draft, number: int, revision: int, by: str, now: datetime
) -> Draft:
    _hold(session, draft, revision)
    step = session.scalar(
        select(DraftStep).where(DraftStep.draft_id == draft.id, DraftStep.number == number)
    )
    if step is not None:
        draft.definition, draft.step = step.definition, number
        _mark(draft, by, now)
        step.revision = draft.revision
        session.flush()
    return draft


def _mark(draft: Draft, by: str, now: datetime) -> None:
    draft.revision += 1
    draft.saved_by, draft.saved_at = by, now


def _add_step(session: Session, draft: Draft) -> None:
    session.add(
        DraftStep(
            draft_id=draft.id,
            number=draft.step,
            revision=draft.revision,
            definition=draft.definition,
            saved_by=draft.saved_by,
        )
    )
    session.execute(
        delete(DraftStep).where(
            DraftStep.draft_id == draft.id, DraftStep.number <= draft.step - MOST_STEPS
        )
    )
    session.flush()
