"""« Autre, précisez » beside the choices of a list."""

from typing import Any

import pytest

from surveys.questions import (
    Choice,
    Context,
    InvalidSurvey,
    Question,
    Refused,
    SeveralChoices,
    SingleChoice,
)

CONTEXT = Context()
A_PIED = Choice(key="pied", label="À pied")
CAR = Choice(key="car", label="En car")
RIEN = Choice(key="rien", label="Rien de tout cela")


def single(**more: Any) -> SingleChoice:
    fields: dict[str, Any] = {"choices": (A_PIED, CAR), "other": True}
    return SingleChoice(key="trajet", label="Comment ?", **fields | more)


def several(**more: Any) -> SeveralChoices:
    fields: dict[str, Any] = {"choices": (A_PIED, CAR, RIEN), "other": True, "alone": ("rien",)}
    return SeveralChoices(key="trajets", label="Comment ?", **fields | more)


def refusal(question: Question, **raw: list[str]) -> str:
    with pytest.raises(Refused) as refused:
        question.read_all(raw, CONTEXT)
    return refused.value.message


def test_the_ticked_choice_is_kept_and_what_is_specified_is_stored_apart() -> None:
    raw = {"trajets": ["autre", "pied"], "trajets_autre": ["  En\r\nbarque "]}
    stored = several().read_all(raw, CONTEXT)
    assert stored == {"trajets": ["pied", "autre"], "trajets_autre": "En barque"}
    assert several().said(stored, CONTEXT) == "À pied ; Autre (En barque)"
    again = {"trajets": ["pied", "autre"], "trajets_autre": ["En barque"]}
    assert several().typed(stored) == again


def test_other_may_be_ticked_without_a_word() -> None:
    assert single().read_all({"trajet": ["autre"]}, CONTEXT) == {"trajet": "autre"}


@pytest.mark.parametrize(
    ("question", "stored"), [(single(), "autre"), (several(), ["autre"])], ids=["one", "several"]
)
def test_a_text_alone_ticks_other_by_itself(question: Question, stored: object) -> None:
    name = f"{question.key}_autre"
    found = question.read_all({question.key: [""], name: ["En barque"]}, CONTEXT)
    assert found == {question.key: stored, name: "En barque"}


def test_a_text_beside_another_single_choice_is_never_dropped_in_silence() -> None:
    said = refusal(single(), trajet=["pied"], trajet_autre=["En barque"])
    assert said == "Choisissez «\u00a0Autre\u00a0», ou effacez ce que vous avez précisé."


def test_a_text_beside_none_of_these_is_refused() -> None:
    assert "Rien de tout cela" in refusal(several(), trajets=["rien"], trajets_autre=["En barque"])


def test_the_text_counts_for_a_choice() -> None:
    said = refusal(several(max=1), trajets=["pied"], trajets_autre=["En barque"])
    assert "au plus 1 réponse" in said


def test_a_long_text_is_refused_and_not_cut() -> None:
    assert "Raccourcissez" in refusal(single(), trajet=["autre"], trajet_autre=["x" * 201])


def test_the_list_may_word_its_own_other_and_place_it() -> None:
    ailleurs = Choice(key="autre", label="D’une autre façon")
    question = single(choices=(ailleurs, CAR))
    assert [choice.key for choice in question.options(CONTEXT)] == ["autre", "car"]
    assert question.column_label("trajet_autre") == "Comment ? (D’une autre façon, précisez)"


def test_the_columns_are_the_key_and_the_key_followed_by_autre() -> None:
    assert single().columns() == ("trajet", "trajet_autre")
    assert single(other=False).columns() == ("trajet",)


def test_without_other_a_choice_of_that_name_is_like_any_other() -> None:
    question = single(other=False, choices=(A_PIED, Choice(key="autre", label="Autrement")))
    raw = {"trajet": ["pied"], "trajet_autre": ["En barque"]}
    assert question.read_all(raw, CONTEXT) == {"trajet": "pied"}


def test_one_choice_and_other_make_a_list() -> None:
    assert len(single(choices=(A_PIED,)).options(CONTEXT)) == 2
    with pytest.raises(InvalidSurvey, match="au moins deux choix"):
        single(choices=(A_PIED,), other=False)
