"""The statistical portrait on the desk: what is known, what is missing; one indicator."""

from flask import abort, render_template

from app import web
from app.extensions import db
from app.models.portrait import INDICATORS
from app.services import territories
from app.services.diagnostic import portrait as figures
from app.services.diagnostic import portrait_line, portrait_table
from app.services.diagnostic.portrait import Figure, Portrait
from app.services.diagnostic.portrait_table import COMPARED
from app.services.imports import areas, keeping


def portrait() -> str:
    session, territory = db.session(), web.territory()
    grid = territories.themes(session, territory)["domaine"]
    portraits = figures.portraits(session, territory)
    domaines = [(theme.key, theme.label) for theme in grid]
    return render_template(
        "desk/diagnostic/portrait.html",
        sections=portrait_table.sections(territory, portraits, domaines),
        compared=COMPARED,
        areas=_compared_names(),
        imports=[each for each in keeping.imports(session, territory, INDICATORS) if each.reading],
    )


def _compared_names() -> list[str]:
    """« Lot », « Occitanie », « France »."""
    places = areas.of_territory(web.territory())
    department = next(iter(places.departments.values()), "Département")
    return [department, next(iter(places.regions.values()), "Région"), "France"]


def indicator(key: str) -> str:
    session, territory = db.session(), web.territory()
    found = figures.one(session, territory, key) or abort(404)
    history = portrait_table.history(found, territory)
    known = [(h.year, h.value) for h in history if h.year is not None and h.value is not None]
    return render_template(
        "desk/diagnostic/indicator.html",
        it=found,
        here=portrait_table.newest(found, territory),
        history=history,
        latest=figures.newest(found.figures),
        by_year={each.year: each for each in history},
        change=portrait_table.change(history, found.indicator.unit),
        picture=portrait_line.line(known),
        beside=_beside(found),
        name=lambda figure: figures.area_name(territory, figure.area, figure.area_code),
    )


def _beside(found: Portrait) -> list[tuple[str, dict[int | None, Figure]]]:
    """What the territory is compared with, year by year."""
    made = []
    for area, name in zip(COMPARED, _compared_names(), strict=True):
        if told := found.of(area):
            made.append((name, {each.year: each for each in told}))
    return made
