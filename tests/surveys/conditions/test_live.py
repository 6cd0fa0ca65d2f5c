"""A condition for the page's script: what a page can tell, and nothing that it cannot."""

import json

import pytest

from surveys.conditions import parse
from surveys.conditions.live import Tree, live
from surveys.questions import Choice, LongText, Number, SeveralChoices, SingleChoice
from tests.answering import survey

ONE, SEVERAL = {"a", "b"}, {"s"}


def tree(text: str) -> Tree:
    return live(parse(text), ONE.__contains__, SEVERAL.__contains__)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${a} = 'oui'", ["=", ["a"], "oui"]),
        ("${a} != 'oui'", ["not", ["=", ["a"], "oui"]]),
        ("${a} >= 3", ["<=", 3, ["a"]]),
        ("3 > ${a}", ["<", ["a"], 3]),
        ("selected(${s}, 'x')", ["has", "s", "x"]),
        (
            "not(${a} = 'x' or selected(${a}, 'y'))",
            ["not", ["or", ["=", ["a"], "x"], ["has", "a", "y"]]],
        ),
    ],
)
def test_a_condition_on_ticked_answers_is_said_in_lists(text: str, expected: Tree) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    "text", ["${n} > 3", "${s} = 'x'", "${a} = 'x' and ${n} = 1", "not(selected(${n}, 'x'))"]
)
def test_one_that_looks_at_something_else_is_left_to_the_server(text: str) -> None:
    assert tree(text) == []


def test_a_questionnaire_gives_it_as_json_where_the_page_can_tell() -> None:
    choices = (Choice(key="oui", label="Oui"), Choice(key="non", label="Non"))
    asked = survey(
        SingleChoice(key="auto", label="Une voiture ?", choices=choices),
        SeveralChoices(key="ou", label="Où ?", choices=choices),
        Number(key="combien", label="Combien ?", only_if="selected(${ou}, 'oui')"),
        LongText(key="mot", label="Mais encore ?", only_if="${combien} > 1"),
    )
    told = {key: asked.live_if(question) for key, question in asked.by_key.items()}
    assert json.loads(told["combien"]) == ["has", "ou", "oui"]
    assert (told["auto"], told["ou"], told["mot"]) == ("", "", "")
