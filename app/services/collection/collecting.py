"""Paroles collected elsewhere, from a file to the database: planned, said, then carried out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.services import territories
from app.services.questionnaires import questionnaires
from surveys import bulk, importing, storage
from surveys.base import start_writing
from surveys.models import Survey, Territory

SHOWN = 20


class NoSuchQuestion(ValueError):
    """The survey has no open question of that key."""


@dataclass(frozen=True)
class ImportPlan:
    """A file read against a survey: what would go in, and what would not."""

    survey: Survey
    question: str
    reading: importing.Reading
    name: str
    survey_id: int
    version_id: int

    def remarks(self) -> Iterator[str]:
        """What a person should know before going on, one sentence each."""
        if self.reading.ignored:
            yield f"Colonnes inconnues, ignorées : {', '.join(self.reading.ignored)}."
        if self.reading.encoding != "UTF-8":
            yield f"Fichier lu comme {self.reading.encoding}. Vérifiez les accents."
        for problem in self.reading.problems[:SHOWN]:
            yield f"{self.name}, ligne {problem.line} : {problem.reason}."
        left = len(self.reading.problems) - SHOWN
        if left > 0:
            yield f"… et {left} autres lignes à corriger."


def plan_import(
    territory: Territory, survey: Survey, key: str | None, data: bytes, name: str, today: date
) -> ImportPlan:
    """Reads a file against a survey. Raises `csv_lines.UnreadableFile`, `NoSuchQuestion`."""
    definition = questionnaires.definition(survey.versions[-1])
    open_keys = [question.key for question in definition.questions if question.is_parole]
    key = key or next(iter(open_keys), "")
    if key not in open_keys:
        raise NoSuchQuestion(
            f"« {key} » n’est pas une question ouverte. "
            f"Il y a : {', '.join(open_keys) or 'aucune'}."
        )
    expected = importing.Expected(
        question=definition.question(key),
        public=definition.public,
        context=territories.context(territory),
        today=today,
    )
    return ImportPlan(
        survey,
        key,
        importing.read(data, expected),
        name,
        survey_id=survey.id,
        version_id=survey.versions[-1].id,
    )


def mask(plan: ImportPlan, protect: storage.Protect) -> list[bulk.Imported]:
    """The good rows as they will be stored: before `start_writing`, since it takes time."""
    rows = plan.reading.rows
    return bulk.mask_imported(plan.survey_id, plan.version_id, plan.question, rows, protect)


def carry_out(session: Session, ready: Sequence[bulk.Imported]) -> int:
    """Stores the rows that are not there yet; says how many.

    An exception to "the route commits": a long file is stored by chunks, each committed, so that
    residents who answer meanwhile do not wait; the last one is the caller's to commit. Every row
    was checked before. Stopped half-way, the same file again adds what is missing.
    """
    added, parts = 0, list(bulk.chunks(ready))
    for number, part in enumerate(parts, start=1):
        added += bulk.store_imported(session, part)
        if number < len(parts):
            session.commit()
            start_writing(session)
    return added
