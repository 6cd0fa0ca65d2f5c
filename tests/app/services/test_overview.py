"""The desk's first page: what was collected here, who is missing, and what to do now."""

import pytest
from sqlalchemy.orm import Session

from app.services import deciding, overview, staff
from app.services.overview import Overview, Reach
from surveys.models import Response, Survey, Territory
from tests.storing import (
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


def titles(session: Session, here: Territory) -> list[str]:
    seen = overview.overview(session, here)
    return [todo.title for todo in overview.todos(session, here, seen)]


def test_everything_is_counted_once_and_here_only(
    either: Session, here: Territory, survey: Survey
) -> None:
    chargee = staff.add(either, "chargee@example.org", "chargee", here)
    both = {"dire": "Un", "proposer": "Deux"}
    two = response(either, survey, submission(None, both, ou="99001", age="30-44")).paroles
    response(either, survey, submission(None, {}, channel="papier", ou="99001"))
    for one in two:
        tagged(either, one.id, "sante")
    deciding.settle(either, two[0].id, {}, by=chargee.id, now=NOW)
    parole(either, survey, "Pas lue")
    seen = overview.overview(either, here)
    assert (seen.responses, seen.paroles) == (3, 3)
    assert (seen.untagged, seen.to_check, seen.checked) == (1, 1, 1)
    assert seen.publics == [("habitant", 3)]
    assert seen.ages == [("", 2), ("30-44", 1)]
    assert seen.channels == [("papier", 1), ("web", 2)]
    assert {line.name: line.responses for line in seen.reach} == {
        "Valbrune": 2,
        "Saint-Aubin-du-Lac": 0,
    }
    assert [line.name for line in seen.silent] == ["Saint-Aubin-du-Lac"]


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


def test_nothing_published_then_nothing_answered_are_said(either: Session, here: Territory) -> None:
    assert titles(either, here) == [
        "Aucun questionnaire n’est publié",
        "Personne n’a encore répondu",
    ]
    published(either, here)
    assert titles(either, here) == ["Personne n’a encore répondu"]


def test_what_to_do_follows_the_work(either: Session, here: Territory, survey: Survey) -> None:
    chargee = staff.add(either, "chargee@example.org", "chargee", here)
    for code in ("99001", "99002"):
        response(either, survey, submission(None, {}, ou=code))
    one = parole(either, survey, "Un")
    assert titles(either, here) == ["1 parole à classer"]
    tagged(either, one.id, "sante")
    assert titles(either, here) == ["1 parole à vérifier", "Une synthèse peut partir au comité"]
    deciding.settle(either, one.id, {}, by=chargee.id, now=NOW)
    assert titles(either, here) == ["Une synthèse peut partir au comité"]


def test_classing_is_a_deed_and_not_a_page(
    either: Session, here: Territory, survey: Survey
) -> None:
    parole(either, survey, "Un")
    seen = overview.overview(either, here)
    assert {t.endpoint: t.post for t in overview.todos(either, here, seen)} == {
        "desk.tag": True,
        "desk.surveys": False,
    }


def many(**changes: object) -> Overview:
    seen = {
        "responses": 9, "paroles": 9, "untagged": 0, "to_check": 0, "checked": 9,
        "reach": (), "publics": (), "ages": (), "channels": (),
    }  # fmt: skip
    return Overview(**{**seen, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("to_check", "duration"),
    [(1, "1 min"), (60, "7 min"), (514, "1 h"), (560, "1 h 05"), (2000, "3 h 53")],
)
def test_the_time_that_checking_takes_is_said(
    either: Session, here: Territory, survey: Survey, to_check: int, duration: str
) -> None:
    todo = overview.todos(either, here, many(to_check=to_check))[0]
    assert f"environ {duration} en tout" in todo.reason


@pytest.mark.parametrize(
    ("silent", "title"),
    [
        ("A", "A n’a pas encore répondu"),
        ("AB", "A et B n’ont pas encore répondu"),
        ("ABC", "A, B et C n’ont pas encore répondu"),
        ("ABCD", "4 communes n’ont pas encore répondu"),
    ],
)
def test_silent_communes_are_named_while_they_are_few(
    either: Session, here: Territory, survey: Survey, silent: str, title: str
) -> None:
    reach = [Reach(name, name, 100, 0) for name in silent] + [Reach("Z", "Z", 100, 4)]
    todo = overview.todos(either, here, many(reach=reach))[0]
    assert todo.title == title
    assert todo.reason.startswith(f"{100 * len(silent)} habitants")
