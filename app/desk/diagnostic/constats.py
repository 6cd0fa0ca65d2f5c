"""One constat on the desk: what it says, what it rests on, what is said of it, what is decided."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.desk.access import may
from app.extensions import db
from app.models.diagnostic import CITATIONS, KINDS, STATES, VALID, Citation, Constat
from app.models.staff import User
from app.services import territories
from app.services.diagnostic import account, board, citing, constats, documents, portrait, supply
from app.services.diagnostic.board import OPENED
from app.services.paroles import reading
from app.services.paroles.reading import Filters
from app.services.refusal import Refused
from surveys.base import start_writing
from surveys.reading import clean_text
from surveys.words import PUBLICS

Page = str | Response | tuple[str, int]


def show(number: int) -> Page:
    return _page(_found(number))


def _found(number: int) -> Constat:
    return board.find(db.session(), web.territory(), number) or abort(404)


def _page(constat: Constat, error: str = "", where: str = "") -> Page:
    if constat.state == "suggere" and not may("diagnose"):
        abort(404)
    session, territory = db.session(), web.territory()
    told = account.account(session, constat)
    page = render_template(
        "desk/diagnostic/constat.html",
        shown=board.show(session, territory, constat, exact=may("exact")),
        grid=territories.themes(session, territory),
        names={c.code_insee: c.name for c in territory.communes},
        kinds=KINDS,
        states=STATES,
        choices=[state for state in OPENED if state != constat.state],
        account=told,
        votes=account.votes(told),
        mine=next((e.told for e in told if e.act == "vote" and e.by_id == current_user.id), ""),
        citations=CITATIONS,
        error=error,
        where=where,
        typed=request.form,
        done=request.args.get("fait", ""),
    )
    return (page, 422) if error else page


def new() -> Page:
    return _form(None)


def _form(constat: Constat | None, error: str = "") -> Page:
    session, territory = db.session(), web.territory()
    typed = _typed() if request.method == "POST" else _told(constat)
    page = render_template(
        "desk/diagnostic/write.html",
        constat=constat,
        typed=typed,
        grid=territories.themes(session, territory),
        communes=territory.communes,
        kinds=KINDS,
        headings=sorted({c.heading for c in board.constats(session, territory) if c.heading}),
        error=error,
    )
    return (page, 422) if error else page


def _told(constat: Constat | None) -> dict[str, Any]:
    if constat is None:
        kind = request.args.get("genre", "point_fort")
        return {"kind": kind, "enjeux": request.args.getlist("enjeu")}
    names = ("kind", "heading", "sentence", "domaines", "enjeux", "communes")
    return {name: getattr(constat, name) for name in names}


def _typed() -> dict[str, Any]:
    grid = territories.themes(db.session(), web.territory())
    known = {family: {theme.key for theme in grid[family]} for family in ("enjeu", "domaine")}
    form = request.form
    return {
        "kind": form.get("kind", ""),
        "heading": clean_text(form.get("heading", ""))[:120],
        "sentence": clean_text(form.get("sentence", "")),
        "domaines": [key for key in form.getlist("domaines") if key in known["domaine"]],
        "enjeux": [key for key in form.getlist("enjeux") if key in known["enjeu"]],
        "communes": form.getlist("communes"),
    }


def add() -> Page:
    session = db.session()
    start_writing(session)
    try:
        made = constats.write(session, web.territory(), _typed(), _me(), web.now())
    except Refused as refusal:
        session.rollback()
        return _form(None, str(refusal))
    session.commit()
    return redirect(url_for("desk.constat", number=made.id, fait="ecrit"), 303)


def edit(number: int) -> Page:
    return _form(_found(number))


def change(number: int) -> Page:
    typed = _typed()

    def done(constat: Constat) -> None:
        session, territory = db.session(), web.territory()
        constats.reword(session, territory, constat, typed, _me(), web.now())

    return _written(number, done, "change", on_refusal=lambda c, why: _form(c, why))


def choose(number: int) -> Page:
    """What to cite: first of which kind, then which one, from what the territory has."""
    return _choose(_found(number))


def _choose(constat: Constat, error: str = "") -> Page:
    session, territory = db.session(), web.territory()
    kind = request.values.get("quoi", "")
    if kind and kind not in CITATIONS:
        abort(404)
    filters = Filters.from_form(request.values).but()
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
        filters=filters,
        matching=reading.count(session, territory, filters) if filters.narrowed else None,
        read=reading.page(session, territory, filters)[:8] if filters.narrowed else [],
        grid=territories.themes(session, territory),
        communes=territory.communes,
        publics=PUBLICS,
        where=supply.where,
    )
    return (page, 422) if error else page


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
        citing.cite(db.session(), web.territory(), constat, asked, _me(), web.now())

    return _written(number, done, "cite", on_refusal=_choose)


def _number(name: str, digits: int = 9) -> int:
    """An identifier of the form; one that no database could hold is nobody's."""
    typed = request.form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= digits else 0


