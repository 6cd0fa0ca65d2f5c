"""The columns of an export of responses: stable, several to a question where it needs them."""

from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from app.services import territories
from app.services.reports import answer_columns
from surveys.questions import Choice, Date, Matrix, Note, Ranking, SeveralChoices, ShortText
from surveys.schema import Survey
from tests.answering import publish, reading, survey
from tests.tables import responses_frame

CHOICES = (Choice(key="bus", label="Un bus"), Choice(key="toit", label="Un logement"))
OFTEN = (Choice(key="oui", label="Souvent"), Choice(key="non", label="Jamais"))
MATRIX = Matrix(key="lieux", label="Y allez-vous ?", rows=CHOICES, choices=OFTEN)
ASKED = (
    Note(key="avis", label="À savoir"),
    SeveralChoices(key="besoins", label="Lesquels ?", choices=CHOICES, other=True),
    Date(key="jour", label="Quand ?"),
    Ranking(key="ordre", label="Dans quel ordre ?", choices=CHOICES),
    MATRIX,
    ShortText(key="public", label="Quel public ?"),
)
SENT = {
    "besoins": ["bus", "autre"],
    "besoins_autre": "Un taxi",
    "jour_jour": "1",
    "jour_mois": "3",
    "jour_annee": "2026",
    "ordre_bus": "2",
    "ordre_toit": "1",
    "lieux_bus": "non",
    "public": "Tous",
}
ANSWERS = {
    "besoins": "bus|autre",
    "besoins_autre": "Un taxi",
    "jour": "2026-03-01",
    "ordre": "toit|bus",
    "lieux_bus": "non",
    "lieux_toit": None,
    "q_public": "Tous",
}
LABELS = {
    "besoins": "Lesquels ?",
    "besoins_autre": "Lesquels ? (Autre, précisez)",
    "jour": "Quand ?",
    "ordre": "Dans quel ordre ?",
    "lieux_bus": "Y allez-vous ? – Un bus",
    "lieux_toit": "Y allez-vous ? – Un logement",
    "q_public": "Quel public ?",
}


def answered(app: Flask, client: FlaskClient, definition: Survey) -> None:
    publish(app, definition)
    sent = client.post("/q/essai", data={**SENT, "idempotency_key": "k" * 20})
    assert sent.status_code == 303


def exported(app: Flask) -> tuple[dict[str, str], list[dict[str, object]]]:
    """Heading by column, then the rows."""
    with reading(app) as session:
        territory = territories.by_key(session, None)
        found = territories.surveys(session, territory)
        stored = next(each for each in found if each.slug == "essai")
        columns = dict(answer_columns.responses_columns(stored))
        frame = responses_frame(session, stored)
        assert list(frame.columns) == list(columns)
        return columns, frame.to_dict("records")


def test_a_question_of_several_parts_has_a_column_for_each(app: Flask, client: FlaskClient) -> None:
    answered(app, client, survey(*ASKED))
    columns, (row,) = exported(app)
    assert {name: row[name] for name in ANSWERS} == ANSWERS
    assert {name: columns[name] for name in LABELS} == LABELS
    assert list(columns)[-len(LABELS) :] == list(LABELS)
    assert row["public"] == "habitant"


def test_a_row_or_a_question_that_a_later_version_dropped_keeps_its_column(
    app: Flask, client: FlaskClient
) -> None:
    answered(app, client, survey(*ASKED))
    rows = (Choice(key="parc", label="Le parc"), CHOICES[1])
    publish(app, survey(replace(MATRIX, rows=rows)))
    columns, (row,) = exported(app)
    assert {name: row[name] for name in ANSWERS} == ANSWERS
    assert row["lieux_parc"] is None
    assert columns["lieux_bus"] == "Y allez-vous ? – Un bus"


def test_two_hundred_questions_of_any_name_are_exported(app: Flask, client: FlaskClient) -> None:
    keys = ["answers", "response_id", "survey", *(f"q{n}" for n in range(197))]
    publish(app, survey(*(ShortText(key=key, label=f"{key} ?") for key in keys)))
    sent = dict.fromkeys(keys, "mot")
    assert client.post("/q/essai", data={**sent, "idempotency_key": "k" * 20}).status_code == 303
    _, (row,) = exported(app)
    assert {row[key] for key in keys} == {"mot"}
