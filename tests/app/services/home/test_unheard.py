"""Who has not been heard: said in one sentence, with what to do about it."""

import pytest
from sqlalchemy.orm import Session

from app.services.figures import census
from app.services.figures.census import Line
from app.services.home import overview, unheard
from surveys.models import Survey, Territory
from tests.storing import DAY, definition, published, response, submission, territory


@pytest.fixture
def here(either: Session) -> Territory:
    """Valbrune, 500 people, and Saint-Aubin-du-Lac, 250."""
    return territory(either)


@pytest.fixture
def survey(either: Session, here: Territory) -> Survey:
    return published(either, here)


def answers(session: Session, survey: Survey, many: int, **values: str) -> None:
    for _ in range(many):
        response(session, survey, submission(None, {}, **values))


def said(session: Session, here: Territory) -> list[str]:
    session.flush()
    seen = overview.overview(session, here, DAY)
    return [one.said for one in unheard.unheard(session, here, seen)]


def test_nobody_is_missed_before_anybody_answered(
    either: Session, here: Territory, survey: Survey
) -> None:
    assert said(either, here) == []


def test_silent_communes_then_those_far_under_their_share(
    either: Session, here: Territory, survey: Survey
) -> None:
    answers(either, survey, 9, channel="papier", ou="99001")
    assert said(either, here) == [
        "Saint-Aubin-du-Lac : personne n’y a encore répondu (250 habitants)."
    ]
    answers(either, survey, 1, channel="papier", ou="99002")
    assert said(either, here) == ["Moins de la moitié de leur part : Saint-Aubin-du-Lac (1)."]
    answers(either, survey, 1, channel="papier", ou="99002")  # 2 of 11, for a third: still under
    answers(either, survey, 1, channel="papier", ou="99002")  # 3 of 12, for a third: no more
    assert said(either, here) == []


def test_posters_are_those_of_the_communes_that_are_not_heard(
    either: Session, here: Territory, survey: Survey
) -> None:
    answers(either, survey, 9, channel="papier", ou="99001")
    seen = overview.overview(either, here, DAY)
    (one,) = unheard.unheard(either, here, seen)
    assert [(way.endpoint, list(way.posts)) for way in one.means] == [
        ("desk.add_communes", ["99002"]),
        ("desk.outreach", []),
        ("desk.paper_sheets", []),
    ]
    assert one.means[0].label.endswith("de Saint-Aubin-du-Lac")
    assert unheard.low(seen) == {"99002"}


def test_ages_are_compared_to_the_census_that_was_imported(
    either: Session, here: Territory, survey: Survey
) -> None:
    for place in ("99001", "99002"):
        answers(either, survey, 5, channel="papier", ou=place, age="60-74")
    assert not any("ans" in line for line in said(either, here))
    people = [Line(None, "15-29", 300), Line(None, "60-74", 300), Line(None, "moins de 15", 300)]
    census.keep(either, here, people, "Insee", "chargee@example.org", DAY)
    assert said(either, here) == [
        "Les 15-29 ans : aucune réponse, pour 33\u202f% de la population."
    ]


def test_publics_that_were_asked_and_people_without_the_internet(
    either: Session, here: Territory, survey: Survey
) -> None:
    published(either, here, definition("elus", public="elu"))
    for place in ("99001", "99001", "99002"):
        answers(either, survey, 3, ou=place)
    told = said(either, here)
    assert told[-2] == "Aucune réponse n’est venue : élus."
    assert told[-1].startswith("Les personnes sans internet : aucune réponse")
