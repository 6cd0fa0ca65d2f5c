"""The editor: a questionnaire's outline, what it says of itself, its sections, its preview."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import headers, web
from app.desk import draft_pages, question_form
from app.desk.draft_pages import back, change, find_draft, find_survey, save, show
from app.extensions import db
from app.services import territories, writing
from surveys import drafts, editing, sections, timing
from surveys.asking import InvalidSurvey
from surveys.base import start_writing
from surveys.loader import french_spacing
from surveys.models import Draft
from surveys.problems import as_far_as_read
from surveys.reading import clean_text
from surveys.schema import Survey, from_dict
from surveys.translation import translated
from surveys.words import PUBLICS

Plain = dict[str, Any]
ABOUT = ("title", "public", "minutes", "purpose", "who_reads", "rights", "next_steps")
UNTITLED = "Sans titre"


def edit(slug: str) -> Response | str:
    """The editor's first page: what to do next; for a published survey, whether to begin."""
    survey = find_survey(slug)
    if survey.draft is None:
        return render_template("desk/writing/begin.html", survey=survey)
    return show("home", survey.draft)


def begin_draft(slug: str) -> Response:
    """A draft of the next version, made from the last one published."""
    session = db.session()
    survey_id = find_survey(slug).id
    start_writing(session)
    survey = find_survey(slug)
    if survey.id == survey_id and survey.draft is None and survey.versions:
        drafts.start(
            session,
            web.territory(),
            survey.slug,
            survey.versions[-1].definition,
            by=draft_pages.who(),
            now=web.now(),
        )
        session.commit()
    return back("edit", slug, "cree")


def about(definition: Mapping[str, Any]) -> Plain:
    """What the questionnaire says of itself, as its page shows it."""
    return {name: definition.get(name) for name in ABOUT}


def edit_about(slug: str) -> Response:
    draft = find_draft(slug)
    return _show_about(draft, about(draft.definition), writing.digest(about(draft.definition)))


def _show_about(draft: Draft, typed: Plain, was: str, **more: Any) -> Response:
    return show(
        "about",
        draft,
        typed=typed,
        was=was,
        page="about",
        estimated=timing.minutes(draft.definition),
        publics=PUBLICS,
        **more,
    )


def save_about(slug: str) -> Response:
    """Title, public, purpose, who reads, rights, what comes next, minutes."""
    draft = find_draft(slug)
    typed, errors = _typed_about(draft.definition)
    if errors:
        was = request.form.get("was", "")
        return _show_about(draft, typed, was, errors=errors, status=422)
    try:
        save(slug, about, lambda plain: editing.change(plain, **typed))
    except draft_pages.Overtaken as other:
        return show("overtaken", other.draft, status=409, **_both(other, typed, "edit_about"))
    return back("edit_about", slug, "enregistre")


def _typed_about(definition: Mapping[str, Any]) -> tuple[Plain, dict[str, str]]:
    form, french = request.form, definition.get("language", "fr") == "fr"
    say: Callable[[str], str] = french_spacing if french else str
    minutes = clean_text(form.get("minutes", ""))
    typed: Plain = {
        name: [say(line) for line in clean_text(form.get(name, "")).split("\n") if line.strip()]
        for name in ("purpose", "who_reads", "next_steps")
    }
    typed["next_steps"] = typed["next_steps"] or ()
    typed |= {name: say(clean_text(form.get(name, ""))) for name in ("title", "rights")}
    typed |= {"public": form.get("public", ""), "minutes": 0}
    errors = {}
    if not typed["title"]:
        errors["title"] = "Donnez un titre au questionnaire."
    if typed["public"] not in PUBLICS:
        errors["public"] = "Choisissez à qui il s’adresse."
    if minutes.isdecimal() and 1 <= int(minutes[:4]) <= 120:
        typed["minutes"] = int(minutes)
    else:
        errors["minutes"] = "Indiquez une durée entre 1 et 120 minutes."
    return typed, errors


def _both(other: draft_pages.Overtaken, mine: Mapping[str, Any], endpoint: str, **to: Any) -> Plain:
    """What the page of two texts shows: mine, theirs, and where to keep one or the other."""
    theirs = other.now or {}
    differing = [
        (name, mine[name], theirs.get(name))
        for name in mine
        if (mine[name] or None) != (theirs.get(name) or None)
    ]
    return {
        "theirs": other.now,
        "differing": differing,
        "fields": list(request.form.items(multi=True)),
        "new_was": writing.digest(theirs) if other.now is not None else "",
        "again": url_for(f"desk.{endpoint}", slug=other.draft.survey.slug, **to),
    }


def one_section(key: str) -> Callable[[Mapping[str, Any]], Plain]:
    """The part of a definition that a section's page shows."""

    def look(definition: Mapping[str, Any]) -> Plain:
        found = editing.section(definition, key)
        return {name: found.get(name, "") for name in ("title", "intro")}

    return look


