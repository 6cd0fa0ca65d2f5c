"""Files brought to be looked at, imports carried out, and undone as a whole."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.models.diagnostic import Citation
from app.models.portrait import (
    INDICATORS,
    BroughtFile,
    DataImport,
    Indicator,
    IndicatorValue,
)
from app.models.supply import Service
from app.services.imports.plan import Plan, Series
from app.services.imports.reading import Reading
from app.services.refusal import Refused
from surveys import tables
from surveys.models import Territory

_AT_ONCE = 2_000


def bring(
    session: Session, territory: Territory, what: str, name: str, data: bytes, who: str, day: date
) -> BroughtFile:
    """Keeps a file until its import, once it is known to be a table. Flushes.

    Raises `UnreadableFile`.
    """
    tables.opened(data, prose=what != INDICATORS)
    made = BroughtFile(
        territory_id=territory.id,
        what=what,
        name=name[:200],
        content=zlib.compress(data, 1),
        brought_on=day,
        brought_by=who,
        reading={},
    )
    session.add(made)
    session.flush()
    return made


def brought(session: Session, territory: Territory, number: int) -> BroughtFile | None:
    found = session.get(BroughtFile, number)
    return found if found is not None and found.territory_id == territory.id else None


def table(file: BroughtFile, titles_on: int = 0) -> tables.Table:
    """Raises `UnreadableFile`."""
    data = zlib.decompress(file.content)
    return tables.opened(data, titles_on=titles_on, prose=file.what != INDICATORS)


def waiting(session: Session, territory: Territory, what: str) -> list[BroughtFile]:
    """The files whose import was begun and not made, the newest first."""
    rows = select(BroughtFile).where(
        BroughtFile.territory_id == territory.id, BroughtFile.what == what
    )
    return list(session.scalars(rows.order_by(BroughtFile.id.desc())))


def purge(session: Session, territories: Sequence[int], today: date) -> int:
    """Erases the files brought before today and never imported; how many."""
    old = BroughtFile.territory_id.in_(territories), BroughtFile.brought_on < today
    count = session.scalar(select(func.count()).select_from(BroughtFile).where(*old)) or 0
    session.execute(delete(BroughtFile).where(*old))
    return count


# Imports


def imports(session: Session, territory: Territory, what: str) -> list[DataImport]:
    """The newest first."""
    rows = select(DataImport).where(
        DataImport.territory_id == territory.id, DataImport.what == what
    )
    return list(session.scalars(rows.order_by(DataImport.id.desc())))


def one(session: Session, territory: Territory, number: int) -> DataImport | None:
    found = session.get(DataImport, number)
    return found if found is not None and found.territory_id == territory.id else None


def begin(
    session: Session, territory: Territory, file: BroughtFile, reading: Reading, day: date
) -> DataImport:
    made = DataImport(
        territory_id=territory.id,
        what=file.what,
        name=file.name,
        source=reading.source.strip()[:300],
        made_on=day,
        made_by=file.brought_by,
        reading=reading.as_plain(),
    )
    session.add(made)
    session.delete(file)
    session.flush()
    return made


def carry_out(
    session: Session,
    territory: Territory,
    file: BroughtFile,
    reading: Reading,
    plan: Plan,
    day: date,
) -> DataImport:
    """Stores what a plan keeps, as one import. Raises `Refused`; flushes."""
    if plan.problems:
        raise Refused(plan.problems[0])
    if not plan.figures:
        raise Refused("Rien à importer : aucun chiffre coché, ou aucun pour vos communes.")
    made = begin(session, territory, file, reading, day)
    rows: list[dict[str, Any]] = []
    for series in plan.kept():
        indicator = _indicator(session, territory, series)
        rows += [_row(indicator.id, made.id, *each) for each in series.values.items()]
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(IndicatorValue), rows[start : start + _AT_ONCE])
    session.expire_all()
    return made


def _indicator(session: Session, territory: Territory, series: Series) -> Indicator:
    there = session.scalar(
        select(Indicator).where(
            Indicator.territory_id == territory.id, Indicator.key == series.indicator
        )
    )
    if there is None:
        there = Indicator(
            territory_id=territory.id,
            key=series.indicator,
            label=series.label,
            unit=series.unit,
            domaine=series.domaine,
            definition=series.definition,
        )
        session.add(there)
        session.flush()
    return there


def _row(indicator: int, came_with: int, where: Any, value: Any) -> dict[str, Any]:
    place, year = where
    return {
        "indicator_id": indicator,
        "import_id": came_with,
        "area": place.area,
        "area_code": place.code,
        "year": year,
        "status": value.status,
        "value": value.value,
    }


@dataclass(frozen=True)
class Held:
    """What an import brought that is still there: figures of how many indicators, or services."""

    figures: int
    indicators: int
    services: int


def held(session: Session, made: DataImport) -> Held:
    values = IndicatorValue.import_id == made.id
    counted = select(func.count(), func.count(IndicatorValue.indicator_id.distinct()))
    figures, indicators = session.execute(counted.where(values)).one()
    services = select(func.count()).select_from(Service).where(Service.import_id == made.id)
    return Held(figures, indicators, session.scalar(services) or 0)


def undo(session: Session, made: DataImport) -> Held:
    """Takes all an import brought away; what nothing else tells, nor cites, goes with it.

    Services that somebody changed since have no import any more: they stay. Flushes.
    """
    gone = held(session, made)
    told = select(IndicatorValue.indicator_id).where(IndicatorValue.import_id == made.id)
    touched = list(session.scalars(told.distinct()))
    session.execute(delete(IndicatorValue).where(IndicatorValue.import_id == made.id))
    session.execute(delete(Service).where(Service.import_id == made.id))
    left = select(IndicatorValue.indicator_id).where(IndicatorValue.indicator_id.in_(touched))
    cited = select(Citation.indicator_id).where(Citation.indicator_id.in_(touched))
    empty = Indicator.id.in_(touched), Indicator.id.not_in(left), Indicator.id.not_in(cited)
    session.execute(delete(Indicator).where(*empty))
    session.delete(made)
    session.flush()
    session.expire_all()
    return gone
