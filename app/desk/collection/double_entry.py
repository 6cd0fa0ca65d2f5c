"""A sample of sheets typed twice: blind, compared question by question, then settled."""

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.desk.access import may
from app.desk.collection import entry
from app.desk.collection.collect import find_survey
from app.extensions import db
from app.models.paper import SecondEntry
from app.services import territories
from app.services.collection import comparing, entering, sheets
from app.services.collection.entering import Begun
from app.services.collection.sheets import Place
from app.services.questionnaires import questionnaires
from surveys import models
from surveys.asking import Stored
from surveys.base import checkpoint, start_writing
from surveys.reading import clean_text

Answer = str | Response | tuple[str, int]


def double(slug: str) -> Answer:
    """How far two entries agree, what to type again, what waits for a choice."""
    return _page(find_survey(slug))


def _page(survey: models.Survey, error: str = "") -> Answer:
    session = db.session()

    def code(sheet: object) -> str:
        return sheets.code(survey.id, Place(sheet.lot, sheet.number))  # type: ignore[attr-defined]

    page = render_template(
        "desk/collection/double.html",
        survey=survey,
        definition=questionnaires.definition(survey.versions[-1]),
        agreement=comparing.agreement(session, survey.id),
        sample=comparing.sample(session, survey.id, web.secret()),
        unsettled=comparing.unsettled(session, survey.id),
        entered=sum(sheets.entered(session, survey.id).values()),
        code=code,
        error=error,
    )
    return (page, 422) if error else page


def show_second(slug: str) -> Answer:
    """The sheet again, blank: what was typed first is not shown."""
    survey = find_survey(slug)
    try:
        begun, _ = _begin(survey, request.args.get("feuille", ""))
    except (sheets.BadSheet, comparing.CannotCompare) as error:
        return _page(survey, str(error))
    about = {"feuille": request.args.get("feuille", "")}
    return entry.sheet_page(survey, begun, None, {}, {}, about, second=True)


def _begin(survey: models.Survey, text: str) -> tuple[Begun, int]:
    """The sheet and the identifier of its row. Raises `BadSheet`, `CannotCompare`."""
    begun = entering.begin(db.session(), survey, clean_text(text))
    sheet = comparing.comparable(db.session(), survey.id, begun.place, current_user.id, web.today())
    return begun, sheet.id


def store_second(slug: str) -> Answer:
    """Compares; where all is alike nothing is left to do."""
    survey, raw = find_survey(slug), entry.typed()
    try:
        begun, _ = _begin(survey, request.form.get("feuille", ""))
    except (sheets.BadSheet, comparing.CannotCompare) as error:
        return _page(survey, str(error))
    checked = entry.read(begun, raw)
    if checked.errors or checked.empty:
        errors = entry.errors_of(begun, checked)
        return entry.sheet_page(survey, begun, None, raw, errors, request.form, second=True)
    session, by, survey_id = db.session(), current_user.id, survey.id
    start_writing(session)
    sheets.lock(session, survey_id)
    try:
        sheet = comparing.comparable(session, survey_id, begun.place, by, web.today())
    except comparing.CannotCompare as error:
        session.rollback()
        return _page(find_survey(slug), str(error))
    keys = web.settings().encryption_keys
    made = comparing.add_second(session, sheet, begun, checked, keys=keys, by=by, today=web.today())
    waits, lot, number = made.settled_on is None, sheet.lot, sheet.number
    session.commit()
    if waits and may("collect"):
        return redirect(url_for("desk.two_entries", slug=slug, lot=lot, number=number), 303)
    return redirect(url_for("desk.double", slug=slug), 303)


def two_entries(slug: str, lot: int, number: int) -> Answer:
    """Both entries side by side, question by question."""
    return _differences(find_survey(slug), _waiting(slug, lot, number))


def _differences(survey: models.Survey, found: SecondEntry, error: str = "") -> Answer:
    begun, one, other = _both(survey, found)
    context = territories.context(web.territory())
    page = render_template(
        "desk/collection/two_entries.html",
        survey=survey,
        number=sheets.code(survey.id, Place(found.sheet.lot, found.sheet.number)),
        differences=comparing.differences(begun.definition, one, other, context),
        chosen=request.form,
        error=error,
    )
    return (page, 422) if error else page


def _waiting(slug: str, lot: int, number: int) -> SecondEntry:
    sheet = sheets.find(db.session(), find_survey(slug).id, Place(lot, number))
    found = comparing.second_of(db.session(), sheet) if sheet else None
    if found is None or found.settled_on:
        abort(404)
    return found


def _both(survey: models.Survey, found: SecondEntry) -> tuple[Begun, Stored, Stored]:
    keys = web.settings().encryption_keys
    code = sheets.code(survey.id, Place(found.sheet.lot, found.sheet.number))
    begun = entering.begin(db.session(), survey, code)
    return begun, comparing.first_entry(found.response, keys), comparing.second_entry(found, keys)


def settle_sheet(slug: str, lot: int, number: int) -> Answer:
    """Applies the entry chosen for each question that differs."""
    survey, found = find_survey(slug), _waiting(slug, lot, number)
    begun, one, other = _both(survey, found)
    context = territories.context(web.territory())
    chosen: dict[str, Stored] = {question.key: one for question in begun.definition.questions}
    for difference in comparing.differences(begun.definition, one, other, context):
        key = difference.question.key
        if request.form.get(key) not in ("1", "2"):
            return _differences(survey, found, "Choisissez une des deux saisies à chaque question.")
        chosen[key] = one if request.form[key] == "1" else other
    session, entry_id, definition = db.session(), found.id, begun.definition
    start_writing(session)
    try:
        comparing.settle(
            session,
            session.get_one(SecondEntry, entry_id),
            definition,
            chosen,
            context,
            keys=web.settings().encryption_keys,
            today=web.today(),
        )
    except comparing.CannotCompare as error:
        session.rollback()
        return _differences(find_survey(slug), _waiting(slug, lot, number), str(error))
    session.commit()
    checkpoint(session)  # what was replaced is erased
    return redirect(url_for("desk.double", slug=slug), 303)
