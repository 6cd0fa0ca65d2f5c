"""The statistical portrait on the desk: each indicator, its figures by commune, its source."""

from flask import abort, render_template

from app import web
from app.extensions import db
from app.services.diagnostic import portrait as figures
from app.services.diagnostic import stakes


def portrait() -> str:
    session, territory = db.session(), web.territory()
    return render_template(
        "desk/diagnostic/portrait.html",
        portraits=figures.portraits(session, territory),
        newest=figures.newest,
        labels=stakes.grid_labels(session, territory),
    )


def indicator(key: str) -> str:
    session, territory = db.session(), web.territory()
    found = figures.one(session, territory, key) or abort(404)
    return render_template(
        "desk/diagnostic/indicator.html",
        it=found,
        name=lambda figure: figures.area_name(territory, figure.area, figure.area_code),
        labels=stakes.grid_labels(session, territory),
    )
