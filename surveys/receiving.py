"""What one form brings, made ready before the lock is taken, then stored in two statements."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, Connection, Insert, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from surveys import models, receipts, schema
from surveys.answers import Checked, payload_hash
from surveys.base import take_turn
from surveys.states import opened_on
from surveys.straight import Straight

Protect = Callable[[str], tuple[str, bytes | None]]
Database = Session | Connection


class SurveyClosed(Exception):
    """The survey does not take answers today."""


class AlreadyWithdrawn(Exception):
    """Its author withdrew this response: the same form may not bring it back."""


class OtherPayload(Exception):
    """The same idempotency key already stored different answers."""


_STORED = (
    "id",
    "survey_id",
    "version_id",
    "received_on",
    "public",
    "channel",
    "campaign",
    "commune",
    "age_band",
    "language",
    "suspicion",
    "helped",
    "answers",
    "key_hash",
    "payload_hash",
    "code_hash",
)
REFUSALS = (SurveyClosed, AlreadyWithdrawn, OtherPayload)  # raised before anything is written


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What one form brings, already checked, and what is known beside it."""

    checked: Checked
    key: str
    received_on: date
    channel: str = "web"
    campaign: str = ""
    language: str = "fr"
    suspicion: str = ""
    helped: bool = False


@dataclass(frozen=True)
class Saved:
    """The receipt code of a stored response, and whether this very call stored it.

    `ended`: what was kept of it for later went with it: commit, then `surveys.base.checkpoint`.
    """

    code: str
    created: bool
    ended: bool = False


@dataclass(frozen=True)
class Ready:
    """A response masked, encrypted and hashed: only the database is missing."""

    code: str
    row: Mapping[str, Any]
    paroles: tuple[Mapping[str, Any], ...]


def prepare(
    survey_id: int,
    version_id: int,
    definition: schema.Survey,
    submission: Submission,
    *,
    secret: bytes,
    protect: Protect,
) -> Ready:
    """Everything that takes time, done before anyone waits for the lock."""
    code = receipts.receipt_code(secret, submission.key)
    values = submission.checked.values
    row: dict[str, Any] = {
        "id": models.random_id(),
        "survey_id": survey_id,
        "version_id": version_id,
        "received_on": submission.received_on,
        "public": definition.public,
        "channel": submission.channel,
        "campaign": submission.campaign,
        "commune": value_of_kind(definition, values, "commune"),
        "age_band": value_of_kind(definition, values, "age_band"),
        "language": submission.language,
        "suspicion": submission.suspicion,
        "helped": submission.helped,
        "vouched": False,
        "answers": masked_values(definition, values, protect),
        "key_hash": receipts.keyed_hash(secret, "key", submission.key),
        "payload_hash": payload_hash(submission.checked),
        "code_hash": receipts.keyed_hash(secret, "code", code),
    }
    return Ready(code, row, parole_rows(row["id"], submission.checked.paroles, protect))


def store(database: Database, ready: Ready) -> Saved:
    """Stores a response and its paroles, once per idempotency key, in a survey that is open.

    The same key and payload again give the same receipt, even after closing: the first
    acknowledgement may have been lost. Raises `AlreadyWithdrawn`, `OtherPayload`, `SurveyClosed`;
    none of them has written anything.
    """
    take_turn(database, ready.row["code_hash"])
    created = _inserted(database, ready)
    if not created:
        _known(database, ready.row)
    return Saved(ready.code, created, _ended(database, ready.row))


def _inserted(database: Database, ready: Ready) -> bool:
    if isinstance(database, Connection) and database.dialect.name == "sqlite":
        return _inserted_straight(database.connection.driver_connection, ready)
    statement = _INSERTS[_dialect(database)]
    if database.execute(statement, dict(ready.row)).scalar() is None:
        return False
    insert_paroles(database, ready.paroles)
    return True


def _inserted_straight(driver: Any, ready: Ready) -> bool:
    if _RESPONSE.first(driver, ready.row) is None:
        return False
    _PAROLES.many(driver, ready.paroles)
    return True


def _ended(database: Database, row: Mapping[str, Any]) -> bool:
    """Erases what was kept of this form for later (`surveys.unfinished`); whether there was any."""
    if isinstance(database, Connection) and database.dialect.name == "sqlite":
        return _END_STRAIGHT.count(database.connection.driver_connection, row) > 0
    given = {name: row[name] for name in ("survey_id", "key_hash")}
    ended: Any = database.execute(_END, given)
    return bool(ended.rowcount)


