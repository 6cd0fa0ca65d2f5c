"""In front of Flask: the form that everyone asks for at once, and its answer where all is plain.

A link sent to a whole territory is opened by hundreds in a minute. That page and what it sends
have no cookie, no session and no account to look at; what they need is whether the survey is still
open, asked of the database each time. Everything else goes through Flask as usual: the first
rendering, another language or a campaign, and whatever must be said to the person.
"""

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from app import web
from app.answer import fresh, handed
from app.answer.taking import Till
from app.config import Settings
from app.extensions import db
from app.services.questionnaires import standing
from app.services.questionnaires.standing import Standing
from surveys.words import OPEN

_ADDRESS = re.compile(r"/q/([a-z0-9-]{1,80})/?")
_LANGUAGE = re.compile(r"(?:lang=(\w{2,8}))?")
_STATUS = {200: "200 OK", 201: "201 CREATED", 303: "303 SEE OTHER"}

Answer = tuple[int, bytes, list[tuple[str, str]]]


def init_app(app: Flask, settings: Settings) -> None:
    with app.app_context():
        app.wsgi_app = Door(app, db.engine, settings)  # type: ignore[method-assign]


class Door:
    """A WSGI application that answers such a request, and hands any other on."""

    def __init__(self, app: Flask, engine: Engine, settings: Settings) -> None:
        self.app, self.wsgi_app, self.engine = app, app.wsgi_app, engine
        self.settings, self.secret = settings, settings.secret_key.encode()
        self.hosts = frozenset(settings.trusted_hosts)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        found = _ADDRESS.fullmatch(environ["PATH_INFO"])
        if found is not None:
            answer = self._answer(environ, found[1])
            if answer is not None:
                status, body, headers = answer
                headers = [*headers, ("Content-Length", str(len(body)))]
                start_response(_STATUS[status], headers)
                return [body]
        handed_on: Iterable[bytes] = self.wsgi_app(environ, start_response)
        return handed_on

    def _answer(self, environ: dict[str, Any], slug: str) -> Answer | None:
        if environ["REQUEST_METHOD"] == "GET":
            return self._kept(environ, slug)
        if environ["REQUEST_METHOD"] == "POST":
            return self._taken(environ, slug)
        return None

    def _kept(self, environ: dict[str, Any], slug: str) -> Answer | None:
        language = _LANGUAGE.fullmatch(environ.get("QUERY_STRING", ""))
        # A campaign to look up, a page already kept: Flask knows what to do.
        if language is None or "HTTP_IF_NONE_MATCH" in environ:
            return None
        found = self._open(environ, slug)
        if found is None:
            return None
        page = fresh.kept(found, language[1] or "", environ.get("SCRIPT_NAME", ""))
        if page is None:
            return None
        encodings = environ.get("HTTP_ACCEPT_ENCODING", "")
        packed = "gzip" in encodings and "q=0" not in encodings
        return 200, *fresh.filled(page, self.secret, "", packed=packed)

    def _taken(self, environ: dict[str, Any], slug: str) -> Answer | None:
        if not handed.plain(environ):
            return None
        found = self._open(environ, slug)
        if found is None or found.survey.access != OPEN:  # a personal link is asked for
            return None
        till = Till(
            settings=self.settings,
            engine=self.engine,
            writer=self.app.extensions["paroles_writer"],
            timed=self.app.config["RATELIMIT_ENABLED"],
        )
        return handed.take(till, found, environ)

    def _open(self, environ: dict[str, Any], slug: str) -> Standing | None:
        """The survey, where it is open and the host is ours."""
        host, _, port = environ.get("HTTP_HOST", "").partition(":")
        odd = port and not (port.isascii() and port.isdigit() and len(port) <= 5)
        if host not in self.hosts or odd:
            return None
        try:
            found = standing.look(self.engine, slug, host)
        except OperationalError:
            return None
        return found if found is not None and found.state(web.today()) == "open" else None
