"""Every refusal in a page of its own: what happened and what to do, in the reader's words."""

import traceback
from contextlib import suppress
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from app import web
from app.extensions import db
from app.services.territories import NoTerritory

_ = str  # marks a sentence for the catalogues; it is translated when it is shown
SENTENCES = {
    400: (_("La demande n’est pas lisible"), _("Revenez à la page d’accueil, puis recommencez.")),
    403: (
        _("Cette page ne vous est pas ouverte"),
        _("Votre compte n’a pas ce droit. Demandez-le à la personne qui gère les comptes."),
    ),
    404: (_("Cette page n’existe pas"), _("L’adresse est peut-être mal recopiée.")),
    405: (
        _("Cette page ne s’ouvre pas ainsi"),
        _("Revenez à la page d’accueil, puis recommencez."),
    ),
    413: (
        _("C’est trop lourd"),
        _(
            "L’envoi dépasse 1 Mo. Raccourcissez vos textes, puis envoyez de nouveau : "
            "le bouton « Retour » de votre navigateur les retrouve."
        ),
    ),
    429: (
        _("Trop d’essais à la suite"),
        _("Attendez quelques minutes, puis recommencez. Rien n’a été perdu."),
    ),
    503: (
        _("Le service est occupé"),
        _("Rien n’a été enregistré à moitié. Attendez une minute, puis recommencez."),
    ),
    500: (
        _("Le service a eu un problème"),
        _("Rien n’a été enregistré à moitié. Attendez un peu, puis recommencez."),
    ),
}
UNKNOWN_SURVEY = (
    _("Ce questionnaire n’existe pas"),
    _("L’adresse est peut-être mal recopiée, ou le questionnaire a été retiré."),
)
UNKNOWN_LINK = (
    _("Ce lien n’ouvre rien"),
    _("Il est peut-être mal recopié, ou ce qu’il montrait a été effacé par son association."),
)


class QuietFlask(Flask):
    """A Flask whose log holds neither an address (a receipt's ticket) nor a person's words.

    Messages may quote them (a database's does): an error's kind and place are logged, no more.
    """

    def log_exception(self, exc_info: Any) -> None:
        kind, _error, trace = exc_info
        place = "".join(traceback.format_tb(trace))
        self.logger.error("%s on %s %s\n%s", kind.__name__, request.method, request.endpoint, place)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _refuse)
    app.register_error_handler(NoTerritory, _no_territory)
    app.register_error_handler(OperationalError, _busy)
    app.context_processor(_common)


def _common() -> dict[str, object]:
    """What every template may show: the territory of this request.

    None where there is none, where the host is forged, or where the database does not answer:
    the page of an error must not fail in its turn.
    """
    try:
        return {"territory": web.territory()}
    except (NoTerritory, HTTPException, SQLAlchemyError):
        return {"territory": None}


def _refuse(error: HTTPException) -> Response:
    if error.code is None or error.code < 400 or error.response is not None:
        return make_response(error.get_response())  # one that has its own page included
    title, advice = _sentence(error)
    if web.wants_json():
        return web.json_answer({"error": title, "advice": advice}, error.code)
    return make_response(_page(title, advice), error.code)


def _page(title: str, advice: str) -> str:
    """In the room one is in: who works at the desk finds the way back to it."""
    if _common()["territory"] is None:
        return render_template("bare_error.html", title=title, advice=advice)
    if request.path.startswith("/bureau"):
        with suppress(SQLAlchemyError):  # who is there, and with which rights, cannot be asked
            if current_user.is_authenticated:
                return render_template("desk/error.html", title=title, advice=advice)
    return render_template("error.html", title=title, advice=advice)


def _sentence(error: HTTPException) -> tuple[str, str]:
    if isinstance(error, CSRFError):
        title = _("Cette page est restée ouverte trop longtemps")
        advice = _("Rechargez-la, puis recommencez.")
    elif error.code == 404 and request.blueprint == "answer":
        title, advice = UNKNOWN_SURVEY
    elif error.code == 404 and request.blueprint == "needs":
        title, advice = UNKNOWN_LINK
    else:
        code = error.code or 500
        title, advice = SENTENCES.get(code, SENTENCES[500 if code >= 500 else 400])
    return gettext(title), gettext(advice)


def _busy(error: OperationalError) -> Response:
    """The database is locked, full or away: it comes back by itself, a fault does not."""
    place = "".join(traceback.format_tb(error.__traceback__))
    what = (type(error).__name__, request.method, request.endpoint, place)
    current_app.logger.error("%s on %s %s\n%s", *what)
    db.session.rollback()
    response = _refuse(ServiceUnavailable())
    response.headers["Retry-After"] = "60"
    return response


def _no_territory(_error: NoTerritory) -> Response:
    current_app.logger.warning("no territory for this host: run `flask demo`, or set its host")
    title = "Aucun territoire n’est installé à cette adresse"
    advice = "Lancez « flask demo » pour charger le territoire d’exemple."
    return make_response(render_template("bare_error.html", title=title, advice=advice), 503)
