"""The page of a form that nobody has begun: rendered once per state of its survey, then spliced.

Only its key, its time of issue and its campaign change from one person to the next; a script that
kept the page asks by its digest whether it is still the right one. Whatever a
person typed is rendered in full, by `pages.show_form`.
"""

from threading import Lock
from uuid import uuid4
from weakref import WeakKeyDictionary

from flask import Response, request

from app import languages, web
from app.answer import pages
from app.answer.spliced import Spliced, hole
from app.services.questionnaires.standing import Standing
from surveys.words import LANGUAGES

HOLES = KEY, ISSUED, CAMPAIGN, ETAG = tuple(map(hole, ("key", "issued", "campaign", "etag")))
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("Vary", "Accept-Encoding"),
]
_PACKED = [*_HEADERS, ("Content-Encoding", "gzip")]
_RENDERING = Lock()
# Kept as long as the standing is: another state of the survey is another object.
_PAGES: WeakKeyDictionary[Standing, dict[tuple[str, str, str, bool], Spliced]] = WeakKeyDictionary()


def page(standing: Standing) -> Response:
    """The form with a key of its own, its address being read for its language and its campaign."""
    asked = request.args.get("lang", "")
    campaign = pages.campaign_of(standing.survey.id, {})
    spoken, carried = asked if asked in LANGUAGES else "", CAMPAIGN if campaign else ""
    place = (spoken, request.script_root, carried, languages.SHARED in request.args)
    spliced = kept(standing, *place) or _rendered(standing, *place)
    if request.if_none_match.contains(spliced.digest):
        return Response(status=304, headers=[*_HEADERS, ("ETag", f'"{spliced.digest}"')])
    body, headers = filled(
        spliced, web.secret(), campaign, packed=request.accept_encodings["gzip"] > 0
    )
    return Response(body, headers=headers)


def kept(
    standing: Standing, language: str, root: str = "", campaign: str = "", shared: bool = False
) -> Spliced | None:
    """The page rendered before, for this state of the survey."""
    return _PAGES.get(standing, {}).get((language, root, campaign, shared))


def filled(
    spliced: Spliced, secret: bytes, campaign: str, *, packed: bool
) -> tuple[bytes, list[tuple[str, str]]]:
    """The page of one person, and its headers."""
    told = (uuid4().hex, web.issued(secret), campaign, spliced.digest)
    texts = [text.encode() for text in told]
    return (spliced.gzipped(texts), _PACKED) if packed else (spliced.filled(texts), _HEADERS)


def _rendered(standing: Standing, language: str, root: str, campaign: str, shared: bool) -> Spliced:
    """One thread renders; those who came at the same moment take what it made."""
    place = (language, root, campaign, shared)
    with _RENDERING:
        found = kept(standing, *place)
        if found is None:
            found = _PAGES.setdefault(standing, {})[place] = _render(standing, campaign)
        return found


def _render(standing: Standing, campaign: str) -> Spliced:
    opened = pages.opened(standing)
    html = pages.form_page(opened, {}, {}, key=KEY, campaign=campaign, issued=ISSUED, etag=ETAG)
    return Spliced.cut(html, HOLES)
