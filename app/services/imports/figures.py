"""A file of figures read as somebody said it should be, into a plan: see `plan`."""

from collections.abc import Iterator

from app.services.imports import catalogue, cells
from app.services.imports.areas import Map, Place, area_label
from app.services.imports.lines import Columns, Rules
from app.services.imports.plan import Plan, Series, Value
from app.services.imports.reading import Reading
from surveys.tables import Table


def planned(table: Table, reading: Reading, places: Map) -> Plan:
    """Reads the whole file once; what the territory does not concern is only counted.

    Raises `UnreadableFile`.
    """
    made = Plan()
    at = _columns(table, reading)
    rules = Rules(made, reading, places, at, _year(reading.year))
    read = rules.long if at.value >= 0 or not at.figures else rules.wide
    width = len(table.titles)
    for line, row in table.rows():
        made.lines += 1
        if len(row) < width:
            row += [""] * (width - len(row))
        elif len(row) > width and any(map(str.strip, row[width:])):
            made.refuse(line, f"{len(row)} cellules pour {width} colonnes : une de trop.")
            continue
        read(line, row)
        if made.blocked:
            return made
    rules.finish()
    return made


def _year(text: str) -> int | None:
    return cells.year(text) if text else None


def _columns(table: Table, reading: Reading) -> Columns:
    order = {title: number for number, title in enumerate(table.titles)}

    def one(role: str) -> int:
        return order.get(reading.one(role), -1)

    def several(role: str) -> list[str]:
        return [title for title in reading.of(role) if title in order]

    return Columns(
        one("area"),
        one("name"),
        one("level"),
        one("year"),
        one("value"),
        one("unit"),
        one("power"),
        tuple(order[title] for title in several("status")),
        tuple((order[title], title) for title in several("indicator")),
        tuple((order[title], *_dated(title)) for title in several("figure")),
    )


def _dated(title: str) -> tuple[str, int | None]:
    """What a column of figures is called without its year: « Population 2021 » → Population."""
    key, year = catalogue.stem(title)
    if year is None and (year := cells.year(title)) is not None:
        key = " ".join(title.replace(str(year), "").split()).strip(" ()·-–_") or title
    return key, year


def examples(series: Series, places: Map, most: int = 3) -> Iterator[tuple[str, int | None, Value]]:
    """The first figures of a series, with the name of their place."""
    for (place, year), value in list(series.values.items())[:most]:
        yield places.communes.get(place.code) or name_of(place), year, value


def name_of(place: Place, territory: str = "Le territoire") -> str:

    if place.area == "territory":
        return territory
    return "France" if place.area == "country" else area_label(place.area, place.code) or place.code
