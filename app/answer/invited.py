"""Who comes by a personal link: the form, one counted answer, and a way not to be written to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from flask import Response, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app import web
from app.answer import pages
from app.answer.guessing import guesses
from app.answer.pages import Open
from app.extensions import db
from surveys import receipts
from surveys import storage as responses
from surveys.answers import Checked
from surveys.base import checkpoint, start_writing
from surveys.invitations import apart, storage, tokens
from surveys.invitations.models import Invitation
from surveys.reading import clean_text
from surveys.receiving import Ready

Answer = Response | BaseResponse
BAD_CODE = _(
    "Ce code n’est pas le bon. Recopiez les dix signes de votre lettre, sans vous presser."
)
NEEDED = _("Il faut un lien personnel pour répondre à ce questionnaire.")
ALREADY = _("Une réponse est déjà arrivée avec cette invitation.")


@dataclass(frozen=True)
class Guest:
    """An invitation by which an answer comes."""

    id: int
    key: bytes


def guest(opened: Open, raw: Mapping[str, Sequence[str]]) -> Guest | None:
    """The invitation that a form carries; None for another survey's, removed or forged."""
    token = pages.invitation_of(raw)
    found = _by_token(token) if token else None
    if found is None or found.survey_id != opened.survey.id:
        return None
    return Guest(found.id, tokens.answered_key(web.secret(), found.id))


def store(opened: Open, ready: Ready, came: Guest) -> responses.Saved:
    """Stores it once for this invitation. Raises `apart.AlreadyAnswered`, and what `store` does."""
    saved = apart.answer(db.engine, web.writer(), ready, came.id, came.key, named=opened.named)
    if saved.ended:
        checkpoint(db.engine)
    return saved


def show_door(opened: Open) -> Response:
    """The page of a survey that only personal links open."""
    return pages.unstored(render_template("answer/invitation.html", opened=opened))


def show_code() -> Response:
    """Where the code of a letter is typed."""
    return pages.unstored(render_template("answer/invitation.html"))


@guesses
def type_code() -> Answer:
    """From a letter's code to its personal link."""
    typed = clean_text(request.form.get("code", "")[:40])
    try:
        found = storage.by_code(db.session(), web.territory().id, typed, secret=web.secret())
    except receipts.BadCode:
        found = None
    if found is None:
        g.wrong_code = True
        page = render_template("answer/invitation.html", error=BAD_CODE, typed=typed)
        return pages.unstored(page, 422)
    token = tokens.link_token(web.secret(), found.id)
    answer = redirect(url_for("answer.invited", token=token), 303)
    answer.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    return answer


def invited(token: str) -> Response:
    """The form of whoever has this link.

    Where answers are anonymous it never says whether one came already: whoever wrote the letters
    could open each link every evening, and read that day's answers.
    """
    found = _by_token(token)
    if found is None:
        return _unknown()
    opened = pages.find(found.survey.slug)
    if opened.state != "open":
        return pages.not_open(opened)
    key = tokens.answered_key(web.secret(), found.id)
    if opened.named and apart.has_answered(db.session(), db.engine, key):
        return already(opened)
    return pages.show_form(opened, {}, {}, key=uuid4().hex, invitation=token, etag="-")


def already(opened: Open, checked: Checked | None = None) -> Response:
    """This invitation counted already: what one wrote is shown, and how to correct the first."""
    if web.wants_json():
        return web.json_answer({"error": str(ALREADY)}, 409)
    page = render_template(
        "answer/already_answered.html", opened=opened, lines=_written(opened, checked)
    )
    return pages.unstored(page, 409 if checked else 200)


def refuse(opened: Open, checked: Checked) -> Response:
    """An answer without a link to a survey that asks for one: nothing written is lost."""
    if web.wants_json():
        return web.json_answer({"error": str(NEEDED)}, 422)
    page = render_template(
        "answer/invitation.html", opened=opened, lines=_written(opened, checked), refused=True
    )
    return pages.unstored(page, 422)


def show_stop(token: str) -> Response:
    """A button: programs that open every link of a mail must not press it."""
    found = _by_token(token)
    if found is None:
        return _unknown()
    return _stop_page(token, stopped=bool(found.stopped_on))


def stop(token: str) -> Response:
    """No more messages to this contact; the link still opens the form (also RFC 8058)."""
    session = db.session()
    start_writing(session)
    found = _by_token(token)
    if found is None:
        return _unknown()
    found.stopped_on = found.stopped_on or web.today()
    session.commit()
    return _stop_page(token, stopped=True)


def _stop_page(token: str, *, stopped: bool) -> Response:
    page = render_template("answer/no_more_letters.html", token=token, stopped=stopped)
    return pages.unstored(page)


def _unknown() -> Response:
    return pages.unstored(render_template("answer/invitation_unknown.html"), 404)


def _by_token(token: str) -> Invitation | None:
    if not pages.KEY.fullmatch(token):
        return None
    return storage.by_token(db.session(), web.territory().id, token, secret=web.secret())


def _written(opened: Open, checked: Checked | None) -> list[tuple[str, str]]:
    """Each text that was written, under its question."""
    if checked is None:
        return []
    return [(opened.definition.question(key).label, text) for key, text in checked.paroles.items()]
