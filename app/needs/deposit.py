"""Depositing: a first need makes the private link, the next ones go under it."""

from uuid import uuid4

from flask import Response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as BaseResponse

from app import languages, web
from app.answer import suspicion
from app.extensions import db, limiter
from app.needs import pages
from app.needs.pages import DEPOSITS, KEY, Raw
from app.services.paroles import protection
from surveys.answers import Checked
from surveys.base import start_writing
from surveys.needs import form as needs_form
from surveys.needs import storage
from surveys.storage import AlreadyWithdrawn, OtherPayload

Answer = Response | BaseResponse
LATE = _("Votre besoin n’est pas encore enregistré. Attendez une minute, puis envoyez de nouveau.")


def form() -> Response:
    """« Déposer un besoin », in one page."""
    return pages.show_form({}, {})


def switch() -> Answer:
    """The same form in another language, with what was typed; nothing is checked nor stored."""
    if request.method == "GET":  # the address of such a page, opened again
        return redirect(url_for("needs.form"), 303)
    return pages.show_form(pages.inputs(), {}, key=_good(pages.typed("idempotency_key")))


@limiter.limit(DEPOSITS)
def deposit() -> Answer:
    """Stores a first need, once per idempotency key, and leads to its private link."""
    raw, key = pages.inputs(), pages.typed("idempotency_key")
    checked = _read(raw, key, first=True)
    if checked.errors:
        return pages.show_form(raw, checked.errors, key=_good(key), status=422)
    try:
        signs = suspicion.of(raw, web.secret(), timed=False)
        token = _deposit(needs_form.deposit(checked, key, web.today(), languages.current(), signs))
    except AlreadyWithdrawn:
        return pages.unstored(render_template("needs/withdrawn.html"), 410)
    except OtherPayload:
        return _other_payload(raw)
    except OperationalError:
        return _late(raw, key)
    return redirect(url_for("needs.receipt", token=token), 303)


@pages.behind_a_link
def another(token: str) -> Response:
    """The form again, without asking who."""
    return pages.show_form({}, {}, token=token, name=pages.find(token).name)


@pages.behind_a_link
def switch_another(token: str) -> Answer:
    """The form of one more need in another language, with what was typed."""
    name = pages.find(token).name
    if request.method == "GET":
        return redirect(url_for("needs.another", token=token), 303)
    key = _good(pages.typed("idempotency_key"))
    return pages.show_form(pages.inputs(), {}, token=token, name=name, key=key)


@pages.behind_a_link
def add(token: str) -> Answer:
    """Stores one more need under the same link, once per idempotency key."""
    name = pages.find(token).name
    raw, key = pages.inputs(), pages.typed("idempotency_key")
    checked = _read(raw, key, first=False)
    if checked.errors:
        return pages.show_form(
            raw, checked.errors, token=token, name=name, key=_good(key), status=422
        )
    try:
        _add(token, needs_form.deposit(checked, key, web.today(), languages.current()))
    except AlreadyWithdrawn:
        return pages.unstored(render_template("needs/withdrawn.html", token=token), 410)
    except OtherPayload:
        return _other_payload(raw, token)
    except OperationalError:
        return _late(raw, key, token=token, name=name)
    return redirect(url_for("needs.follow_up", token=token, fait="ajout"), 303)


def _read(raw: Raw, key: str, *, first: bool) -> Checked:
    checked = needs_form.read(pages.definition(first=first), raw, pages.context())
    if not checked.errors and not KEY.fullmatch(key):
        checked.errors[needs_form.TEXT] = str(pages.DAMAGED)
    return checked


def _good(key: str) -> str:
    return key if KEY.fullmatch(key) else uuid4().hex


def _deposit(given: needs_form.Deposit) -> str:
    session = db.session()
    start_writing(session)
    saved = storage.deposit(
        session, web.territory(), given, secret=web.secret(), protect=pages.protect()
    )
    if saved.created and given.email:
        association = pages.find(saved.token)
        sealed = protection.encrypted(web.settings().encryption_keys, given.email)
        storage.set_contact(session, association, sealed, web.today())
    session.commit()
    return saved.token


def _add(token: str, given: needs_form.Deposit) -> None:
    session = db.session()
    start_writing(session)
    association = pages.find(token)
    storage.add(session, association, given, secret=web.secret(), protect=pages.protect())
    session.commit()


def _late(raw: Raw, key: str, **about: str) -> Response:
    """The database is busy or full: every word stays in the page, under the same key."""
    db.session.rollback()
    response = pages.show_form(raw, {needs_form.TEXT: str(LATE)}, key=key, status=503, **about)
    response.headers["Retry-After"] = "60"
    return response


def _other_payload(raw: Raw, token: str = "") -> Response:
    known = pages.definition(first=not token).by_name
    texts = [(name, text) for name, sent in raw.items() if name in known for text in sent]
    page = render_template("needs/other_payload.html", typed=texts, key=uuid4().hex, token=token)
    return pages.unstored(page, 409)
