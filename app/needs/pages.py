"""What the association's pages share: the link found, its address, forms and their refusals."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app import languages, web
from app.extensions import db, limiter
from app.models.staff import RIGHTS, Membership
from app.services import territories
from app.services.paroles import protection
from surveys import schema
from surveys.asking import Context
from surveys.needs import form, storage
from surveys.needs.models import Association
from surveys.reading import clean_text
from surveys.storage import Protect

DAMAGED = _("Ce formulaire est arrivé abîmé. Vérifiez vos réponses, puis envoyez de nouveau.")
# Per network. A link has 256 bits: this only stops a flood of tries.
TRIES, DEPOSITS = "30 per hour", "60 per hour"
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
Raw = Mapping[str, Sequence[str]]


def _wrong_link(answer: Response) -> bool:
    return answer.status_code == 404


# Wrong links are counted, and those alone: whoever has a good one may come back at will.
behind_a_link = limiter.shared_limit(TRIES, scope="needs-link", deduct_when=_wrong_link)


def find(token: str) -> Association:
    """The association whose private link this is, here; 404 otherwise."""
    found = storage.find(db.session(), web.territory(), clean_text(token), secret=web.secret())
    if found is None:
        abort(404, "link")
    return found


def speak() -> None:
    """Before each page: its language, among those of the form."""
    languages.speak(form.stored_definition().languages)


def context() -> Context:
    """The territory's communes, in the language of the page."""
    return replace(territories.context(web.territory()), language=languages.current())


def definition(*, first: bool) -> schema.Survey:
    """The form as it is asked here, in the language of the page."""
    return form.definition(context(), first=first)


def show_form(
    raw: Raw,
    errors: Mapping[str, str],
    *,
    token: str = "",
    name: str = "",
    key: str = "",
    status: int = 200,
) -> Response:
    """The form, with what was typed and what must be mended; `token` when a need is added."""
    page = render_template(
        "needs/form.html",
        asked=definition(first=not token),
        context=context(),
        raw=raw,
        errors=errors,
        token=token,
        name=name,
        key=key or uuid4().hex,
        readers=readers(),
    )
    response = unstored(page, status)
    if errors:
        # What was typed is nowhere else: a browser told to store nothing cannot come back to it.
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def readers() -> int:
    """How many people may read the needs, counted from the actual rights."""
    reading = [role for role, rights in RIGHTS.items() if "read" in rights]
    counted = select(func.count(Membership.user_id.distinct())).where(
        Membership.territory_id == web.territory().id, Membership.role.in_(reading)
    )
    return db.session.scalar(counted) or 0


def inputs() -> dict[str, list[str]]:
    """What was sent, name → texts that a page can show."""
    return {name: [clean_text(text) for text in texts] for name, texts in request.form.lists()}


def typed(name: str) -> str:
    return clean_text(request.form.get(name, ""))


def protect() -> Protect:
    return protection.protector(web.settings().encryption_keys)


def address(token: str) -> str:
    """The private link, as it is kept: the public scheme, the host asked for."""
    scheme = urlsplit(web.settings().public_url).scheme
    return f"{scheme}://{request.host}{url_for('needs.follow_up', token=token, lang=None)}"


def unstored(page: str, status: int = 200) -> Response:
    """A page that no cache keeps and whose address goes nowhere."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
