"""Where the collection stands: what was collected here, by whom, in as few questions as may be."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.services.accounts import staff
from app.services.home import overview, todos, unheard
from app.services.home.overview import Reach
from app.services.paroles import deciding
from surveys.models import Response, Survey, Territory
from tests.storing import (
    DAY,
    NOW,
    definition,
    parole,
    published,
    response,
    submission,
    tagged,
    territory,
)


@pytest.fixture
def here(either: Session) -> Territory:
    """Beside a territory that collected as well, under the same communes."""
    noise = published(either, territory(either, "ailleurs"), definition("bruit"))
    for code in ("99001", "99001", "99002"):
        one = parole(either, noise, "Bruit", ou=code, age="60-74")
        tagged(either, one.id, "mobilite")
    parole(either, noise, "Bruit non lu")
    return territory(either, "ici")


@pytest.fixture
def survey(either: Session, here: Territory) -> Survey:
    return published(either, here)


def test_everything_is_counted_once_and_here_only(
    either: Session, here: Territory, survey: Survey
) -> None:
    chargee = staff.add(either, "chargee@example.org", "chargee", here)
    both = {"dire": "Un", "proposer": "Deux"}
    two = response(either, survey, submission(None, both, ou="99001", age="30-44")).paroles
    later = DAY + timedelta(weeks=2)
    response(either, survey, submission(None, {}, channel="papier", ou="99001", received_on=later))
    for one in two:
        tagged(either, one.id, "sante")
    deciding.settle(either, two[0].id, {}, by=chargee.id, now=NOW)
    parole(either, survey, "Pas lue")
    seen = overview.overview(either, here, DAY)
    assert (seen.responses, seen.paroles) == (3, 3)
    assert (seen.untagged, seen.to_check, seen.checked, seen.foreign) == (1, 1, 1, 0)
    assert seen.publics == [("habitant", 3)]
    assert seen.ages == [("", 2), ("30-44", 1)]
    assert (seen.people, seen.asking) == (3, 0)
    response(either, survey, submission(None, {}, ou="99001")).public = "elu"
    either.flush()
    asked = overview.overview(either, here, DAY)
    assert asked.ages == [("", 2), ("30-44", 1), ("unasked", 1)]
    assert seen.channels == [("papier", 1), ("web", 2)]
    assert seen.weeks == [
        (DAY, 2), (DAY + timedelta(weeks=1), 0), (later, 1),
    ]  # fmt: skip
    assert {line.name: line.responses for line in seen.reach} == {
        "Valbrune": 2,
        "Saint-Aubin-du-Lac": 0,
    }
    assert [line.name for line in seen.silent] == ["Saint-Aubin-du-Lac"]
    assert seen.nowhere == 1


def test_the_desk_and_the_collection_count_the_same(
    either: Session, here: Territory, survey: Survey
) -> None:
    """Needs are paroles and no responses; what is archived is told apart."""
    old = published(either, here, definition("vieux"))
    needs = published(either, here, definition("besoins"))
    needs.kind = "besoins"
    survey.objective, survey.closes_on = 4, DAY + timedelta(days=3)
    for each, count in ((survey, 2), (old, 3), (needs, 5)):
        for number in range(count):
            parole(either, each, f"Mot {number}")
    old.archived_on = DAY
    either.flush()
    seen = overview.overview(either, here, DAY)
    assert (seen.responses, seen.archived, seen.paroles) == (5, 3, 10)
    (line,) = seen.lines
    assert (line.responses, line.share, line.days_left, line.state) == (2, 0.5, 3, "open")
    counted = overview.counts(either, here, Response.public, survey)
    assert sum(count for _, count in counted) == line.responses


def test_one_survey_is_counted_alone(either: Session, here: Territory, survey: Survey) -> None:
    response(either, survey, submission(None, ou="99001"))
    other = published(either, here, definition("autre"))
    response(either, other, submission(None, ou="99002"))
    assert overview.counts(either, here, Response.commune, other) == [("99002", 1)]
    assert [line.responses for line in overview.reach(either, here, other)] == [1, 0]


def test_the_commune_most_heard_for_its_size_comes_first(
    either: Session, here: Territory, survey: Survey
) -> None:
    for code in ("99001", "99002"):  # 500 and 250 people
        response(either, survey, submission(None, ou=code))
    lines = overview.reach(either, here)
    assert [(line.name, line.per_hundred) for line in lines] == [
        ("Saint-Aubin-du-Lac", 0.4),
        ("Valbrune", 0.2),
    ]


def test_a_commune_of_unknown_population_has_no_rate() -> None:
    assert Reach("99001", "Valbrune", 0, 3).per_hundred == 0


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    said: list[str] = []

    def hear(_c: object, _k: object, statement: str, *_: object) -> None:
        said.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", hear)
    yield said
    event.remove(engine, "before_cursor_execute", hear)


def asked(session: Session, here: Territory, today: date = DAY) -> int:
    """How many statements the desk's first page costs, needs apart."""
    session.expire_all()
    with counted(session) as said:
        seen = overview.overview(session, here, today)
        todos.todos(session, here, seen, today)
        unheard.unheard(session, here, seen)
    return len(said)


def test_more_surveys_and_answers_cost_no_more_questions(
    either: Session, here: Territory, survey: Survey
) -> None:
    def more(name: str) -> None:
        made = published(either, here, definition(name))
        made.closes_on = DAY
        for said in range(12):
            tagged(either, parole(either, made, f"Mot {said}", ou="99001").id, "sante")
        either.flush()

    more("un")
    few = asked(either, here)
    for number in range(4):
        more(f"autre-{number}")
    assert asked(either, here) == few <= 20
