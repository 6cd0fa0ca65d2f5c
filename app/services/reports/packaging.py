"""The responses of a survey for programs: typed columns, several choices as a column each."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy.orm import Session

from app.exports.package import Field
from app.services import territories
from app.services.questionnaires import questionnaires
from app.services.reports import answer_columns, streaming
from app.services.reports.answer_columns import ABOUT, AnswerColumn
from surveys import words
from surveys.models import Survey

KINDS: Final = {"scale": "integer", "whole_number": "integer", "number": "number", "date": "date"}
LABELS: Final[dict[str, Mapping[str, str]]] = {
    "public": words.PUBLICS,
    "age_band": words.AGE_BANDS,
    "channel": words.CHANNELS,
    "language": words.LANGUAGES,
}
CLOSED: Final = frozenset({"single_choice", "matrix"})
Choices = dict[str, str]


def fields(survey: Survey) -> list[Field]:
    """The columns of `rows`: one per question, or one per choice where several may be ticked."""
    return [field for _, those in _described(survey) for field in those]


def rows(
    session: Session, survey: Survey, whose: Mapping[int, str] | None = None
) -> Iterator[list[object]]:
    """One list per response, with the columns of `fields`; a choice ticked is 1, else 0.

    Where nothing was answered to a question of several choices, each is None.
    """
    plan = [
        [field.name.removeprefix(f"{name}__") for field in those] if several else None
        for name, those in _described(survey)
        for several in [those[0].kind == "boolean"]
    ]
    for row in streaming.responses(session, survey, whose):
        found: list[object] = []
        for value, choices in zip(row, plan, strict=True):
            if choices is None:
                found.append(value)
            elif value is None:
                found += [None] * len(choices)
            else:
                ticked = set(str(value).split("|"))
                found += [int(choice in ticked) for choice in choices]
        yield found


def _described(survey: Survey) -> list[tuple[str, list[Field]]]:
    """Each column of `streaming.names`, with the fields that it becomes."""
    asked = {column.name: column for column in answer_columns.answer_columns(survey)}
    choices = _choices(survey)
    communes = {c.code_insee: c.name for c in survey.territory.communes}
    found = []
    for name, title in answer_columns.responses_columns(survey):
        column = asked.get(name) if name not in dict(ABOUT) else None
        found.append((name, _fields(name, title, column, choices, communes)))
    return found


def _fields(
    name: str,
    title: str,
    column: AnswerColumn | None,
    choices: Mapping[str, Choices],
    communes: Choices,
) -> list[Field]:
    if name == "received_on":
        return [Field(name, title, "date")]
    if name == "commune":
        return [Field(name, title, codes=tuple(communes.items()))]
    if column is None:
        return [Field(name, title, codes=tuple(LABELS.get(name, {}).items()))]
    question, codes = column.question, tuple(choices.get(column.key, {}).items())
    if question.kind == "several_choices" and codes:
        return [
            Field(f"{name}__{code}", f"{title} : {label}", "boolean", ((code, label),))
            for code, label in codes
        ]
    closed = question.kind in CLOSED
    return [Field(name, title, KINDS.get(question.kind, "string"), codes, closed)]


def _choices(survey: Survey) -> dict[str, Choices]:
    """Code → label of each column, whatever version offered it: the newest's label stands."""
    context, found = territories.context(survey.territory), dict[str, Choices]()
    for version in reversed(survey.versions):
        for question in questionnaires.definition(version).worded.questions:
            for key in question.columns():
                if key not in question.written():
                    known = found.setdefault(key, {})
                    for choice in question.options(context):
                        known.setdefault(choice.key, choice.label)
    return found
