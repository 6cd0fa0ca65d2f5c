"""The page of a form that nobody has begun: rendered once per state of its survey, then spliced.

Only its key, its time of issue and its campaign change from one person to the next. Whatever a
person typed is rendered in full, by `pages.show_form`.
"""

from uuid import uuid4
from weakref import WeakKeyDictionary

from flask import Response, request

from app.answer import pages
from app.answer.spliced import Spliced, hole
from app.services.standing import Standing
from surveys.words import LANGUAGES

HOLES = KEY, ISSUED, CAMPAIGN = hole("key"), hole("issued"), hole("campaign")
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("Vary", "Accept-Encoding"),
]
# Kept as long as the standing is: another state of the survey is another object.
_PAGES: WeakKeyDictionary[Standing, dict[tuple[str, ...], Spliced]] = WeakKeyDictionary()


def page(standing: Standing) -> Response:
    """The form with a key of its own, its address being read for its language and its campaign."""
    language, campaign = _asked(standing) if request.query_string else ("", "")
    spliced = _rendered(standing, language, CAMPAIGN if campaign else "")
    texts = [text.encode() for text in (uuid4().hex, pages.issued(), campaign)]
    if _reads_gzip():
        body, headers = spliced.gzipped(texts), [*_HEADERS, ("Content-Encoding", "gzip")]
    else:
        body, headers = spliced.filled(texts), _HEADERS
    return Response(body, headers=headers)


def _asked(standing: Standing) -> tuple[str, str]:
    language = request.args.get("lang", "")
    campaign = pages.campaign_of(standing.survey.id, {})
    return (language if language in LANGUAGES else ""), campaign


def _reads_gzip() -> bool:
    said = request.environ.get("HTTP_ACCEPT_ENCODING", "")
    return "gzip" in said and request.accept_encodings["gzip"] > 0


def _rendered(standing: Standing, language: str, campaign: str) -> Spliced:
    place, known = (language, campaign, request.script_root), _PAGES.setdefault(standing, {})
    if place not in known:
        html = pages.form_page(
            pages.opened(standing), {}, {}, key=KEY, campaign=campaign, issued=ISSUED
        )
        known[place] = Spliced.cut(html, HOLES)
    return known[place]
