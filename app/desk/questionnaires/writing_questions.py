"""The editor's pages on one question: adding it, its form, its condition, its kind of answer."""

from collections.abc import Mapping
from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response

from app import web
from app.desk.questionnaires import draft_pages, question_form
from app.desk.questionnaires.draft_pages import back, both, change, find_draft, save, show
from app.services import territories
from app.services.questionnaires import writing
from app.services.questionnaires.kinds import KINDS
from surveys import editing, renewing, sections, storage
from surveys.loader import french_spacing
from surveys.models import Draft
from surveys.reading import clean_text
from surveys.words import POLARITIES, PUBLICS

Plain = dict[str, Any]


def choose_kind(slug: str) -> Response:
    """Which kind of question, and its text."""
    draft = find_draft(slug)
    return show("add", draft, page="add", typed=request.args, errors={})


def add_question(slug: str) -> Response:
    """One more question, then its own page."""
    draft, form = find_draft(slug), request.form
    kind, label = form.get("kind", ""), french_spacing(clean_text(form.get("label", "")))
    errors = {}
    if not label:
        errors["label"] = "Écrivez la question."
    if kind not in KINDS:
        errors["kind"] = "Choisissez comment on y répond."
    if errors:
        return show("add", draft, page="add", typed=form, errors=errors, status=422)
    made: list[str] = []

    def add(plain: Plain) -> Plain:
        where = {"into": form.get("into", ""), "after": form.get("after", "")}
        if not editing.sections(plain):
            plain, where["into"] = sections.add_section(plain, "Vos réponses")
        definition, key = editing.add_question(plain, kind, label, **where)
        made.append(key)
        return definition

    change(slug, add)
    return back("edit_question", slug, "ajoute", key=made[0])


def edit_question(slug: str, key: str) -> Response:
    draft = find_draft(slug)
    try:
        question = editing.question(draft.definition, key)
    except editing.NotThere:
        return back("edit", slug, "disparue")
    return _show_question(draft, question, writing.digest(question), {})


def _show_question(
    draft: Draft, question: Plain, was: str, errors: Mapping[str, str], status: int = 200
) -> Response:
    language = str(draft.definition.get("language") or "fr")
    keys = [str(one.get("key")) for one in editing.questions(draft.definition)]
    place = keys.index(str(question["key"]))
    return show(
        "question",
        draft,
        status=status,
        page="question",
        key=question["key"],
        question=question,
        was=was,
        errors=errors,
        publics=PUBLICS,
        polarities=POLARITIES,
        condition=_condition_words(draft, question),
        advice=_advice(question, language),
        next_key=keys[place + 1] if place + 1 < len(keys) else None,
        published=str(question["key"]) in published_kinds(draft),
    )


def _condition_words(draft: Draft, question: Plain) -> str:
    context = territories.context(web.territory())
    return writing.condition_words(draft.definition, str(question.get("only_if") or ""), context)


def _advice(question: Plain, language: str) -> list[Any]:
    """What could be plainer in its texts: never a reproach, never in the way."""
    texts = [question.get("label"), question.get("hint")]
    return [
        remark
        for text in texts
        if isinstance(text, str)
        for remark in writing.reading_remarks(text, language)
    ][:4]


def published_kinds(draft: Draft) -> dict[str, str]:
    """Key → kind, of the questions that some version published."""
    return {
        str(question.get("key")): str(question.get("kind"))
        for version in draft.survey.versions
        for question in editing.questions(version.definition)
    }


def save_question(slug: str, key: str) -> Response:
    """The question as typed; told apart when someone else changed it meanwhile."""
    draft, form = find_draft(slug), request.form

    def look(plain: Mapping[str, Any]) -> Plain:
        return editing.question(plain, key)

    try:
        mine = editing.question(question_form.changed(draft.definition, key, form), key)
        save(slug, look, lambda plain: question_form.changed(plain, key, form))
    except question_form.Unreadable as wrong:
        return _show_question(draft, _as_typed(draft, key), form.get("was", ""), wrong.errors, 422)
    except editing.NotThere:
        return gone(draft, slug)
    except draft_pages.Overtaken as other:
        if other.now is None:
            return gone(other.draft, slug)
        texts = both(other, mine, "edit_question", key=key)
        return show("overtaken", other.draft, status=409, **texts)
    return _after(slug, key)


def gone(draft: Draft, slug: str) -> Response:
    """The question was taken out meanwhile: what was typed is shown, not lost."""
    typed = {"label": request.form.get("label", ""), "hint": request.form.get("hint", "")}
    typed["choices"] = "\n".join(request.form.getlist("choices"))
    return show("gone", draft, status=409, typed=typed)


def _as_typed(draft: Draft, key: str) -> Plain:
    """The question with what could not be read, for its form to show again."""
    form, question = request.form, editing.question(draft.definition, key)
    typed: Plain = {
        name: form[name] for name in form if name in (*question, "min", "max", "max_length")
    }
    for name in editing.LISTS:
        if name in question:
            pairs = zip(form.getlist(f"{name}_key"), form.getlist(name), strict=False)
            typed[name] = [{"key": k, "label": text} for k, text in pairs if text]
    return {**question, **typed}


def _after(slug: str, key: str) -> Response:
    """Where the button pressed leads: the same page, a new question, the condition, another."""
    go = request.form.get("go", "")
    if go == "add":
        return back("choose_kind", slug, "enregistre", after=key)
    if go == "condition":
        return back("edit_condition", slug, "enregistre", key=key)
    if go.startswith("question:"):
        return back("edit_question", slug, "enregistre", key=go.removeprefix("question:"))
    anchor = "reponses" if request.form.get("do") else None
    return back("edit_question", slug, "enregistre", key=key, _anchor=anchor)


def asked_question(draft: Draft, key: str) -> Plain:
    """The question of that key; 404 otherwise."""
    try:
        return editing.question(draft.definition, key)
    except editing.NotThere:
        abort(404)


def edit_kind(slug: str, key: str) -> Response:
    """Another kind of answer to the same question."""
    draft = find_draft(slug)
    asked = asked_question(draft, key)
    published = published_kinds(draft).get(key)
    return show("kind", draft, page="question", key=key, question=asked, published=published)


def save_kind(slug: str, key: str) -> Response:
    """Changes the kind; a question already published under another becomes a new one."""
    draft = find_draft(slug)
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        abort(400)
    made = [key]

    def edit(plain: Plain) -> Plain:
        changed = editing.change_kind(plain, key, kind)
        if key in storage.kinds_changed(draft.survey, changed):
            changed, made[0] = renewing.renew_key(changed, key)
        return changed

    try:
        change(slug, edit)
    except editing.NotThere:
        return back("edit", slug, "disparue")
    return back("edit_question", slug, "enregistre", key=made[0])
