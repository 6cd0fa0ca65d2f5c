"""The population answers are weighted to: read, refused in words, kept with its source, undone."""

import pandas as pd
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.weighting import CannotWeight
from app.models.census import CensusLine
from app.services.figures import census
from app.services.figures.census import BadCensus, Line
from surveys.models import Territory
from tests.storing import DAY, territory

BOTH = """commune;age_band;population
99001;0-14;100
99001;15 à 29 ans;80,5
Saint-Aubin-du-Lac;0-14;1 050
99002;15-29;40
"""


def keep(session: Session, here: Territory, text: str, source: str = "Essai 2022") -> None:
    rows = census.read(here, text.encode())
    census.keep(session, here, rows, source, "chargee@example.org", DAY)


def test_a_file_by_commune_and_age_is_read_as_people_write_it(here: Territory) -> None:
    rows = census.read(here, BOTH.encode())
    assert rows == [
        Line("99001", "moins de 15", 100),
        Line("99001", "15-29", 80.5),
        Line("99002", "moins de 15", 1050),
        Line("99002", "15-29", 40),
    ]


@pytest.mark.parametrize(
    ("said", "band"),
    [
        ("0-14 ans", "moins de 15"),
        ("moins de 15 ans", "moins de 15"),
        ("75 ans ou plus", "75 et plus"),
        ("75+", "75 et plus"),
        ("60 à 74 ans", "60-74"),
        ("18-29", "18-29"),
    ],
)
def test_ages_are_understood(here: Territory, said: str, band: str) -> None:
    assert census.read(here, f"age_band,population\n{said},10\n".encode())[0].age_band == band


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "vide"),
        ("a;b\n1;2\n", "doit nommer « population »"),
        ("commune;population\n99999;10\n", "Ligne 2 : la commune « 99999 » n’est pas"),
        ("age_band;population\n20-25;10\n", "Ligne 2 : l’âge « 20-25 »"),
        ("age_band;population\n15-29;beaucoup\n", "« beaucoup » n’est pas un nombre"),
        ("age_band;population\n15-29;-3\n", "n’est pas un nombre"),
        ("age_band;population\n15-29;3\n15-29;4\n", "y est deux fois"),
        ("age_band;population\n15-29;3\n15-17;4\n", "se recouvrent"),
        ("commune;population\n99001;10\n", "Il manque Saint-Aubin-du-Lac"),
        ("commune;population\n99001;0\n99002;0\n", "ne compte personne"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_its_line(
    here: Territory, text: str, sentence: str
) -> None:
    with pytest.raises(BadCensus, match=sentence):
        census.read(here, text.encode())


def test_without_an_import_the_municipal_population_is_used_by_commune(
    either: Session, here: Territory
) -> None:
    here.population_source = "Insee"
    known = census.people(either, here, children=False)
    assert known.source == "Insee"
    assert [(m.column, dict(m.people)) for m in known.margins] == [
        ("commune", {"99001": 500.0, "99002": 250.0})
    ]


def test_an_import_gives_both_margins_and_children_are_left_out(
    either: Session, here: Territory
) -> None:
    keep(either, here, BOTH)
    communes, ages = census.people(either, here, children=False).margins
    assert dict(communes.people) == {"99001": 80.5, "99002": 40}
    assert (ages.ordered, dict(ages.people)) == (True, {"15-29": 120.5})
    communes, ages = census.people(either, here, children=True).margins
    assert list(ages.people.items()) == [("moins de 15", 1150), ("15-29", 120.5)]


def test_undoing_gives_the_import_before_back_and_leaves_nothing(
    either: Session, here: Territory
) -> None:
    keep(either, here, "commune;population\n99001;10\n99002;30\n", "Ancien")
    keep(either, here, BOTH, "Nouveau")
    keep(either, territory(either, "ailleurs"), BOTH, "Ailleurs")
    census.forget(either, here)
    assert census.people(either, here, children=True).source == "Ancien"
    assert either.scalar(select(func.count()).select_from(CensusLine)) == 2 + 4


def test_answers_are_weighted_by_commune_and_age(either: Session, here: Territory) -> None:
    keep(either, here, "commune;age_band;population\n99001;15-29;10\n99001;30-44;40\n"
         "99002;15-29;20\n99002;30-44;30\n")  # fmt: skip
    frame = pd.DataFrame(
        {
            "commune": ["99001"] * 60 + ["99002"] * 40,
            "age_band": (["15-17", "18-29", "30-44", "30-44"] * 25),
        }
    )
    found, people = census.weigh(either, here, frame)
    weights = found.weights
    assert people.source == "Essai 2022"
    assert weights[frame["commune"] == "99001"].sum() == pytest.approx(50, abs=0.01)
    assert weights[frame["age_band"] != "30-44"].sum() == pytest.approx(30, abs=0.01)


def test_too_few_answers_are_refused(either: Session, here: Territory) -> None:
    frame = pd.DataFrame({"commune": ["99001"] * 10, "age_band": [None] * 10})
    with pytest.raises(CannotWeight, match="Il y a 10 réponses"):
        census.weigh(either, here, frame)
