"""Files of figures and of services: brought, their columns said, previewed, imported, undone."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.desk.diagnostic import bringing_form
from app.extensions import db
from app.models.portrait import INDICATORS, SERVICES, BroughtFile, DataImport
from app.models.supply import KINDS, STATES
from app.services import territories
from app.services.imports import figures, keeping, offers, roles, understanding
from app.services.imports import reading as readings
from app.services.imports.understanding import Understood
from app.services.refusal import Refused
from surveys.base import start_writing
from surveys.csv_lines import UnreadableFile
from surveys.reading import clean_text
from surveys.tables import SEPARATORS

Page = str | Response | tuple[str, int]
HOME = {INDICATORS: "desk.portrait", SERVICES: "desk.supply"}


def show_figures() -> Page:
    """Choose a file of figures; those begun, those imported and how to undo them."""
    return _bring_page(INDICATORS)


def show_services() -> Page:
    """The same for a list of services."""
    return _bring_page(SERVICES)


def bring_figures() -> Page:
    return _bring(INDICATORS)


def bring_services() -> Page:
    return _bring(SERVICES)


def _bring_page(what: str, error: str = "") -> Page:
    session, territory = db.session(), web.territory()
    page = render_template(
        "desk/diagnostic/bring_table.html",
        what=what,
        home=HOME[what],
        waiting=keeping.waiting(session, territory, what),
        imports=[each for each in keeping.imports(session, territory, what) if each.reading],
        error=error,
    )
    return (page, 422) if error else page


def _bring(what: str) -> Page:
    file = request.files.get("file")
    if file is None or not file.filename:
        return _bring_page(what, "Choisissez un fichier.")
    session = db.session()
    data = file.stream.read()
    start_writing(session)
    try:
        made = keeping.bring(
            session,
            web.territory(),
            what,
            clean_text(file.filename),
            data,
            current_user.email,
            web.today(),
        )
    except UnreadableFile as bad:
        session.rollback()
        return _bring_page(what, str(bad))
    number = made.id
    session.commit()
    return redirect(url_for("desk.file_columns", number=number), 303)


def columns(number: int) -> Page:
    """Which column holds what."""
    file = _file(number)
    return _columns_page(file, _understood(file))


def _columns_page(file: BroughtFile, it: Understood, errors: Sequence[str] = ()) -> Page:
    asked = request.values.get("colonne", "")
    page = render_template(
        "desk/diagnostic/columns.html",
        file=file,
        it=it,
        home=HOME[file.what],
        columns=bringing_form.shown(it, asked),
        asked=asked,
        roles=roles.ROLES[file.what],
        layout=bringing_form.layout_label(it.reading),
        levels=readings.LEVELS,
        separators=SEPARATORS,
        is_figures=file.what == INDICATORS,
        errors=errors,
    )
    return (page, 422) if errors else page


def _understood(file: BroughtFile) -> Understood:
    return understanding.understood(db.session(), web.territory(), file)


def say_columns(number: int) -> Page:
    """Keeps what was said; then the preview, unless something is missing or to be seen again."""
    session = db.session()
    start_writing(session)
    file = _file(number)
    it = _understood(file)
    before, file.reading = file.reading, bringing_form.said(it, file.what).as_plain()
    try:
        it = _understood(file)
    except UnreadableFile as bad:  # the line of titles was ill chosen
        file.reading = before
        session.commit()
        return _columns_page(_file(number), it, [str(bad)])
    errors = understanding.faults(file, it)
    again = it.reading.titles_on and not understanding.said_all(file)
    session.commit()
    if again or "voir" in request.form:
        return redirect(url_for("desk.file_columns", number=number), 303)
    if errors:
        return _columns_page(_file(number), it, errors)
    return redirect(url_for("desk.file_preview", number=number), 303)


def preview(number: int) -> Page:
    """What would enter and what would not, line by line."""
    file = _file(number)
    it = _understood(file)
    if understanding.faults(file, it):
        return redirect(url_for("desk.file_columns", number=number), 303)
    return _preview_page(file, it)


def _preview_page(file: BroughtFile, it: Understood, error: str = "") -> Page:
    session, territory = db.session(), web.territory()
    shown: dict[str, Any] = {"file": file, "it": it, "home": HOME[file.what], "error": error}
    if file.what == INDICATORS:
        shown["plan"] = understanding.figures_plan(session, territory, it)
        shown["examples"] = partial(figures.examples, places=it.places)
        shown["domaines"] = territories.themes(session, territory)["domaine"]
        page = render_template("desk/diagnostic/preview_figures.html", **shown)
    else:
        shown |= {"kinds": KINDS, "states": STATES}
        shown["plan"] = understanding.offers_plan(session, territory, it)
        page = render_template("desk/diagnostic/preview_services.html", **shown)
    return (page, 422) if error else page


def carry_out(number: int) -> Page:
    """Keeps the names said; then, unless it is only to see again, imports all or nothing."""
    session = db.session()
    start_writing(session)
    file = _file(number)
    it = _understood(file)
    it = replace(it, reading=bringing_form.named(it))
    file.reading = it.reading.as_plain()
    if understanding.faults(file, it) or request.form.get("action") != "importer":
        session.commit()
        return redirect(url_for("desk.file_preview", number=number), 303)
    try:
        made = _import(file, it).id
    except Refused as refusal:  # said before anything is stored
        session.commit()
        return _preview_page(_file(number), it, str(refusal))
    session.commit()
    return redirect(url_for("desk.data_import", number=made), 303)


def _import(file: BroughtFile, it: Understood) -> DataImport:
    session, territory = db.session(), web.territory()
    if file.what == INDICATORS:
        plan = understanding.figures_plan(session, territory, it)
        return keeping.carry_out(session, territory, file, it.reading, plan, web.today())
    services = understanding.offers_plan(session, territory, it)
    return offers.carry_out(session, territory, file, it.reading, services, web.today())


def drop(number: int) -> Page:
    """The file goes, nothing of it was imported."""
    session = db.session()
    start_writing(session)
    file = _file(number)
    what = file.what
    session.delete(file)
    session.commit()
    return redirect(url_for(HOME[what]), 303)


def data_import(number: int) -> Page:
    """One import: what it brought, who made it, and how to undo it."""
    session, territory = db.session(), web.territory()
    made = keeping.one(session, territory, number) or abort(404)
    return render_template(
        "desk/diagnostic/data_import.html",
        made=made,
        held=keeping.held(session, made),
        what=made.what,
        home=HOME[made.what],
    )


def undo(number: int) -> Page:
    session = db.session()
    start_writing(session)
    made = keeping.one(session, web.territory(), number) or abort(404)
    what = made.what
    keeping.undo(session, made)
    session.commit()
    return redirect(url_for(HOME[what]), 303)


def _file(number: int) -> BroughtFile:
    return keeping.brought(db.session(), web.territory(), number) or abort(404)
