"""A day in three boxes: read, refused with what is missing, shown."""

from typing import Any

import pytest

from surveys.questions import Context, Date, InvalidSurvey, Refused

CONTEXT = Context()


def asked(**more: Any) -> Date:
    return Date(**{"key": "quand", "label": "Depuis quand ?"} | more)


def boxes(day: str = "", month: str = "", year: str = "") -> dict[str, list[str]]:
    return {"quand_jour": [day], "quand_mois": [month], "quand_annee": [year]}


def refusal(raw: dict[str, list[str]], **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        asked(**more).read_all(raw, CONTEXT)
    return refused.value.message


def test_a_day_is_stored_year_first_and_read_as_people_say_it() -> None:
    stored = asked().read_all(boxes("1", " 3 ", "2026"), CONTEXT)
    assert stored == {"quand": "2026-03-01"}
    assert asked().said(stored, CONTEXT) == "1er mars 2026"
    assert asked().typed(stored) == boxes("1", "3", "2026")
    assert asked().columns() == ("quand",)


def test_three_blank_boxes_are_no_answer() -> None:
    assert asked().read_all(boxes(" ", "", ""), CONTEXT) == {}
    assert asked().read_all({}, CONTEXT) == {}


def test_a_program_may_send_the_day_whole() -> None:
    assert asked().read_all({"quand": ["2026-03-01"]}, CONTEXT) == {"quand": "2026-03-01"}
    assert refusal({"quand": ["01/03/2026"]}).startswith("Écrivez la date en chiffres")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (boxes("12"), "Indiquez aussi le mois et l’année."),
        (boxes("12", "", "2020"), "Indiquez aussi le mois."),
        (boxes("30", "2", "2026"), "Cette date n’existe pas. Vérifiez le jour et le mois."),
        (boxes("0", "1", "2026"), "Cette date n’existe pas. Vérifiez le jour et le mois."),
        (boxes("1", "1", "0000"), "Cette date n’existe pas. Vérifiez le jour et le mois."),
        (boxes("12", "mai", "2026"), "Écrivez la date en chiffres, par exemple 27 3 2026."),
        (boxes("9" * 5000, "5", "2026"), "Écrivez la date en chiffres, par exemple 27 3 2026."),
        (boxes("١", "5", "2026"), "Écrivez la date en chiffres, par exemple 27 3 2026."),
        (boxes("12", "5", "85"), "Écrivez l’année avec ses quatre chiffres, par exemple 1985."),
        (boxes("12", "5", "85") | {"quand_jour": ["1", "2"]}, "Gardez une seule réponse"),
    ],
)
def test_a_day_refused_says_what_to_mend(raw: dict[str, list[str]], said: str) -> None:
    assert refusal(raw).startswith(said)


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"min": "2026-01-01", "max": "2026-02-01"}, "entre le 1er janvier 2026 et le 1er février"),
        ({"min": "2026-01-01"}, "à partir du 1er janvier 2026"),
        ({"max": "2019-12-31"}, "jusqu’au 31 décembre 2019"),
    ],
)
def test_a_day_outside_its_bounds_is_told_them(bounds: dict[str, str], said: str) -> None:
    assert said in refusal(boxes("31", "12", "2025"), **bounds)


def test_the_bounds_themselves_are_allowed() -> None:
    question = asked(min="2026-01-01", max="2026-01-01")
    assert question.read_all(boxes("01", "01", "2026"), CONTEXT) == {"quand": "2026-01-01"}


@pytest.mark.parametrize(
    ("bounds", "said"),
    [({"min": "1/1/2026"}, "min s’écrit"), ({"max": "2026-02-30"}, "max s’écrit")]
    + [({"min": "2026-02-01", "max": "2026-01-01"}, "min doit venir avant max")],
)
def test_bounds_that_are_no_days_are_refused(bounds: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidSurvey, match=said):
        asked(**bounds)


def test_what_another_version_stored_otherwise_is_shown_and_not_typed() -> None:
    assert asked().show("au printemps", CONTEXT) == "au printemps"
    assert asked().typed({"quand": "au printemps"}) == {}