def _known(database: Database, row: Mapping[str, Any]) -> None:
    """Returns where the same answers are already there; raises why they were not stored else."""
    where = {"survey_id": row["survey_id"], "key_hash": row["key_hash"]}
    if database.execute(select(models.Withdrawal.id).filter_by(**where)).first():
        raise AlreadyWithdrawn
    known = database.execute(select(models.Response.payload_hash).filter_by(**where)).scalar()
    if known is None:
        raise SurveyClosed
    if known != row["payload_hash"]:
        raise OtherPayload


def _insert(dialect: Any) -> Insert:
    """One statement that stores the row, or nothing when it may not: its id comes back, or none.

    That the survey is open and the response was not withdrawn is looked at under the lock.
    """
    table = models.Response.__table__
    columns = [table.c[name] for name in _STORED]
    given = [
        bindparam(column.name, type_=JSON() if column.name == "answers" else column.type)
        for column in columns
    ]
    survey, gone = models.Survey, models.Withdrawal
    withdrawn = select(gone.id).where(
        gone.survey_id == bindparam("survey_id"), gone.key_hash == bindparam("key_hash")
    )
    rows = select(*given).where(
        survey.id == bindparam("survey_id"),
        opened_on(bindparam("received_on", type_=models.Response.received_on.type)),
        ~withdrawn.exists(),
    )
    made: Insert = (
        dialect.insert(table)
        # Columns that others add fill themselves in the database, or this statement breaks.
        .from_select([column.name for column in columns], rows, include_defaults=False)
        .on_conflict_do_nothing(index_elements=["survey_id", "key_hash"])
        .returning(table.c.id)
    )
    return made


_INSERTS = {"sqlite": _insert(sqlite), "postgresql": _insert(postgresql)}
_RESPONSE = Straight(_INSERTS["sqlite"])
_END = delete(models.Unfinished.__table__).where(  # type: ignore[arg-type]
    models.Unfinished.survey_id == bindparam("survey_id"),
    models.Unfinished.key_hash == bindparam("key_hash"),
)
_END_STRAIGHT = Straight(_END)
_PAROLES = Straight(insert(models.Parole.__table__))  # type: ignore[arg-type]


def _dialect(database: Database) -> str:
    bind = database.get_bind() if isinstance(database, Session) else database
    return bind.dialect.name


def insert_once(session: Session, row: dict[str, Any], unique: list[str]) -> bool:
    """Inserts a response row unless its unique columns are taken; says whether it did."""
    dialect: Any = sqlite if _dialect(session) == "sqlite" else postgresql
    statement = (
        dialect.insert(models.Response)
        .values(row)
        .on_conflict_do_nothing(index_elements=unique)
        .returning(models.Response.id)
    )
    return session.execute(statement).scalar() is not None


def parole_rows(
    response_id: int, texts: Mapping[str, str], protect: Protect
) -> tuple[Mapping[str, Any], ...]:
    """Each free-text answer, masked, its original encrypted beside it where masking cut."""
    rows = []
    for question, text in texts.items():
        masked, original = protect(text)
        rows.append(
            {
                "id": models.random_id(),
                "response_id": response_id,
                "question": question,
                "text": masked,
                "original": original,
            }
        )
    return tuple(rows)


def insert_paroles(database: Database, rows: Sequence[Mapping[str, Any]]) -> None:
    """Stores rows of `parole_rows`."""
    if rows:
        database.execute(insert(models.Parole.__table__), list(rows))  # type: ignore[arg-type]


def masked_values(
    definition: schema.Survey, values: Mapping[str, Any], protect: Protect
) -> dict[str, Any]:
    """Closed answers as they are stored: the few words written beside them are masked for ever."""
    return {
        name: protect(value)[0] if name in definition.written and isinstance(value, str) else value
        for name, value in values.items()
    }


def value_of_kind(definition: schema.Survey, values: Mapping[str, Any], kind: str) -> str | None:
    """The answer to the survey's only question of that kind."""
    keys = [question.key for question in definition.questions if question.kind == kind]
    return values.get(keys[0]) if keys else None
