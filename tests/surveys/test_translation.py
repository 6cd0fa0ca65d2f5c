"""A questionnaire in several languages: what may be translated, what is missing, what is shown."""

from dataclasses import replace
from typing import Any

import pytest

from surveys.loader import LoadError, parse_toml
from surveys.questions import Choice, Matrix, Number, Scale, SingleChoice, Wording
from surveys.schema import InvalidSurvey, Section, Survey, content_hash, from_dict, to_dict
from surveys.translation import (
    Text,
    Translation,
    fitting,
    missing,
    needed,
    paths,
    texts,
    translated,
    withheld,
)
from surveys.words import LANGUAGES
from tests.surveys.test_schema import open_question, survey

CHOICES = (Choice(key="oui", label="Oui"), Choice(key="non", label="Non"))


def worded() -> Survey:
    elu = Wording(public="elu", label="Que disent les gens ?")
    return survey(
        SingleChoice(key="venue", label="Venez-vous ?", choices=CHOICES, other=True),
        Matrix(key="lieux", label="Où ?", rows=CHOICES[:1], choices=CHOICES),
        Number(key="distance", label="À combien ?", unit="km"),
        Scale(key="avis", label="Alors ?", low=1, high=5, low_label="non", high_label="oui"),
        open_question(wordings=(elu,)),
        next_steps=("Ensuite.",),
    )


def in_english(whole: Survey, **said: str) -> Survey:
    """`whole` with an English translation of these texts; « __ » stands for a dot."""
    found = tuple(Text(path=key.replace("__", "."), text=text) for key, text in said.items())
    return replace(whole, translations=(Translation(language="en", texts=found),))


def complete(whole: Survey) -> Survey:
    found = tuple(Text(path=path, text=f"{path} EN") for path in texts(whole))
    return replace(whole, translations=(Translation(language="en", texts=found),))


def test_every_text_that_people_read_has_a_path_in_reading_order() -> None:
    assert texts(worded()) == {
        "title": "Un essai",
        "purpose.1": "Pour essayer.",
        "who_reads.1": "Personne.",
        "rights": "Tous.",
        "next_steps.1": "Ensuite.",
        "section.tout.title": "Tout",
        "question.venue.label": "Venez-vous ?",
        "question.venue.choices.oui": "Oui",
        "question.venue.choices.non": "Non",
        "question.lieux.label": "Où ?",
        "question.lieux.choices.oui": "Oui",
        "question.lieux.choices.non": "Non",
        "question.lieux.rows.oui": "Oui",
        "question.distance.label": "À combien ?",
        "question.distance.unit": "km",
        "question.avis.label": "Alors ?",
        "question.avis.low_label": "non",
        "question.avis.high_label": "oui",
        "question.manques.label": "Qu’est-ce qui manque ?",
        "question.manques.wordings.elu.label": "Que disent les gens ?",
    }


def test_a_whole_translation_leaves_no_word_of_the_source() -> None:
    whole = complete(worded())
    english = translated(whole, "en")
    shown = {path: text for path, text in texts(english).items() if "autre" not in path}
    assert shown == {path: f"{path} EN" for path in texts(whole)}
    assert (english.language, english.translations) == ("en", ())
    assert missing(whole, "en") == ()


def test_keys_conditions_and_bounds_do_not_change_with_the_language() -> None:
    whole = complete(survey(worded().questions[0], open_question(only_if="${venue} = 'oui'")))
    english = translated(whole, "en")
    assert [question.key for question in english.questions] == ["venue", "manques"]
    assert english.question("manques").only_if == "${venue} = 'oui'"
    assert english.by_name.keys() == whole.by_name.keys()
    assert english.by_column.keys() == whole.by_column.keys()


def test_where_a_text_is_missing_the_source_is_shown_and_its_path_is_told() -> None:
    whole = in_english(worded(), title="A trial", question__venue__label=" ")
    english = translated(whole, "en")
    assert english.title == "A trial"
    assert english.question("venue").label == "Venez-vous ?"
    assert "question.venue.label" in missing(whole, "en")
    assert "title" not in missing(whole, "en")


def test_a_language_not_begun_misses_everything_and_its_own_nothing() -> None:
    assert missing(worded(), "falc") == tuple(texts(worded()))
    assert missing(worded(), "fr") == ()
    with pytest.raises(KeyError):
        translated(worded(), "falc")


def test_the_own_language_is_the_survey_itself() -> None:
    whole = worded()
    assert translated(whole, "fr") is whole


def test_a_hint_may_be_added_where_the_source_has_none() -> None:
    whole = in_english(worded(), question__venue__hint="Even once.")
    assert translated(whole, "en").question("venue").hint == "Even once."
    assert "question.venue.hint" not in missing(whole, "en")


@pytest.mark.parametrize(("language", "label"), [("en", "Other"), ("falc", "Autre réponse")])
def test_the_choice_that_the_software_adds_is_said_in_the_language(
    language: str, label: str
) -> None:
    whole = replace(worded(), translations=(Translation(language=language),))
    question = translated(whole, language).question("venue")
    assert isinstance(question, SingleChoice)
    assert question.offered[-1] == Choice(key="autre", label=label)
    own = SingleChoice(
        key="venue",
        label="?",
        choices=(*CHOICES, Choice(key="autre", label="Autrement")),
        other=True,
    )
    kept = translated(replace(survey(own), translations=whole.translations), language)
    assert kept.question("venue") == own


def test_a_questionnaire_written_in_english_says_other_in_english() -> None:
    question = SingleChoice(key="venue", label="Do you come?", choices=CHOICES, other=True)
    english = translated(survey(question, language="en"), "en").question("venue")
    assert isinstance(english, SingleChoice)
    assert english.offered[-1].label == "Other"


