"""All that is wrong at once, each at its place; and never an exception."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import schema
from surveys.asking import InvalidSurvey
from surveys.loader import catalogue
from surveys.problems import Problem, as_far_as_read, problems
from tests.storing import definition


def written(*questions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    plain = schema.to_dict(definition())
    plain["sections"][0]["questions"] = [*questions]
    return plain | changes


CHOICE = {"kind": "single_choice", "key": "a", "label": "Quoi ?"}
TEXT = {"kind": "long_text", "key": "b", "label": "Dites."}


def places(plain: dict[str, Any]) -> list[tuple[str, str]]:
    return [(problem.place, problem.key) for problem in problems(plain)]


@pytest.mark.parametrize("slug", sorted(catalogue()))
def test_a_questionnaire_that_can_be_asked_has_none(slug: str) -> None:
    assert problems(schema.to_dict(catalogue()[slug])) == []


def test_every_problem_is_told_not_only_the_first() -> None:
    plain = written(
        {**CHOICE, "choices": [{"key": "x", "label": "X"}]},
        {"kind": "long_text", "key": "b", "label": " "},
        {**TEXT, "key": "c", "only_if": "${z} = 1"},
        title="",
        minutes=0,
    )
    assert places(plain) == [
        ("question", "a"),
        ("question", "b"),
        ("survey", ""),
        ("survey", ""),
        ("question", "c"),
    ]


def test_one_question_may_have_several() -> None:
    plain = written({"kind": "single_choice", "key": "Été", "label": "", "choices": []})
    assert len(problems(plain)) == 3
    assert places(plain) == [("question", "Été")] * 3


def test_a_question_that_does_not_read_does_not_hide_the_next() -> None:
    plain = written({**CHOICE, "kind": "gps"}, {**TEXT, "label": ""})
    assert places(plain) == [("question", "a"), ("question", "b")]


def test_a_condition_that_does_not_read_is_told_once() -> None:
    plain = written(TEXT, {**TEXT, "key": "c", "only_if": "${b} ="})
    (problem,) = problems(plain)
    assert (problem.place, problem.key) == ("question", "c")
    assert "ne se lit pas" in problem.sentence


def test_an_empty_section_is_named() -> None:
    plain = written(TEXT)
    plain["sections"].append({"key": "vide", "title": "", "questions": []})
    assert places(plain) == [("section", "vide")] * 2


def test_an_unknown_field_of_the_whole_is_told() -> None:
    (problem,) = problems(written(TEXT, couleur="bleu"))
    assert "couleur" in problem.sentence


def test_nothing_at_all_is_told_too() -> None:
    assert Problem("survey", "", "sections : posez au moins une question.") in problems({})


ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["key", "label", "kind", "choices"]), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from(["key", "label", "kind", "choices", "min", "only_if", "wordings", "other"])


@given(field=FIELDS, value=ANY, place=st.integers(0, 2))
def test_whatever_a_draft_holds_is_told_in_words(field: str, value: Any, place: int) -> None:
    plain = copy.deepcopy(schema.to_dict(definition()))
    plain["sections"][0]["questions"][place + 2][field] = value
    found = problems(plain)
    try:
        schema.from_dict(plain)
    except InvalidSurvey:
        assert found
    else:
        assert found == []


@given(value=ANY, field=st.sampled_from(["sections", "title", "slug", "purpose", "minutes"]))
def test_whatever_stands_for_the_whole_is_told_in_words(field: str, value: Any) -> None:
    plain = written(TEXT) | {field: value}
    try:
        schema.from_dict(plain)
    except InvalidSurvey:
        assert problems(plain)
    else:
        assert problems(plain) == []


def test_a_draft_is_shown_as_far_as_it_reads() -> None:
    plain = written(
        {**CHOICE, "choices": []},
        {**CHOICE, "key": "g", "kind": "gps"},
        {**TEXT, "only_if": "${a} ="},
        {**TEXT, "key": "c", "only_if": "${partie} = 1"},
        {**TEXT, "key": "d", "only_if": "${c} = ''"},
        {"kind": "scale", "key": "e", "label": "?", "low": 0, "high": 10**9}
        | {"low_label": "", "high_label": ""},
        title=3,
    )
    shown = as_far_as_read(plain)
    assert [q.key for q in shown.questions] == ["a", "b", "c", "d"]
    assert [q.only_if for q in shown.questions] == ["", "", "", "${c} = ''"]


def test_what_is_sound_is_shown_as_it_is() -> None:
    survey = catalogue()["habitants"]
    shown = as_far_as_read(schema.to_dict(survey))
    assert shown == replace(survey, translations=())  # a preview is in the survey's own language


@given(value=ANY, field=st.sampled_from(["sections", "title", "purpose", "translations"]))
def test_showing_never_fails(field: str, value: Any) -> None:
    as_far_as_read(written(TEXT) | {field: value})
