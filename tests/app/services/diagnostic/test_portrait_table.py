"""The portrait: totals that are whole or said incomplete, changes, what is missing."""

import pytest
from sqlalchemy.orm import Session

from app.services.diagnostic import portrait, portrait_line, portrait_table
from app.services.diagnostic.portrait_table import Change, Here
from surveys.models import Territory
from tests.diagnosing import told


def commune(session: Session, here: Territory, code: str, value: float | None, **said: object):
    status = "known" if value is not None else "secret"
    where = {"area": "commune", "area_code": code, "status": status}
    return told(session, here, value, **where | said)


def shown(session: Session, here: Territory) -> portrait.Portrait:
    found = portrait.one(session, here, "population")
    assert found is not None
    return found


def test_communes_add_up_only_when_all_are_known(either: Session, here: Territory) -> None:
    commune(either, here, "99001", 3)
    assert portrait_table.newest(shown(either, here), here) == Here(
        2023, "incomplete", None, "Insee", True, ("Saint-Aubin-du-Lac",)
    )
    commune(either, here, "99002", None)
    assert portrait_table.newest(shown(either, here), here).status == "incomplete"
    commune(either, here, "99002", 4, year=2023)
    assert portrait_table.newest(shown(either, here), here) == Here(2023, "known", 7, "Insee", True)


def test_the_territory_s_own_figure_is_preferred(either: Session, here: Territory) -> None:
    commune(either, here, "99001", 3)
    told(either, here, 9)
    assert portrait_table.newest(shown(either, here), here) == Here(2023, "known", 9, "Insee")


@pytest.mark.parametrize(
    ("unit", "label", "sums"),
    [
        ("habitants", "Population", True),
        ("foyers", "Foyers au RSA", True),
        ("%", "Taux de pauvreté", False),
        ("€ par an", "Niveau de vie médian", False),
        ("habitants au km²", "Densité", False),
        ("enfants", "Part des enfants", False),
        ("places pour 100 enfants de moins de 3 ans", "Couverture", False),
    ],
)
def test_people_add_up_and_rates_do_not(unit: str, label: str, sums: bool) -> None:
    assert portrait_table.adds_up(unit, label) is sums


def test_a_change_says_its_years_and_rates_move_by_points(either: Session, here: Territory) -> None:
    told(either, here, 200, year=2016)
    told(either, here, 150, year=2021)
    told(either, here, None, year=2022, status="secret")
    history = portrait_table.history(shown(either, here), here)
    assert [each.year for each in history] == [2016, 2021, 2022]
    assert portrait_table.change(history, "habitants") == Change(2016, 2021, -50, -0.25, False)
    assert portrait_table.change(history, "%") == Change(2016, 2021, -50, None, True)
    assert portrait_table.change(history[:1], "habitants") is None


def test_what_the_catalogue_knows_is_listed_missing_or_not(
    either: Session, here: Territory
) -> None:
    told(either, here, 1, key="population_municipale")
    told(either, here, 1, key="autre", area="department", area_code="46")
    all_, youth = portrait_table.sections(
        here,
        portrait.portraits(either, here),
        [("jeunesse", "Jeunesse"), ("enfance_jeunesse", "E")],
    )
    rows = {row.key: row for row in all_.rows}
    assert rows["population_municipale"].here is not None
    assert rows["autre"].compared["department"].value == 1
    assert all_.filled == 1
    assert {row.portrait for row in youth.rows} == {None}
    assert "moins_15_ans" in [row.key for row in youth.rows]


def test_a_line_needs_two_years_and_rises_with_its_figure() -> None:
    assert portrait_line.line([(2021, 1.0)]) is None
    picture = portrait_line.line([(2021, 4.0), (2011, 1.0), (2016, 2.0)])
    assert picture is not None
    assert [dot.year for dot in picture.dots] == [2011, 2016, 2021]
    assert picture.dots[0].y > picture.dots[1].y > picture.dots[2].y
    assert picture.points.count(",") == 3
