"""The editor's page on when to ask a question: always, or only after certain answers."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app import web
from app.desk.questionnaires import condition_form, draft_pages
from app.desk.questionnaires.draft_pages import back, both, find_draft, save, show
from app.desk.questionnaires.writing_questions import asked_question, gone
from app.services import territories
from app.services.questionnaires import writing
from surveys import conditions, editing
from surveys.asking import Question
from surveys.conditions import BadCondition
from surveys.models import Draft
from surveys.problems import as_far_as_read
from surveys.reading import clean_text

Plain = dict[str, Any]


def edit_condition(slug: str, key: str) -> Response:
    """Always, or only after certain answers: chosen in two lists."""
    draft = find_draft(slug)
    asked = asked_question(draft, key)
    text = request.args.get("texte", str(asked.get("only_if") or ""))
    return _show_condition(draft, asked, text, {})


def _show_condition(
    draft: Draft, asked: Plain, text: str, errors: Mapping[str, str], status: int = 200
) -> Response:
    survey = as_far_as_read(draft.definition)
    context = territories.context(web.territory())
    before = _before(survey.questions, str(asked["key"]))
    picked = condition_form.picked(text)
    chosen = request.args.get("si", picked.column)
    looked = next((one for one in before if one.key == chosen), None)
    return show(
        "condition",
        draft,
        status=status,
        page="question",
        key=asked["key"],
        question=asked,
        was=request.form.get("was") or writing.digest(asked),
        text=text,
        words=writing.condition_words(draft.definition, text, context),
        before=before,
        looked=looked,
        options=looked.options(context) if looked else (),
        picked=picked if chosen == picked.column else condition_form.Picked(),
        signs=condition_form.SIGNS,
        errors=errors,
    )


def _before(questions: tuple[Question, ...], key: str) -> list[Question]:
    """The questions asked before that one, which a condition may look at."""
    found: list[Question] = []
    for question in questions:
        if question.key == key:
            break
        if question.key in question.columns():
            found.append(question)
    return found


def save_condition(slug: str, key: str) -> Response:
    """Always; or after the answers ticked; or as it was typed by hand."""
    draft = find_draft(slug)
    asked = asked_question(draft, key)
    text, error = _typed_condition(draft)
    if error:
        return _show_condition(draft, asked, text, {"text": error}, 422)
    try:
        save(
            slug,
            lambda plain: editing.question(plain, key),
            lambda plain: editing.change_question(plain, key, {"only_if": text}),
        )
    except draft_pages.Overtaken as other:
        if other.now is None:
            return gone(other.draft, slug)
        texts = both(other, {"only_if": text}, "edit_condition", key=key)
        return show("overtaken", other.draft, status=409, **texts)
    return back("edit_question", slug, "enregistre", key=key, _anchor="condition")


def _typed_condition(draft: Draft) -> tuple[str, str]:
    form = request.form
    how = form.get("how", "")
    if how == "always":
        return "", ""
    if how == "typed":
        text = clean_text(form.get("text", ""))
        try:
            conditions.parse(text)
        except BadCondition as error:
            return text, f"Cette condition ne se lit pas : {error}"
        return text, ""
    try:
        kind = str(editing.question(draft.definition, form.get("column", "")).get("kind"))
        return condition_form.built(kind, form), ""
    except editing.NotThere:
        return "", "Choisissez une question posée avant."
    except condition_form.Unsaid as unsaid:
        return "", str(unsaid)
