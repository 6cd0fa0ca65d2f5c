"""The questionnaires delivered with the project, held to what they promise people."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from surveys.loader import CATALOGUE, catalogue
from surveys.questions import KINDS, LongText, Question, SeveralChoices
from surveys.readability import survey_remarks
from surveys.schema import Survey, to_dict
from surveys.translation import missing, translated
from surveys.words import PUBLICS

SURVEYS = catalogue()
DOMAINES = {
    "enfance_jeunesse",
    "parentalite",
    "acces_droits",
    "inclusion_numerique",
    "vie_sociale",
    "logement",
    "handicap",
    "accompagnement_social",
}
every_survey = pytest.mark.parametrize("survey", SURVEYS.values(), ids=SURVEYS.keys())


def texts(data: Any) -> Iterator[str]:
    """Every string of a questionnaire in plain form, keys of its fields left out."""
    if isinstance(data, str):
        yield data
    for item in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from texts(item)


def open_questions(survey: Survey) -> list[LongText]:
    return [question for question in survey.questions if isinstance(question, LongText)]


def test_there_is_one_questionnaire_for_each_public_under_the_name_of_its_file() -> None:
    assert {survey.public for survey in SURVEYS.values()} == set(PUBLICS)
    assert set(SURVEYS) == {path.stem for path in CATALOGUE.glob("*.toml")}


def test_every_kind_is_used_but_those_no_one_needed_yet() -> None:
    used = {question.kind for survey in SURVEYS.values() for question in survey.questions}
    assert used == set(KINDS) - {"ranking", "matrix", "date", "note", "consent"}


@every_survey
def test_it_is_short_and_obliges_no_one(survey: Survey) -> None:
    assert 8 <= len(survey.questions) <= 14
    assert 3 <= len(survey.sections) <= 4
    assert not any(question.required for question in survey.questions)


@every_survey
def test_it_asks_what_works_then_what_is_lacking_then_what_is_proposed(survey: Survey) -> None:
    asked = [question.polarity for question in open_questions(survey)]
    assert asked == ["point_fort", "point_vigilance", "proposition"]


@every_survey
def test_each_open_question_says_how_little_is_enough_and_what_not_to_write(
    survey: Survey,
) -> None:
    for question in open_questions(survey):
        assert question.hint.endswith("N’écrivez ni nom ni information de santé."), question.key
        assert "Une phrase suffit." in question.hint


@every_survey
def test_its_questions_are_short_and_ask_one_thing(survey: Survey) -> None:
    for question in survey.questions:
        assert question.label.endswith("\u00a0?"), question.key
        assert len(question.label.split()) <= 16, question.label
        assert not re.search(r"\bet/ou\b|n’est-ce pas|ne (pensez|trouvez)-vous pas", question.label)


@every_survey
def test_its_sentences_are_short(survey: Survey) -> None:
    for text in texts(to_dict(survey)):
        for sentence in re.split(r"(?<=[.!?])\s", text):
            assert len(sentence.split()) <= 25, sentence


@every_survey
def test_its_typography_is_french_and_read_aloud_as_it_is_written(survey: Survey) -> None:
    for text in texts(to_dict(survey)):
        assert not re.search(r" [:;?!»]|« |[a-zà-ü]'|·|\(e\)|[a-z]-e-s\b", text), text


@every_survey
def test_where_the_number_of_answers_is_bounded_the_hint_says_so(survey: Survey) -> None:
    words = {3: "Trois réponses au plus.", 4: "Quatre réponses au plus."}
    for question in survey.questions:
        if isinstance(question, SeveralChoices):
            said = words[question.max] if question.max else "Plusieurs réponses possibles."
            assert said in question.hint, question.key


def way_out(question: Question) -> bool:
    choices = {choice.key for choice in getattr(question, "choices", ())}
    outs = {"ne_sait_pas", "sans_reponse", "sans_objet", "autre", "tous", "personne"}
    return not choices or bool(choices & outs)


@every_survey
def test_each_list_has_a_way_out_for_who_finds_no_answer_there(survey: Survey) -> None:
    assert [question.key for question in survey.questions if not way_out(question)] == []


def test_population_and_elected_officials_rank_the_same_eight_domaines() -> None:
    lists = [SURVEYS[slug].question("priorites") for slug in ("habitants", "elus")]
    habitants, elus = (
        question.choices for question in lists if isinstance(question, SeveralChoices)
    )
    assert habitants == elus
    assert {choice.key for choice in habitants} >= DOMAINES


def test_elected_officials_are_not_asked_what_would_name_them() -> None:
    keys = {question.key for question in SURVEYS["elus"].questions}
    kinds = {question.kind for question in SURVEYS["elus"].questions}
    assert "mandat" not in keys
    assert "age_band" not in kinds


def test_residents_are_asked_about_themselves_last() -> None:
    last = SURVEYS["habitants"].sections[-1].questions
    assert [question.key for question in last] == ["commune", "age", "enfants"]


def test_the_same_key_means_the_same_kind_in_every_questionnaire() -> None:
    kinds: dict[str, set[str]] = {}
    for survey in SURVEYS.values():
        for question in survey.questions:
            kinds.setdefault(question.key, set()).add(question.kind)
    assert {key: kind for key, kind in kinds.items() if len(kind) > 1} == {}


@every_survey
@pytest.mark.parametrize("language", ["en", "falc"])
def test_it_is_whole_in_english_and_in_easy_reading(survey: Survey, language: str) -> None:
    assert missing(survey, language) == ()


@every_survey
def test_easy_reading_stays_under_its_bars(survey: Survey) -> None:
    assert survey_remarks(survey, "falc") == {}


@every_survey
def test_english_has_short_sentences_in_active_voice(survey: Survey) -> None:
    found = survey_remarks(survey, "en").values()
    assert {remark.kind for remarks in found for remark in remarks} <= {"mot_rare"}


@every_survey
def test_english_is_punctuated_as_english(survey: Survey) -> None:
    for text in texts(to_dict(translated(survey, "en"))):
        assert not re.search(r"[ \u00a0][:;?!]|[«»]|\w'\w", text), text


@every_survey
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("One sentence is enough.", "do not write names or health details.")),
        ("falc", ("Une phrase suffit.", "N’écrivez pas de nom.\nNe parlez pas de maladie.")),
    ],
)
def test_each_open_question_says_the_same_in_every_language(
    survey: Survey, language: str, said: tuple[str, str]
) -> None:
    for question in open_questions(translated(survey, language)):
        assert said[0] in question.hint, question.key
        assert question.hint.endswith(said[1]), question.key


@pytest.mark.parametrize("language", ["en", "falc"])
def test_the_eight_domaines_are_said_alike_to_population_and_elected_officials(
    language: str,
) -> None:
    habitants, elus = (
        translated(SURVEYS[slug], language).question("priorites") for slug in ("habitants", "elus")
    )
    assert isinstance(habitants, SeveralChoices)
    assert isinstance(elus, SeveralChoices)
    assert habitants.choices == elus.choices


@every_survey
def test_bounded_answers_say_so_in_every_language(survey: Survey) -> None:
    words = {3: ("Three answers", "Cochez 3"), 4: ("Four answers", "Cochez 4")}
    for question in survey.questions:
        if isinstance(question, SeveralChoices) and question.max:
            hints = [
                translated(survey, lang).question(question.key).hint for lang in ("en", "falc")
            ]
            assert hints[0].startswith(words[question.max][0]), question.key
            assert hints[1].startswith(words[question.max][1]), question.key
