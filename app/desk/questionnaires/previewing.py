"""The resident's form of a draft, in the frame of a telephone: nothing in it can be sent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from app import headers, web
from app.desk.questionnaires import question_form
from app.desk.questionnaires.draft_pages import find_draft
from app.services import territories
from surveys import editing
from surveys.asking import InvalidSurvey
from surveys.models import Draft
from surveys.problems import as_far_as_read
from surveys.schema import Survey, from_dict
from surveys.translation import translated


def preview(slug: str) -> Response:
    """The resident's form of the draft, in a frame: nothing in it can be sent."""
    draft = find_draft(slug)
    return _preview(draft, draft.definition, request.args.get("q", ""))


def try_preview(slug: str) -> Response:
    """The same with a question as it is being typed: nothing is stored."""
    draft, key = find_draft(slug), request.form.get("key", "")
    try:
        typed = question_form.changed(draft.definition, key, request.form)
    except (editing.NotThere, question_form.Unreadable):
        typed = draft.definition
    return _preview(draft, typed, key)


def _preview(draft: Draft, definition: Mapping[str, Any], key: str) -> Response:
    """All of it; or, beside a question's form, its section from that question on."""
    survey = _shown(definition)
    home = next((one for one in survey.sections if any(q.key == key for q in one.questions)), None)
    page = render_template(
        "desk/writing/preview.html",
        survey=survey,
        home=home,
        key=key,
        closes_on=draft.survey.closes_on,
        context=replace(territories.context(web.territory()), language=survey.language),
    )
    return headers.framed(make_response(page))


def _shown(definition: Mapping[str, Any]) -> Survey:
    """In the language asked for, where it is one of its translations."""
    try:
        survey = from_dict(definition)
    except InvalidSurvey:
        return as_far_as_read(definition)
    language = request.args.get("langue", "")
    return translated(survey, language).worded if language in survey.languages else survey.worded
