"""In front of Flask: the form that everyone asks for at once, where it was rendered before.

A link sent to a whole territory is opened by hundreds in a minute. That page has no cookie, no
session and no account to look at; what it needs is whether its survey is still open, asked of the
database each time. Everything else, and the first rendering, goes through Flask as usual.
"""

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from app import web
from app.answer import fresh
from app.config import Settings
from app.extensions import db
from app.services import standing

_ADDRESS = re.compile(r"/q/([a-z0-9-]{1,80})/?")
_LANGUAGE = re.compile(r"(?:lang=(\w{2,8}))?")


def init_app(app: Flask, settings: Settings) -> None:
    with app.app_context():
        app.wsgi_app = Door(app, db.engine, settings)  # type: ignore[method-assign]


class Door:
    """A WSGI application that answers such a request, and hands any other on."""

    def __init__(self, app: Flask, engine: Engine, settings: Settings) -> None:
        self.wsgi_app, self.engine = app.wsgi_app, engine
        self.secret = settings.secret_key.encode()
        self.hosts = frozenset(settings.trusted_hosts)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        found = _ADDRESS.fullmatch(environ["PATH_INFO"])
        if found is not None and environ["REQUEST_METHOD"] == "GET":
            answer = self._kept(environ, found[1])
            if answer is not None:
                body, headers = answer
                start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
                return [body]
        handed_on: Iterable[bytes] = self.wsgi_app(environ, start_response)
        return handed_on

    def _kept(
        self, environ: dict[str, Any], slug: str
    ) -> tuple[bytes, list[tuple[str, str]]] | None:
        host, _, port = environ.get("HTTP_HOST", "").partition(":")
        language = _LANGUAGE.fullmatch(environ.get("QUERY_STRING", ""))
        # Another host, a campaign to look up, a page already kept: Flask knows what to do.
        asked_again = "HTTP_IF_NONE_MATCH" in environ
        odd = port and not (port.isascii() and port.isdigit() and len(port) <= 5)
        if host not in self.hosts or odd or language is None or asked_again:
            return None
        try:
            found = standing.look(self.engine, slug, host)
        except OperationalError:
            return None
        if found is None or found.state(web.today()) != "open":
            return None
        page = fresh.kept(found, language[1] or "", environ.get("SCRIPT_NAME", ""))
        if page is None:
            return None
        encodings = environ.get("HTTP_ACCEPT_ENCODING", "")
        packed = "gzip" in encodings and "q=0" not in encodings
        return fresh.filled(page, self.secret, "", packed=packed)
