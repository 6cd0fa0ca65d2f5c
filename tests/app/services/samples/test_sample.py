"""The sample territory is data: loading it again changes nothing, another folder is another one."""

import csv
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.grid import FAMILIES, Theme
from app.services import territories
from app.services.samples import sample
from surveys import models
from surveys.loader import catalogue
from surveys.storage import state
from tests.storing import DAY, as_typed

NUMBERS = {"Commune": models.Commune, "Theme": Theme, "Survey": models.Survey,
           "Version": models.SurveyVersion, "Response": models.Response}  # fmt: skip


def load(session: Session) -> models.Territory:
    territory = sample.load_territory(session)
    sample.publish_catalogue(session, territory, DAY)
    return territory


def numbers(session: Session) -> dict[str, int]:
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in NUMBERS.items()
    }


def test_loading_again_changes_nothing(stored: Session) -> None:
    territory = load(stored)
    assert sample.sample_paroles(stored, territory, as_typed) == 260
    before = numbers(stored)
    assert load(stored) is territory
    assert sample.sample_paroles(stored, territory, as_typed) == 0
    assert numbers(stored) == before


def test_the_sample_is_said_to_be_one_and_its_populations_to_be_insee_s(stored: Session) -> None:
    territory = load(stored)
    assert territory.is_sample
    assert "Insee" in territory.population_source
    assert sum(commune.population for commune in territory.communes) == 5432


def test_the_grid_has_its_three_families_with_words_for_coders(stored: Session) -> None:
    grid = territories.themes(stored, load(stored))
    assert {family: len(grid[family]) for family in FAMILIES} == {
        "enjeu": 9,
        "domaine": 8,
        "polarity": 4,
    }
    for theme in (theme for themes in grid.values() for theme in themes):
        assert theme.label
        assert theme.definition


def test_the_ready_questionnaires_are_open_residents_first(stored: Session) -> None:
    surveys = territories.surveys(stored, load(stored))
    assert {survey.slug for survey in surveys} == set(catalogue())
    assert surveys[0].versions[0].definition["public"] == "habitant"
    assert {state(survey, DAY) for survey in surveys} == {"open"}


def test_a_questionnaire_already_there_is_left_as_people_changed_it(stored: Session) -> None:
    territory = load(stored)
    survey = territories.surveys(stored, territory)[0]
    survey.closed_on = DAY
    survey.versions[0].content_hash = "changed by hand"
    sample.publish_catalogue(stored, territory, DAY)
    assert (len(survey.versions), survey.closed_on) == (1, DAY)


def test_the_sample_is_whole_even_where_the_clock_is_behind_its_days(stored: Session) -> None:
    territory = load(stored)
    assert sample.sample_paroles(stored, territory, as_typed) == 260
    days = set(stored.scalars(select(models.Response.received_on)))
    assert {day.year for day in days} == {2026}


# Numbers that Arcep keeps for fiction; names that IANA keeps for examples.
FICTION = re.compile("(01 ?99 ?00|02 ?61 ?91|03 ?53 ?01|04 ?65 ?71|05 ?36 ?49|06 ?39 ?98)")
EXAMPLE = re.compile(r"[@.]example(\.(com|net|org))?$")


def test_the_sample_names_no_one_who_can_be_reached() -> None:
    with (sample.FOLDER / "paroles.csv").open(encoding="utf-8", newline="") as file:
        texts = " ".join(row["text"] for row in csv.DictReader(file))
    numbers = re.findall(r"\b0[1-9](?:[ .-]?\d\d){4}\b", texts)
    addresses = re.findall(r"[\w.-]+@[\w.-]+\w", texts)
    assert numbers
    assert addresses
    for number in numbers:
        assert FICTION.match(re.sub("[.-]", " ", number)), number
    for address in addresses:
        assert EXAMPLE.search(address), address


FOLDER = {
    "territory.toml": 'key = "essai"\nname = "Pays d’essai"\nshort_name = "Essai"\n',
    "communes.csv": "code_insee,nom,codes_postaux,population_municipale\n99001,Valbrune,99000,12\n",
}


def write(folder: Path, **changes: str) -> Path:
    for name, text in (FOLDER | changes).items():
        (folder / name).write_text(text, "utf-8")
    return folder


def test_another_folder_is_another_territory(stored: Session, tmp_path: Path) -> None:
    first = load(stored)
    second = sample.load_territory(stored, write(tmp_path))
    assert (second.key, second.is_sample, second.accent) == ("essai", False, "#175a63")
    assert [(c.name, c.population, c.postal_codes) for c in second.communes] == [
        ("Valbrune", 12, "99000")
    ]
    assert len(first.communes) > 1


def test_a_commune_s_new_population_is_taken_and_no_commune_doubled(
    stored: Session, tmp_path: Path
) -> None:
    territory = sample.load_territory(stored, write(tmp_path))
    newer = FOLDER["communes.csv"].replace(",12", ",15") + "99002,Saint-Aubin,99000,7\n"
    assert sample.load_territory(stored, write(tmp_path, **{"communes.csv": newer})) is territory
    stored.expire_all()
    assert {c.code_insee: c.population for c in territory.communes} == {"99001": 15, "99002": 7}


@pytest.mark.parametrize("times", [1, 2])
def test_a_label_no_longer_in_the_file_stays_for_the_tags_that_bear_it(
    stored: Session, times: int
) -> None:
    territory = load(stored)
    old = Theme(
        territory_id=territory.id, family="enjeu", key="ancien", label="Ancien", position=99,
        version="0",
    )  # fmt: skip
    stored.add(old)
    stored.flush()
    for _ in range(times):
        load(stored)
    assert "ancien" in {theme.key for theme in territories.themes(stored, territory)["enjeu"]}
