"""The needs of associations on the desk: the list, one need, its answer, merges, the export."""

from collections.abc import Mapping
from io import BytesIO

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.desk.access import may
from app.desk.besoins import needs_mail
from app.desk.reports.exports import asked_format, attached
from app.extensions import db
from app.services import territories
from app.services.besoins import need_decisions
from app.services.besoins import needs as reading
from app.services.besoins.need_decisions import Answer, NotMergeable
from app.services.besoins.needs import Filters, Need
from app.services.paroles import protection
from app.services.reports import delivery
from surveys.base import checkpoint, start_writing
from surveys.needs import form
from surveys.needs.words import STATUSES, URGENCIES
from surveys.reading import clean_text

Page = str | Response | tuple[str, int]
NEED = "/besoins/<int(max=9007199254740991):need_id>"
PAGE = 25
FOLLOWS = "Ce besoin suit celui auquel il est réuni : changez l’état de celui-là."


def add_doors(blueprint: Blueprint) -> None:
    """Every address of the needs on the desk."""
    blueprint.add_url_rule("/besoins", "needs", needs)
    blueprint.add_url_rule("/besoins/repondre", "oldest_need", oldest)
    blueprint.add_url_rule("/besoins/export", "export_needs", export)
    blueprint.add_url_rule(NEED, "need", need)
    blueprint.add_url_rule(NEED, "answer_need", answer, methods=["POST"])
    blueprint.add_url_rule(f"{NEED}/reunir", "merge_need", merge, methods=["POST"])
    blueprint.add_url_rule(f"{NEED}/separer", "split_need", split, methods=["POST"])


def needs() -> Page:
    """Every need with where it stands, those that wait the longest first."""
    filters = Filters.from_form(request.args)
    session, territory = db.session(), web.territory()
    every = reading.every(session, territory)
    kept = [found for found in every if filters.keeps(found, web.today())]
    number = request.args.get("page", "1")
    page = max(1, int(number[:4])) if number.isascii() and number.isdigit() else 1
    return render_template(
        "desk/besoins/needs.html",
        filters=filters,
        total=len(kept),
        shown=kept[(page - 1) * PAGE : page * PAGE],
        page=page,
        pages=max(1, -(-len(kept) // PAGE)),
        waiting=len(reading.waiting(every)),
        grid=territories.themes(session, territory),
        communes=territory.communes,
        statuses=STATUSES,
        urgencies=_urgencies(),
        today=web.today(),
        address=f"{web.settings().public_url}{url_for('needs.form')}",
    )


def _urgencies() -> dict[str, str]:
    asked = form.stored_definition().question("urgence")
    context = territories.context(web.territory())
    return {key: asked.show(key, context) for key in URGENCIES}


def oldest() -> Response:
    """The need that has waited longest for an answer."""
    left = reading.waiting(reading.every(db.session(), web.territory()))
    if not left:
        return redirect(url_for("desk.needs"), 303)
    return redirect(url_for("desk.need", need_id=left[0].id), 303)


def need(need_id: int) -> Page:
    """One need: its words and tags, what was said, what to answer, what resembles it."""
    return _show(need_id, {})


def _show(need_id: int, errors: Mapping[str, str]) -> Page:
    session, territory = db.session(), web.territory()
    every = reading.every(session, territory)
    found = _among(every, need_id)
    page = render_template(
        "desk/besoins/need.html",
        it=found,
        said=form.said(found.row.answers, territories.context(territory)),
        original=_original(found.read.parole.original, found.read.parole.text),
        original_of=lambda line: _original(line.original, line.text),
        email=_email(found),
        alike=reading.alike(found, every) if found.into is None and not found.merged else [],
        others=[other for other in every if other.id != need_id and other.into is None],
        actions=reading.actions(every),
        grid=territories.themes(session, territory),
        statuses=STATUSES,
        today=web.today(),
        errors=errors,
        typed=request.form,
        done=request.args.get("fait", ""),
    )
    return (page, 422) if errors else page


def _original(kept: bytes | None, masked: str) -> str | None:
    """The text before masking, for whoever may read it; None when nothing was masked."""
    if kept is None or not may("read_original"):
        return None
    return protection.original(web.settings().encryption_keys, kept, masked)


def _email(found: Need) -> str:
    """The address the association left, for whoever answers; "" when there is none."""
    contact = found.association.contact
    if contact is None or not may("answer"):
        return ""
    return protection.original(web.settings().encryption_keys, contact.email, "")


def answer(need_id: int) -> Page:
    """A message, with or without a new status; then the association is told, if it asked to be."""
    _among(reading.every(db.session(), web.territory()), need_id)
    given = Answer(**{name: clean_text(request.form.get(name, "")) for name in ANSWER})
    if errors := given.errors():
        return _show(need_id, errors)
    session, user_id, today = db.session(), current_user.id, web.today()
    start_writing(session)
    territory = web.territory()
    found = _among(reading.every(session, territory), need_id)
    if found.into and given.status:
        session.rollback()
        return _show(need_id, {"text": FOLLOWS})
    added = need_decisions.answer(session, found, given, by=user_id, today=today)
    erased = need_decisions.purge_contacts(session, territory, today)
    session.commit()
    if erased:
        checkpoint(session)
    if not added:
        return _back(need_id, "repondu")
    told = [found, *found.merged] if given.status else [found]
    return _back(need_id, needs_mail.tell(told, web.territory()))


ANSWER = ("status", "action", "text")


def merge(need_id: int) -> Page:
    """From now on this need follows another one."""
    chosen = request.form.get("into", "")
    session, user_id = db.session(), current_user.id
    _among(reading.every(session, web.territory()), need_id)
    start_writing(session)
    every = reading.every(session, web.territory())
    into = next((other for other in every if str(other.id) == chosen), None)
    try:
        if into is None:
            raise NotMergeable("Choisissez un besoin de la liste.")
        need_decisions.merge(session, _among(every, need_id), into, by=user_id, today=web.today())
    except NotMergeable as refused:
        session.rollback()
        return _show(need_id, {"into": str(refused)})
    session.commit()
    return _back(need_id, "reuni")


def split(need_id: int) -> Page:
    """Undoes a merge."""
    session, user_id = db.session(), current_user.id
    _among(reading.every(session, web.territory()), need_id)
    start_writing(session)
    found = _among(reading.every(session, web.territory()), need_id)
    need_decisions.split(session, found, by=user_id, today=web.today())
    session.commit()
    return _back(need_id, "separe")


def export() -> Response:
    """The needs of the list, filtered as it is; texts masked."""
    filters, territory, today = Filters.from_form(request.args), web.territory(), web.today()
    every = reading.every(db.session(), territory)
    kept = [found for found in every if filters.keeps(found, today)]
    format_, stream = asked_format(delivery.TABLES), BytesIO()
    delivery.needs(territory, kept, format_, today=today, target=stream)
    return attached(stream, "besoins", format_, exact=True)


def _among(every: list[Need], need_id: int) -> Need:
    found = [one for one in every if one.id == need_id]
    if not found:
        abort(404)
    return found[0]


def _back(need_id: int, done: str) -> Response:
    return redirect(url_for("desk.need", need_id=need_id, fait=done), 303)
