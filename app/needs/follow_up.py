"""What the private link opens: where each need stands, what was said, and one's own choices."""

from collections.abc import Mapping
from uuid import uuid4

from flask import Response, abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app import languages, web
from app.extensions import db
from app.needs import pages
from app.needs.pages import KEY
from app.services.besoins import need_decisions, needs
from app.services.paroles import learning, protection
from surveys import messages, receipts
from surveys.base import checkpoint, start_writing
from surveys.needs import form, storage

Answer = Response | BaseResponse
ALL = "tous"
WRITE = _("Écrivez votre message.")


@pages.behind_a_link
def follow_up(token: str) -> Response:
    """« Vos besoins »."""
    return _show(token, {})


def _show(token: str, errors: Mapping[str, str], status: int = 200) -> Response:
    association = pages.find(token)
    session, territory = db.session(), web.territory()
    context = pages.context()
    asked_for = needs.of_association(session, territory, association)
    page = render_template(
        "needs/follow_up.html",
        association=association,
        needs=asked_for,
        said={need.id: form.said(need.row.answers, context) for need in asked_for},
        token=token,
        address=pages.address(token),
        errors=errors,
        typed=request.form,
        done=request.args.get("fait", ""),
        new_key=lambda: uuid4().hex,
        longest=need_decisions.LONGEST,
    )
    return pages.unstored(page, status)


@pages.behind_a_link
def receipt(token: str) -> Response:
    """The thank-you page: the private link, and ways to keep it."""
    association = pages.find(token)
    page = render_template(
        "needs/receipt.html",
        association=association,
        token=token,
        address=pages.address(token),
        on=association.needs[-1].received_on,
    )
    return pages.unstored(page)


@pages.behind_a_link
def reply(token: str) -> Answer:
    """Adds what the association writes to a need's account, once per key."""
    need_id, text, key = _need_id(token), pages.typed("message"), pages.typed("idempotency_key")
    if not text:
        return _show(token, {f"message-{need_id}": str(WRITE)}, 422)
    if (excess := len(text) - need_decisions.LONGEST) > 0:
        sentence = messages.too_long(need_decisions.LONGEST, excess).said(languages.current())
        return _show(token, {f"message-{need_id}": sentence}, 422)
    if not KEY.fullmatch(key):
        return _show(token, {f"message-{need_id}": str(pages.DAMAGED)}, 422)
    session = db.session()
    start_writing(session)
    asked_for = needs.of_association(session, web.territory(), pages.find(token))
    need = next(need for need in asked_for if need.id == need_id)
    need_decisions.reply(
        session,
        need,
        text,
        key_hash=receipts.keyed_hash(web.secret(), f"reply-{need_id}", key),
        protect=pages.protect(),
        today=web.today(),
    )
    session.commit()
    return _back(token, "message", f"besoin-{need.row.rank}")


@pages.behind_a_link
def contact(token: str) -> Answer:
    """Keeps the address of whoever wants to be told; left empty, erases it."""
    pages.find(token)
    email = pages.typed("courriel")
    if not form.is_email(email):
        return _show(token, {"courriel": messages.BAD_EMAIL.said(languages.current())}, 422)
    session = db.session()
    start_writing(session)
    sealed = protection.encrypted(web.settings().encryption_keys, email) if email else None
    storage.set_contact(session, pages.find(token), sealed, web.today())
    session.commit()
    checkpoint(session)
    return _back(token, "courriel" if email else "sans-courriel")


@pages.behind_a_link
def withdraw(token: str) -> Answer:
    """Erases one need or all of them, their words, tags and messages, for ever."""
    chosen = None if request.form.get("besoin") == ALL else _need_id(token)
    session = db.session()
    start_writing(session)
    association = pages.find(token)
    gone = [need for need in association.needs if chosen in (None, need.id)]
    left = len(association.needs) - len(gone)
    storage.withdraw(session, gone, web.today())
    session.commit()
    checkpoint(session)
    learning.forget(web.settings().home, web.territory())
    if left:
        return _back(token, "efface")
    return pages.unstored(render_template("needs/erased.html"))


def _need_id(token: str) -> int:
    """The need that the form names, when it is this association's; 404 otherwise."""
    typed = request.form.get("besoin", "")
    found = [need.id for need in pages.find(token).needs if str(need.id) == typed]
    if not found:
        abort(404, "need")
    return found[0]


def _back(token: str, done: str, anchor: str | None = None) -> BaseResponse:
    return redirect(url_for("needs.follow_up", token=token, fait=done, _anchor=anchor), 303)
