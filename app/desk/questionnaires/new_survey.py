"""Beginning a questionnaire: from nothing, from the catalogue, from a copy."""

from typing import Any

from flask import render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import web
from app.desk.questionnaires import draft_pages
from app.extensions import db
from app.services import territories
from app.services.questionnaires import questionnaires
from surveys import drafts, editing, keys, models, schema
from surveys.base import start_writing
from surveys.loader import catalogue, french_spacing
from surveys.reading import clean_text
from surveys.words import PUBLICS

KEPT_ADDRESSES = {"nouveau", "importer"}  # pages of the desk stand there


def new_survey() -> str:
    return _page({})


def _page(errors: dict[str, str]) -> str:
    session, territory = db.session(), web.territory()
    mine = [
        (survey.slug, questionnaires.definition(survey.versions[-1]).title)
        for survey in territories.surveys(session, territory)
    ]
    return render_template(
        "desk/questionnaires/new_survey.html",
        ready=[(one.slug, one.title, one.public) for one in catalogue().values()],
        mine=mine,
        publics=PUBLICS,
        errors=errors,
        typed=request.form,
    )


def create_survey() -> Response | tuple[str, int]:
    """A draft under an address made from its title."""
    title = french_spacing(clean_text(request.form.get("title", "")))
    source, public = request.form.get("source", "rien"), request.form.get("public", "")
    definition = _beginning(source, title, public)
    errors = {}
    if not title:
        errors["title"] = "Donnez un titre : vous pourrez le changer."
    if definition is None:
        errors["source"] = "Choisissez de quoi partir, et à qui vous vous adressez."
    if errors or definition is None:
        return _page(errors), 422
    session = db.session()
    start_writing(session)
    taken = set(session.scalars(select(models.Survey.slug))) | KEPT_ADDRESSES
    slug = keys.slug_from(title, taken)
    drafts.start(session, web.territory(), slug, definition, by=draft_pages.who(), now=web.now())
    session.commit()
    return draft_pages.back("edit", slug, "cree")


def _beginning(source: str, title: str, public: str) -> dict[str, Any] | None:
    """The definition to begin with; None where the source is not known."""
    where, _, name = source.partition(":")
    if where == "rien" and public in PUBLICS:
        return editing.blank("brouillon", title, public, "Vos réponses") | _notice(public)
    if where == "catalogue" and name in catalogue():
        return schema.to_dict(catalogue()[name]) | {"title": title}
    for survey in territories.surveys(db.session(), web.territory()):
        if where == "copie" and survey.slug == name:
            return survey.versions[-1].definition | {"title": title}
    return None


def _notice(public: str) -> dict[str, Any]:
    """Who reads and which rights: what the catalogue says to the same public is true here too."""
    for ready in catalogue().values():
        if ready.public == public:
            return {"who_reads": list(ready.who_reads), "rights": ready.rights}
    return {}
