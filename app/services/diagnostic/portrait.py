"""The statistical portrait: indicators of a territory, the newest figure of each area and year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.portrait import AREAS, Indicator, IndicatorValue
from app.services.imports.areas import area_label
from surveys.models import Territory


@dataclass(frozen=True)
class Figure:
    """One figure as it is told: `value` is None where it is secret or missing."""

    indicator: Indicator
    area: str
    area_code: str
    year: int | None
    status: str
    value: float | None
    source: str

    @property
    def key(self) -> tuple[str, str, int | None]:
        return self.area, self.area_code, self.year


@dataclass(frozen=True)
class Portrait:
    """One indicator with its figures: newest import first told, newest year first."""

    indicator: Indicator
    figures: tuple[Figure, ...]

    def of(self, area: str) -> list[Figure]:
        return [figure for figure in self.figures if figure.area == area]

    def at(self, area: str, area_code: str, year: int | None) -> Figure | None:
        wanted = (area, area_code, year)
        return next((figure for figure in self.figures if figure.key == wanted), None)

    @property
    def years(self) -> list[int]:
        return sorted({f.year for f in self.figures if f.year is not None}, reverse=True)


def portraits(session: Session, territory: Territory) -> list[Portrait]:
    """Every indicator of the territory, by domaine then label."""
    rows = (
        select(Indicator)
        .where(Indicator.territory_id == territory.id)
        .options(selectinload(Indicator.values).joinedload(IndicatorValue.came_with))
        .order_by(Indicator.domaine, Indicator.label)
    )
    return [Portrait(found, tuple(told(found))) for found in session.scalars(rows)]


def one(session: Session, territory: Territory, key: str) -> Portrait | None:
    row = select(Indicator).where(Indicator.territory_id == territory.id, Indicator.key == key)
    found = session.scalar(row)
    return None if found is None else Portrait(found, tuple(told(found)))


def told(indicator: Indicator) -> list[Figure]:
    """Its figures; of several imports that tell the same one, the newest."""
    newest: dict[tuple[str, str, int | None], IndicatorValue] = {}
    for value in sorted(indicator.values, key=lambda each: each.import_id):
        newest[value.area, value.area_code, value.year] = value
    order = list(AREAS)
    ranked = sorted(
        newest.values(),
        key=lambda v: (order.index(v.area), -(v.year or 0), v.area_code),
    )
    return [
        Figure(indicator, v.area, v.area_code, v.year, v.status, v.value, v.came_with.source)
        for v in ranked
    ]


def area_name(territory: Territory, area: str, code: str) -> str:
    """« Cazals », the territory's short name, « Lot (département) », « France »."""
    if area == "territory":
        return territory.short_name
    if area == "country":
        return "France"
    named = {commune.code_insee: commune.name for commune in territory.communes}
    if found := named.get(code) or area_label(area, code):
        return found if area == "commune" else f"{found} ({AREAS[area]})"
    return f"{AREAS[area]} {code}"


def newest(figures: Iterable[Figure]) -> Sequence[Figure]:
    """The newest year of each area."""
    kept: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        there = kept.get((figure.area, figure.area_code))
        if there is None or (figure.year or 0) > (there.year or 0):
            kept[figure.area, figure.area_code] = figure
    return tuple(kept.values())
