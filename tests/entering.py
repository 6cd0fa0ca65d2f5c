"""What tests of the entry screen do: prepare a lot, type a sheet, look at what is stored."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import web
from app.services.collection import sheets
from app.services.collection.sheets import Place
from surveys import models
from tests.answering import reading, writing
from tests.desking import token

ENTRY = "/bureau/collecte/habitants/saisie"
SHEET = f"{ENTRY}/feuille"
TYPED = {"vivre_ici": "4", "points_forts": "La bibliothèque du village.", "commune": "46066"}


def today() -> str:
    from datetime import datetime

    return datetime.now(web.PARIS).date().isoformat()


def survey_id(app: Flask, slug: str = "habitants") -> int:
    with reading(app) as session:
        return session.scalars(select(models.Survey.id).filter_by(slug=slug)).one()


def lot(app: Flask, size: int = 3, slug: str = "habitants", **changes: str) -> list[str]:
    """The numbers of a lot just prepared."""
    of = survey_id(app, slug)
    given = {"language": "fr", "campaign": "", **changes}
    with app.test_request_context("/"), writing(app) as session:
        made = sheets.add_batch(session, of, size, today=web.today(), **given)
        return [sheets.code(of, place) for place in sheets.places(made)]


def place(app: Flask, code: str) -> Place:
    return sheets.typed(survey_id(app), code)


def about(code: str, **changes: str) -> dict[str, str]:
    return {"feuille": code, "canal": "papier", "le": today(), "campagne": "", **changes}


def type_in(
    desk: FlaskClient, code: str = "", address: str = SHEET, **changes: object
) -> TestResponse:
    """Sends a sheet; None takes an answer out."""
    form = {"csrf_token": token(desk), **about(code), **TYPED, **changes}
    return desk.post(address, data={name: one for name, one in form.items() if one is not None})
