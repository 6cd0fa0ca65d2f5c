"""A questionnaire brought from a file: what was understood of it, then a draft; and taken away."""

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import abort, render_template, request, send_file
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import web
from app.desk.questionnaires import draft_pages
from app.extensions import db
from app.services import territories
from app.services.questionnaires import bringing, questionnaires
from app.services.questionnaires.kinds import KINDS
from surveys import files, models, schema, storage
from surveys.asking import InvalidSurvey
from surveys.base import start_writing
from surveys.loader import french_spacing
from surveys.outcome import Outcome, UnreadableForm
from surveys.reading import clean_text

_LARGEST = 900_000  # bytes of a definition: it comes back in the form that confirms it


@dataclass(frozen=True)
class Found:
    """What the page of a file shows. `own`: this territory has a questionnaire there already."""

    outcome: Outcome
    survey: schema.Survey
    slug: str
    own: bool
    free: str
    definition: str


def show_survey_file() -> str:
    return _page()


def read_survey_file() -> str | tuple[str, int]:
    """What was understood of a file; nothing is stored yet."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(error="Choisissez un fichier."), 422
    try:
        outcome = files.read(file.stream.read(), clean_text(file.filename))
    except UnreadableForm as error:
        return _page(error=str(error)), 422
    if outcome.survey is None:
        return _page(outcome=outcome), 422
    definition = json.dumps(schema.to_dict(outcome.survey), ensure_ascii=False)
    if len(definition.encode()) > _LARGEST:
        return _page(error="Ce questionnaire est trop long : partagez-le en deux."), 422
    return render_template(
        "desk/questionnaires/brought.html",
        found=_found(outcome, outcome.survey, definition),
        kinds=KINDS,
        spaced=french_spacing,
    )


def _found(outcome: Outcome, survey: schema.Survey, definition: str) -> Found:
    session = db.session()
    try:
        where = bringing.address(session, web.territory(), survey.slug)
    except storage.SlugTaken:
        where = bringing.Address(bringing.free_slug(session, survey.slug), own=False)
    free = bringing.free_slug(session, survey.slug)
    return Found(outcome, survey, where.slug, where.own, free, definition)


def create_brought() -> Response | tuple[str, int]:
    """The draft, in the editor."""
    try:
        survey = schema.from_dict(json.loads(request.form.get("definition", "")))
    except (InvalidSurvey, ValueError, RecursionError):
        return _page(error="Ce fichier n’est plus là. Choisissez-le de nouveau."), 422
    slug = clean_text(request.form.get("slug", "")) or survey.slug
    session = db.session()
    start_writing(session)
    try:
        bringing.put(session, web.territory(), survey, slug, by=draft_pages.who(), now=web.now())
    except (storage.SlugTaken, InvalidSurvey):
        session.rollback()
        return _page(error=f"L’adresse « {slug[:80]} » est déjà prise, ou n’en est pas une."), 422
    session.commit()
    return draft_pages.back("edit", slug, "cree")


def survey_file(slug: str) -> Response:
    """The questionnaire as a spreadsheet, to work on elsewhere or to keep."""
    session, territory = db.session(), web.territory()
    mine = select(models.Survey).where(
        models.Survey.territory_id == territory.id, models.Survey.slug == clean_text(slug)
    )
    found = session.scalar(mine)
    if found is None:
        abort(404)
    try:
        survey = bringing.written(found)
    except (bringing.NothingWritten, InvalidSurvey):
        abort(404)
    content = files.write(survey, "xlsform", territories.context(territory))
    return send_file(BytesIO(content), as_attachment=True, download_name=f"{found.slug}.xlsx")


def _page(error: str = "", outcome: Outcome | None = None) -> str:
    session, territory = db.session(), web.territory()
    examples = questionnaires.titles(territories.surveys(session, territory))
    shown: dict[str, Any] = {"error": french_spacing(error), "outcome": outcome}
    return render_template(
        "desk/questionnaires/bring.html", examples=examples, spaced=french_spacing, **shown
    )
