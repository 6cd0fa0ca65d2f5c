"""Promises held by the tables themselves: what they may hold, and what they have no room for."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Date, DateTime, Engine, Time, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from surveys import models
from tests.storing import DAY, published, response, submission, territory

RESPONSE_COLUMNS = {
    "id",
    "survey_id",
    "version_id",
    "received_on",
    "public",
    "channel",
    "campaign",
    "commune",
    "age_band",
    "language",
    "suspicion",
    "helped",
    "vouched",
    "answers",
    "key_hash",
    "payload_hash",
    "code_hash",
    "source_id",
}


def test_a_response_has_no_room_for_a_time_an_address_or_a_browser() -> None:
    """A new column here is a decision about anonymity: change the list with DECISIONS.md."""
    columns = models.Response.__table__.columns
    assert set(columns.keys()) == RESPONSE_COLUMNS
    assert set(models.Parole.__table__.columns.keys()) == {
        "id", "response_id", "question", "text", "original",
    }  # fmt: skip


@pytest.mark.parametrize("table", [models.Response, models.Parole, models.Withdrawal])
def test_days_are_stored_and_never_hours(table: Any) -> None:
    for column in table.__table__.columns:
        assert not isinstance(column.type, DateTime | Time), column
        if isinstance(column.type, Date):
            assert column.type.python_type is date


def test_what_remains_of_a_withdrawal_is_a_hash_and_a_day() -> None:
    columns = set(models.Withdrawal.__table__.columns.keys())
    assert columns == {"id", "survey_id", "key_hash", "withdrawn_on"}


def test_identifiers_tell_nothing_of_the_order_of_arrival() -> None:
    drawn = [models.random_id() for _ in range(500)]
    assert len(set(drawn)) == 500
    assert drawn != sorted(drawn)
    assert max(drawn) > 2**50
    assert min(drawn) >= 0
    assert max(drawn) < 2**53  # a JavaScript number holds it exactly


def test_rows_that_follow_each_other_have_unrelated_identifiers(stored: Session) -> None:
    survey = published(stored, territory(stored))
    made = [response(stored, survey) for _ in range(12)]
    for ids in ([r.id for r in made], [r.paroles[0].id for r in made]):
        gaps = {abs(after - before) for before, after in zip(ids, ids[1:], strict=False)}
        assert ids != sorted(ids)
        assert min(gaps) > 1000


def test_the_largest_identifier_survives_both_databases(engine: Engine) -> None:
    with Session(engine) as session:
        survey = published(session, territory(session))
        row = {"survey_id": survey.id, "version_id": survey.versions[0].id, "received_on": DAY}
        biggest = 2**53 - 1
        session.add(models.Response(id=biggest, public="elu", answers={"é": [1, 2.5]}, **row))
        session.commit()
        found = session.scalars(select(models.Response)).one()
        assert (found.id, found.answers) == (biggest, {"é": [1, 2.5]})


@pytest.mark.parametrize(
    ("column", "value"),
    [("public", "touriste"), ("channel", "telephone"), ("survey_id", 999), ("version_id", 999)],
)
def test_a_response_outside_the_trade_s_words_is_refused(
    engine: Engine, column: str, value: object
) -> None:
    with Session(engine) as session:
        response(session, published(session, territory(session)))
        with pytest.raises(IntegrityError):
            session.execute(text(f"UPDATE response SET {column} = :value"), {"value": value})  # noqa: S608


@pytest.mark.parametrize("column", ["key_hash", "code_hash", "source_id"])
def test_two_responses_of_a_survey_never_share_what_identifies_them(
    engine: Engine, column: str
) -> None:
    with Session(engine) as session:
        here = territory(session)
        survey = published(session, here)
        response(session, survey)
        response(session, survey)
        with pytest.raises(IntegrityError):
            session.execute(text(f"UPDATE response SET {column} = 'le même'"))  # noqa: S608


def test_a_survey_cannot_close_before_it_opens(engine: Engine) -> None:
    with Session(engine) as session:
        survey = published(session, territory(session))
        survey.opens_on, survey.closes_on = date(2026, 5, 5), date(2026, 5, 4)
        with pytest.raises(IntegrityError):
            session.flush()


def test_a_response_takes_its_paroles_with_it(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        survey = published(session, territory(session))
        gone = response(session, survey, submission(None, {"dire": "Un", "proposer": "Deux"}))
        kept = response(session, survey)
        session.execute(text("DELETE FROM response WHERE id = :id"), {"id": gone.id})
        assert set(session.scalars(select(models.Parole.response_id))) == {kept.id}


def test_a_question_is_answered_once_in_a_response(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        found = response(session, published(session, territory(session)))
        session.add(models.Parole(response_id=found.id, question="dire", text="Encore"))
        with pytest.raises(DBAPIError):
            session.flush()


def test_a_published_version_is_never_rewritten_even_by_hand(either: Session) -> None:
    survey = published(either, territory(either))
    either.commit()
    for column in ("definition", "content_hash", "number"):
        with pytest.raises(DBAPIError, match="never rewritten"):
            either.execute(text(f"UPDATE survey_version SET {column} = {column}"))  # noqa: S608
        either.rollback()
    survey.versions[0].definition = {"title": "Réécrit"}
    with pytest.raises(DBAPIError, match="never rewritten"):
        either.commit()
