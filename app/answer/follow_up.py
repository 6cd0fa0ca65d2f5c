"""What a receipt code opens: read, correct or erase one's own response, without an account."""

from flask import Response, g, render_template, request
from sqlalchemy.exc import OperationalError

from app import web
from app.answer import later, pages
from app.answer.guessing import guesses
from app.answer.pages import Open
from app.extensions import db
from app.services.paroles import fate, learning, protection
from surveys import models, receipts, storage, unfinished
from surveys.answers import Checked, check
from surveys.base import checkpoint, start_writing
from surveys.reading import clean_text
from surveys.unfinished import Kept


def follow_up(slug: str) -> Response:
    """Where the receipt code is typed."""
    return pages.unstored(render_template("answer/follow_up.html", opened=pages.find(slug)))


def any_follow_up() -> Response:
    """The same, for whoever has a code and no longer knows of which questionnaire."""
    return pages.unstored(render_template("answer/follow_up.html"))


@guesses
def any_look_up() -> Response:
    """From a code alone to what it opens in this territory."""
    if not _is_whole(_typed_code()):
        return _unknown_code(None)
    session, place = db.session(), web.territory().id
    code = receipts.typed(_typed_code())
    slug = storage.slug_of_code(session, place, code, secret=web.secret())
    if slug is not None:
        opened = pages.find(slug)
        return opened_by_code(opened) or _unknown_code(None)
    every = unfinished.find(session, place, code, secret=web.secret(), today=web.today())
    for kept in every:
        return later.resume(pages.find(kept.slug), kept, _typed_code())
    return _unknown_code(None)


@guesses
def look_up(slug: str) -> Response:
    """Everything a response holds, for whoever has its code."""
    opened = pages.find(slug)
    return opened_by_code(opened) or _unknown_code(opened)


def opened_by_code(opened: Open) -> Response | None:
    """What the code that was typed opens of this survey: a response, or what is kept for later."""
    response = _by_code(opened)
    if response is not None:
        return _read_back(opened, response)
    kept = _kept(opened)
    return None if kept is None else later.resume(opened, kept, _typed_code())


@guesses
def correct(slug: str) -> Response:
    """The form as it was answered; sent again, it takes the place of the first answers."""
    opened = pages.find(slug)
    if opened.state != "open":
        return pages.not_open(opened)
    response = _by_code(opened)
    if response is None:
        return _unknown_code(opened)
    if "save" not in request.form:
        before = pages.typed_before(opened, response, web.settings().encryption_keys)
        return pages.show_form(opened, before, {}, code=_typed_code())
    raw = pages.inputs()
    checked = check(opened.definition, raw, opened.context)
    if checked.errors or checked.empty:
        errors = pages.errors_of(opened, checked)
        return pages.show_form(opened, raw, errors, code=_typed_code(), status=422)
    try:
        return _amend(slug, checked)
    except OperationalError:  # busy, full or away: what was typed stays in the page
        db.session.rollback()
        return pages.show_late(opened, raw, code=_typed_code())


def _amend(slug: str, checked: Checked) -> Response:
    session = db.session()
    start_writing(session)
    opened = pages.find(slug)
    response = _by_code(opened, to_change=True)
    if response is None:
        return _unknown_code(opened)
    protect = protection.protector(web.settings().encryption_keys)
    storage.amend(
        session,
        response,
        opened.version,
        opened.definition,
        checked,
        protect=protect,
        language=opened.language,
    )
    session.commit()
    checkpoint(session)
    learning.forget(web.settings().home, web.territory())
    return _read_back(pages.find(slug), response, corrected=True)


@guesses
def withdraw(slug: str) -> Response:
    """Erases a response, its paroles and tags, for ever; `ask` says what that means first."""
    if "ask" in request.form:
        opened = pages.find(slug)
        draft = _by_code(opened) is None
        if draft and _kept(opened) is None:
            return _unknown_code(opened)
        page = render_template("answer/erase.html", opened=opened, code=_typed_code(), draft=draft)
        return pages.unstored(page)
    session, opened = db.session(), pages.find(slug)
    if _by_code(opened) is None:
        return _erase_kept(opened)
    start_writing(session)
    opened = pages.find(slug)
    response = _by_code(opened, to_change=True)
    if response is None:
        return _unknown_code(opened)
    storage.withdraw(session, response, web.today())
    session.commit()
    checkpoint(session)
    learning.forget(web.settings().home, web.territory())
    return pages.unstored(render_template("answer/erased.html"))


def _erase_kept(opened: Open) -> Response:
    session, kept = db.session(), _kept(opened)
    if kept is None:
        return _unknown_code(opened)
    start_writing(session)
    unfinished.erase(session, kept)
    session.commit()
    checkpoint(session)
    return pages.unstored(render_template("answer/erased.html", draft=True))


def _kept(opened: Open) -> Kept | None:
    return later.find(opened, receipts.typed(_typed_code())) if _is_whole(_typed_code()) else None


def _read_back(opened: Open, response: models.Response, *, corrected: bool = False) -> Response:
    page = render_template(
        "answer/answers.html",
        opened=opened,
        response=response,
        lines=pages.read_back(opened, response),
        fate=fate.of(db.session(), response, opened.territory.id),
        code=_typed_code(),
        corrected=corrected,
    )
    return pages.unstored(page)


def _unknown_code(opened: Open | None) -> Response:
    """What is wrong with it; a mistyped sign is always seen, so a whole code was perhaps erased."""
    typed, error = _typed_code(), pages.BAD_CODE
    if not typed:
        error = pages.NO_CODE
    elif _is_whole(typed):
        error = pages.LOST_CODE if opened else pages.LOST_ANYWHERE
    g.wrong_code = bool(typed)
    page = render_template("answer/follow_up.html", opened=opened, error=error, typed=typed)
    return pages.unstored(page, 422)


def _is_whole(text: str) -> bool:
    try:
        receipts.typed(text)
    except receipts.BadCode:
        return False
    return True


def _typed_code() -> str:
    return clean_text(request.form.get("code", "")[:40])


def _by_code(opened: Open, *, to_change: bool = False) -> models.Response | None:
    try:
        code = receipts.typed(_typed_code())
    except receipts.BadCode:
        return None
    return storage.find_by_code(
        db.session(), opened.survey.id, code, secret=web.secret(), to_change=to_change
    )