def test_the_languages_of_a_questionnaire_begin_with_its_own() -> None:
    assert worded().languages == ("fr",)
    assert complete(worded()).languages == ("fr", "en")
    assert set(LANGUAGES) == {"fr", "en", "falc"}


def test_texts_that_the_survey_no_longer_has_can_be_left_out() -> None:
    whole = complete(worded())
    shorter = replace(
        worded(), sections=(Section(key="tout", title="Tout", questions=(open_question(),)),)
    )
    kept = fitting(whole.translations[0], shorter)
    assert {text.path for text in kept.texts} == set(texts(shorter))
    assert replace(shorter, translations=(kept,)).languages == ("fr", "en")


def test_translations_come_back_equal_from_plain_data_and_count_in_the_hash() -> None:
    whole = complete(worded())
    assert from_dict(to_dict(whole)) == whole
    assert "translations" not in to_dict(worded())
    assert content_hash(whole) != content_hash(worded())


@pytest.mark.parametrize(
    ("translations", "said"),
    [
        ([Translation(language="de")], "traduction « de » : langues possibles : fr, en, falc"),
        ([Translation(language="fr")], "c’est la langue du questionnaire"),
        ([Translation(language="en")] * 2, "traduction « en » : elle y est deux fois"),
        ([("question.rien.label", "x")], "traduction « en » : « question.rien.label » n’est pas"),
        ([("question.venue.choices.peut", "x")], "« question.venue.choices.peut » n’est pas"),
        ([("purpose.2", "x")], "« purpose.2 » n’est pas un texte"),
        ([("title", "x"), ("title", "y")], "« title » y est deux fois"),
        (
            [("question.venue.choices.oui", "No"), ("question.venue.choices.non", "No")],
            "traduction « en » : question « venue » : deux choix disent « No »",
        ),
    ],
)
def test_a_translation_that_cannot_be_shown_is_refused_by_name(
    translations: Any, said: str
) -> None:
    if isinstance(translations[0], tuple):
        found = tuple(Text(path=path, text=text) for path, text in translations)
        translations = [Translation(language="en", texts=found)]
    with pytest.raises(InvalidSurvey) as invalid:
        replace(worded(), translations=tuple(translations))
    assert said in str(invalid.value)


def test_a_survey_in_a_language_unknown_here_is_refused() -> None:
    with pytest.raises(InvalidSurvey, match="language : « de » n’existe pas"):
        survey(language="de")


TOML = """
slug = "essai"
title = "Un essai"
public = "habitant"
minutes = 3
purpose = ["Pour essayer."]
who_reads = ["Personne."]
rights = "Tous."
[[sections]]
key = "tout"
title = "Tout"
[[sections.questions]]
kind = "long_text"
key = "manques"
label = "Qu'est-ce qui manque ?"
"""


def test_a_toml_file_says_its_translations_by_quoted_paths_or_dotted_keys_alike() -> None:
    quoted = """
[translations.en]
"title" = "A trial"
"question.manques.label" = "What's missing?"
[translations.falc]
question.manques.label = "Qu'est-ce qui manque ?"
"""
    dotted = """
[translations]
en.title = "A trial"
[translations.en.question.manques]
label = "What's missing?"
[translations.falc.question.manques]
label = "Qu'est-ce qui manque ?"
"""
    first, second = (parse_toml(TOML + more, "f.toml") for more in (quoted, dotted))
    assert first == second
    assert translated(first, "en").question("manques").label == "What's missing?"
    assert translated(first, "falc").question("manques").label == "Qu’est-ce qui manque\u00a0?"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("translations = 3", "« translations » doit être une liste"),
        ("[translations]\nen = 3", "« texts » doit être une liste"),
        ("[translations.en]\ntitle = 3", "« title » : « text » doit être un texte"),
        ("[translations.en]\ntitel = 'x'", "« titel » n’est pas un texte du questionnaire"),
        ("[translations.xx]\ntitle = 'x'", "traduction « xx »"),
        ("[translations.en]\n" + ".".join("a" * 30_000) + " = 1", "ne se lit pas"),
    ],
)
def test_a_toml_translation_that_is_wrong_is_refused_in_words(more: str, said: str) -> None:
    text = f"{more}\n{TOML}" if more.startswith("translations") else TOML + more
    with pytest.raises(LoadError) as error:
        parse_toml(text, "f.toml")
    assert said in str(error.value)


def test_the_order_in_which_texts_were_typed_makes_no_other_questionnaire() -> None:
    asked = survey()
    typed = tuple(Text(path=path, text=f"en {path}") for path in paths(asked))
    empty = Text(path=typed[0].path, text="  ")
    there, back, less = (
        replace(asked, translations=(Translation(language="en", texts=texts),))
        for texts in (typed, typed[::-1], (empty, *typed[1:]))
    )
    assert there == back
    assert content_hash(there) == content_hash(back)
    assert less.translations[0].texts == there.translations[0].texts[1:]


def test_a_language_is_offered_once_nothing_needed_to_answer_is_missing() -> None:
    whole = worded()
    asked = [path for path in texts(whole) if needed(path)]
    hints = [path for path in texts(whole) if not needed(path)]
    assert {"title", "rights", "who_reads.1", "question.venue.choices.oui"} <= set(asked)
    assert {"purpose.1", "next_steps.1"} <= set(hints)
    for left in ((), *((path,) for path in asked), tuple(hints)):
        said = tuple(Text(path=path, text=path) for path in texts(whole) if path not in left)
        made = replace(whole, translations=(Translation(language="en", texts=said),))
        there = left in ((), tuple(hints))
        assert made.offered == (("fr", "en") if there else ("fr",)), left
        assert withheld(made, "en") == (() if there else left)
        assert made.languages == ("fr", "en")
