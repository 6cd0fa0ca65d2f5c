"""What web tests send and look at: answers, keys, a questionnaire of every kind, what is stored."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import web
from app.extensions import db
from app.services import territories
from surveys import models, questions, schema, storage
from surveys.base import start_writing
from surveys.questions import Choice

FORM = "/q/habitants"
ANSWERS = {
    "vivre_ici": "4",
    "points_forts": "La bibliothèque du village.",
    "deplacements": "conduit",
    "difficultes": ["soins", "logement"],
    "commune": "46066",
    "age": "30-44",
}
JSON = {"Accept": "application/json"}


def sent(**changes: object) -> dict[str, object]:
    """A good form with a key of its own; None takes an answer out."""
    form = {**ANSWERS, "idempotency_key": uuid4().hex, **changes}
    return {name: value for name, value in form.items() if value is not None}


@contextmanager
def reading(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session()


@contextmanager
def writing(app: Flask) -> Iterator[Session]:
    with app.app_context():
        session = db.session()
        start_writing(session)
        yield session
        session.commit()


def count(app: Flask, table: type = models.Response) -> int:
    with reading(app) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def code_on(page: TestResponse) -> str:
    """The receipt code that a thank-you page shows."""
    found = re.search(r'class="code">([A-Z0-9-]+)<', page.text)
    assert found, "no receipt code on the page"
    return found.group(1)


def answer(client: FlaskClient, **changes: object) -> str:
    """Answers the residents' questionnaire and gives the receipt code."""
    response = client.post(FORM, data=sent(**changes))
    assert response.status_code == 303
    return code_on(client.get(response.location))


def hidden(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, f"no hidden input {name}"
    return found.group(1)


def dated(app: Flask, slug: str = "habitants", **dates: date | None) -> None:
    """Gives a survey other dates."""
    with writing(app) as session:
        survey = session.scalars(select(models.Survey).filter_by(slug=slug)).one()
        for name, day in dates.items():
            setattr(survey, name, day)


def publish(app: Flask, definition: schema.Survey) -> None:
    with app.test_request_context("/"), writing(app) as session:
        territory = territories.by_key(session, None)
        storage.publish(session, territory, definition, today=web.today())


def survey(*asked: questions.Question, slug: str = "essai") -> schema.Survey:
    return schema.Survey(
        slug=slug,
        title="Un essai",
        public="habitant",
        purpose=("Pour voir.",),
        minutes=2,
        sections=(schema.Section(key="tout", title="Tout", questions=asked),),
        who_reads=("Personne.",),
        rights="Tous.",
    )


CHOICES = tuple(Choice(key=key, label=f"Choix {key}") for key in "abcd")


def every_kind() -> schema.Survey:
    """One required question of each kind."""
    return survey(
        questions.SingleChoice(key="un", label="Lequel ?", choices=CHOICES, required=True),
        questions.SeveralChoices(
            key="plusieurs", label="Lesquels ?", choices=CHOICES, max=2, required=True
        ),
        questions.Scale(
            key="echelle",
            label="Combien ?",
            low=1,
            high=5,
            low_label="peu",
            high_label="très",
            required=True,
        ),
        questions.Number(key="nombre", label="Nombre ?", min=0, max=9, required=True),
        questions.Commune(key="commune", label="Où ?", required=True),
        questions.AgeBand(key="age", label="Âge ?", required=True),
        questions.ShortText(key="court", label="Un mot ?", max_length=20, required=True),
        questions.LongText(key="long", label="Une phrase ?", max_length=40, required=True),
    )
