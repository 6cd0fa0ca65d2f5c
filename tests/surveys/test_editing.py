"""What the editor does to a definition: the one given is never touched, keys stay."""

import copy
from typing import Any

import pytest

from surveys import editing, plain_texts, schema, sections
from surveys.loader import catalogue
from surveys.problems import problems

Plain = dict[str, Any]


def two_sections() -> Plain:
    """a, b in the first; c in the second, which looks at a."""
    choices = [{"key": "oui", "label": "Oui"}, {"key": "non", "label": "Non"}]
    return {
        "slug": "essai",
        "title": "Essai",
        "public": "habitant",
        "purpose": ["Pour voir.", "Pour savoir."],
        "minutes": 2,
        "who_reads": ["Une personne."],
        "rights": "Effacer.",
        "sections": [
            {
                "key": "une",
                "title": "Une",
                "questions": [
                    {"kind": "single_choice", "key": "a", "label": "A ?", "choices": choices},
                    {"kind": "long_text", "key": "b", "label": "B ?"},
                ],
            },
            {
                "key": "deux",
                "title": "Deux",
                "questions": [
                    {"kind": "long_text", "key": "c", "label": "C ?", "only_if": "${a} = 'oui'"}
                ],
            },
        ],
        "translations": [
            {
                "language": "en",
                "texts": [
                    {"path": "purpose.2", "text": "To know."},
                    {"path": "section.deux.title", "text": "Two"},
                    {"path": "question.a.label", "text": "A?"},
                    {"path": "question.a.choices.oui", "text": "Yes"},
                    {"path": "question.c.label", "text": "C?"},
                ],
            }
        ],
    }


def order(definition: Plain) -> str:
    """« a b | c »."""
    return " | ".join(
        " ".join(str(question["key"]) for question in section["questions"])
        for section in definition["sections"]
    )


def english(definition: Plain) -> list[str]:
    return list(plain_texts.said(definition, "en"))


@pytest.fixture
def plain() -> Plain:
    return two_sections()


@pytest.fixture(autouse=True)
def _the_given_one_is_never_touched(plain: Plain) -> Any:
    before = copy.deepcopy(plain)
    yield
    assert plain == before


def test_a_blank_questionnaire_lacks_only_its_questions() -> None:
    blank = editing.blank("neuf", "Neuf", "habitant", "Vos réponses")
    asked, _ = editing.add_question(blank, "long_text", "Que dire ?")
    assert {problem.place for problem in problems(blank)} == {"survey", "section"}
    assert problems(asked) == []


@pytest.mark.parametrize(
    ("where", "after"),
    [
        ({"after": "a"}, "a x b | c"),
        ({"into": "une"}, "a b x | c"),
        ({}, "a b | c x"),
        ({"into": "nulle", "after": "nulle"}, "a b | c x"),
    ],
)
def test_a_question_is_added_where_asked(plain: Plain, where: dict[str, str], after: str) -> None:
    made, key = editing.add_question(plain, "number", "X", **where)
    assert (order(made), key) == (after, "x")


def test_a_question_needs_a_section() -> None:
    with pytest.raises(editing.NotThere):
        editing.add_question({"sections": []}, "number", "X")


@pytest.mark.parametrize("kind", editing.BEGINNINGS)
def test_a_new_question_of_each_kind_begins_with_its_fields(plain: Plain, kind: str) -> None:
    made, key = editing.add_question(plain, kind, "Neuve ?")
    assert editing.BEGINNINGS[kind].keys() <= editing.question(made, key).keys()
    editing.question(made, key)["label"] = "Autre"
    assert editing.add_question(plain, kind, "Neuve ?")[0] != made  # beginnings are not shared


def test_a_new_key_takes_no_name_that_another_question_reads(plain: Plain) -> None:
    plain_names = editing.names(plain)
    assert {"a", "a_oui", "a_autre", "b", "c_jour"} <= plain_names
    _, key = editing.add_question(plain, "number", "A oui")
    assert key == "a_oui_2"


@pytest.mark.parametrize(
    ("key", "step", "after"),
    [
        ("b", -1, "b a | c"),
        ("a", 1, "b a | c"),
        ("a", -1, "a b | c"),
        ("b", 1, "a | b c"),
        ("c", -1, "a b c | "),
        ("c", 1, "a b | c"),
    ],
)
def test_a_question_moves_up_and_down_across_sections(
    plain: Plain, key: str, step: int, after: str
) -> None:
    assert order(editing.move_question(plain, key, step)) == after


