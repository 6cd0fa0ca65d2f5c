"""The columns of an export of responses: stable over versions, each with its question."""

from dataclasses import dataclass

from app.services.questionnaires import questionnaires
from surveys import words
from surveys.asking import Question
from surveys.models import Survey

# What an export of responses says of each, beside the answers.
ABOUT = (
    ("source_id", "Identifiant dans le fichier importé"),
    ("public", "Public"),
    ("commune", "Commune (code Insee)"),
    ("age_band", "Tranche d’âge"),
    ("received_on", "Jour de réception"),
    ("channel", "Canal"),
    ("campaign", "Campagne"),
    ("language", "Langue"),
    ("helped", "Écrite par une autre personne"),
    ("suspicion", "Signe d’une machine ou d’un envoi répété"),
)
# Beside a response to a survey that said it would be named, and to no other.
WHOSE = ("invite", "Personne invitée (questionnaire nominatif)")
OWN_COLUMN = {"commune": "commune", "age_band": "age_band"}


@dataclass(frozen=True)
class AnswerColumn:
    """A column of answers: `name` and `label` head it, `key` is what the question calls it."""

    name: str
    label: str
    key: str
    question: Question


def answer_columns(survey: Survey) -> list[AnswerColumn]:
    """Every column that any version's questions have, each once: the newest version's order first.

    One question has one column, or several (`<key>_autre` for what was specified, `<key>_<row>`
    for a matrix); a name that another thing already has begins with `q_`.
    """
    found: dict[str, AnswerColumn] = {}
    for version in reversed(survey.versions):
        for question in questionnaires.definition(version).worded.questions:
            for key in question.columns():
                label = question.column_label(key)
                column = AnswerColumn(column_of(question, key), label, key, question)
                found.setdefault(key, column)
    return list(found.values())


def column_of(question: Question, key: str = "") -> str:
    """The name of a question's column, its only one unless said: `q_` before a name of ours."""
    key = key or question.key
    taken = key in {*dict(ABOUT), WHOSE[0]} and OWN_COLUMN.get(question.kind) != key
    return f"q_{key}" if taken else key


def responses_columns(survey: Survey) -> list[tuple[str, str]]:
    """The columns of an export of responses, (name, label): what is known, then the answers."""
    about = [*ABOUT, WHOSE] if survey.access == words.NAMED else list(ABOUT)
    asked = [(column.name, column.label) for column in answer_columns(survey)]
    return about + [column for column in asked if column[0] not in dict(about)]
