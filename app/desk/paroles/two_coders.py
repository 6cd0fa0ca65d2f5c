"""Coding by two, each alone: draw, code blind, compare, settle."""

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.desk.paroles.coding import ticked
from app.desk.paroles.shortcuts import shortcuts
from app.extensions import db
from app.models.double_coding import SampleItem
from app.services import territories
from app.services.paroles import double_coding, reading
from surveys.base import start_writing


def two_coders() -> str:
    """The samples drawn, how far each coder is; drawing another."""
    return _samples()


def _samples(error: str = "", typed: str = "") -> str:
    session, territory = db.session(), web.territory()
    return render_template(
        "desk/paroles/two_coders.html",
        samples=double_coding.samples(session, territory),
        drawable=double_coding.drawable(session, territory),
        least=double_coding.SMALLEST,
        most=double_coding.LARGEST,
        size=typed or str(double_coding.USUAL),
        error=error,
    )


def draw_sample() -> Response | tuple[str, int]:
    """Draws paroles at random; what the machine says of them is sealed from now on."""
    said = request.form.get("size", "").strip()[:9]
    size = int(said) if said.isascii() and said.isdigit() else 0
    session, territory, by = db.session(), web.territory(), current_user.id
    if not double_coding.SMALLEST <= size <= double_coding.LARGEST:
        limits = f"de {double_coding.SMALLEST} à {double_coding.LARGEST}"
        return _samples(f"Écrivez un nombre de paroles, {limits}.", said), 422
    if double_coding.drawable(session, territory) < double_coding.SMALLEST:
        return _samples("Il n’y a pas encore assez de paroles classées.", said), 422
    start_writing(session)
    sample = double_coding.draw(session, web.territory(), size, by=by, now=web.now())
    number = sample.number
    session.commit()
    return redirect(url_for("desk.sample", number=number), 303)


def sample(number: int) -> str:
    """Where the two coders are; once both have finished, how far they agree."""
    seen = _find(number)
    session = db.session()
    grid = territories.themes(session, web.territory())
    return render_template(
        "desk/paroles/sample.html",
        seen=seen,
        outcome=double_coding.outcome(session, seen, grid),
        mine=seen.done_by(current_user.id),
        may_code=seen.open_to(current_user.id),
        families={"enjeu": "Enjeux", "domaine": "Domaines", "polarity": "Ton"},
    )


def code_blind(number: int) -> str | Response:
    """The next parole of the sample, bare: neither the machine nor the other coder is seen."""
    seen = _find(number)
    session, territory = db.session(), web.territory()
    parole_id = double_coding.next_for(session, seen.sample, current_user.id)
    if parole_id is None or not seen.open_to(current_user.id):
        return redirect(url_for("desk.sample", number=number), 303)
    grid = territories.themes(session, territory)
    return render_template(
        "desk/paroles/blind.html",
        it=reading.one(session, territory, parole_id),
        seen=seen,
        left=seen.size - seen.done_by(current_user.id),
        grid=grid,
        keys=shortcuts(grid),
    )


def store_blind(number: int, parole_id: int) -> Response:
    """Keeps one coding, for good; then the next parole."""
    seen = _find(number)
    _item(seen, parole_id)
    chosen, by = ticked(), current_user.id
    session = db.session()
    start_writing(session)
    try:
        double_coding.store(session, _find(number), parole_id, chosen, by=by, now=web.now())
    except double_coding.Taken:
        session.rollback()
        return redirect(url_for("desk.sample", number=number), 303)
    session.commit()
    return redirect(url_for("desk.code_blind", number=number), 303)


def arbitrate(number: int) -> str | Response:
    """The next parole on which the two differ: both codings, and the decision."""
    session, territory = db.session(), web.territory()
    found = _outcome(number)
    if not found.waiting:
        return redirect(url_for("desk.sample", number=number), 303)
    both = found.waiting[0]
    grid = territories.themes(session, territory)
    return render_template(
        "desk/paroles/arbitrate.html",
        number=number,
        it=reading.one(session, territory, both.item.parole_id),
        both=both,
        coders=found.coders,
        left=len(found.waiting),
        grid=grid,
        keys=shortcuts(grid),
    )


def settle_both(number: int, parole_id: int) -> Response:
    """The chargée's decision between two codings, kept as any other."""
    _item(_find(number), parole_id)
    _outcome(number)
    chosen, by = ticked(), current_user.id
    session = db.session()
    start_writing(session)
    item = _item(_find(number), parole_id)
    double_coding.settle(session, item, chosen, by=by, now=web.now())
    session.commit()
    return redirect(url_for("desk.arbitrate", number=number), 303)


def keep_agreed(number: int) -> Response:
    """Where the two said the same, that stands."""
    _outcome(number)
    session, by = db.session(), current_user.id
    start_writing(session)
    double_coding.keep_agreed(session, _outcome(number), by=by, now=web.now())
    session.commit()
    return redirect(url_for("desk.sample", number=number), 303)


def _find(number: int) -> double_coding.Progress:
    found = double_coding.find(db.session(), web.territory(), number)
    if found is None:
        abort(404)
    return found


def _item(seen: double_coding.Progress, parole_id: int) -> SampleItem:
    found = [item for item in seen.sample.items if item.parole_id == parole_id]
    if not found:
        abort(404)
    return found[0]


def _outcome(number: int) -> double_coding.Outcome:
    session = db.session()
    grid = territories.themes(session, web.territory())
    found = double_coding.outcome(session, _find(number), grid)
    if found is None:
        abort(409)  # still sealed
    return found
