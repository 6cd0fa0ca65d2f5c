"""Paroles read from a file, stored many at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from surveys import importing, models
from surveys.base import take_turn
from surveys.receiving import Protect, insert_paroles, parole_rows

CHUNK = 2_000  # rows stored per transaction: a resident waits a tenth of a second at most


@dataclass(frozen=True)
class Imported:
    """One row made ready: a response, and the parole that it brings."""

    response: dict[str, Any]
    parole: Any


def mask_imported(
    survey_id: int, version_id: int, question: str, rows: Iterable[importing.Row], protect: Protect
) -> list[Imported]:
    """Rows as they will be stored: masking takes time, so do it before taking the lock."""
    return [_masked(survey_id, version_id, question, row, protect) for row in rows]


def _masked(
    survey_id: int, version_id: int, question: str, row: importing.Row, protect: Protect
) -> Imported:
    response: dict[str, Any] = {
        "id": models.random_id(),
        "survey_id": survey_id,
        "version_id": version_id,
        "received_on": row.received_on,
        "public": row.public,
        "channel": row.channel,
        "commune": row.commune,
        "age_band": row.age_band,
        "language": row.language,
        "answers": {},
        "source_id": row.source_id,
    }
    (parole,) = parole_rows(response["id"], {question: row.text}, protect)
    return Imported(response, parole)


def store_imported(session: Session, ready: Sequence[Imported]) -> int:
    """Stores the rows that their survey does not have yet; says how many."""
    if not ready:
        return 0
    survey_id = ready[0].response["survey_id"]
    take_turn(session, f"import {survey_id}")
    known = _known(session, survey_id, [row.response["source_id"] for row in ready])
    new = [row for row in ready if row.response["source_id"] not in known]
    if new:
        session.execute(insert(models.Response.__table__), [row.response for row in new])  # type: ignore[arg-type]
        insert_paroles(session, [row.parole for row in new])
    return len(new)


def _known(session: Session, survey_id: int, source_ids: Sequence[str]) -> set[str | None]:
    response = models.Response
    of_survey = select(response.source_id).where(response.survey_id == survey_id)
    return set(session.scalars(of_survey.where(response.source_id.in_(source_ids))))


def chunks(ready: Sequence[Imported]) -> Iterator[Sequence[Imported]]:
    """The rows, `CHUNK` at a time."""
    for start in range(0, len(ready), CHUNK):
        yield ready[start : start + CHUNK]


def add_imported(
    session: Session,
    survey: models.Survey,
    version: models.SurveyVersion,
    question: str,
    rows: Iterable[importing.Row],
    protect: Protect,
) -> int:
    """Masks and stores in one go, for a file that is short."""
    return store_imported(session, mask_imported(survey.id, version.id, question, rows, protect))
