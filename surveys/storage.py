"""Publish a questionnaire; save, find and withdraw what people answered. Flushes, never commits."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveys import models, receipts, schema
from surveys.answers import Checked
from surveys.base import take_turn
from surveys.bulk import add_imported
from surveys.receiving import (
    REFUSALS,
    AlreadyWithdrawn,
    OtherPayload,
    Protect,
    Saved,
    Submission,
    SurveyClosed,
    insert_once,
    insert_paroles,
    masked_values,
    parole_rows,
    prepare,
    store,
    value_of_kind,
)
from surveys.states import state

__all__ = [
    "REFUSALS",
    "AlreadyWithdrawn",
    "KindChanged",
    "OtherPayload",
    "Protect",
    "Saved",
    "SlugTaken",
    "Submission",
    "SurveyClosed",
    "add_imported",
    "amend",
    "find_by_code",
    "insert_once",
    "kinds_changed",
    "masked_values",
    "prepare",
    "publish",
    "save",
    "slug_of_code",
    "state",
    "store",
    "withdraw",
]


class Identified(Protocol):
    """A row, or what stands for it."""

    @property
    def id(self) -> int: ...


class SlugTaken(Exception):
    """Another territory's questionnaire already has this address: its owner alone changes it."""


class KindChanged(Exception):
    """A key that was published as one kind of question comes back as another; it needs a new key.

    `keys`: those questions. Answers of both kinds would share a column of the exports.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


def publish(
    session: Session,
    territory: models.Territory,
    definition: schema.Survey,
    *,
    today: date,
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> models.SurveyVersion:
    """Stores a definition as the survey's next immutable version; the same content adds none.

    Raises `SlugTaken`, `KindChanged`.
    """
    survey = session.scalar(select(models.Survey).where(models.Survey.slug == definition.slug))
    if survey is None:
        survey = models.Survey(
            territory=territory, slug=definition.slug, opens_on=opens_on, closes_on=closes_on
        )
        session.add(survey)
    elif survey.territory is not territory:
        raise SlugTaken(definition.slug)
    digest = schema.content_hash(definition)
    if survey.versions and survey.versions[-1].content_hash == digest:
        return survey.versions[-1]
    if changed := kinds_changed(survey, schema.to_dict(definition)):
        raise KindChanged(changed)
    version = models.SurveyVersion(
        number=len(survey.versions) + 1,
        definition=schema.to_dict(definition),
        content_hash=digest,
        published_on=today,
    )
    survey.versions.append(version)
    session.flush()
    return version


def kinds_changed(survey: models.Survey, definition: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of a definition that an earlier version published as another kind of question."""
    published: dict[str, str] = {}
    for version in survey.versions:
        published.update(_kinds(version.definition))
    return tuple(key for key, kind in _kinds(definition) if published.get(key, kind) != kind)


def _kinds(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for section in definition["sections"]:
        for question in section["questions"]:
            yield question["key"], question["kind"]


def save(
    session: Session,
    survey: models.Survey,
    version: models.SurveyVersion,
    definition: schema.Survey,
    submission: Submission,
    *,
    secret: bytes,
    protect: Protect,
) -> Saved:
    """Stores one response and its paroles, once per idempotency key.

    The same key and payload again give the same receipt, even after closing: the first
    acknowledgement may have been lost. Raises `AlreadyWithdrawn`, `OtherPayload`, `SurveyClosed`.
    """
    ready = prepare(survey.id, version.id, definition, submission, secret=secret, protect=protect)
    session.flush()  # what the caller made in this session may be waited for
    return store(session, ready)


def find_by_code(
    session: Session, survey_id: int, code: str, *, secret: bytes, to_change: bool = False
) -> models.Response | None:
    """The response whose receipt code was typed, or None.

    `to_change`: nobody else changes or erases it, nor brings it back, before this transaction ends.
    """
    digest = receipts.keyed_hash(secret, "code", code)
    if to_change:
        take_turn(session, digest)
    return session.scalar(
        select(models.Response).where(
            models.Response.survey_id == survey_id, models.Response.code_hash == digest
        )
    )


def slug_of_code(session: Session, territory_id: int, code: str, *, secret: bytes) -> str | None:
    """The address of the territory's questionnaire that this receipt code answered, or None."""
    return session.scalar(
        select(models.Survey.slug)
        .join(models.Response, models.Response.survey_id == models.Survey.id)
        .where(
            models.Survey.territory_id == territory_id,
            models.Survey.kind == "questionnaire",
            models.Response.code_hash == receipts.keyed_hash(secret, "code", code),
        )
        .order_by(models.Survey.id)
    )


def amend(
    session: Session,
    response: models.Response,
    version: Identified,
    definition: schema.Survey,
    checked: Checked,
    *,
    protect: Protect,
    language: str,
) -> None:
    """Puts corrected answers in the place of the first ones, for whoever has the receipt code.

    A parole left as it was keeps its tags; a changed one is another parole. The hash of the first
    payload stays: should that first form come back late, it gets its receipt and changes nothing.
    """
    response.version_id = version.id
    response.language = language
    response.answers = masked_values(definition, checked.values, protect)
    response.commune = value_of_kind(definition, checked.values, "commune")
    response.age_band = value_of_kind(definition, checked.values, "age_band")
    kept = set()
    for parole in list(response.paroles):
        masked, original = protect(checked.paroles.get(parole.question, ""))
        if masked == parole.text:
            parole.original = original  # another number under the same mask
            kept.add(parole.question)
        else:
            session.delete(parole)
    session.flush()
    changed = {key: text for key, text in checked.paroles.items() if key not in kept}
    insert_paroles(session, parole_rows(response.id, changed, protect))
    session.expire(response, ["paroles"])


def withdraw(session: Session, response: models.Response, today: date) -> None:
    """Erases a response, its paroles and their tags; only the hash of its key stays, to refuse it.

    Commit, then call `surveys.base.checkpoint`: until then SQLite's `-wal` keeps the words.
    """
    if response.key_hash:
        session.add(
            models.Withdrawal(
                survey_id=response.survey_id, key_hash=response.key_hash, withdrawn_on=today
            )
        )
    session.execute(delete(models.Response).where(models.Response.id == response.id))
    session.flush()