def edit_section(slug: str, key: str) -> Response:
    draft = find_draft(slug)
    try:
        typed = one_section(key)(draft.definition)
    except editing.NotThere:
        abort(404)
    return show("section", draft, key=key, typed=typed, was=writing.digest(typed), page="section")


def save_section(slug: str, key: str) -> Response:
    """A section's title and introduction."""
    draft = find_draft(slug)
    typed = {
        "title": french_spacing(clean_text(request.form.get("title", ""))),
        "intro": french_spacing(clean_text(request.form.get("intro", ""))),
    }
    if not typed["title"]:
        error = {"title": "Donnez un titre à cette partie."}
        was = request.form.get("was", "")
        return show(
            "section",
            draft,
            key=key,
            typed=typed,
            was=was,
            page="section",
            errors=error,
            status=422,
        )
    try:
        save(slug, one_section(key), lambda plain: sections.change_section(plain, key, **typed))
    except draft_pages.Overtaken as other:
        both = _both(other, typed, "edit_section", key=key)
        return show("overtaken", other.draft, status=409, **both)
    return back("edit_section", slug, "enregistre", key=key)


def arrange(slug: str) -> Response:
    """The gestures that need no text: move, place, copy, take out, add a section, undo, redo."""
    gesture, _, key = request.form.get("gesture", "").partition(":")
    if gesture in ("undo", "redo"):
        return _walk(slug, gesture)
    try:
        return GESTURES[gesture](slug, key)
    except KeyError as error:
        if isinstance(error, editing.NotThere):
            db.session.rollback()
            return back("edit", slug, "disparue")
        find_draft(slug)
        abort(400)


def _walk(slug: str, gesture: str) -> Response:
    """Undo and redo are for what is on the screen: after another's change they only say so."""
    session = db.session()
    start_writing(session)
    draft = find_draft(slug)
    go = drafts.undo if gesture == "undo" else drafts.redo
    revision = request.form.get("revision", type=int) or 0
    try:
        go(session, draft, revision=revision, by=draft_pages.who(), now=web.now())
    except drafts.ChangedMeanwhile:
        session.rollback()
        return back("edit", slug, "")
    session.commit()
    done = "annule" if gesture == "undo" else "retabli"
    here = request.form.get("here", "")
    if any(question.get("key") == here for question in editing.questions(draft.definition)):
        return back("edit_question", slug, done, key=here)
    return back("edit", slug, done)


def _move(slug: str, key: str, step: int) -> Response:
    change(slug, lambda plain: editing.move_question(plain, key, step))
    return back("edit_question", slug, "deplace", key=key, _anchor="ranger")


def _move_section(slug: str, key: str, step: int) -> Response:
    change(slug, lambda plain: sections.move_section(plain, key, step))
    return back("edit_section", slug, "deplace", key=key)


def _place(slug: str, key: str) -> Response:
    """Dropped by the script: « place:question », with its section and its place there."""
    into = request.form.get("into", "")
    place = request.form.get("place", 0, type=int)
    change(slug, lambda plain: editing.place_question(plain, key, into, place))
    return back("edit_question", slug, "deplace", key=key)


def _copy(slug: str, key: str) -> Response:
    made: list[str] = []

    def copy(plain: Plain) -> Plain:
        definition, new = editing.duplicate_question(plain, key)
        made.append(new)
        return definition

    change(slug, copy)
    return back("edit_question", slug, "copie", key=made[0])


def _remove(slug: str, key: str) -> Response:
    change(slug, lambda plain: editing.remove_question(plain, key))
    return back("edit", slug, "supprime")


def _remove_section(slug: str, key: str) -> Response:
    change(slug, lambda plain: sections.remove_section(plain, key))
    return back("edit", slug, "supprime")


def _add_section(slug: str, after: str) -> Response:
    made: list[str] = []

    def add(plain: Plain) -> Plain:
        definition, key = sections.add_section(plain, "Nouvelle partie", after)
        made.append(key)
        return definition

    change(slug, add)
    return back("edit_section", slug, "enregistre", key=made[0])


GESTURES: Mapping[str, Callable[[str, str], Response]] = {
    "up": lambda slug, key: _move(slug, key, -1),
    "down": lambda slug, key: _move(slug, key, 1),
    "place": _place,
    "copy": _copy,
    "remove": _remove,
    "section-up": lambda slug, key: _move_section(slug, key, -1),
    "section-down": lambda slug, key: _move_section(slug, key, 1),
    "section-add": _add_section,
    "section-remove": _remove_section,
}


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


def discard_draft(slug: str) -> Response:
    """Throws the draft away; what was published stays."""
    session = db.session()
    start_writing(session)
    draft = find_draft(slug)
    published = bool(draft.survey.versions)
    drafts.discard(session, draft)
    session.commit()
    address = url_for("desk.survey", slug=slug) if published else url_for("desk.surveys")
    return redirect(address, 303)
