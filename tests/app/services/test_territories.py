"""Which territory a name leads to, and what belongs to it alone."""

import pytest
from sqlalchemy.orm import Session

from app.services import territories
from app.services.territories import NoTerritory
from tests.storing import GRID, PLACES, definition, published, territory


def test_the_only_territory_answers_under_any_name(stored: Session) -> None:
    here = territory(stored, host="ici.example.org")
    assert territories.for_host(stored, "127.0.0.1") is here
    assert territories.by_key(stored, None) is here


def test_each_of_several_answers_under_its_own_name_and_no_other(stored: Session) -> None:
    here = territory(stored, "ici", host="ici.example.org")
    there = territory(stored, "ailleurs", host="ailleurs.example.org")
    territory(stored, "sans-nom")
    assert territories.for_host(stored, "ici.example.org") is here
    assert territories.for_host(stored, "ailleurs.example.org") is there
    for host in ("example.org", "", "ICI", "pas-ici.example.org"):
        with pytest.raises(NoTerritory):
            territories.for_host(stored, host)


def test_an_empty_installation_has_no_territory(stored: Session) -> None:
    with pytest.raises(NoTerritory):
        territories.for_host(stored, "127.0.0.1")
    with pytest.raises(NoTerritory):
        territories.by_key(stored, None)


def test_a_key_is_needed_where_several_exist(stored: Session) -> None:
    here, _ = territory(stored, "ici"), territory(stored, "ailleurs")
    assert territories.by_key(stored, "ici") is here
    for key in (None, "", "nulle-part"):
        with pytest.raises(NoTerritory):
            territories.by_key(stored, key)


def test_questions_know_the_territory_s_communes_by_name(stored: Session) -> None:
    labels = territories.context(territory(stored)).commune_labels
    assert labels == {code: name for code, (name, _) in PLACES.items()}
    stored.expire_all()
    again = territories.context(territories.by_key(stored, None)).commune_labels
    assert list(again.values()) == ["Saint-Aubin-du-Lac", "Valbrune"]


def test_the_grid_is_in_its_order_and_the_territory_s_own(stored: Session) -> None:
    here, there = territory(stored, "ici"), territory(stored, "ailleurs")
    grid = territories.themes(stored, here)
    assert {family: tuple(t.key for t in themes) for family, themes in grid.items()} == GRID
    mine = {theme.id for themes in grid.values() for theme in themes}
    others = {t.id for themes in territories.themes(stored, there).values() for t in themes}
    assert not mine & others


def test_surveys_are_the_territory_s_own_in_the_order_they_were_made(stored: Session) -> None:
    here, there = territory(stored, "ici"), territory(stored, "ailleurs")
    for where, slug in ((here, "zz"), (there, "bruit"), (here, "aa")):
        published(stored, where, definition(slug))
    assert [survey.slug for survey in territories.surveys(stored, here)] == ["zz", "aa"]
