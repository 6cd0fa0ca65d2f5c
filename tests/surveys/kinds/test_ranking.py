"""Choices put in order by their ranks."""

from typing import Any

import pytest

from surveys.questions import Choice, Context, InvalidSurvey, Ranking, Refused

CONTEXT = Context()
CHOICES = tuple(
    Choice(key=key, label=label)
    for key, label in [("bus", "Un bus"), ("soins", "Un médecin"), ("toit", "Un logement")]
)


def asked(**more: Any) -> Ranking:
    return Ranking(**{"key": "ordre", "label": "Dans quel ordre ?", "choices": CHOICES} | more)


def refusal(raw: dict[str, list[str]], **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        asked(**more).read_all(raw, CONTEXT)
    return refused.value.message


def test_the_keys_are_stored_best_first_in_one_column() -> None:
    raw = {"ordre_bus": ["3"], "ordre_soins": ["1"], "ordre_toit": ["2"]}
    stored = asked().read_all(raw, CONTEXT)
    assert stored == {"ordre": ["soins", "toit", "bus"]}
    assert asked().said(stored, CONTEXT) == "1. Un médecin ; 2. Un logement ; 3. Un bus"
    assert asked().typed(stored) == raw
    assert asked().columns() == ("ordre",)


def test_some_may_be_left_out_and_ranks_skipped() -> None:
    raw = {"ordre_bus": ["3"], "ordre_soins": [""], "ordre_toit": ["1"]}
    assert asked().read_all(raw, CONTEXT) == {"ordre": ["toit", "bus"]}
    assert asked().read_all({"ordre_bus": [""]}, CONTEXT) == {}


def test_one_rank_for_two_is_refused_by_their_names() -> None:
    assert refusal({"ordre_bus": ["1"], "ordre_toit": ["1"]}) == (
        "Donnez un rang différent à «\u00a0Un bus\u00a0» et «\u00a0Un logement\u00a0»\u00a0: "
        "le rang 1 ne sert qu’une fois."
    )


@pytest.mark.parametrize("rank", ["0", "4", "-1", "1,5", "un", "9" * 5000, "١"])
def test_a_rank_that_is_not_offered_is_refused(rank: str) -> None:
    assert refusal({"ordre_bus": [rank]}) == "Choisissez des rangs entre 1 et 3."


def test_only_the_first_ranks_may_be_asked() -> None:
    assert refusal({"ordre_bus": ["3"]}, max=2) == "Choisissez des rangs entre 1 et 2."
    assert refusal({"ordre": ["bus", "toit", "soins"]}, max=2).endswith("entre 1 et 2.")


def test_a_program_may_send_the_list_in_order() -> None:
    raw = {"ordre": ["toit", " bus ", "toit", ""]}
    assert asked().read_all(raw, CONTEXT) == {"ordre": ["toit", "bus"]}
    assert refusal({"ordre": ["toit", "lune"]}).startswith("Choisissez une réponse parmi")


@pytest.mark.parametrize("most", [0, 4])
def test_ranks_that_have_no_sense_are_refused(most: int) -> None:
    with pytest.raises(InvalidSurvey, match="max doit être compris"):
        asked(max=most)


def test_a_choice_that_a_later_version_dropped_shows_its_key() -> None:
    assert asked().show(["parc", "bus"], CONTEXT) == "1. parc ; 2. Un bus"
