"""What changed between two versions, in words; and when a key may no longer mean the same."""

import copy
from typing import Any

import pytest

from surveys import editing, schema, sections
from surveys.comparing import alike, changes, doubts
from surveys.loader import catalogue

Plain = dict[str, Any]


@pytest.fixture
def old() -> Plain:
    """A questionnaire not translated yet: a question that goes takes its translations along."""
    ready = schema.to_dict(catalogue()["habitants"])
    return {name: value for name, value in ready.items() if name != "translations"}


def whats(old: Plain, new: Plain) -> list[tuple[str, str]]:
    return [(change.what, change.key) for change in changes(old, new)]


def with_question(old: Plain, key: str, **fields: Any) -> Plain:
    made = copy.deepcopy(old)
    editing.question(made, key).update(fields)
    return made


def test_nothing_changed_says_nothing(old: Plain) -> None:
    assert changes(old, copy.deepcopy(old)) == []
    assert doubts(old, copy.deepcopy(old)) == []


def test_what_has_no_word_of_its_own_is_not_passed_over(old: Plain) -> None:
    assert [change.what for change in changes(old, old | {"language": "en"})] == [
        "Réglages : changés"
    ]


def test_each_thing_that_changed_is_said_once(old: Plain) -> None:
    new = with_question(old, "vivre_ici", label="Comment trouvez-vous la vie ici ?")
    (change,) = changes(old, new)
    assert (change.what, change.key) == ("Texte : changement", "vivre_ici")
    assert change.before == "Comment trouvez-vous la vie dans votre commune\u00a0?"
    assert change.after == "Comment trouvez-vous la vie ici ?"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"hint": "Une aide."}, "Aide : changement"),
        ({"only_if": "${vivre_ici} = 1"}, "Condition : ajout"),
        ({"required": True}, "Obligatoire"),
        ({"kind": "short_text"}, "Sorte de réponse : changée"),
        ({"max_length": 10}, "Réglages de la réponse : changés"),
    ],
)
def test_every_part_of_a_question_is_looked_at(
    old: Plain, fields: dict[str, Any], said: str
) -> None:
    assert whats(old, with_question(old, "points_forts", **fields))[0] == (said, "points_forts")


def test_answers_added_removed_reworded_and_reordered_are_told_apart(old: Plain) -> None:
    new = copy.deepcopy(old)
    offered = editing.question(new, "deplacements")["choices"]
    taken, kept = offered.pop(0), offered[0]
    kept["label"] += " bien"
    offered.append({"key": "autrement", "label": "Autrement"})
    offered[1], offered[2] = offered[2], offered[1]
    found = {change.what: change for change in changes(old, new)}
    assert set(found) == {
        "Réponse ajoutée", "Réponse retirée", "Réponse : texte changé",
        "Réponses dans un autre ordre",
    }  # fmt: skip
    assert found["Réponse retirée"].before == taken["label"]


def test_questions_added_and_removed_are_told(old: Plain) -> None:
    added, key = editing.add_question(editing.remove_question(old, "age"), "number", "Combien ?")
    assert whats(old, added) == [("Question ajoutée", key), ("Question retirée", "age")]


def test_only_what_moved_is_said_to_have_moved(old: Plain) -> None:
    first = old["sections"][0]["questions"][0]["key"]
    second = old["sections"][0]["questions"][1]["key"]
    moved = editing.move_question(old, first, 1)
    assert len(whats(old, moved)) == 1
    assert whats(old, moved)[0][0] == "Question déplacée"
    assert whats(old, moved)[0][1] in (first, second)


def test_a_question_in_another_section_has_moved(old: Plain) -> None:
    last = old["sections"][0]["questions"][-1]["key"]
    assert whats(old, editing.move_question(old, last, 1)) == [("Question déplacée", last)]


def test_the_whole_its_sections_and_its_translations_are_looked_at(old: Plain) -> None:
    new = editing.change(old, title="Autre", purpose=["Une.", "Deux."])
    new, _ = sections.add_section(new, "En plus")
    new["translations"] = [{"language": "en", "texts": [{"path": "title", "text": "Other"}]}]
    said = [what for what, _ in whats(old, new)]
    assert said[:3] == [
        "Titre du questionnaire : changé",
        "Pourquoi ces questions : changé",
        "Partie ajoutée",
    ]
    assert said[-1].startswith("Traduction (en)")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Comment trouvez-vous la vie ici ?", "Comment trouvez-vous la vie ici?"),
        ("Où habitez vous ?", "Où habitez-vous ?"),
        ("Qu’est-ce qui vous mnque ?", "Qu’est-ce qui vous manque ?"),
        ("Je conduis", "Je conduis une voiture"),
        ("De temps en temps", "Parfois, de temps en temps"),
    ],
)
def test_a_typo_mended_is_a_correction(one: str, other: str) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Où habitez-vous ?", "Quel âge avez-vous ?"),
        ("Oui", "Non"),
        ("Je viens souvent", "Je ne viens jamais"),
        ("Enfants de 3 à 10 ans", "Enfants de 3 à 12 ans"),
        ("Le bus", "Le médecin"),
    ],
)
def test_another_meaning_is_no_correction(one: str, other: str) -> None:
    assert not alike(one, other)


def test_a_key_under_another_meaning_is_doubted(old: Plain) -> None:
    new = with_question(old, "points_forts", label="Quel âge avez-vous ?")
    editing.question(new, "deplacements")["choices"][0]["label"] = "Autre chose encore"
    found = doubts(old, new)
    assert [(doubt.key, bool(doubt.choice)) for doubt in found] == [
        ("points_forts", False),
        ("deplacements", True),
    ]
    assert found[0].name == "sens.points_forts"
    assert found[1].name == f"sens.deplacements.{found[1].choice}"


def test_a_reworded_text_is_not_doubted(old: Plain) -> None:
    label = str(editing.question(old, "points_forts")["label"])
    assert doubts(old, with_question(old, "points_forts", label=label.replace("vous", "tu"))) == []
