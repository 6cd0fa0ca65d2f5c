"""The offer of services on the desk: the list, the communes without, one service, its form."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import web
from app.extensions import db
from app.models.portrait import SERVICES
from app.models.supply import KINDS, STATES, Service
from app.services import territories
from app.services.diagnostic import stakes
from app.services.diagnostic import supply as offers
from app.services.imports import keeping
from app.services.refusal import Refused
from surveys.base import start_writing
from surveys.reading import clean_text

Page = str | Response | tuple[str, int]


def supply() -> Page:
    """All services, or those of one domaine, kind or commune; then where there is none."""
    session, territory = db.session(), web.territory()
    every = offers.services(session, territory)
    domaine, kind = request.args.get("domaine", ""), request.args.get("genre", "")
    commune = request.args.get("commune", "")
    shown = [
        each
        for each in every
        if (not domaine or domaine in each.domaines)
        and (not kind or each.kind == kind)
        and (not commune or each.everywhere or commune in each.communes)
    ]
    grid = territories.themes(session, territory)
    lines = offers.by_kind(territory, every)
    named = [(t.key, t.label) for t in grid["domaine"] if domaine in ("", t.key)]
    if domaine:
        lines = [line for line in lines if domaine in KINDS[line.key][1]]
    if kind:
        lines = [line for line in lines if line.key == kind]
    return render_template(
        "desk/diagnostic/supply.html",
        shown=shown,
        every=every,
        lines=lines,
        domaine_lines=[] if kind else offers.by_domaine(territory, every, named),
        grid=grid,
        domaine=domaine,
        kind=kind,
        kinds=KINDS,
        states=STATES,
        commune=commune,
        communes_all=territory.communes,
        communes=[c for c in territory.communes if commune in ("", c.code_insee)],
        imports=[each for each in keeping.imports(session, territory, SERVICES) if each.reading],
        names=_names(),
        where=offers.where,
        labels=stakes.grid_labels(session, territory),
    )


def _names() -> dict[str, str]:
    return {commune.code_insee: commune.name for commune in web.territory().communes}


def show(number: int) -> Page:
    return render_template(
        "desk/diagnostic/service.html",
        it=_found(number),
        kinds=KINDS,
        states=STATES,
        names=_names(),
        where=offers.where,
        labels=stakes.grid_labels(db.session(), web.territory()),
    )


def _found(number: int) -> Service:
    return offers.find(db.session(), web.territory(), number) or abort(404)


def new() -> Page:
    return _form(None)


def _form(service: Service | None, error: str = "") -> Page:
    session, territory = db.session(), web.territory()
    typed = _typed() if request.method == "POST" else _told(service)
    page = render_template(
        "desk/diagnostic/service_form.html",
        service=service,
        typed=typed,
        kinds=KINDS,
        states=STATES,
        grid=territories.themes(session, territory),
        communes=territory.communes,
        error=error,
    )
    return (page, 422) if error else page


def _told(service: Service | None) -> dict[str, Any]:
    if service is None:
        return {"places": 1, "kind": request.args.get("genre", "")}
    names = (*offers.TEXTS, "kind", "state", "places", "communes", "everywhere", "domaines")
    return {name: getattr(service, name) for name in names}


def _typed() -> dict[str, Any]:
    form = request.form
    grid = territories.themes(db.session(), web.territory())
    known = {theme.key for theme in grid["domaine"]}
    return {name: clean_text(form.get(name, "")) for name in offers.TEXTS} | {
        "kind": form.get("kind", ""),
        "state": form.get("state", ""),
        "places": form.get("places", 1, type=int),
        "communes": form.getlist("communes"),
        "everywhere": form.get("everywhere") == "1",
        "contact_kept": form.get("contact_kept") == "1",
        "domaines": [key for key in form.getlist("domaines") if key in known],
    }


def add() -> Page:
    session = db.session()
    start_writing(session)
    try:
        made = offers.write(session, web.territory(), Service(), _typed())
    except Refused as refusal:
        session.rollback()
        return _form(None, str(refusal))
    session.commit()
    return redirect(url_for("desk.service", number=made.id), 303)


def edit(number: int) -> Page:
    return _form(_found(number))


def change(number: int) -> Page:
    session = db.session()
    start_writing(session)
    try:
        offers.write(session, web.territory(), _found(number), _typed())
    except Refused as refusal:
        session.rollback()
        return _form(_found(number), str(refusal))
    session.commit()
    return redirect(url_for("desk.service", number=number), 303)


def remove(number: int) -> Page:
    session = db.session()
    start_writing(session)
    offers.remove(session, _found(number))
    session.commit()
    return redirect(url_for("desk.supply"), 303)
