"""Questionnaires written by people, and the errors they are shown."""

import time
from pathlib import Path

import pytest

from surveys.loader import LoadError, french_spacing, load_toml, parse_toml
from surveys.questions import LongText, SingleChoice
from surveys.schema import from_dict, to_dict

GOOD = """
slug = "essai"
title = "L'essai : « oui » ?"
public = "habitant"
purpose = ["Pour essayer."]
minutes = 2
who_reads = ["Personne."]
rights = "Tous."

[[sections]]
key = "tout"
title = "Tout"

[[sections.questions]]
kind = "single_choice"
key = "trajet"
label = "Comment venez-vous ?"
[sections.questions.choices]
velo = "À vélo"
autre = "Autrement"

[[sections.questions]]
kind = "long_text"
key = "manques"
label = "Que manque-t-il ?"
"""


def error_of(text: str) -> str:
    with pytest.raises(LoadError) as error:
        parse_toml(text, "essai.toml")
    return str(error.value)


def test_choices_written_as_a_table_keep_their_order() -> None:
    question = parse_toml(GOOD, "essai.toml").question("trajet")
    assert isinstance(question, SingleChoice)
    assert [choice.key for choice in question.choices] == ["velo", "autre"]


def test_choices_written_as_a_list_give_the_same_survey() -> None:
    table = '[sections.questions.choices]\nvelo = "À vélo"\nautre = "Autrement"\n'
    listed = (
        'choices = [{ key = "velo", label = "À vélo" }, { key = "autre", label = "Autrement" }]\n'
    )
    assert parse_toml(GOOD.replace(table, listed), "b") == parse_toml(GOOD, "a")


def test_french_spaces_are_put_in_for_the_writer() -> None:
    assert parse_toml(GOOD, "essai.toml").title == "L’essai\u00a0: «\u00a0oui\u00a0»\u00a0?"
    assert french_spacing("http://a.b 12:30 'mot'") == "http://a.b 12:30 'mot'"


def test_a_questionnaire_in_another_language_is_left_as_it_is_typed() -> None:
    assert parse_toml('language = "en"\n' + GOOD, "essai.toml").title == "L'essai : « oui » ?"


def test_what_was_loaded_survives_storage() -> None:
    survey = parse_toml(GOOD, "essai.toml")
    assert from_dict(to_dict(survey)) == survey
    assert isinstance(survey.first_long_text(), LongText)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "long_text"', 'kind = "texte"', "question « manques » : le genre « texte »"),
        ('key = "manques"', 'key = "lang"', "question « lang » : cette clé est réservée"),
        ('key = "manques"', 'key = "manques"\nhelp = "x"', "« manques » : le champ « help »"),
        ('velo = "À vélo"\n', "", "question « trajet » : proposez au moins deux choix"),
        ('velo = "À vélo"', "velo = 1", "question « trajet », choices n° 1 : « label »"),
        ("minutes = 2", 'minutes = "2"', "« minutes » doit être un nombre entier"),
        ("minutes = 2", "", "il manque le champ « minutes »"),
        ("minutes = 2", "minutes = ", "la ligne 6 ne se lit pas"),
        ("minutes = 2", "minutes = " + "9" * 5000, "ne se lit pas"),
        ('public = "habitant"', 'public = "maire"', "habitant, association, elu"),
    ],
)
def test_an_error_names_the_file_the_place_and_the_remedy(old: str, new: str, said: str) -> None:
    message = error_of(GOOD.replace(old, new))
    assert message.startswith("essai.toml")
    assert said in message


@pytest.mark.parametrize(
    "text",
    ["", "x = 1", "sections = 3", "sections = [1]", "[[sections]]\nquestions = 3", "[" * 5000]
    + ["a = " + "[" * 5000 + "]" * 5000, ".".join("a" * 3000) + " = 1", "\x00", "[sections.a]"],
)
def test_what_is_no_questionnaire_gets_a_sentence_and_no_crash(text: str) -> None:
    assert error_of(text).startswith("essai.toml")


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    file = tmp_path / "essai.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_toml(file) == parse_toml(GOOD, "essai.toml")


@pytest.mark.parametrize(
    ("content", "said"),
    [(GOOD.encode("cp1252"), "UTF-8"), (b"#" * 1_000_001, "1 Mo"), (None, "ne s’ouvre pas")],
)
def test_a_file_that_cannot_be_read_says_so(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "essai.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(LoadError, match=f"essai.toml.*{said}"):
        load_toml(file)


def test_rows_and_wordings_may_be_tables_and_a_condition_keeps_its_own_spacing() -> None:
    more = """
[[sections.questions]]
kind = "matrix"
key = "usages"
label = "Utilisez-vous ces lieux ?"
only_if = "${manques} != 'l'"
[sections.questions.rows]
poste = "La poste"
[sections.questions.choices]
oui = "Oui"
non = "Non"
[sections.questions.wordings]
elu = "Vos habitants y vont-ils ?"
association = { label = "Vos adhérents y vont-ils ?", hint = "À peu près." }
"""
    asked = parse_toml(GOOD + more, "essai.toml").question("usages")
    assert asked.only_if == "${manques} != 'l'"
    assert asked.columns() == ("usages_poste",)
    assert asked.worded("elu").label == "Vos habitants y vont-ils\u00a0?"
    assert asked.worded("association").hint == "À peu près."


@pytest.mark.parametrize("shape", ["{}=1", "[{}]", "x={{{}=1}}", '"a".{}=1', "a . {} = 1"])
def test_a_key_of_a_thousand_dots_is_refused_before_it_is_read(shape: str) -> None:
    with pytest.raises(LoadError, match="trop de points"):
        parse_toml(shape.format("a" + ".a" * 1000), "piege.toml")


def test_a_long_word_and_a_list_of_short_ones_are_read_at_once() -> None:
    text = f'title = "{"a" * 900_000}"'
    started = time.process_time()
    with pytest.raises(LoadError, match="il manque le champ"):
        parse_toml(text, "long.toml")
    assert time.process_time() - started < 2
