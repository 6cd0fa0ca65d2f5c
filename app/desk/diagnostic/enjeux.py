"""The enjeux on the desk: all of them with their matrix, one with its three sources, changes."""

from collections.abc import Callable
from datetime import date

from flask import Response as Answer
from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.desk.access import may
from app.desk.figures.numbers import as_document
from app.desk.reports.exports import let_batch_in
from app.extensions import db
from app.models.diagnostic import STATES
from app.models.enjeux import EnjeuEvent
from app.models.staff import User
from app.services.diagnostic import board as boards
from app.services.diagnostic import enjeux, matrix, ranks, stakes
from app.services.diagnostic.board import Board
from app.services.diagnostic.enjeux import Note
from app.services.diagnostic.ranks import RANKS
from app.services.refusal import Refused
from surveys.base import start_writing
from surveys.reading import clean_text

Page = str | Response | tuple[str, int]


def stakes_page(error: str = "") -> Page:
    """The list with the matrix, how it is made, and what was changed since the grid."""
    session, territory = db.session(), web.territory()
    shown = _board()
    cells = matrix.matrix(session, territory, shown, exact=may("exact"))
    drawn = matrix.draw(cells)
    page = render_template(
        "desk/diagnostic/stakes.html",
        cells=cells,
        table=matrix.table(cells, RANKS),
        alt=drawn.alt if drawn else "",
        how=matrix.HOW,
        decides=matrix.DECIDES,
        history=list(reversed(enjeux.history(session, territory))),
        known=shown.enjeux,
        ranks=RANKS,
        error=error,
        typed=request.form,
        today=web.today(),
        done=request.args.get("fait", ""),
    )
    return (page, 422) if error else page


def _board() -> Board:
    if not may("exact"):
        let_batch_in()
    return boards.board(db.session(), web.territory(), exact=may("exact"))


def matrix_picture() -> Answer:
    """The matrix as an SVG; `?garder=1` to save it."""
    cells = matrix.matrix(db.session(), web.territory(), _board(), exact=may("exact"))
    drawn = matrix.draw(cells) or abort(404)
    return as_document(drawn, "matrice-des-enjeux")


def stake(key: str) -> Page:
    return _stake(key)


def _stake(key: str, error: str = "") -> Page:
    session, territory = db.session(), web.territory()
    shown = _board()
    found = stakes.sides(session, territory, shown, key, exact=may("exact"))
    if found is None:
        return _merged(shown, key)
    page = render_template(
        "desk/diagnostic/stake.html",
        sides=found,
        members=shown.enjeux.members(key),
        history=_about(shown, key),
        names={c.code_insee: c.name for c in territory.communes},
        states=STATES,
        ranks=RANKS,
        error=error,
        typed=request.form,
        today=web.today(),
        done=request.args.get("fait", ""),
    )
    return (page, 422) if error else page


def _about(shown: Board, key: str) -> list[EnjeuEvent]:
    """What was changed of it and of those it took in, the newest first."""
    family = {key, *(each.key for each in shown.enjeux.members(key))}
    lines = enjeux.history(db.session(), web.territory())
    return [each for each in reversed(lines) if each.key in family or each.into in family]


def _merged(shown: Board, key: str) -> Page:
    """One that stands no more still says what it was called and where it went."""
    found = shown.enjeux.every.get(key) or abort(404)
    session, territory = db.session(), web.territory()
    return render_template(
        "desk/diagnostic/stake_merged.html",
        enjeu=found,
        into=shown.enjeux.every.get(shown.enjeux.root(key)) if found.into else None,
        rank=ranks.priorities(session, territory).get(key),
        history=_about(shown, key),
        constats=[each for each in shown.constats if key in each.constat.enjeux],
        states=STATES,
        ranks=RANKS,
    )


def decide(key: str) -> Page:
    session, territory = db.session(), web.territory()
    if enjeux.read(session, territory).find(key) is None:
        abort(404)
    form = request.form

    def done() -> None:
        ranks.decide(
            session,
            territory,
            key,
            rank=form.get("rank", 0, type=int),
            meeting=clean_text(form.get("meeting", "")),
            on=_day(),
            reason=clean_text(form.get("reason", "")),
            by=_me(),
        )

    return _changed(done, lambda why: _stake(key, why), "rang", key)


def edit(key: str) -> Page:
    return _edit(key)


def _edit(key: str, error: str = "") -> Page:
    known = enjeux.read(db.session(), web.territory())
    found = known.find(key) or abort(404)
    page = render_template(
        "desk/diagnostic/stake_edit.html",
        enjeu=found,
        others=[each for each in known.standing if each.key != key],
        members=known.members(key),
        error=error,
        typed=request.form,
        today=web.today(),
    )
    return (page, 422) if error else page


def add() -> Page:
    label = clean_text(request.form.get("label", ""))
    return _changed(
        lambda: enjeux.add(db.session(), web.territory(), label, _note()),
        stakes_page,
        "ajoute",
    )


def rename(key: str) -> Page:
    label = clean_text(request.form.get("label", ""))
    return _changed(
        lambda: enjeux.rename(db.session(), web.territory(), key, label, _note()),
        lambda why: _edit(key, why),
        "renomme",
        key,
    )


def merge(key: str) -> Page:
    into = request.form.get("into", "")[:60]
    return _changed(
        lambda: enjeux.merge(db.session(), web.territory(), key, into, _note()),
        lambda why: _edit(key, why),
        "reuni",
        into,
    )


def separate(key: str) -> Page:
    member = request.form.get("member", "")[:60]
    return _changed(
        lambda: enjeux.separate(db.session(), web.territory(), member, _note()),
        lambda why: _edit(key, why),
        "separe",
        member,
    )


def remove(key: str) -> Page:
    return _changed(
        lambda: enjeux.remove(db.session(), web.territory(), key, _note()),
        lambda why: _edit(key, why),
        "retire",
    )


def _changed(
    done: Callable[[], object], refused: Callable[[str], Page], said: str, key: str = ""
) -> Page:
    session = db.session()
    start_writing(session)
    try:
        done()
    except Refused as refusal:
        session.rollback()
        return refused(str(refusal))
    session.commit()
    if key:
        return redirect(url_for("desk.stake", key=key, fait=said), 303)
    return redirect(url_for("desk.stakes", fait=said), 303)


def _note() -> Note:
    return Note(_me(), _day(), clean_text(request.form.get("reason", "")))


def _day() -> date:
    try:
        found = date.fromisoformat(request.form.get("decided_on", ""))
    except ValueError as error:
        raise Refused("Écrivez la date ainsi : 2026-03-27.") from error
    if found > web.today():
        raise Refused("Cette date est à venir : notez la décision après la réunion.")
    return found


def _me() -> User:
    return db.session().get_one(User, current_user.id)
