"""Citing on the desk: which source, found how; what one rests on, for whoever follows it."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import web
from app.desk.access import may
from app.desk.diagnostic import constats
from app.desk.diagnostic.constats import me, written
from app.desk.reports.exports import let_batch_in
from app.extensions import db
from app.models.diagnostic import CITATIONS, Citation, Constat
from app.services import territories
from app.services.besoins import needs
from app.services.diagnostic import (
    board,
    citing,
    documents,
    enjeux,
    evidence,
    portrait,
    supply,
    tracing,
)
from app.services.diagnostic.enjeux import Enjeux
from app.services.paroles import reading
from app.services.paroles.reading import PAGE, Filters
from app.services.refusal import Refused
from surveys.base import start_writing
from surveys.needs.words import STATUSES
from surveys.reading import clean_text
from surveys.words import PUBLICS

Page = str | Response | tuple[str, int]
SHOWN = 25  # needs on a page of those to cite


def choose(number: int) -> Page:
    """What to cite: first of which kind, then which one, from what the territory has."""
    return _choose(constats.found(number))


def _choose(constat: Constat, error: str = "") -> Page:
    session, territory = db.session(), web.territory()
    kind = request.values.get("quoi", "")
    if kind and kind not in CITATIONS:
        abort(404)
    known = enjeux.read(session, territory)
    page = render_template(
        "desk/diagnostic/cite.html",
        constat=constat,
        kind=kind,
        kinds=CITATIONS,
        error=error,
        typed=request.form,
        names={c.code_insee: c.name for c in territory.communes},
        services=supply.services(session, territory) if kind == "service" else [],
        figures=_figures() if kind == "indicator" else [],
        documents=documents.every(session, territory) if kind == "document" else [],
        enjeux=_choices(known),
        grid=territories.themes(session, territory),
        communes=territory.communes,
        publics=PUBLICS,
        statuses=STATUSES,
        where=supply.where,
        **(_paroles() if kind == "paroles" else _besoins() if kind == "besoins" else {}),
    )
    return (page, 422) if error else page


def _choices(known: Enjeux) -> list[tuple[str, str]]:
    """The enjeux whose paroles can be found, as a filter says them."""
    return [(each.asked, each.label) for each in known.standing if each.labels]


def _paroles() -> dict[str, Any]:
    """A page of the paroles that the filters keep."""
    session, territory = db.session(), web.territory()
    filters = Filters.from_form(request.values)
    if not filters.but().narrowed:
        return {"filters": filters, "matching": None, "read": [], "pages": 1}
    matching, read = reading.counted_page(session, territory, filters)
    pages = max(1, -(-matching // PAGE))
    return {"filters": filters, "matching": matching, "read": read, "pages": pages}


def _besoins() -> dict[str, Any]:
    """A page of the needs that the filters keep."""
    filters = needs.Filters.from_form(request.values)
    if not filters.as_query():
        return {"filters": filters, "matching": None, "read": [], "pages": 1, "page": 1}
    kept = evidence.besoins(db.session(), web.territory(), filters, web.today())
    page = max(1, request.args.get("page", 1, type=int))
    read = [each.read for each in kept[(page - 1) * SHOWN : page * SHOWN]]
    pages = max(1, -(-len(kept) // SHOWN))
    return {"filters": filters, "matching": len(kept), "read": read, "pages": pages, "page": page}


def _figures() -> list[tuple[str, portrait.Figure]]:
    """Each figure, named by what an input sends."""
    session, territory = db.session(), web.territory()
    return [
        (f"{each.indicator.key}|{f.area}|{f.area_code}|{f.year or ''}", f)
        for each in portrait.portraits(session, territory)
        for f in each.figures
    ]


def cite(number: int) -> Page:
    form, kind = request.form, request.form.get("quoi", "")
    asked: dict[str, Any] = {"kind": kind}
    if kind == "indicator":
        key, area, code, year = [*form.get("figure", "").split("|"), "", "", "", ""][:4]
        asked |= {"indicator": key, "area": area, "area_code": code}
        asked["year"] = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
    elif kind in ("service", "document"):
        asked[kind] = _number(kind)
        asked |= {name: clean_text(form.get(name, "")) for name in ("place", "passage")}
    elif form.get("parole"):
        asked["parole"] = _number("parole", 16)
    else:
        asked["chosen"] = form

    def done(constat: Constat) -> None:
        citing.cite(db.session(), web.territory(), constat, asked, me(), web.now())

    return written(number, done, "cite", on_refusal=_choose)


def _number(name: str, digits: int = 9) -> int:
    """An identifier of the form; one that no database could hold is nobody's."""
    typed = request.form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= digits else 0


def withdraw(number: int) -> Page:
    def done(constat: Constat) -> None:
        citation = _cited(constat, _number("citation"))
        citing.withdraw(db.session(), constat, citation, me(), web.now())

    return written(number, done, "retire")


def _cited(constat: Constat, wanted: int) -> Citation:
    return next((each for each in constat.citations if each.id == wanted), None) or abort(404)


def source(number: int, citation: int) -> Page:
    """What a constat rests on, followed to its end: for every member of the committees."""
    session, territory = db.session(), web.territory()
    constat = constats.found(number)
    if constat.state == "suggere" and not may("diagnose"):
        abort(404)
    if not may("exact"):
        let_batch_in()
    cited = _cited(constat, citation)
    return render_template(
        "desk/diagnostic/source.html",
        constat=constat,
        place=constat.citations.index(cited) + 1,
        item=board.show(session, territory, constat, exact=may("exact")).evidence[
            constat.citations.index(cited)
        ],
        trace=tracing.trace(session, territory, cited, exact=may("exact")),
        others=tracing.others(session, territory, cited),
        kinds=CITATIONS,
        names={c.code_insee: c.name for c in territory.communes},
        where=supply.where,
    )


def add_document() -> Page:
    """From the page where one wants to cite it."""
    number = _number("constat")
    told = {
        name: clean_text(request.form.get(name, ""))
        for name in ("title", "author", "dated", "address")
    }
    session = db.session()
    start_writing(session)
    constat = constats.found(number)
    try:
        documents.add(session, web.territory(), **told)
    except Refused as refusal:
        session.rollback()
        return _choose(constats.found(number), str(refusal))
    session.commit()
    return redirect(url_for("desk.choose_citation", number=constat.id, quoi="document"), 303)
