"""Sheets and interviews typed at the desk: the number first, then one question after the other."""

import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import uuid4

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.desk.collection.collect import find_survey
from app.extensions import db
from app.services import territories
from app.services.collection import campaigns, entering, sheets
from app.services.collection.entering import Begun, Entered, Typing
from app.services.collection.entry_keys import keys_of
from app.services.paroles import protection
from app.services.questionnaires import questionnaires
from surveys import models, receipts, storage
from surveys.answers import Checked, check
from surveys.base import start_writing
from surveys.reading import clean_text

Answer = str | Response | tuple[str, int]
DONE_SECONDS = 15 * 60
ABOUT = ("feuille", "canal", "le", "campagne")  # what the number's page hands to the sheet's
EMPTY = "Cette feuille est vide : répondez à au moins une question, ou passez à une autre feuille."
_KEY = re.compile("[a-f0-9]{32}")


def entry(slug: str) -> Answer:
    """Where the sheet's number is typed; what was just stored is said there."""
    return number_page(find_survey(slug), request.args)


def number_page(
    survey: models.Survey, about: Mapping[str, str], errors: Mapping[str, str] | None = None
) -> Answer:
    """The first page of a sheet; `errors`: input → sentence."""
    session = db.session()
    page = render_template(
        "desk/collection/entry.html",
        survey=survey,
        definition=questionnaires.definition(survey.versions[-1]),
        about={name: about.get(name, "") for name in ABOUT},
        today=web.today().isoformat(),
        channels=entering.CHANNELS,
        campaigns=[one for one in campaigns.of_survey(session, survey.id) if not one.retired_on],
        entered=sum(sheets.entered(session, survey.id).values()),
        done=_done(survey),
        errors=errors or {},
    )
    return (page, 422) if errors else page


def _done(survey: models.Survey) -> dict[str, str]:
    """The sheet just stored, from its short-lived ticket: an address holds no receipt code."""
    ticket = request.args.get("fait", "")
    content = protection.unseal(web.settings().encryption_keys, ticket, DONE_SECONDS)
    known: dict[str, str] = json.loads(content) if ticket and content else {}
    return known if known.get("slug") == survey.slug else {}


def show_sheet(slug: str) -> Answer:
    """The questions of the sheet whose number was typed."""
    survey = find_survey(slug)
    begun, typing = begin(survey, request.args, uuid4().hex)
    if isinstance(begun, dict):
        return number_page(survey, request.args, begun)
    if begun.place and sheets.find(db.session(), survey.id, begun.place):
        return already(survey, begun)
    return sheet_page(survey, begun, typing, {}, {}, request.args)


def begin(
    survey: models.Survey, about: Mapping[str, str], key: str
) -> tuple[Begun, Typing] | tuple[dict[str, str], None]:
    """The sheet and what is known beside it, or what must be mended on the number's page."""
    errors: dict[str, str] = {}
    channel = about.get("canal", "")
    if channel not in entering.CHANNELS:
        errors["canal"] = "Dites si c’est une feuille ou un entretien."
    try:
        begun = entering.begin(db.session(), survey, clean_text(about.get("feuille", "")))
    except sheets.BadSheet as error:
        errors["feuille"] = str(error)
    try:
        day = entering.checked_day(survey, about.get("le", ""), web.today())
    except entering.BadDate as error:
        errors["le"] = str(error)
    if errors:
        return errors, None
    campaign = campaigns.known_key(db.session(), survey.id, about.get("campagne", ""))
    return begun, Typing(channel=channel, received_on=day, campaign=campaign, key=key)


def sheet_page(
    survey: models.Survey,
    begun: Begun,
    typing: Typing | None,
    raw: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
    about: Mapping[str, str],
    *,
    second: bool = False,
) -> Answer:
    """The form of one sheet: every question in a page, one at a time with the script."""
    context = territories.context(web.territory())
    page = render_template(
        "desk/collection/sheet.html",
        survey=survey,
        definition=begun.definition,
        context=context,
        keys={one.key: keys_of(one, context) for one in begun.definition.questions},
        number=sheets.code(survey.id, begun.place) if begun.place else "",
        about={name: about.get(name, "") for name in ABOUT},
        key=typing.key if typing else "",
        raw=raw,
        errors=errors,
        second=second,
    )
    return (page, 422) if errors else page


def already(survey: models.Survey, begun: Begun, status: int = 409) -> Answer:
    """Told, not stored twice."""
    assert begun.place  # noqa: S101 - only a numbered sheet can come back
    sheet = sheets.find(db.session(), survey.id, begun.place)
    page = render_template(
        "desk/collection/sheet_already.html",
        survey=survey,
        number=sheets.code(survey.id, begun.place),
        sheet=sheet,
        about={name: request.values.get(name, "") for name in ABOUT},
    )
    return page, status


def store_sheet(slug: str) -> Answer:
    """Stores a sheet, then opens the next one."""
    survey, raw = find_survey(slug), typed()
    sent = request.form.get("idempotency_key", "")
    begun, typing = begin(survey, request.form, sent if _KEY.fullmatch(sent) else uuid4().hex)
    if isinstance(begun, dict) or typing is None:
        return number_page(survey, request.form, begun if isinstance(begun, dict) else {})
    checked = read(begun, raw)
    if checked.errors or checked.empty:
        return sheet_page(survey, begun, typing, raw, errors_of(begun, checked), request.form)
    try:
        entered = _store(survey.id, begun, checked, typing)
    except entering.AlreadyEntered:
        db.session.rollback()
        return already(find_survey(slug), begun)
    except storage.AlreadyWithdrawn:
        db.session.rollback()
        return already(find_survey(slug), begun, 410)
    return _next(slug, entered, typing)


def _store(survey_id: int, begun: Begun, checked: Checked, typing: Typing) -> Entered:
    session, by = db.session(), current_user.id
    start_writing(session)
    entered = entering.store(
        session,
        survey_id,
        begun,
        checked,
        typing,
        secret=web.secret(),
        protect=protection.protector(web.settings().encryption_keys),
        by=by,
        today=web.today(),
    )
    session.commit()
    return entered


def _next(slug: str, entered: Entered, typing: Typing) -> Response:
    survey = find_survey(slug)
    told = {
        "slug": slug,
        "number": sheets.code(survey.id, entered.place),
        "lot": str(entered.place.lot),
        "code": receipts.shown(entered.code),
        "channel": typing.channel,
    }
    ticket = protection.seal(web.settings().encryption_keys, json.dumps(told))
    kept = {"canal": typing.channel, "le": typing.received_on.isoformat()}
    if typing.campaign:
        kept["campagne"] = typing.campaign
    return redirect(f"{url_for('desk.entry', slug=slug)}?{urlencode(kept | {'fait': ticket})}", 303)


def typed() -> dict[str, list[str]]:
    """What was typed, name → texts."""
    return {name: [clean_text(one) for one in texts] for name, texts in request.form.lists()}


def read(begun: Begun, raw: Mapping[str, Sequence[str]]) -> Checked:
    """The answers, checked as a resident's are."""
    return check(begun.definition, raw, territories.context(web.territory()))


def errors_of(begun: Begun, checked: Checked) -> dict[str, str]:
    """What must be mended; an empty sheet is told so at its first question."""
    first = next(iter(begun.definition.by_name.values()))
    return checked.errors or {first.key: EMPTY}
