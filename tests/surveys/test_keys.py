"""Keys and addresses made from what people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import schema
from surveys.asking import Question
from surveys.keys import key_from, slug_from
from surveys.questions import ShortText


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Où habitez-vous ?", "ou_habitez_vous"),
        ("Le cœur du village", "le_coeur_du_village"),
        ("Qu’est-ce qui vous manque le plus dans la commune ?", "qu_est_ce_qui_vous_manque_le"),
        ("2026 : quels projets ?", "question_2026_quels_projets"),
        ("???", "question"),
        ("市場", "question"),
        ("lang", "lang_2"),
        ("Anticonstitutionnellementanticonstitutionnellement", "anticonstitutionnellementanticon"),
    ],
)
def test_a_key_is_made_of_the_first_words(label: str, key: str) -> None:
    assert key_from(label, ()) == key


def test_a_key_already_there_is_numbered() -> None:
    assert key_from("Où ?", {"ou"}) == "ou_2"
    assert key_from("Où ?", {"ou", "ou_2"}) == "ou_3"


@given(st.text(max_size=80), st.sets(st.sampled_from(["a", "question", "lang"])))
def test_whatever_is_written_gives_a_key_that_can_be_asked(label: str, taken: set[str]) -> None:
    key = key_from(label, taken)
    assert key not in taken
    asked: Question = ShortText(key=key, label="Quoi ?")  # refuses a bad key
    assert asked.key == key


@given(st.text(max_size=80))
def test_whatever_is_written_gives_an_address(title: str) -> None:
    assert schema.is_slug(slug_from(title, ()))


def test_an_address_already_there_is_numbered() -> None:
    assert (
        slug_from("Le marché du dimanche", {"le-marche-du-dimanche"}) == "le-marche-du-dimanche-2"
    )
