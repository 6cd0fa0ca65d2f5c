"""What every page of the editor needs: the draft found, its outline, a change carried out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import headers, web
from app.extensions import db
from app.services.questionnaires import writing
from app.services.questionnaires.kinds import KINDS
from surveys import drafts, editing, models, plain_texts, storage, timing
from surveys.base import start_writing
from surveys.models import Draft
from surveys.reading import clean_text

Edit = Callable[[dict[str, Any]], dict[str, Any]]
DONE = {
    "cree": "Le brouillon est prêt. Rien n’est public tant que vous ne publiez pas.",
    "enregistre": "Enregistré.",
    "ajoute": "Question ajoutée. Complétez-la ici.",
    "copie": "Copie faite. Changez ce qui diffère.",
    "supprime": "Supprimé. « Annuler », en haut, le fait revenir.",
    "deplace": "Déplacé.",
    "autre": "Quelqu’un d’autre vient d’écrire dans ce brouillon : regardez avant de le jeter.",
    "annule": "Dernier changement annulé.",
    "retabli": "Changement rétabli.",
    "disparue": "Cette question n’est plus là : quelqu’un l’a retirée. "
    "« Annuler », en haut, la fait revenir.",
}


def find_survey(slug: str) -> models.Survey:
    """The questionnaire of that address in this territory, published or not; 404 otherwise."""
    survey = db.session.scalar(
        select(models.Survey).where(
            models.Survey.slug == clean_text(slug),
            models.Survey.territory_id == web.territory().id,
            models.Survey.kind == "questionnaire",  # what associations ask has its own pages
        )
    )
    if survey is None:
        abort(404)
    return survey


def find_draft(slug: str) -> Draft:
    """The draft of that address; without one, the page that offers to begin it."""
    draft = find_survey(slug).draft
    if draft is None:
        abort(redirect(url_for("desk.edit", slug=slug), 303))
    return draft


def show(template: str, draft: Draft, *, status: int = 200, **more: Any) -> Response:
    """A page of the editor, which may frame the preview."""
    problems = drafts.problems(draft)
    can_undo, can_redo = drafts.reach(db.session(), draft)
    page = render_template(
        f"desk/writing/{template}.html",
        draft=draft,
        survey=draft.survey,
        definition=draft.definition,
        title=draft.definition.get("title") or draft.survey.slug,
        outline=writing.outline(draft.definition, problems),
        problems=problems,
        can_undo=can_undo,
        can_redo=can_redo,
        kinds=KINDS,
        languages=plain_texts.languages(draft.definition),
        saved_at=local(draft.saved_at),
        done=DONE.get(request.args.get("fait", "")),
        meanwhile=_meanwhile(draft),
        **more,
    )
    return headers.framing(make_response(page, status))


def _meanwhile(draft: Draft) -> list[Any]:
    """What someone else changed between opening a page and saving it, said once on the next."""
    revision = request.args.get("entre", type=int)
    if revision is None or not 0 < revision < draft.revision:
        return []
    was = drafts.as_it_was(db.session(), draft, revision)
    now = drafts.as_it_was(db.session(), draft, draft.revision - 1)
    return writing.meanwhile(was, now or draft.definition)


def local(moment: datetime) -> datetime:
    """SQLite keeps the hour without its zone: it was written in Paris'."""
    return moment if moment.tzinfo is None else moment.astimezone(web.PARIS)


def who() -> str:
    return str(current_user.email)


def change(slug: str, edit: Edit) -> Draft:
    """Carries out one change on the draft as it is now, and commits. Raises `NotThere`.

    For gestures that overwrite nothing: moving, adding, copying. Texts go through `save`.
    """
    session = db.session()
    start_writing(session)
    draft = find_draft(slug)
    changed = _retimed(draft.definition, edit(draft.definition))
    drafts.change(session, draft, changed, revision=draft.revision, by=who(), now=web.now())
    session.commit()
    return draft


def _retimed(before: Mapping[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The duration announced follows the estimate for as long as it agreed with it."""
    agreed = before.get("minutes") == timing.minutes(before)
    if agreed and after.get("minutes") == before.get("minutes"):
        return after | {"minutes": timing.minutes(after)}
    return after


class Overtaken(Exception):
    """Someone else changed the very thing that is being saved; `now` is how it is, if it is."""

    def __init__(self, draft: Draft, now: Mapping[str, Any] | None) -> None:
        super().__init__("overtaken")
        self.draft, self.now = draft, now


def save(slug: str, look: Callable[[Mapping[str, Any]], Mapping[str, Any]], edit: Edit) -> Draft:
    """Saves texts typed in a form, unless what it was made from was changed meanwhile.

    `look` finds, in a definition, the part that the form shows. Raises `Overtaken`.
    """
    session = db.session()
    start_writing(session)
    draft = find_draft(slug)
    try:
        now = look(draft.definition)
    except editing.NotThere:
        raise Overtaken(draft, None) from None
    if request.form.get("was") != writing.digest(now):
        raise Overtaken(draft, now)
    changed = _retimed(draft.definition, edit(draft.definition))
    drafts.change(session, draft, changed, revision=draft.revision, by=who(), now=web.now())
    session.commit()
    return draft


def both(other: Overtaken, mine: Mapping[str, Any], endpoint: str, **to: Any) -> dict[str, Any]:
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


def back(endpoint: str, slug: str, done: str, **values: Any) -> Response:
    """To a page of the editor, saying what was done and, where others wrote meanwhile, what."""
    opened = request.form.get("revision", type=int)
    draft = find_survey(slug).draft
    if draft and opened and opened < draft.revision - 1:
        values["entre"] = opened
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    return redirect(url_for(f"desk.{endpoint}", slug=slug, fait=done or None, **given), 303)


def state_of(survey: models.Survey) -> str:
    return storage.state(survey, web.today())
