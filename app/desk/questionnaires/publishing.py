"""Before publishing: translations side by side, the check-list, and the publication itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app import web
from app.desk.questionnaires import draft_pages
from app.desk.questionnaires.draft_pages import back, find_draft, save, show
from app.extensions import db
from app.services.questionnaires import writing
from surveys import comparing, drafts, editing, plain_texts, renewing, storage, timing
from surveys.asking import InvalidSurvey
from surveys.base import start_writing
from surveys.loader import french_spacing
from surveys.models import Draft
from surveys.reading import clean_text
from surveys.words import LANGUAGES, is_french

OVERTAKEN = (
    "Le brouillon a changé pendant que vous relisiez : relisez la liste, puis publiez de nouveau."
)


def edit_translation(slug: str) -> Response:
    """Each text beside its translation; what is missing first in sight."""
    draft = find_draft(slug)
    own = str(draft.definition.get("language") or "fr")
    others = [language for language in LANGUAGES if language != own]
    language = request.args.get("langue", "")
    language = language if language in others else others[0]
    said = plain_texts.said(draft.definition, language)
    texts = plain_texts.texts(draft.definition)
    return show(
        "translation",
        draft,
        page="translation",
        language=language,
        others=others,
        names=LANGUAGES,
        lang_code="en" if language == "en" else "fr",
        said=said,
        texts=texts,
        was=writing.digest(said),
        headings=_headings(draft.definition),
        missing=plain_texts.missing(draft.definition, language),
        withheld=plain_texts.withheld(draft.definition, language),
        advice={path: writing.reading_remarks(text, language)[:2] for path, text in said.items()},
    )


def _headings(definition: Mapping[str, Any]) -> dict[str, str]:
    """The first path of each part → the heading to put before it."""
    found = {"title": "Présentation"}
    for section in editing.sections(definition):
        found[f"section.{section.get('key')}.title"] = f"Partie : {section.get('title', '')}"
    return found


def save_translation(slug: str) -> Response:
    """The texts typed in one language; those left empty are still to be translated."""
    draft = find_draft(slug)
    language = request.form.get("langue", "")
    if language not in LANGUAGES or language == draft.definition.get("language", "fr"):
        return back("edit_translation", slug, "")
    space = french_spacing if is_french(language) else str
    typed = {
        path: space(clean_text(request.form[f"t.{path}"]))
        for path in plain_texts.texts(draft.definition)
        if f"t.{path}" in request.form
    }
    try:
        save(
            slug,
            lambda plain: plain_texts.said(plain, language),
            lambda plain: plain_texts.translate(plain, language, typed),
        )
    except draft_pages.Overtaken as other:
        return show("overtaken", other.draft, status=409, **_both(other, typed, language))
    return back("edit_translation", slug, "enregistre", langue=language)


def _both(other: draft_pages.Overtaken, typed: Mapping[str, str], language: str) -> dict[str, Any]:
    theirs = other.now or {}
    return {
        "theirs": theirs,
        "differing": [
            (path, text, theirs.get(path, ""))
            for path, text in typed.items()
            if text != theirs.get(path, "")
        ],
        "fields": list(request.form.items(multi=True)),
        "new_was": writing.digest(theirs),
        "again": url_for("desk.edit_translation", slug=other.draft.survey.slug, langue=language),
    }


def proofread(slug: str) -> Response:
    """What prevents publishing, what deserves a look, what changed since the last version."""
    return _show_check(find_draft(slug))


def _show_check(draft: Draft, *, error: str = "", status: int = 200) -> Response:
    published = draft.survey.versions[-1] if draft.survey.versions else None
    was = published.definition if published else None
    return show(
        "check",
        draft,
        status=status,
        page="check",
        error=error,
        remarks=writing.remarks(draft.definition),
        minutes=timing.minutes(draft.definition),
        published=published,
        changes=comparing.changes(was, draft.definition) if was else [],
        doubts=comparing.doubts(was, draft.definition) if was else [],
        today=web.today(),
        answers=request.form,
    )


def publish_draft(slug: str) -> Response:
    """Publishes what was read on the check-list, and nothing that was written since."""
    draft = find_draft(slug)
    error = _nothing_new(draft) or _unanswered(draft) or _dates_wrong()
    if error or drafts.problems(draft):
        return _show_check(draft, error=error, status=422)
    session = db.session()
    start_writing(session)
    draft = find_draft(slug)
    try:
        revision = _renewed(draft)
        drafts.publish(
            session,
            draft,
            revision=revision,
            today=web.today(),
            opens_on=_day("opens_on") or web.today(),
            closes_on=_day("closes_on"),
        )
    except (drafts.ChangedMeanwhile, InvalidSurvey, storage.KindChanged):
        session.rollback()
        return _show_check(find_draft(slug), error=OVERTAKEN, status=409)
    session.commit()
    return redirect(url_for("desk.versions", slug=slug, fait="publie"), 303)


def _nothing_new(draft: Draft) -> str:
    """The same content would add no version: the draft stays, for whoever is writing it."""
    versions = draft.survey.versions
    if versions and not comparing.changes(versions[-1].definition, draft.definition):
        return f"Rien n’a changé depuis la version {versions[-1].number}."
    return ""


def _unanswered(draft: Draft) -> str:
    """Each text that may not mean the same needs an answer."""
    if not draft.survey.versions:
        return ""
    found = comparing.doubts(draft.survey.versions[-1].definition, draft.definition)
    if all(request.form.get(doubt.name) in ("correction", "nouvelle") for doubt in found):
        return ""
    return "Dites, pour chaque texte qui a beaucoup changé, si c’est une simple correction."


def _dates_wrong() -> str:
    opens, closes = _day("opens_on") or web.today(), _day("closes_on")
    if closes and closes < opens:
        return "La fermeture doit venir après l’ouverture."
    return ""


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


def _renewed(draft: Draft) -> int:
    """Gives a new key to what is no longer the same question; the revision to publish."""
    revision = request.form.get("revision", 0, type=int)
    if draft.survey.versions:
        changed = draft.definition
        for doubt in comparing.doubts(draft.survey.versions[-1].definition, changed):
            if request.form.get(doubt.name) == "nouvelle":
                changed = _with_new_key(changed, doubt)
        if changed != draft.definition:
            drafts.change(
                db.session(),
                draft,
                changed,
                revision=revision,
                by=draft_pages.who(),
                now=web.now(),
            )
            return draft.revision
    return revision


def _with_new_key(plain: dict[str, Any], doubt: comparing.Doubt) -> dict[str, Any]:
    if not doubt.choice:
        return renewing.renew_key(plain, doubt.key)[0]
    asked = {str(one.get("key")) for one in editing.questions(plain)}
    # Its question was renewed just before: everything in it is new already.
    return renewing.renew_choice(plain, doubt.key, doubt.choice) if doubt.key in asked else plain
