"""What is said of a text that is hard to read, and what is left in peace."""

import pytest

from surveys.loader import catalogue
from surveys.readability import FOLDER, Remark, remarks, survey_remarks
from surveys.words import LANGUAGES
from tests.surveys.test_schema import open_question, survey


def kinds(text: str, language: str = "fr") -> list[str]:
    return [remark.kind for remark in remarks(text, language)]


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        ("fr", 25, []),
        ("fr", 26, ["phrase_longue"]),
        ("falc", 14, []),
        ("falc", 15, ["phrase_longue"]),
    ],
)
def test_a_sentence_is_too_long_sooner_in_easy_reading(
    language: str, words: int, said: list[str]
) -> None:
    assert kinds(" ".join(["maison"] * words) + ".", language) == said
    assert kinds(" ".join(["house"] * 26) + ".", "en") == ["phrase_longue"]


def test_sentences_are_counted_one_by_one() -> None:
    assert kinds("Voici une phrase. " * 10 + "Est-ce bien ? Oui !\nUne ligne\n" * 5) == []


def test_a_remark_says_where_why_and_what_to_do() -> None:
    (remark,) = remarks("Vous semblez perplexifié.", "fr")
    assert remark == Remark(
        "mot_rare",
        "perplexifié",
        "Ce mot est peu courant.",
        "Prenez un mot de tous les jours, ou expliquez-le entre parenthèses.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Qu’aimeriez-vous faire aujourd’hui ? Quelqu’un m’emmène à l’école.",
        "Les voisines conduisaient leurs chevaux, heureuses et fatiguées.",
        "Vous habitez à Montcléra ou à Gindou.",
        "N’écrivez ni nom ni information de santé.",
    ],
)
def test_everyday_words_their_forms_and_names_are_left_in_peace(text: str) -> None:
    assert kinds(text) == []


def test_a_word_may_be_common_enough_for_all_and_too_rare_for_easy_reading() -> None:
    assert kinds("C’est un rendez-vous chaleureux.") == []
    assert kinds("C’est un rendez-vous chaleureux.", "falc") == ["mot_rare"]


def test_english_has_its_own_words() -> None:
    assert kinds("Your neighbours are organising a meeting at the mairie.", "en") == []
    assert kinds("A perspicacious question.", "en") == ["mot_rare"]
    assert kinds("Votre voisine organise une veillée.", "en") != []


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("La décision est prise par la mairie.", "fr", ["passif"]),
        ("La décision est prise.", "fr", []),
        ("La décision est prise.", "falc", ["passif"]),
        ("Elle est arrivée par le bus.", "falc", []),
        ("Your answers are read by the council.", "en", ["passif"]),
        ("Your answers are safe.", "en", []),
        ("Ce n’est pas impossible.", "fr", ["double_negation"]),
        ("Vous ne pouvez pas ne rien dire.", "fr", ["double_negation"]),
        ("Ce n’est pas loin.", "fr", []),
        ("You cannot do it unless you ask.", "en", ["double_negation"]),
        ("No account, no name.", "en", []),
        ("No one can do nothing.", "en", ["double_negation"]),
    ],
)
def test_hidden_doers_and_double_negations_are_seen(
    text: str, language: str, said: list[str]
) -> None:
    assert kinds(text, language) == said


def test_jargon_is_met_with_plainer_words() -> None:
    (remark,) = remarks("Parlez des dispositifs.", "fr")
    assert (remark.kind, remark.excerpt) == ("jargon", "dispositifs")
    assert remark.remedy == "Dites plutôt : une aide, un service."
    assert kinds("Un dispositif (une aide) existe.") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("La MSA vous aide.", ["sigle"]),
        ("La Caf vous aide.", ["sigle"]),
        ("La MSA (la sécurité sociale des agriculteurs) vous aide.", []),
        ("La caisse d’allocations familiales (Caf) vous aide. La Caf paie.", []),
        ("Un SMS suffit.", []),
    ],
)
def test_an_acronym_wants_its_explanation(text: str, said: list[str]) -> None:
    assert kinds(text) == said


def test_a_questionnaire_is_read_as_a_whole() -> None:
    whole = survey(
        open_question(hint="La MSA (la sécurité sociale des agriculteurs) existe."),
        open_question("autre", hint="La MSA et le PETR."),
        purpose=("Un texte simple.",),
    )
    said = survey_remarks(whole, "fr")
    assert [(path, r.excerpt) for path, found in said.items() for r in found] == [
        ("question.autre.hint", "PETR")
    ]


def test_the_catalogue_has_no_long_sentence_and_no_jargon() -> None:
    for whole in catalogue().values():
        for found in survey_remarks(whole, "fr").values():
            assert {r.kind for r in found} <= {"mot_rare", "sigle"}, found


def test_a_language_unknown_here_is_an_error_of_the_caller() -> None:
    assert all(remarks("Service.", language) == () for language in LANGUAGES)
    with pytest.raises(KeyError):
        remarks("Ja.", "de")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_list_of_words_says_where_it_comes_from(language: str) -> None:
    text = (FOLDER / f"{language}.txt").read_text("utf-8")
    assert "CC BY-SA 4.0" in text
    assert len([line for line in text.splitlines() if not line.startswith("#")]) == 15_000
