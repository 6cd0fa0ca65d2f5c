"""Where a published form stands now: one cheap statement, asked of the database at each request.

Everything that the page of a fresh form shows beyond its version is in this statement, so that
what was rendered once can be kept until one of these things changes, whichever process changes it.
A text that this page takes from another table is added here: `tests/app/answer/test_fresh.py`.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Engine,
    Select,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler

from app.models.staff import RIGHTS, Membership
from surveys.asking import Choice, Context
from surveys.models import Commune, Survey, SurveyVersion, Territory
from surveys.states import state_of_dates

_READING = tuple(role for role, rights in RIGHTS.items() if "read" in rights)
_BETWEEN, _AFTER = "\x1f", "\x1e"
_MOST = 500


@dataclass(frozen=True)
class Dates:
    """The survey, as pages look at it."""

    id: int
    slug: str
    opens_on: date | None
    closes_on: date | None
    closed_on: date | None
    access: str  # of `surveys.words.ACCESSES`


@dataclass(frozen=True)
class Version:
    """The newest version: what it asks is read once (`questionnaires`)."""

    id: int
    content_hash: str


@dataclass(frozen=True)
class Place:
    """The territory, as the pages of a form show it."""

    id: int
    name: str
    short_name: str
    accent: str


@dataclass(frozen=True, eq=False)
class Standing:
    """A published survey, how many may read its answers, its territory and communes.

    One object stands for one state of the database: the same state gives the same object.
    """

    survey: Dates
    version: Version
    readers: int
    territory: Place
    context: Context

    def state(self, today: date) -> str:
        """`scheduled`, `open` or `closed`."""
        dates = self.survey
        return state_of_dates(dates.opens_on, dates.closes_on, dates.closed_on, today)


def _literal(text: str) -> ColumnElement[str]:
    """A text written out in the statement, which the driver is handed with two parameters only."""
    return literal_column(f"'{text}'")


def _statement(dialect: str) -> Select[Any]:
    """The survey of this slug, where its territory is the one of this host or the only one."""
    host: BindParameter[str] = bindparam("host")
    every, versions = aliased(Territory), aliased(SurveyVersion)
    named = select(every.id).where(every.host == host).exists()
    alone = select(func.count(every.id)).scalar_subquery() == literal_column("1")
    newest = select(func.max(versions.number)).where(versions.survey_id == Survey.id)
    readers = select(func.count(Membership.user_id.distinct())).where(
        Membership.territory_id == Territory.id, Membership.role.in_(list(map(_literal, _READING)))
    )
    joined = func.group_concat if dialect == "sqlite" else func.string_agg
    commune = Commune.name + _literal(_BETWEEN) + Commune.code_insee
    communes = select(joined(commune, _literal(_AFTER))).where(Commune.territory_id == Territory.id)
    return (
        select(
            Survey.id,
            Survey.slug,
            Survey.opens_on,
            Survey.closes_on,
            Survey.closed_on,
            Survey.access,
            SurveyVersion.id,
            SurveyVersion.content_hash,
            readers.scalar_subquery(),
            communes.scalar_subquery(),
            *Territory.__table__.c,
        )
        .join(Territory, Territory.id == Survey.territory_id)
        .join(SurveyVersion, SurveyVersion.survey_id == Survey.id)
        .where(
            Survey.slug == bindparam("slug"),
            Survey.kind == _literal("questionnaire"),
            SurveyVersion.number == newest.scalar_subquery(),
            (Territory.host == host) | (~named & alone),
        )
    )


_COMPILED: dict[str, SQLCompiler] = {}
_KNOWN: dict[tuple[Any, ...], Standing] = {}
_LAST: dict[tuple[str, str], Standing] = {}


def look(engine: Engine, slug: str, host: str) -> Standing | None:
    """The published survey of this address at this host, as it stands now.

    Asked of the driver itself: a tenth of what SQLAlchemy takes to build, run and read it.
    Raises SQLAlchemy's `OperationalError` where the database does not answer.
    """
    try:
        row = _row(engine, slug, host)
    except engine.dialect.loaded_dbapi.Error as error:
        raise OperationalError("standing", None, error) from error
    if row is None:
        return None
    found = _KNOWN.get(row)
    if found is None:
        for kept in (_KNOWN, _LAST):
            if len(kept) >= _MOST:
                kept.clear()
        found = _KNOWN[row] = _read(row)
    if _LAST.get((slug, host)) is not found:
        _LAST[slug, host] = found
    return found


def compile_for(engine: Engine) -> None:
    """Writes the statement now: before a server forks its processes, rather than in each."""
    _compiled(engine)


def last_seen(slug: str, host: str) -> Standing | None:
    """The survey as it last stood for this process."""
    return _LAST.get((slug, host))


def _row(engine: Engine, slug: str, host: str) -> tuple[Any, ...] | None:
    compiled = _compiled(engine)
    given = {"slug": slug, "host": host}
    names = compiled.positiontup
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute(compiled.string, given if names is None else [given[n] for n in names])
        row: tuple[Any, ...] | None = cursor.fetchone()
        cursor.close()
    except BaseException:
        raw.invalidate()  # a server that was restarted: the next request opens another
        raise
    finally:
        raw.close()
    return row


def _compiled(engine: Engine) -> SQLCompiler:
    name = engine.dialect.name
    if name not in _COMPILED:
        made = _statement(name).compile(dialect=engine.dialect)
        assert isinstance(made, SQLCompiler)  # noqa: S101 - for the type checker
        _COMPILED[name] = made
    return _COMPILED[name]


def _read(row: tuple[Any, ...]) -> Standing:
    survey_id, slug, opens, closes, closed, access = row[:6]
    version_id, content_hash, readers, communes = row[6:10]
    return Standing(
        Dates(survey_id, slug, _day(opens), _day(closes), _day(closed), access),
        Version(version_id, content_hash),
        readers,
        _place(row[10:]),
        context=_context(communes or ""),
    )


def _place(columns: tuple[Any, ...]) -> Place:
    named = dict(zip(Territory.__table__.c.keys(), columns, strict=True))
    return Place(**{field.name: named[field.name] for field in fields(Place)})


def _day(value: Any) -> date | None:
    """SQLite's driver gives the text of a date, PostgreSQL's a date."""
    if isinstance(value, str):
        return datetime.strptime(value[:10], "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    return value  # type: ignore[no-any-return]


def _context(communes: str) -> Context:
    """In the order of the list: by name, as `territories.context` has them."""
    pairs = sorted(line.split(_BETWEEN) for line in communes.split(_AFTER) if line)
    return Context(communes=tuple(Choice(key=code, label=name) for name, code in pairs))
