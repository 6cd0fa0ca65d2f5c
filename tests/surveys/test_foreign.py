"""What is read elsewhere made to fit: keys, addresses, and parts that cannot be asked left out."""

from typing import Any

import pytest

from surveys.foreign import Asked, Part, assemble, key_of, minutes_for, slug_of
from surveys.outcome import MOST_REMARKS, Outcome, Place, Remarks
from surveys.schema import is_slug

WHOLE: dict[str, Any] = {
    "slug": "essai", "title": "Essai", "public": "habitant", "minutes": 2, "purpose": [],
    "who_reads": [], "rights": "",
}  # fmt: skip


def asked(key: str, line: int = 2, kind: str = "short_text", **more: Any) -> Asked:
    return Asked(Place("survey", line), {"kind": kind, "key": key, "label": f"« {key} »"} | more)


def made(*questions: Asked, **translations: dict[str, str]) -> Outcome:
    part = Part(Place("survey", 1), "tout", "Tout", questions=list(questions))
    return assemble(WHOLE, [part], translations, Remarks())


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("age", "age"), ("nom_complet_", "nom_complet_"), ("Q1.b", "q1_b"), ("Élève", "eleve"),
        ("2e", "q_2e"), ("_meta", "q_meta"), ("", "q"), ("日本", "q"), ("lang", "lang_2"),
        ("x" * 50, "x" * 40),
    ],
)  # fmt: skip
def test_a_key_is_as_near_as_can_be_to_the_word(word: str, key: str) -> None:
    assert key_of(word, set()) == key


def test_a_choice_may_begin_with_a_figure_and_no_key_is_given_twice() -> None:
    taken: set[str] = set()
    for word in ("1", "1", "01", "A" * 40, "a" * 40, "lang"):
        taken.add(key_of(word, taken, digits=True))
    assert taken == {"1", "1_2", "01", "a" * 40, "a" * 38 + "_2", "lang"}


@pytest.mark.parametrize("text", ["Vivre ici !", "aXk29", "日本", "", "é" * 200, "--a--"])
def test_an_address_can_be_made_of_any_title(text: str) -> None:
    assert is_slug(slug_of(text))


def test_an_address_that_fits_stays() -> None:
    assert slug_of("marche-du-dimanche-2") == "marche-du-dimanche-2"


def test_time_is_guessed_within_what_is_allowed() -> None:
    assert [minutes_for(n) for n in (0, 1, 9, 1000)] == [1, 1, 3, 120]


def test_a_question_that_cannot_be_asked_is_left_out_and_the_others_stay() -> None:
    found = made(asked("a"), asked("b", 3, "scale"), asked("c", 4, max_length=0), asked("d", 5))
    assert found.survey is not None
    assert [question.key for question in found.survey.questions] == ["a", "d"]
    assert [remark.place.line for remark in found.lost] == [3, 4]
    assert [one.key for one in found.understood] == ["a", "d"]


def test_two_questions_under_one_name_are_one() -> None:
    choices = [{"key": "x", "label": "X"}, {"key": "y", "label": "Y"}]
    found = made(
        asked("a", 2, "single_choice", choices=choices, other=True), asked("a_autre", 3), asked("b")
    )
    assert found.survey is not None
    assert [question.key for question in found.survey.questions] == ["a", "b"]
    assert "sert déjà à la question" in str(found.lost[0])


def test_a_chain_of_conditions_breaks_only_where_it_must() -> None:
    found = made(
        asked("a", 2, "scale"),
        asked("b", 3, only_if="${a} = 1"),
        asked("c", 4, only_if="${b} = 'x'"),
    )
    assert found.survey is not None
    assert [question.only_if for question in found.survey.questions] == ["", "${b} = 'x'"]


def test_a_translation_that_cannot_be_shown_goes_for_its_question_alone() -> None:
    choices = [{"key": "x", "label": "X"}, {"key": "y", "label": "Y"}]
    one = asked("a", 2, "single_choice", choices=choices)
    one.texts = {"en": {"label": "What?", "choices.x": "Same", "choices.y": "Same"}}
    two = asked("b", 3)
    two.texts = {"en": {"label": "Two", "nowhere": "Lost"}}
    found = made(one, two, en={"title": "A try"})
    assert found.survey is not None
    (english,) = found.survey.translations
    assert {text.path: text.text for text in english.texts} == {
        "title": "A try",
        "question.b.label": "Two",
    }
    assert "deux choix disent « Same »" in str(found.lost[0])


def test_nothing_left_is_no_survey() -> None:
    found = made(asked("a", 2, "scale"))
    assert found.survey is None
    assert found.understood == ()


def test_remarks_follow_the_file_and_each_is_made_once() -> None:
    remarks = Remarks()
    for sheet, line in (("survey", 9), ("choices", 2), ("survey", 3), ("survey", 9)):
        remarks.lost(Place(sheet, line), "perdu.")
    assert [str(remark.place) for remark in remarks.all()] == [
        "feuille « survey », ligne 3",
        "feuille « survey », ligne 9",
        "feuille « choices », ligne 2",
    ]


def test_remarks_without_end_are_counted() -> None:
    remarks = Remarks()
    for line in range(MOST_REMARKS + 7):
        remarks.adapted(Place("", line), "dit autrement.")
    assert len(remarks.all()) == MOST_REMARKS + 1
    assert "7 autres" in str(remarks.all()[-1])
