"""The gestures of the outline that need no text: move, place, copy, take out, undo, redo."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response

from app import web
from app.desk.questionnaires import draft_pages
from app.desk.questionnaires.draft_pages import back, change, find_draft
from app.extensions import db
from surveys import drafts, editing, sections
from surveys.base import start_writing

Plain = dict[str, Any]


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
