"""What the editor says: no key, no name of a field, no technical word."""

import re

import pytest

from app.desk.questionnaires.draft_words import field_name, sentence, shown, where
from surveys import schema
from surveys.problems import Problem, problems
from tests.storing import definition

BROKEN = [
    {"kind": "single_choice", "key": "a", "label": "", "choices": [], "only_if": "${z} ="},
    {"kind": "scale", "key": "b", "label": "B", "low": 5, "high": 1}
    | {"low_label": "", "high_label": ""},
    {"kind": "number", "key": "c", "label": "C", "min": 5, "max": 1},
    {"kind": "long_text", "key": "d", "label": "D", "max_length": 0, "only_if": "${e} = 1"},
    {"kind": "several_choices", "key": "e", "label": "E", "min": 9, "max": 9}
    | {"choices": [{"key": "x", "label": "X"}, {"key": "y", "label": "X"}]},
]
TECHNICAL = re.compile(
    r"\((?:label|only_if|kind)\)|^(?:title|minutes|sections|slug) :|\blow\b|\bhigh\b"
)


def test_every_problem_is_said_in_plain_words() -> None:
    plain = schema.to_dict(definition()) | {"title": "", "minutes": 0}
    plain["sections"][0]["questions"] = BROKEN
    found = problems(plain)
    assert len(found) >= 9
    for problem in found:
        said = sentence(problem)
        assert not TECHNICAL.search(said), said
        assert said[0].isupper() or said[0] == "«", said


def test_a_problem_is_placed_by_the_text_people_know() -> None:
    plain = schema.to_dict(definition())
    assert where(Problem("question", "avis", ""), plain) == "Votre avis ?"
    assert where(Problem("section", "tout", ""), plain) == "Partie : Tout"
    assert where(Problem("question", "nulle", ""), plain) == "Question"
    assert where(Problem("survey", "", ""), plain) == "Le questionnaire"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "(vide)"),
        ([], "(vide)"),
        (True, "oui"),
        (0, "0"),
        ("habitant", "Habitantes et habitants"),
        ([{"key": "x", "label": "X"}, {"key": "y", "label": "Y"}], "X · Y"),
        ([{"public": "elu", "label": "L", "hint": "H"}], "L – H"),
    ],
)
def test_both_texts_are_shown_as_people_read_them(value: object, said: str) -> None:
    assert shown(value) == said


def test_fields_and_paths_have_names() -> None:
    assert field_name("hint") == "L’aide"
    assert field_name("question.avis.label") == "La question"
    assert field_name("purpose.2") == "Texte"
