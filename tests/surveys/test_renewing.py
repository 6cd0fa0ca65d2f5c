"""Another meaning under a new key: conditions, translations and lists follow."""

import pytest

from surveys import editing, renewing
from surveys.problems import problems
from tests.surveys.test_editing import Plain, english, two_sections


@pytest.fixture
def plain() -> Plain:
    return two_sections()


def test_a_renewed_key_is_followed_by_conditions_and_translations(plain: Plain) -> None:
    asked = editing.change_question(plain, "a", {"label": "Venez-vous ?", "other": True})
    asked = editing.change_question(asked, "c", {"only_if": "${a} = 'oui' and ${a_autre} != ''"})
    made, key = renewing.renew_key(asked, "a")
    assert key == "venez_vous"
    assert editing.question(made, "c")["only_if"] == (
        "${venez_vous} = 'oui' and ${venez_vous_autre} != ''"
    )
    assert "question.venez_vous.choices.oui" in english(made)
    assert problems(made) == []


def test_a_key_that_only_begins_alike_is_left_alone(plain: Plain) -> None:
    made, _ = editing.add_question(plain, "number", "a_b", into="une")
    made = editing.change_question(made, "c", {"only_if": "${a_b} > 2"})
    renewed, _ = renewing.renew_key(made, "a")
    assert editing.question(renewed, "c")["only_if"] == "${a_b} > 2"


def test_a_renewed_choice_has_a_key_of_its_own(plain: Plain) -> None:
    changed = [{"key": "oui", "label": "Le dimanche"}, {"key": "non", "label": "Non"}]
    made = renewing.renew_choice(
        editing.change_question(plain, "a", {"choices": changed}), "a", "oui"
    )
    assert [c["key"] for c in editing.question(made, "a")["choices"]] == ["le_dimanche", "non"]
    assert "question.a.choices.le_dimanche" in english(made)
    assert editing.question(made, "c")["only_if"] == "${a} = 'le_dimanche'"
    assert problems(made) == []


def test_a_renewed_choice_still_excludes_the_others(plain: Plain) -> None:
    made = editing.change_kind(plain, "a", "several_choices")
    made = editing.change_question(made, "a", {"alone": ["non"]})
    made = editing.change_question(made, "c", {"only_if": "not(selected(${a}, 'non'))"})
    renewed = renewing.renew_choice(made, "a", "non")
    assert editing.question(renewed, "a")["alone"] == ["non_2"]
    assert editing.question(renewed, "c")["only_if"] == "not(selected(${a}, 'non_2'))"
    assert problems(renewed) == []