@pytest.mark.parametrize(
    ("key", "into", "place", "after"),
    [("c", "une", 1, "a c b | "), ("a", "une", 9, "b a | c"), ("b", "deux", -3, "a | b c")],
)
def test_a_question_is_dropped_at_a_place(
    plain: Plain, key: str, into: str, place: int, after: str
) -> None:
    assert order(editing.place_question(plain, key, into, place)) == after


def test_a_copy_comes_next_under_its_own_key(plain: Plain) -> None:
    made, key = editing.duplicate_question(plain, "a")
    assert (order(made), key) == ("a a_2 b | c", "a_2")
    editing.question(made, "a_2")["choices"].clear()
    assert len(editing.question(made, "a")["choices"]) == 2


def test_removing_a_question_takes_its_translations(plain: Plain) -> None:
    made = editing.remove_question(plain, "a")
    assert order(made) == "b | c"
    assert english(made) == ["purpose.2", "section.deux.title", "question.c.label"]


def test_what_is_not_there_is_said(plain: Plain) -> None:
    for gesture in (editing.remove_question, editing.duplicate_question, sections.remove_section):
        with pytest.raises(editing.NotThere):
            gesture(plain, "nulle")
    with pytest.raises(editing.NotThere):
        editing.place_question(plain, "a", "nulle", 0)


def test_an_emptied_field_is_left_out_as_published_definitions_do(plain: Plain) -> None:
    made = editing.change_question(plain, "c", {"label": "C", "hint": "", "only_if": ""})
    assert editing.question(made, "c") == {"kind": "long_text", "key": "c", "label": "C"}
    assert schema.to_dict(schema.from_dict(made)) == made


def test_choices_keep_their_keys_and_new_ones_get_one(plain: Plain) -> None:
    choices = [
        {"key": "non", "label": "Pas du tout"},
        {"key": "", "label": "Non"},
        {"label": "Oui, souvent"},
    ]
    made = editing.change_question(plain, "a", {"choices": choices})
    assert editing.question(made, "a")["choices"] == [
        {"key": "non", "label": "Pas du tout"},
        {"key": "non_2", "label": "Non"},
        {"key": "oui_souvent", "label": "Oui, souvent"},
    ]
    assert "question.a.choices.oui" not in english(made)


def test_a_new_way_of_answering_keeps_what_both_have(plain: Plain) -> None:
    made = editing.change_kind(plain, "a", "several_choices")
    assert len(editing.question(made, "a")["choices"]) == 2
    scale = editing.change_kind(plain, "a", "scale")
    assert set(editing.question(scale, "a")) == {
        "kind", "key", "label", "low", "high", "low_label", "high_label",
    }  # fmt: skip
    assert "question.a.choices.oui" not in english(scale)
    assert editing.question(editing.change_kind(plain, "c", "number"), "c")["only_if"]


def test_a_line_taken_out_takes_its_translation(plain: Plain) -> None:
    assert "purpose.2" not in english(editing.change(plain, purpose=["Pour voir."]))


@pytest.mark.parametrize("slug", sorted(catalogue()))
def test_the_texts_of_a_draft_are_those_of_the_questionnaire(slug: str) -> None:
    from surveys.translation import texts

    survey = catalogue()[slug]
    assert plain_texts.texts(schema.to_dict(survey)) == texts(survey)


def test_translating_adds_takes_out_and_says_what_is_missing(plain: Plain) -> None:
    assert plain_texts.missing(plain, "en")[:2] == ["title", "purpose.1"]
    done = plain_texts.translate(plain, "en", {"title": " A try ", "question.a.label": ""})
    assert plain_texts.said(done, "en")["title"] == "A try"
    assert "question.a.label" in plain_texts.missing(done, "en")
    assert problems(done) == []
    empty = plain_texts.translate(plain, "en", dict.fromkeys(english(plain), ""))
    assert "translations" not in empty


def test_odd_data_hurts_nothing() -> None:
    odd: Plain = {"sections": [None, {"questions": 3}, {"questions": ["x"]}], "translations": "?"}
    assert list(editing.questions(odd)) == []
    assert plain_texts.texts(odd) == {}
    assert plain_texts.pruned(odd) == odd