def withdraw(number: int) -> Page:
    def done(constat: Constat) -> None:
        wanted = _number("citation")
        citation: Citation = next((c for c in constat.citations if c.id == wanted), None) or abort(
            404
        )
        citing.withdraw(db.session(), constat, citation, _me(), web.now())

    return _written(number, done, "retire")


def move(number: int) -> Page:
    def done(constat: Constat) -> None:
        state, reason = request.form.get("state", ""), clean_text(request.form.get("reason", ""))
        session, territory = db.session(), web.territory()
        constats.move(session, territory, constat, state, _me(), web.now(), reason)

    return _written(number, done, "etat", "state")


def keep(number: int) -> Page:
    """A proposal of the tool becomes somebody's."""

    def done(constat: Constat) -> None:
        session, territory = db.session(), web.territory()
        constats.move(session, territory, constat, "propose", _me(), web.now())

    return _written(number, done, "etat")


def reread(number: int) -> Page:
    def done(constat: Constat) -> None:
        citing.reread(db.session(), web.territory(), constat, _me(), web.now())

    return _written(number, done, "relu")


def comment(number: int) -> Page:
    def done(constat: Constat) -> None:
        words = clean_text(request.form.get("words", ""))
        account.comment(db.session(), constat, words, _me(), web.now())

    return _written(number, done, "remarque", "words")


def vote(number: int) -> Page:
    def done(constat: Constat) -> None:
        account.vote(db.session(), constat, request.form.get("vote", ""), _me(), web.now())

    return _written(number, done, "vote", "vote")


def add_document() -> Page:
    """From the page where one wants to cite it."""
    number = _number("constat")
    told = {
        name: clean_text(request.form.get(name, ""))
        for name in ("title", "author", "dated", "address")
    }
    session = db.session()
    start_writing(session)
    constat = _found(number)
    try:
        documents.add(session, web.territory(), **told)
    except Refused as refusal:
        session.rollback()
        return _choose(_found(number), str(refusal))
    session.commit()
    return redirect(url_for("desk.choose_citation", number=constat.id, quoi="document"), 303)


def _written(
    number: int,
    done: Callable[[Constat], None],
    said: str,
    where: str = "",
    on_refusal: Callable[[Constat, str], Page] | None = None,
) -> Page:
    session = db.session()
    start_writing(session)
    constat = _found(number)
    if constat.state == "suggere" and not may("diagnose"):
        abort(404)
    valid = constat.state in VALID
    try:
        done(constat)
    except Refused as refusal:
        session.rollback()
        again = _found(number)
        return on_refusal(again, str(refusal)) if on_refusal else _page(again, str(refusal), where)
    said = "rouvert" if valid and constat.state == "discute" and said != "etat" else said
    session.commit()
    return redirect(url_for("desk.constat", number=number, fait=said), 303)


def _me() -> User:
    return db.session().get_one(User, current_user.id)
