"""Which invitations have been answered, kept so that the file does not tell in which order.

A table in the order of random keys is not enough. Within a page SQLite lays new rows one after the
other, wherever their keys sort; PostgreSQL numbers the transaction of each row. Both are an order
of arrival, and so are the responses' own: the two, side by side, pair them all. So all rows are
written anew whenever one comes, in the order of their keys, in one transaction.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, func, insert, select, text
from sqlalchemy.orm import Session

from surveys.invitations.models import InvitationAnswered

Database = Session | Connection
_MARK = InvitationAnswered.__table__


def has(database: Database, key: bytes) -> bool:
    """Whether the invitation of this key was answered."""
    return database.execute(select(_MARK.c.key).where(_MARK.c.key == key)).first() is not None


def among(database: Database, survey_id: int) -> set[bytes]:
    """The keys of a survey's answered invitations, those of contacts since removed included."""
    return set(database.scalars(select(_MARK.c.key).where(_MARK.c.survey_id == survey_id)))


def count(database: Database, survey_id: int) -> int:
    """How many invitations of a survey were answered. A contact removed changes nothing to it."""
    counted = select(func.count()).where(_MARK.c.survey_id == survey_id)
    return database.execute(counted).scalar() or 0


def add(connection: Connection, keys: Mapping[bytes, int]) -> None:
    """More answered invitations, key → survey, every row being written anew."""
    _write_anew(connection, {**_all(connection), **keys})


def forget(session: Session, survey_ids: Iterable[int]) -> None:
    """Those of surveys whose contacts are erased."""
    gone = set(survey_ids)
    kept = {key: survey for key, survey in _all(session).items() if survey not in gone}
    _write_anew(session, kept)


def _all(database: Database) -> dict[bytes, int]:
    return {row.key: row.survey_id for row in database.execute(select(_MARK))}


def _write_anew(database: Database, rows: dict[bytes, int]) -> None:
    bind = database.get_bind() if isinstance(database, Session) else database
    # On PostgreSQL deleted rows would stay readable, each with the number of its transaction.
    emptied = text("TRUNCATE invitation_answered") if bind.dialect.name == "postgresql" else None
    database.execute(delete(_MARK) if emptied is None else emptied)  # type: ignore[arg-type]
    ordered = [{"key": key, "survey_id": survey} for key, survey in sorted(rows.items())]
    if ordered:
        database.execute(insert(_MARK), ordered)  # type: ignore[arg-type]
