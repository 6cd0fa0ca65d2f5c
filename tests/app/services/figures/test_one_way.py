"""One protected table at a time: who answered, by age."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.figures import one_way
from surveys.models import Response, Survey, Territory
from tests.storing import published, response, submission, territory


@pytest.fixture
def survey(stored: Session) -> Survey:
    return published(stored, territory(stored, "ici"))


def answered(session: Session, survey: Survey, **publics: int) -> Territory:
    for public, many in publics.items():
        for number in range(many):
            told = {"age": "30-44"} if public == "habitant" and number > 11 else {}
            response(session, survey, submission(None, {}, **told)).public = public
    session.flush()
    return survey.territory


def rows(session: Session, here: Territory) -> dict[str, int | None]:
    table = one_way.by_age(session, here, set(session.scalars(select(Response.id))))
    return {row.label: row.people for row in table.rows if row.people != 0}


def test_who_was_never_asked_for_an_age_is_said_apart(stored: Session, survey: Survey) -> None:
    here = answered(stored, survey, habitant=30, association=12, elu=11)
    found = rows(stored, here)
    assert found["Non demandé\u00a0: associations et élus"] == 23
    assert "Âge non précisé ou non demandé" in found


def test_beside_the_table_of_publics_it_tells_of_no_small_one(
    stored: Session, survey: Survey
) -> None:
    """12 associations shown, 15 never asked: 3 elected officials would be found."""
    here = answered(stored, survey, habitant=30, association=12, elu=3)
    assert not any("Non demandé" in label for label in rows(stored, here))
