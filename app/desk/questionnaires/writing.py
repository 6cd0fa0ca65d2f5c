"""The editor: a questionnaire's outline, what it says of itself, its sections, its preview."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import web
from app.desk.questionnaires import draft_pages
from app.desk.questionnaires.draft_pages import back, both, find_draft, find_survey, save, show
from app.extensions import db
from app.services.questionnaires import writing
from surveys import drafts, editing, sections, timing
from surveys.base import start_writing
from surveys.loader import french_spacing
from surveys.models import Draft
from surveys.reading import clean_text
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
        return show("overtaken", other.draft, status=409, **both(other, typed, "edit_about"))
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
        texts = both(other, typed, "edit_section", key=key)
        return show("overtaken", other.draft, status=409, **texts)
    return back("edit_section", slug, "enregistre", key=key)


def discard_draft(slug: str) -> Response:
    """Throws away the draft that was on the screen; what was published stays."""
    session = db.session()
    start_writing(session)
    draft = find_draft(slug)
    if request.form.get("revision", type=int) != draft.revision:
        session.rollback()
        return back("edit", slug, "autre")
    published = bool(draft.survey.versions)
    drafts.discard(session, draft)
    session.commit()
    address = url_for("desk.survey", slug=slug) if published else url_for("desk.surveys")
    return redirect(address, 303)
