"""Reading and coding: the list of paroles, one parole at a time, coding."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from analysis.privacy import Span
from app import web
from app.desk.access import may
from app.desk.paroles import filtering
from app.desk.paroles.shortcuts import UNDO, shortcuts
from app.extensions import db
from app.models.grid import FAMILIES
from app.services import territories
from app.services.paroles import (
    alike,
    batches,
    coding,
    deciding,
    learning,
    masking,
    protection,
    reading,
)
from app.services.paroles.reading import PAGE, Filters
from surveys.base import checkpoint, start_writing
from surveys.models import Parole
from surveys.reading import clean_text


def paroles() -> str:
    """Every parole with its tags and what caused them, filtered."""
    filters = Filters.from_form(request.args)
    session, territory = db.session(), web.territory()
    total, shown = reading.counted_page(session, territory, filters)
    grid = territories.themes(session, territory)
    choices = filtering.choices(session, territory, grid)
    return render_template(
        "desk/paroles/paroles.html",
        filters=filters,
        total=total,
        shown=shown,
        grid=grid,
        choices=choices,
        narrowings=filtering.chips(filters, choices),
        first=filtering.FIRST,
        confidences=reading.CONFIDENCES,
        pages=max(1, -(-total // PAGE)),
        most=batches.MOST,
    )


def tag() -> Response:
    """Tags what is untagged, in committed chunks, then comes back.

    With `all`, what nobody checked is tagged again: with what the machine learnt since.
    """
    session, territory = db.session(), web.territory()
    machine = learning.tagger(session, territory, web.settings().home)
    again = request.form.get("all") == "1"
    pending = coding.pending(session, territory, again=again)
    start_writing(session)
    deciding.know_twins(session, web.territory().id)
    session.commit()
    for chunk in coding.chunks(pending):
        start_writing(session)
        coding.tag_chunk(session, machine, chunk)
        session.commit()
    return redirect(url_for("desk.learnt" if again else "desk.home"), 303)


def review() -> Response:
    """The parole that most needs a person's look, within the filters of the address.

    `beside` names the one on screen: a script asks what comes after it.
    """
    filters = Filters.from_form(request.args)
    beside = _beside()
    found = reading.next_to_check(db.session(), web.territory(), filters, beside=beside)
    if found is None:
        return redirect(url_for("desk.paroles", **(filters.as_query() | {"checked": "yes"})), 303)
    query = filters.as_query() | ({"beside": beside} if beside else {})
    return redirect(url_for("desk.parole", parole_id=found, **query), 303)


def _beside() -> int:
    """The parole being decided while this page is fetched; it is not left to check any more."""
    said = request.args.get("beside", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 17 else 0


def parole(parole_id: int) -> str:
    """One parole in large type: what the machine proposes and why, what people decided."""
    filters = Filters.from_form(request.args)
    session, territory = db.session(), web.territory()
    found = reading.one(session, territory, parole_id)
    if found is None:
        abort(404)
    grid = territories.themes(session, territory)
    return render_template(
        "desk/paroles/parole.html",
        it=found,
        original=_original(found),
        hidden=_hidden(found),
        filters=filters,
        grid=grid,
        left=reading.count(session, territory, filters.but(checked="no"), beside=_beside()),
        keys=shortcuts(grid),
        confidences=reading.CONFIDENCES,
        alike=alike.near(session, territory, found.parole),
        UNDO=UNDO,
    )


def _original(found: reading.Read) -> str | None:
    """The text before masking, for whoever may read it; None when nothing was masked."""
    if found.parole.original is None or not may("read_original"):
        return None
    keys = web.settings().encryption_keys
    return protection.original(keys, found.parole.original, found.parole.text)


def _hidden(found: reading.Read) -> list[tuple[Span, str]]:
    if found.parole.original is None or not may("read_original"):
        return []
    return masking.hidden(web.settings().encryption_keys, found.parole)


def correct_masking(parole_id: int) -> Response:
    """Shows what was masked wrongly, hides what was missed; then back to the parole."""
    _must_exist(parole_id)
    session, filters = db.session(), Filters.carried(request.form)
    shown = {
        int(n) for n in request.form.getlist("shown") if n.isascii() and n.isdigit() and len(n) < 9
    }
    words = clean_text(request.form.get("words", ""))[:200].strip()
    back = url_for("desk.parole", parole_id=parole_id, **filters.as_query())
    if not shown and not words:
        flash("Cochez ce qui doit se lire, ou écrivez les mots à masquer.")
        return redirect(back, 303)
    tagger = learning.tagger(session, web.territory(), web.settings().home)
    keys, by = web.settings().encryption_keys, current_user.id
    start_writing(session)
    found = session.get_one(Parole, parole_id)
    try:
        masking.correct(session, tagger, found, keys, shown=shown, words=words)
    except masking.CannotMask as error:
        session.rollback()
        flash(str(error))
        return redirect(back, 303)
    session.commit()
    checkpoint(session)  # the words hidden are erased
    learning.forget(web.settings().home, web.territory())  # what was learnt from them too
    current_app.logger.info(
        "masking corrected: parole %s, user %s, shown %s, hidden %s",
        parole_id, by, len(shown), bool(words),
    )  # fmt: skip
    flash("Le masquage est corrigé.")
    return redirect(back, 303)


def settle(parole_id: int) -> Response:
    """What is ticked stands, what is not is refused; then the next one."""
    _must_exist(parole_id)
    chosen = ticked()
    session, user_id = db.session(), current_user.id
    start_writing(session)
    deciding.settle(session, parole_id, chosen, by=user_id, now=web.now())
    session.commit()
    query = Filters.carried(request.form).as_query()
    return redirect(url_for("desk.review", **query), 303)


def ticked() -> dict[str, set[str]]:
    """Family → labels that the form of a parole has ticked; 422 for what is not in the grid."""
    grid = territories.themes(db.session(), web.territory())
    chosen = {}
    for family in FAMILIES:
        known = {theme.key for theme in grid[family]}
        chosen[family] = set(request.form.getlist(family))
        if not chosen[family] <= known or (family == "polarity" and len(chosen[family]) > 1):
            abort(422)
    return chosen


def decide(parole_id: int) -> Response:
    """One tag confirmed, refused or added from the list; then back to where one was."""
    _must_exist(parole_id)
    family, key = request.form.get("family", ""), request.form.get("key", "")
    decision = request.form.get("decision")
    grid = territories.themes(db.session(), web.territory())
    if family not in grid or key not in {theme.key for theme in grid[family]}:
        abort(422)
    if decision not in ("keep", "refuse"):
        abort(422)
    session, user_id = db.session(), current_user.id
    start_writing(session)
    deciding.decide(session, parole_id, family, key, decision == "keep", by=user_id, now=web.now())
    session.commit()
    return _back_to(parole_id)


def reopen(parole_id: int) -> Response:
    """Undo: the parole is to be checked again."""
    _must_exist(parole_id)
    session, user_id = db.session(), current_user.id
    start_writing(session)
    deciding.reopen(session, parole_id, by=user_id, now=web.now())
    session.commit()
    query = Filters.carried(request.form).as_query()
    return redirect(url_for("desk.parole", parole_id=parole_id, **query), 303)


def _back_to(parole_id: int) -> Response:
    query = Filters.carried(request.form).as_query()
    return redirect(url_for("desk.paroles", **query, _anchor=f"p{parole_id}"), 303)


def _must_exist(parole_id: int) -> None:
    if reading.one(db.session(), web.territory(), parole_id) is None:
        abort(404)
