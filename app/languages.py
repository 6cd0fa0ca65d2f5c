"""Which language a public page speaks, and the addresses of the same page in the others.

The address says it (`?lang=en`), nothing else: no cookie, no `Accept-Language`, so that a page is
the same for everyone who asks for it. The desk is in French.
"""

from typing import Any

import flask_babel
from flask import Flask, g, has_request_context, request, url_for

from surveys.words import LANGUAGES, is_french

# British dates; « fr@falc » is French for Babel, with the catalogue of that name before it.
LOCALES = {"fr": "fr", "en": "en_GB", "falc": "fr@falc"}
SHARED = "partage"  # the mairie's tablet: the script keeps nothing on it
_CARRYING = ("answer.", "needs.", "pages.")
_FRENCH_ONLY = ("desk.", "security.", "results.")


def init_app(app: Flask) -> None:
    app.url_defaults(_carry)
    app.add_template_global(current, "language")
    app.add_template_global(html_language)
    app.add_template_global(links, "language_links")
    app.jinja_env.globals["LANGUAGES"] = LANGUAGES


def locale() -> str:
    """The locale of numbers, dates and sentences, for Flask-Babel."""
    return LOCALES[current()]


def current() -> str:
    """The language of this page: a questionnaire's, once it was found, else what is asked for."""
    if not has_request_context() or (request.endpoint or "").startswith(_FRENCH_ONLY):
        return "fr"
    found: str = g.get("language") or _known(request.args.get("lang")) or "fr"
    return found


def html_language(language: str = "") -> str:
    """What `lang` says of a text in this language (default: the page's)."""
    return "fr" if is_french(language or current()) else "en"


def speak(offered: tuple[str, ...]) -> str:
    """Settles the language of a questionnaire's page among those offered, its own one first."""
    asked = _known(request.args.get("lang")) or _known(_sent())
    g.language = asked if asked in offered else offered[0]
    g.offered = offered
    flask_babel.refresh()
    return str(g.language)


def _sent() -> object:
    """The language that a form or a script says it was answered in."""
    body = request.get_json(silent=True) if request.is_json else request.form
    return body.get("lang") if isinstance(body, dict) else None


def _known(language: object) -> str | None:
    return language if isinstance(language, str) and language in LANGUAGES else None


def _offered() -> tuple[str, ...]:
    offered: tuple[str, ...] = g.get("offered") or tuple(LANGUAGES)
    return offered


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    """Links between public pages keep the language; French, where it goes without saying, does not
    show in addresses. So do those of a device that many people share."""
    if not endpoint.startswith(_CARRYING) or not has_request_context():
        return
    if SHARED in request.args:
        values.setdefault(SHARED, "")
    if "lang" not in values:
        language = current()
        if (language, _offered()[0]) != ("fr", "fr"):
            values["lang"] = language


def links(endpoint: str = "", **values: Any) -> dict[str, str]:
    """Language → address in it of this page, or of another; none of a page that was sent a form."""
    if not endpoint:
        endpoint, values = request.endpoint or "", dict(request.view_args or {})
        if request.method not in ("GET", "HEAD") or not endpoint.startswith(_CARRYING):
            return {}
    own, *others = _offered()
    said = {own: None if own == "fr" else own} | {language: language for language in others}
    return {language: url_for(endpoint, **values, lang=lang) for language, lang in said.items()}
