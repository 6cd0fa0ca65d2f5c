"""« Continuer plus tard » : what was typed is kept on the server, and one code opens it again.

Neither checked nor counted: it is an answer only once it is sent, under the same key and code.
"""

from collections.abc import Mapping, Sequence

from flask import Response, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as BaseResponse

from app import web
from app.answer import flooding, invited, pages, taking
from app.answer.pages import Open
from app.extensions import db
from surveys import unfinished
from surveys.answers import check
from surveys.base import checkpoint, start_writing
from surveys.receiving import AlreadyWithdrawn, SurveyClosed
from surveys.unfinished import Kept
from surveys.words import OPEN

Answer = Response | BaseResponse
Raw = Mapping[str, Sequence[str]]
NOTHING = _("Répondez à au moins une question avant de garder votre brouillon.")
TOO_LONG = _("C’est trop long pour être gardé. Raccourcissez vos textes, puis recommencez.")
BESIDE = frozenset({"campaign", "helped", "invitation", "issued", "website"})


def again(slug: str) -> Answer:
    """The address of the button, opened by itself."""
    return redirect(url_for("answer.form", slug=slug), 303)


@flooding.limited
def keep(slug: str) -> Answer:
    """Keeps what was typed, once per form, and gives the code that opens it."""
    opened = pages.find(slug, remembered=True)
    raw = pages.inputs()
    key = pages.key_of(raw)
    if opened.state != "open":
        return pages.not_open(opened)
    asked = opened.definition.by_name.keys()
    typed = {n: texts for n, texts in raw.items() if n in asked | BESIDE and any(texts)}
    if not asked & typed.keys():
        return _refused(opened, raw, key, str(NOTHING))
    try:
        if opened.survey.access != OPEN and invited.guest(opened, raw) is None:
            return invited.refuse(opened, check(opened.definition, raw, opened.context))
        sealed = unfinished.seal(web.secret(), key, typed)
        _keep(opened, sealed)
    except unfinished.TooLong:
        return _refused(opened, raw, key, str(TOO_LONG))
    except unfinished.Arrived:
        return pages.show_other(opened, raw)
    except AlreadyWithdrawn:
        return pages.problem("answer/withdrawn.html", opened, 410)
    except SurveyClosed:
        return pages.not_open(pages.find(slug))
    except OperationalError:
        db.session.rollback()
        return pages.show_late(opened, raw, key=key)
    until = unfinished.last_day(web.today()).isoformat()
    ticket = taking.ticket(web.settings(), opened.slug, sealed.code, until)
    return redirect(url_for("answer.receipt", slug=opened.slug, ticket=ticket), 303)


def _keep(opened: Open, sealed: unfinished.Sealed) -> None:
    session = db.session()
    start_writing(session)
    made = unfinished.keep(session, opened.survey.id, sealed, web.today())
    session.commit()
    checkpoint(session)  # what it replaces is gone for good
    if made:
        flooding.count()


def _refused(opened: Open, raw: Raw, key: str, sentence: str) -> Response:
    first = next(iter(opened.definition.by_name.values()))
    return pages.show_form(opened, raw, {first.key: sentence}, key=key, status=422)


def find(opened: Open, code: str) -> Kept | None:
    """What this code opens of this survey."""
    every = unfinished.find(
        db.session(), opened.territory.id, code, secret=web.secret(), today=web.today()
    )
    return next((kept for kept in every if kept.slug == opened.slug), None)


def resume(opened: Open, kept: Kept, code: str) -> Response:
    """The form as it was left; once the survey is closed, its words, to read and to copy."""
    raw = {name: list(texts) for name, texts in kept.raw.items()}
    if opened.state == "open":
        return pages.show_form(opened, raw, {}, key=kept.key, kept=kept, opened_by=code)
    written = check(opened.definition, raw, opened.context).paroles
    lines = [(opened.definition.question(key).label, text) for key, text in written.items()]
    page = render_template(
        "answer/kept_closed.html", opened=opened, kept=kept, lines=lines, code=code
    )
    return pages.unstored(page)
