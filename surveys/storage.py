"""Publish a questionnaire; save, find and withdraw what people answered. Flushes, never commits."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from surveys import importing, models, receipts, schema
from surveys.answers import Checked, payload_hash

Protect = Callable[[str], tuple[str, bytes | None]]


class SurveyClosed(Exception):
    """The survey does not take answers today."""


class AlreadyWithdrawn(Exception):
    """Its author withdrew this response: the same form may not bring it back."""


class SlugTaken(Exception):
    """Another territory's questionnaire already has this address: its owner alone changes it."""


class KindChanged(Exception):
    """A key that was published as one kind of question comes back as another; it needs a new key.

    `keys`: those questions. Answers of both kinds would share a column of the exports.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


class OtherPayload(Exception):
    """The same idempotency key already stored different answers."""


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What one form brings, already checked, and what is known beside it."""

    checked: Checked
    key: str
    received_on: date
    channel: str = "web"
    campaign: str = ""
    language: str = "fr"


@dataclass(frozen=True)
class Saved:
    """The receipt code of a stored response, and whether this very call stored it."""

    code: str
    created: bool


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


def state(survey: models.Survey, today: date) -> str:
    """`draft`, `scheduled`, `open` or `closed`, computed from the survey's dates."""
    if not survey.versions:
        return "draft"
    if survey.closed_on and survey.closed_on <= today:
        return "closed"
    if survey.closes_on and survey.closes_on < today:
        return "closed"
    if survey.opens_on and survey.opens_on > today:
        return "scheduled"
    return "open"


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
    code = receipts.receipt_code(secret, submission.key)
    key_hash = receipts.keyed_hash(secret, "key", submission.key)
    payload = payload_hash(submission.checked)
    _refuse_withdrawn(session, survey.id, key_hash)
    if _known_payload(session, survey.id, key_hash, payload):
        return Saved(code, created=False)
    if state(survey, submission.received_on) != "open":
        raise SurveyClosed(survey.slug)
    row = _row(survey.id, version.id, definition, submission) | {
        "answers": masked_values(definition, submission.checked.values, protect),
        "key_hash": key_hash,
        "payload_hash": payload,
        "code_hash": receipts.keyed_hash(secret, "code", code),
    }
    if not insert_once(session, row, ["survey_id", "key_hash"]):
        _known_payload(session, survey.id, key_hash, payload)
        return Saved(code, created=False)
    insert_paroles(session, row["id"], submission.checked.paroles, protect)
    return Saved(code, created=True)


def _refuse_withdrawn(session: Session, survey_id: int, key_hash: str) -> None:
    found = session.scalar(
        select(models.Withdrawal.id).where(
            models.Withdrawal.survey_id == survey_id, models.Withdrawal.key_hash == key_hash
        )
    )
    if found is not None:
        raise AlreadyWithdrawn


def _known_payload(session: Session, survey_id: int, key_hash: str, payload: str) -> bool:
    known = session.scalar(
        select(models.Response.payload_hash).where(
            models.Response.survey_id == survey_id, models.Response.key_hash == key_hash
        )
    )
    if known is not None and known != payload:
        raise OtherPayload
    return known is not None


def _row(
    survey_id: int, version_id: int, definition: schema.Survey, submission: Submission
) -> dict[str, Any]:
    values = submission.checked.values
    return {
        "id": models.random_id(),
        "survey_id": survey_id,
        "version_id": version_id,
        "received_on": submission.received_on,
        "public": definition.public,
        "channel": submission.channel,
        "campaign": submission.campaign,
        "commune": _value_of_kind(definition, values, "commune"),
        "age_band": _value_of_kind(definition, values, "age_band"),
        "language": submission.language,
    }


def masked_values(
    definition: schema.Survey, values: dict[str, Any], protect: Protect
) -> dict[str, Any]:
    """Closed answers as they are stored: the few words written beside them are masked for ever."""
    return {
        name: protect(value)[0] if name in definition.written and isinstance(value, str) else value
        for name, value in values.items()
    }


def _value_of_kind(definition: schema.Survey, values: dict[str, Any], kind: str) -> str | None:
    keys = [question.key for question in definition.questions if question.kind == kind]
    return values.get(keys[0]) if keys else None


def insert_once(session: Session, row: dict[str, Any], unique: list[str]) -> bool:
    """Inserts a response row unless its unique columns are taken; says whether it did."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(models.Response)
        .values(row)
        .on_conflict_do_nothing(index_elements=unique)
        .returning(models.Response.id)
    )
    return session.execute(statement).scalar() is not None


def insert_paroles(
    session: Session, response_id: int, texts: dict[str, str], protect: Protect
) -> None:
    """Stores each free-text answer, masked, its original encrypted beside it where masking cut."""
    for question, text in texts.items():
        masked, original = protect(text)
        session.add(
            models.Parole(
                response_id=response_id, question=question, text=masked, original=original
            )
        )
    session.flush()


def find_by_code(
    session: Session, survey_id: int, code: str, *, secret: bytes
) -> models.Response | None:
    """The response whose receipt code was typed, or None."""
    digest = receipts.keyed_hash(secret, "code", code)
    return session.scalar(
        select(models.Response).where(
            models.Response.survey_id == survey_id, models.Response.code_hash == digest
        )
    )


def amend(
    session: Session,
    response: models.Response,
    version: models.SurveyVersion,
    definition: schema.Survey,
    checked: Checked,
    *,
    protect: Protect,
) -> None:
    """Puts corrected answers in the place of the first ones, for whoever has the receipt code.

    A parole left as it was keeps its tags; a changed one is another parole. The hash of the first
    payload stays: should that first form come back late, it gets its receipt and changes nothing.
    """
    response.version_id = version.id
    response.answers = masked_values(definition, checked.values, protect)
    response.commune = _value_of_kind(definition, checked.values, "commune")
    response.age_band = _value_of_kind(definition, checked.values, "age_band")
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
    insert_paroles(session, response.id, changed, protect)


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


def add_imported(
    session: Session,
    survey: models.Survey,
    version: models.SurveyVersion,
    question: str,
    rows: Iterable[importing.Row],
    protect: Protect,
) -> int:
    """Stores rows read from a file, one response each; those already there are left as they are."""
    known = set(
        session.scalars(
            select(models.Response.source_id).where(models.Response.survey_id == survey.id)
        )
    )
    added = [row for row in rows if row.source_id not in known]
    for row in added:
        response = _imported(survey.id, version.id, row)
        session.add(response)
        masked, original = protect(row.text)
        response.paroles.append(models.Parole(question=question, text=masked, original=original))
    session.flush()
    return len(added)


def _imported(survey_id: int, version_id: int, row: importing.Row) -> models.Response:
    return models.Response(
        survey_id=survey_id,
        version_id=version_id,
        received_on=row.received_on,
        public=row.public,
        channel=row.channel,
        commune=row.commune,
        age_band=row.age_band,
        language=row.language,
        answers={},
        source_id=row.source_id,
    )
