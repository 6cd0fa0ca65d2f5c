"""One decision on many paroles: what it would change is shown first; one gesture undoes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app import web
from app.extensions import db
from app.formats import number as said_number
from app.formats import plural
from app.models.coding import DecisionBatch
from app.services import territories
from app.services.paroles import batches, reading
from app.services.paroles.batches import Deed, Plan
from app.services.paroles.reading import Filters
from surveys.base import start_writing

ACTS = ("check", "keep", "refuse")
FAMILIES_TOGETHER = ("enjeu", "domaine")  # a parole has one tone: giving it would take another away
FEW = 3  # paroles shown before deciding
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Asked:
    """What the form asks for. `chosen`: those ticked or of the page; None: all that match."""

    filters: Filters
    which: str
    deed: Deed
    chosen: tuple[int, ...] | None
    label: str

    @property
    def back(self) -> str:
        return url_for("desk.paroles", **self.filters.as_query())


def together() -> Answer:
    """What a decision would change, before it is taken."""
    return _confirm(_asked(request.args))


def _asked(form: "MultiDict[str, str]") -> Asked:
    filters, which = Filters.carried(form), form.get("which", "")
    act, (family, _, key) = form.get("act", ""), form.get("label", "").rpartition(":")
    if act not in ACTS or which not in ("ticked", "page", "all"):
        abort(422)
    deed, label = Deed("check"), ""
    if act != "check":
        family = family or "enjeu"
        grid = territories.themes(db.session(), web.territory())
        themes = grid[family] if family in FAMILIES_TOGETHER else []
        label = next((theme.label for theme in themes if theme.key == key), "")
        if not label:
            abort(422)
        deed = Deed(act, family, key)
    return Asked(filters, which, deed, _chosen(form, filters, which), label)


def _chosen(form: "MultiDict[str, str]", filters: Filters, which: str) -> tuple[int, ...] | None:
    """Named one by one, so that what arrives meanwhile is not decided on unseen."""
    if which == "all":
        return None
    typed = [one for one in form.getlist("parole") if one.isascii() and one.isdigit()]
    named = tuple(int(one) for one in typed[:500] if len(one) < 17)
    if named or which == "ticked":
        return named
    shown = reading.page(db.session(), web.territory(), filters)
    return tuple(read.parole.id for read in shown)


def _planned(asked: Asked) -> Plan | None:
    try:
        return batches.plan(db.session(), web.territory(), asked.filters, asked.deed, asked.chosen)
    except batches.TooMany:
        return None


def _confirm(asked: Asked, *, error: str = "", status: int = 200) -> Answer:
    planned = _planned(asked)
    if planned is None:
        flash(f"Plus de {said_number(batches.MOST)} paroles : filtrez d’abord.", "error")
        return redirect(asked.back, 303)
    if not planned.asked:
        flash("Cochez d’abord des paroles dans la liste.", "error")
        return redirect(asked.back, 303)
    session = db.session()
    some = reading.several(session, web.territory(), planned.ids[:FEW])
    page = render_template(
        "desk/paroles/together.html",
        asked=asked,
        plan=planned,
        some=list(some.values()),
        grid=territories.themes(session, web.territory()),
        error=error,
    )
    return page, status


def decide_together() -> Answer:
    """Decides on as many as the page said, or says anew how many there are."""
    asked = _asked(request.form)
    session, by = db.session(), current_user.id
    start_writing(session)
    planned = _planned(asked)
    if planned is None or str(len(planned.ids)) != request.form.get("count"):
        session.rollback()
        changed = "Leur nombre a changé depuis : vérifiez-le, puis confirmez de nouveau."
        return _confirm(_asked(request.form), error=changed, status=409)
    if not planned.ids:
        session.rollback()
        return redirect(asked.back, 303)
    batch = batches.carry_out(session, web.territory(), planned, asked.deed, by=by, now=web.now())
    number, size = batch.id, batch.size
    session.commit()
    return redirect(url_for("desk.journal", fait=number) if size else asked.back, 303)


def undo_together(number: int) -> Response:
    """Puts back as they were all the paroles of a batch, except those decided on since."""
    session, by = db.session(), current_user.id
    start_writing(session)
    batch = batches.find(session, web.territory(), number)
    if batch is None:
        session.rollback()
        abort(404)
    if batch.undone_at is None:
        back, left = batches.undo(session, batch, by=by, now=web.now())
        session.commit()
        flash(_undone(back, left))
    else:
        session.rollback()
        flash("Cette décision était déjà annulée.")
    return redirect(url_for("desk.journal"), 303)


def _undone(back: int, left: int) -> str:
    told = f"Décision annulée : {plural(back, 'parole est', 'paroles sont')} comme avant."
    if left:
        told += (
            f" {plural(left, 'autre garde', 'autres gardent')} ce que quelqu’un a décidé depuis."
        )
    return told


def said(batch: DecisionBatch, labels: Mapping[tuple[str, str], str]) -> str:
    """A batch in words. `labels`: (family, key) → label."""
    if batch.act == "check":
        return "Ce que la machine proposait est confirmé"
    name = labels.get((batch.family, batch.key), batch.key)
    return f"« {name} » est donné" if batch.act == "keep" else f"« {name} » est refusé"
