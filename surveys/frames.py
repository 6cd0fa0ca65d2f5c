"""Stored answers as frames with documented columns: the hand-over to analysis and exports."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from surveys.models import Parole, Response, Survey

RESPONSES = (
    "response_id",
    "source_id",
    "survey",
    "version_id",
    "public",
    "commune",
    "age_band",
    "received_on",
    "channel",
    "campaign",
    "language",
    "helped",
    "suspicion",
    "answers",
)
PAROLES = (
    "parole_id",
    "response_id",
    "source_id",
    "survey",
    "question",
    "text",
    "public",
    "commune",
    "age_band",
    "received_on",
    "channel",
    "language",
)


def responses(session: Session, territory_id: int, survey: str | None = None) -> pd.DataFrame:
    """One row per response, by day then identifier.

    Columns: `RESPONSES`. received_on: date; commune: INSEE code or None; answers: dict of the
    closed answers by question key; helped: bool; suspicion: keys of `words.SUSPICIONS`.
    """
    columns: list[Any] = [
        Response.id,
        Response.source_id,
        Survey.slug,
        Response.version_id,
        Response.public,
        Response.commune,
        Response.age_band,
        Response.received_on,
        Response.channel,
        Response.campaign,
        Response.language,
        Response.helped,
        Response.suspicion,
        Response.answers,
    ]
    rows: Select[Any] = select(*columns).join(Survey, Survey.id == Response.survey_id)
    return _frame(session, _of(rows, territory_id, survey), RESPONSES)


def paroles(session: Session, territory_id: int, survey: str | None = None) -> pd.DataFrame:
    """One row per free-text answer, by day then identifier.

    Columns: `PAROLES`. text is masked; received_on: date; commune: INSEE code or None.
    """
    columns: list[Any] = [
        Parole.id,
        Response.id,
        Response.source_id,
        Survey.slug,
        Parole.question,
        Parole.text,
        Response.public,
        Response.commune,
        Response.age_band,
        Response.received_on,
        Response.channel,
        Response.language,
    ]
    rows: Select[Any] = (
        select(*columns)
        .select_from(Parole)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
    )
    return _frame(session, _of(rows, territory_id, survey).order_by(Parole.id), PAROLES)


def _of(rows: Select[Any], territory_id: int, survey: str | None) -> Select[Any]:
    rows = rows.where(Survey.territory_id == territory_id)
    if survey is not None:
        rows = rows.where(Survey.slug == survey)
    return rows.order_by(Response.received_on, Response.id)


def _frame(session: Session, rows: Select[Any], columns: Sequence[str]) -> pd.DataFrame:
    found = [tuple(row) for row in session.execute(rows)]
    # dtype=object: identifiers above 2**31 and missing communes stay what they are.
    return pd.DataFrame(found, columns=list(columns), dtype=object)
