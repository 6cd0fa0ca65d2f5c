"""A synthesis limited to some people counts those alone, says so, and is never handed on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from analysis.summary import LimitedAndProtected
from app.services.figures import scope
from app.services.figures.scope import Scope
from app.services.reports import exporting, publishing
from surveys.models import Territory
from tests.storing import DAY, definition, parole, published, tagged, territory

LATER = DAY + timedelta(3)


@pytest.fixture
def here(either: Session) -> Territory:
    """Two surveys, two publics, two communes, two days; and another territory's noise."""
    parole(either, published(either, territory(either, "ailleurs"), definition("bruit")), "Bruit")
    mine = territory(either, "ici")
    first, second = published(either, mine), published(either, mine, definition("autre"))
    for survey, public, commune, day in (
        (first, "habitant", "99001", DAY),
        (first, "habitant", "99001", LATER),
        (first, "habitant", "99002", DAY),
        (second, "elu", "99001", LATER),
    ):
        one = parole(either, survey, f"{public} {commune} {day}", ou=commune)
        one.response.public, one.response.received_on = public, day
        tagged(either, one.id, "mobilite")
        tagged(either, one.id, "culture", family="domaine")
    either.flush()
    return mine


@pytest.mark.parametrize(
    ("limits", "people", "said"),
    [
        (Scope(), 4, ()),
        (Scope(surveys=("autre",)), 1, ("questionnaire\xa0: «\xa0Un essai\xa0»",)),
        (Scope(publics=("habitant",)), 3, ("public\xa0: habitantes et habitants",)),
        (Scope(communes=("99001",)), 3, None),
        (Scope(publics=("habitant",), communes=("99001",)), 2, None),
        (Scope(since=LATER), 2, None),
        (Scope(until=DAY), 2, None),
        (Scope(since=DAY, until=DAY, publics=("elu",)), 0, None),
    ],
)
def test_those_asked_for_are_counted(
    either: Session, here: Territory, limits: Scope, people: int, said: tuple[str, ...] | None
) -> None:
    made = exporting.synthesis(either, here, scope=limits, exact=True)
    assert (made.n_responses, made.n_paroles) == (people, people)
    assert scope.size(either, here, limits, exact=True) == (people, people)
    assert bool(made.limits) == limits.limited
    if said is not None:
        assert made.limits == said
    if people:
        assert [one.n_people for one in made.enjeux if one.key == "mobilite"] == [people]


def test_the_sources_named_are_those_counted(either: Session, here: Territory) -> None:
    made = exporting.synthesis(either, here, scope=Scope(surveys=("autre",)), exact=True)
    assert len(made.origin.surveys) == 1
    assert made.origin.versions == ("version 1",)


def test_domaines_have_their_own_chapters(either: Session, here: Territory) -> None:
    chosen = Scope(domaines=("culture",))
    made = exporting.synthesis(either, here, scope=chosen, exact=True)
    assert [(one.family, one.key, one.n_people) for one in made.enjeux] == [
        ("domaine", "culture", 4)
    ]
    both = replace(chosen, enjeux=("mobilite",))
    made = exporting.synthesis(either, here, scope=both, exact=True)
    assert [one.key for one in made.enjeux] == ["mobilite", "culture"]


@pytest.mark.parametrize(
    "limits", [Scope(surveys=("autre",)), Scope(publics=("elu",)), Scope(until=DAY)]
)
def test_a_limited_synthesis_is_never_protected(
    either: Session, here: Territory, limits: Scope
) -> None:
    with pytest.raises(LimitedAndProtected, match="ne peut pas se remettre"):
        exporting.synthesis(either, here, scope=limits, exact=False)


def test_what_is_announced_of_a_protected_one_is_what_it_counts(
    either: Session, here: Territory
) -> None:
    assert scope.size(either, here, Scope(), exact=False) == (0, 0)
    for number in range(9):
        parole(either, published(either, here), f"Encore {number}")
    publishing.advance(either, here)
    made = exporting.synthesis(either, here, exact=False)
    assert scope.size(either, here, Scope(), exact=False) == (made.n_responses, made.n_paroles)
    assert made.n_responses == 13


MAKERS: dict[str, Callable[[], Scope]] = {
    "Enjeu": lambda: Scope(enjeux=("x",)),
    "Domaine": lambda: Scope(domaines=("x",)),
    "Questionnaire": lambda: Scope(surveys=("bruit",)),  # another territory's
    "Public": lambda: Scope(publics=("x",)),
    "Commune": lambda: Scope(communes=("x",)),
}


@pytest.mark.parametrize("what", MAKERS)
def test_what_does_not_exist_here_is_named(either: Session, here: Territory, what: str) -> None:
    with pytest.raises(scope.UnknownKey, match=f"{what} inconnu"):
        exporting.synthesis(either, here, scope=MAKERS[what](), exact=True)
