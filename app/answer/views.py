"""The resident's requests: each ends in a page or in one commit and a redirect."""

import json
from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from flask import Response, current_app, redirect, render_template, request, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as BaseResponse

from app import languages, web
from app.answer import demand, flooding, fresh, invited, pages, surge, taking
from app.answer.pages import Open
from app.extensions import db
from app.services import territories
from app.services.paroles import protection
from app.services.reports import results as published_results
from surveys import receipts, storage
from surveys.answers import Checked, check
from surveys.invitations.apart import AlreadyAnswered
from surveys.words import OPEN
from surveys.writing import NotWritten

Answer = str | Response | BaseResponse | tuple[str | Response, int]

TICKET_SECONDS = 15 * 60


def home() -> Answer:
    """Open consultations of the territory."""
    today = web.today()
    listed = [
        pages.summary(survey, today)
        for survey in territories.surveys(db.session(), web.territory())
        if not survey.archived_on
    ]
    order = ("open", "scheduled", "closed")
    listed.sort(key=lambda line: order.index(line.state))
    results = published_results.published(db.session(), web.territory())
    return render_template("answer/home.html", surveys=listed, results=results)


def form(slug: str) -> Answer:
    """Introduction and the whole form, in one page."""
    found = pages.stand(slug)
    if found.state(web.today()) != "open":
        return pages.not_open(pages.opened(found))
    if found.survey.access != OPEN:
        return invited.show_door(pages.opened(found))
    return fresh.page(found)


def switch(slug: str) -> Answer:
    """The same form in another language, with what was typed; nothing is checked nor stored."""
    opened = pages.find(slug)
    if opened.state != "open":
        return pages.not_open(opened)
    if request.method == "GET":  # the address of such a page, opened again
        return redirect(url_for("answer.form", slug=opened.slug), 303)
    raw = pages.inputs()
    code = next(iter(raw.get("code", [])), "")[:40]
    return pages.show_form(opened, raw, {}, key=pages.key_of(raw), code=code)


@flooding.limited
def submit(slug: str) -> Answer:
    """Stores what was answered, once per idempotency key."""
    opened = pages.find(slug, remembered=True)
    raw = pages.inputs()
    checked = check(opened.definition, raw, opened.context)
    key = next(iter(raw.get("idempotency_key", [])), "") or uuid4().hex
    if checked.errors or not pages.KEY.fullmatch(key) or checked.empty:
        return _refused(opened, raw, checked)
    if demand.unmet(opened, raw, key):
        return demand.ask(opened, raw, key)
    try:
        guest = invited.guest(opened, raw)
        if guest is None and opened.survey.access != OPEN:
            return invited.refuse(opened, checked)
        saved = _save(opened, raw, checked, key, guest)
    except AlreadyAnswered:
        return invited.already(opened, checked)
    except storage.SurveyClosed:
        return pages.not_open(pages.find(slug))  # it closed meanwhile
    except storage.AlreadyWithdrawn:
        return pages.problem("answer/withdrawn.html", opened, 410)
    except storage.OtherPayload:
        return _other_payload(opened, raw)
    except (NotWritten, OperationalError):
        return _late(opened, raw, key)
    return _acknowledge(opened, saved)


def _late(opened: Open, raw: dict[str, Sequence[str]], key: str) -> Answer:
    """The database is busy, full or away. The same key again is safe, whatever became of this."""
    db.session.rollback()
    if web.wants_json():
        response = web.json_answer({"error": str(pages.LATE)}, 503)
        response.headers["Retry-After"] = "60"
        return response
    return pages.show_late(opened, raw, key=key)


def _refused(opened: Open, raw: dict[str, Sequence[str]], checked: Checked) -> Answer:
    errors = pages.errors_of(opened, checked)
    if web.wants_json():
        if not (checked.errors or checked.empty):
            errors = {"idempotency_key": str(pages.DAMAGED)}
        return web.json_answer({"errors": errors}, 422)
    return pages.show_form(opened, raw, errors, key=pages.key_of(raw), status=422)


def _save(
    opened: Open,
    raw: dict[str, Sequence[str]],
    checked: Checked,
    key: str,
    guest: invited.Guest | None,
) -> storage.Saved:
    if taking.LATE in request.environ:  # the door waited already
        raise NotWritten
    till = taking.Till(
        settings=web.settings(),
        engine=db.engine,
        writer=web.writer(),
        timed=current_app.config["RATELIMIT_ENABLED"],
    )
    campaign = pages.campaign_of(opened.survey.id, raw)
    ready = taking.ready(till, opened, raw, checked, key=key, campaign=campaign)
    db.session.rollback()  # reads nothing while it waits for its turn
    return taking.store(till, ready) if guest is None else invited.store(opened, ready, guest)


def _other_payload(opened: Open, raw: dict[str, Sequence[str]]) -> Answer:
    if web.wants_json():
        return web.json_answer({"error": str(pages.OTHER_PAYLOAD)}, 409)
    return pages.show_other(opened, raw)


def _acknowledge(opened: Open, saved: storage.Saved) -> Answer:
    if saved.created:
        flooding.count()
        surge.stored(opened.survey.id)
    ticket = taking.ticket(web.settings(), opened.slug, saved.code)
    address = url_for("answer.receipt", slug=opened.slug, ticket=ticket)
    if not web.wants_json():
        return Response(status=303, headers={"Location": address})
    return web.json_answer(*taking.said(saved, address))


def receipt(slug: str, ticket: str) -> Answer:
    """The thank-you page; its address stops working after fifteen minutes."""
    opened = pages.find(slug)
    content = protection.unseal(web.settings().encryption_keys, ticket, TICKET_SECONDS)
    known = json.loads(content) if content else {}
    if known.get("slug") != slug:
        return pages.problem("answer/receipt_expired.html", opened, 404)
    until = known.get("until", "")
    page = render_template(
        "answer/kept.html" if until else "answer/receipt.html",
        opened=opened,
        code=receipts.shown(known["code"]),
        on=date.fromisoformat(known["on"]),
        until=date.fromisoformat(until) if until else None,
        follow_up=_own_address(opened.slug),
        typed_at=web.settings().public_url
        + url_for("answer.any_follow_up", lang=None, partage=None),
    )
    return pages.unstored(page)


def _own_address(slug: str) -> str:
    """Where the code is typed, to keep and open elsewhere: at home nothing is shared."""
    path = url_for("answer.follow_up", slug=slug, **{languages.SHARED: None})
    return web.settings().public_url + path
