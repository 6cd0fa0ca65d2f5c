"""The resident's requests: each ends in a page or in one commit and a redirect."""

import json
import re
from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import web
from app.answer import pages
from app.answer.pages import Open
from app.extensions import db, limiter
from app.services import protection, territories
from surveys import models, receipts, storage
from surveys.answers import Checked, check
from surveys.base import checkpoint, start_writing

Answer = str | Response | BaseResponse | tuple[str | Response, int]

TICKET_SECONDS = 15 * 60
TRIES = "20 per hour"
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def home() -> Answer:
    """Open consultations of the territory."""
    today = web.today()
    listed = [
        pages.summary(survey, today)
        for survey in territories.surveys(db.session(), web.territory())
        if survey.versions
    ]
    order = ("open", "scheduled", "closed")
    listed.sort(key=lambda line: order.index(line.state))
    return render_template("answer/home.html", surveys=listed)


def form(slug: str) -> Answer:
    """Introduction and the whole form, in one page."""
    opened = pages.find(slug)
    if opened.state != "open":
        return pages.not_open(opened)
    return pages.show_form(opened, {}, {}, key=uuid4().hex)


def submit(slug: str) -> Answer:
    """Stores what was answered, once per idempotency key."""
    opened = pages.find(slug)
    raw = _inputs()
    checked = check(opened.definition, raw, opened.context)
    key = next(iter(raw.get("idempotency_key", [])), "") or uuid4().hex
    if checked.errors or not _KEY.fullmatch(key) or _is_empty(checked):
        return _refused(opened, raw, checked, key)
    try:
        saved = _save(opened, checked, key)
    except storage.SurveyClosed:
        return pages.not_open(opened)
    except storage.AlreadyWithdrawn:
        return pages.problem("answer/withdrawn.html", opened, 410)
    except storage.OtherPayload:
        return _other_payload(opened, raw)
    return _acknowledge(opened, saved)


def _inputs() -> dict[str, Sequence[str]]:
    if not request.is_json:
        return dict(request.form.lists())
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400)
    return {
        str(name): [str(item) for item in value] if isinstance(value, list) else [str(value)]
        for name, value in body.items()
        if value is not None
    }


def _is_empty(checked: Checked) -> bool:
    return not checked.values and not checked.paroles


def _refused(opened: Open, raw: dict[str, Sequence[str]], checked: Checked, key: str) -> Answer:
    errors = dict(checked.errors)
    if not errors:
        errors[opened.definition.questions[0].key] = pages.EMPTY
    if web.wants_json():
        return web.json_answer({"errors": errors}, 422)
    key = key if _KEY.fullmatch(key) else uuid4().hex
    return pages.show_form(opened, raw, errors, key=key), 422


def _save(opened: Open, checked: Checked, key: str) -> storage.Saved:
    submission = storage.Submission(checked=checked, key=key, received_on=web.today())
    session = db.session()
    survey_id, version_id = opened.survey.id, opened.version.id
    start_writing(session)
    survey = session.get_one(type(opened.survey), survey_id)
    version = session.get_one(type(opened.version), version_id)
    saved = storage.save(
        session,
        survey,
        version,
        opened.definition,
        submission,
        secret=web.secret(),
        protect=protection.protector(web.settings().encryption_keys),
    )
    session.commit()
    return saved


def _other_payload(opened: Open, raw: dict[str, Sequence[str]]) -> Answer:
    if web.wants_json():
        return web.json_answer({"error": pages.OTHER_PAYLOAD}, 409)
    known = {question.key for question in opened.definition.questions}
    typed = [(name, text) for name, texts in raw.items() if name in known for text in texts]
    page = render_template("answer/other_payload.html", opened=opened, typed=typed, key=uuid4().hex)
    return page, 409


def _acknowledge(opened: Open, saved: storage.Saved) -> Answer:
    if web.wants_json():
        answer = {"receipt": receipts.shown(saved.code), "created": saved.created}
        return web.json_answer(answer, 201 if saved.created else 200)
    content = json.dumps({"slug": opened.slug, "code": saved.code, "on": web.today().isoformat()})
    ticket = protection.seal(web.settings().encryption_keys, content)
    return redirect(url_for("answer.receipt", slug=opened.slug, ticket=ticket), 303)


def receipt(slug: str, ticket: str) -> Answer:
    """The thank-you page; its address stops working after fifteen minutes."""
    opened = pages.find(slug)
    content = protection.unseal(web.settings().encryption_keys, ticket, TICKET_SECONDS)
    known = json.loads(content) if content else {}
    if known.get("slug") != slug:
        return pages.problem("answer/receipt_expired.html", opened, 404)
    page = render_template(
        "answer/receipt.html",
        opened=opened,
        code=receipts.shown(known["code"]),
        on=date.fromisoformat(known["on"]),
    )
    return pages.unstored(page)


def follow_up(slug: str) -> Answer:
    """Where the receipt code is typed."""
    return pages.unstored(render_template("answer/follow_up.html", opened=pages.find(slug)))


@limiter.limit(TRIES)
def look_up(slug: str) -> Answer:
    """Everything a response holds, for whoever has its code."""
    opened = pages.find(slug)
    response = _by_code(opened)
    if response is None:
        return _unknown_code(opened)
    page = render_template(
        "answer/answers.html",
        opened=opened,
        response=response,
        lines=pages.read_back(opened, response),
        code=_typed_code(),
    )
    return pages.unstored(page)


@limiter.limit(TRIES)
def withdraw(slug: str) -> Answer:
    """Erases a response, its paroles and their tags, for ever."""
    session = db.session()
    start_writing(session)
    opened = pages.find(slug)
    response = _by_code(opened)
    if response is None:
        return _unknown_code(opened)
    storage.withdraw(session, response, web.today())
    session.commit()
    checkpoint(session)
    return pages.unstored(render_template("answer/erased.html"))


def _unknown_code(opened: Open) -> Answer:
    page = render_template(
        "answer/follow_up.html", opened=opened, error=pages.BAD_CODE, typed=_typed_code()
    )
    return pages.unstored(page, 422)


def _typed_code() -> str:
    return request.form.get("code", "")[:40]


def _by_code(opened: Open) -> models.Response | None:
    try:
        code = receipts.typed(_typed_code())
    except receipts.BadCode:
        return None
    return storage.find_by_code(db.session(), opened.survey.id, code, secret=web.secret())
