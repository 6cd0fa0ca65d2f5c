"""One constat on the desk: what it says, what it rests on, what is said of it, what is decided."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.desk.access import may
from app.extensions import db
from app.models.diagnostic import CITATIONS, KINDS, STATES, VALID, Constat
from app.models.staff import User
from app.services import territories
from app.services.diagnostic import account, board, citing, constats, enjeux
from app.services.diagnostic.board import OPENED
from app.services.diagnostic.enjeux import Enjeux
from app.services.refusal import Refused
from surveys.base import start_writing
from surveys.reading import clean_text

Page = str | Response | tuple[str, int]


def show(number: int) -> Page:
    return _page(found(number))


def found(number: int) -> Constat:
    return board.find(db.session(), web.territory(), number) or abort(404)


def _page(constat: Constat, error: str = "", where: str = "") -> Page:
    if constat.state == "suggere" and not may("diagnose"):
        abort(404)
    session, territory = db.session(), web.territory()
    told = account.account(session, constat)
    page = render_template(
        "desk/diagnostic/constat.html",
        shown=board.show(session, territory, constat, exact=may("exact")),
        enjeux=_known(),
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
        enjeux=_known().standing,
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
    names = ("kind", "heading", "sentence", "domaines", "communes")
    told = {name: getattr(constat, name) for name in names}
    return told | {"enjeux": _known().roots(constat.enjeux)}


def _known() -> Enjeux:
    return enjeux.read(db.session(), web.territory())


def _typed() -> dict[str, Any]:
    grid = territories.themes(db.session(), web.territory())
    standing = {each.key for each in _known().standing}
    domaines = {theme.key for theme in grid["domaine"]}
    form = request.form
    return {
        "kind": form.get("kind", ""),
        "heading": clean_text(form.get("heading", ""))[:120],
        "sentence": clean_text(form.get("sentence", "")),
        "domaines": [key for key in form.getlist("domaines") if key in domaines],
        "enjeux": [key for key in form.getlist("enjeux") if key in standing],
        "communes": form.getlist("communes"),
    }


def add() -> Page:
    session = db.session()
    start_writing(session)
    try:
        made = constats.write(session, web.territory(), _typed(), me(), web.now())
    except Refused as refusal:
        session.rollback()
        return _form(None, str(refusal))
    session.commit()
    return redirect(url_for("desk.constat", number=made.id, fait="ecrit"), 303)


def edit(number: int) -> Page:
    return _form(found(number))


def change(number: int) -> Page:
    typed = _typed()

    def done(constat: Constat) -> None:
        session, territory = db.session(), web.territory()
        constats.reword(session, territory, constat, typed, me(), web.now())

    return written(number, done, "change", on_refusal=lambda c, why: _form(c, why))


def move(number: int) -> Page:
    def done(constat: Constat) -> None:
        state, reason = request.form.get("state", ""), clean_text(request.form.get("reason", ""))
        session, territory = db.session(), web.territory()
        constats.move(session, territory, constat, state, me(), web.now(), reason)

    return written(number, done, "etat", "state")


def keep(number: int) -> Page:
    """A proposal of the tool becomes somebody's."""

    def done(constat: Constat) -> None:
        session, territory = db.session(), web.territory()
        constats.move(session, territory, constat, "propose", me(), web.now())

    return written(number, done, "etat")


def reread(number: int) -> Page:
    def done(constat: Constat) -> None:
        citing.reread(db.session(), web.territory(), constat, me(), web.now())

    return written(number, done, "relu")


def comment(number: int) -> Page:
    def done(constat: Constat) -> None:
        words = clean_text(request.form.get("words", ""))
        account.comment(db.session(), constat, words, me(), web.now())

    return written(number, done, "remarque", "words")


def vote(number: int) -> Page:
    def done(constat: Constat) -> None:
        account.vote(db.session(), constat, request.form.get("vote", ""), me(), web.now())

    return written(number, done, "vote", "vote")


def written(
    number: int,
    done: Callable[[Constat], None],
    said: str,
    where: str = "",
    on_refusal: Callable[[Constat, str], Page] | None = None,
) -> Page:
    session = db.session()
    start_writing(session)
    constat = found(number)
    if constat.state == "suggere" and not may("diagnose"):
        abort(404)
    valid = constat.state in VALID
    try:
        done(constat)
    except Refused as refusal:
        session.rollback()
        again = found(number)
        return on_refusal(again, str(refusal)) if on_refusal else _page(again, str(refusal), where)
    said = "rouvert" if valid and constat.state == "discute" and said != "etat" else said
    session.commit()
    return redirect(url_for("desk.constat", number=number, fait=said), 303)


def me() -> User:
    return db.session().get_one(User, current_user.id)
