"""What tests of needs send and store: a good form, an association, a need with its account."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.besoins import need_decisions, needs
from app.services.besoins.need_decisions import Answer
from app.services.besoins.needs import Need
from surveys.models import Territory
from surveys.needs import storage
from surveys.needs.form import Deposit
from surveys.needs.models import Association, Besoin
from surveys.storage import Protect
from tests.answering import reading
from tests.storing import DAY, SECRET, as_typed

ADDRESS = "/besoins"
NEED = "Un local pour ranger les tables du bus."
SENT = {
    "nom": "Comité des fêtes",
    "besoin": NEED,
    "publics": ["parents", "enfants"],
    "communes": ["46066"],
    "frequence": "mois",
    "freins": ["local"],
    "urgence": "annee",
    "apports": "Des bras.",
    "partenaires": "La mairie.",
}


def sent(**changes: object) -> dict[str, object]:
    """A good form with a key of its own; None takes an answer out."""
    form = {**SENT, "idempotency_key": uuid4().hex, **changes}
    return {name: value for name, value in form.items() if value is not None}


def deposit(client: FlaskClient, **changes: object) -> str:
    """Deposits a need and gives the address of its private page."""
    response = client.post(ADDRESS, data=sent(**changes))
    assert response.status_code == 303, response.text
    return response.location.removesuffix("/recu")


def need_id(app: Flask, words: str = "") -> int:
    with reading(app) as session:
        found = [n for n in session.scalars(select(Besoin)) if words in n.parole.text]
        assert len(found) == 1
        return found[0].id


def given(text: str = NEED, day: date = DAY, **answers: object) -> Deposit:
    """A need as its form brings it."""
    key = str(answers.pop("key", uuid4().hex))
    name = str(answers.pop("name", "Comité des fêtes"))
    return Deposit(name=name, text=text, answers=dict(answers), key=key, received_on=day)  # type: ignore[arg-type]


def asked(
    session: Session,
    where: Territory,
    text: str = NEED,
    protect: Protect = as_typed,
    **more: object,
) -> Association:
    """A stored association with one need."""
    saved = storage.deposit(session, where, given(text, **more), secret=SECRET, protect=protect)  # type: ignore[arg-type]
    found = storage.find(session, where, saved.token, secret=SECRET)
    assert found is not None
    return found


def the(session: Session, where: Territory, words: str) -> Need:
    """The need that holds these words, as it is now."""
    session.expire_all()
    found = [n for n in needs.every(session, where) if words in n.read.parole.text]
    assert len(found) == 1, words
    return found[0]


def answered(
    session: Session, where: Territory, words: str, day: date, by: int, **said: str
) -> Need:
    """The need of these words, once the chargée has answered it that day."""
    need_decisions.answer(session, the(session, where, words), Answer(**said), by=by, today=day)
    return the(session, where, words)


def replied(
    session: Session, where: Territory, words: str, day: date, text: str = "Merci."
) -> Need:
    """The need of these words, once its association has written that day."""
    need = the(session, where, words)
    need_decisions.reply(session, need, text, key_hash=uuid4().hex, protect=as_typed, today=day)
    return the(session, where, words)


def status_lines(app: Flask, words: str = "") -> list[Mapping[str, object]]:
    """The account of a need, line by line."""
    with app.test_request_context(), reading(app) as session:
        from app import web

        account = the(session, web.territory(), words).account
        return [
            {"kind": e.kind, "status": e.status, "text": e.text, "action": e.action}
            for e in account
        ]
