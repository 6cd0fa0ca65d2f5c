"""Conditions chosen in lists: what they make, and what they show again."""

import pytest
from werkzeug.datastructures import MultiDict

from app.desk.questionnaires.condition_form import Picked, Unsaid, built, picked
from surveys.conditions import parse


def form(column: str = "a", **typed: str | list[str]) -> MultiDict[str, str]:
    made: MultiDict[str, str] = MultiDict({"column": column})
    for name, value in typed.items():
        made.setlist(name, value if isinstance(value, list) else [value])
    return made


@pytest.mark.parametrize(
    ("kind", "typed", "text"),
    [
        ("single_choice", {"answers": ["x"]}, "${a} = 'x'"),
        ("single_choice", {"answers": ["x", "y"]}, "${a} = 'x' or ${a} = 'y'"),
        ("several_choices", {"answers": ["x"], "denied": "1"}, "not(selected(${a}, 'x'))"),
        ("several_choices", {"answers": ["x", "y"]}, "selected(${a}, 'x') or selected(${a}, 'y')"),
        ("long_text", {}, "${a} != ''"),
        ("long_text", {"denied": "1"}, "not(${a} != '')"),
        ("number", {"sign": ">", "bound": "2"}, "${a} > 2"),
        ("number", {"sign": "<=", "bound": "2,5"}, "${a} <= 2.5"),
        ("number", {"sign": "!=", "bound": ""}, "${a} != ''"),
    ],
)
def test_lists_make_a_condition_and_show_it_again(
    kind: str, typed: dict[str, str], text: str
) -> None:
    made = built(kind, form(**typed))
    assert made == text
    parse(made)
    again = picked(made)
    assert again.column == "a"
    assert list(again.answers) == typed.get("answers", [])
    assert again.denied == (typed.get("denied") == "1")
    if typed.get("bound"):
        assert again.sign == typed["sign"]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("single_choice", {}), ("scale", {"answers": []}), ("number", {"sign": ">", "bound": "dix"})],
)
def test_what_is_missing_is_asked_for(kind: str, typed: dict[str, str]) -> None:
    with pytest.raises(Unsaid):
        built(kind, form(**typed))


@pytest.mark.parametrize(
    "text", ["", "${a} =", "${a} = 'x' and ${b} = 'y'", "${a} = 'x' or ${b} = 'y'", "${a} = ${b}"]
)
def test_what_lists_cannot_make_is_left_to_the_hand(text: str) -> None:
    assert picked(text) == Picked()
