"""The software's own sentences: the same in every language, filled and counted as each wants."""

import string
from datetime import date
from typing import Any

import pytest

from surveys import messages
from surveys.answers import check
from surveys.asking import Refused
from surveys.conditions import in_words, parse
from surveys.questions import (
    AgeBand,
    Choice,
    Consent,
    Context,
    Date,
    Matrix,
    Number,
    Question,
    Ranking,
    Scale,
    SeveralChoices,
    SingleChoice,
)
from surveys.sentences import FOLDER, Items, Message, _flat, _sentences, sentence, shown, table
from surveys.words import AGE_BANDS, LANGUAGES, PUBLICS
from tests.surveys.test_schema import open_question, survey

FRENCH = _sentences("fr")
CHOICES = (Choice(key="oui", label="Yes"), Choice(key="non", label="No"))
ENGLISH, EASY = Context(language="en"), Context(language="falc")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_english_says_everything_with_the_same_places_to_fill() -> None:
    english = _sentences("en")
    assert english.keys() == FRENCH.keys()
    assert {k: places(text) for k, text in english.items()} == {
        k: places(text) for k, text in FRENCH.items()
    }


def test_easy_reading_says_nothing_else_and_loses_no_place() -> None:
    easy = _flat(FOLDER / "falc.toml")
    assert easy.keys() <= FRENCH.keys()
    assert {k: places(text) for k, text in easy.items()} == {k: places(FRENCH[k]) for k in easy}
    assert _sentences("falc")["choose"] == FRENCH["choose"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_bands_and_publics_are_those_of_the_data(language: str) -> None:
    assert table("age_band", language).keys() == AGE_BANDS.keys()
    assert table("public", language).keys() == PUBLICS.keys()


def test_french_bands_and_publics_are_spelled_as_on_the_desk() -> None:
    assert (table("age_band", "fr"), table("public", "fr")) == (AGE_BANDS, PUBLICS)


def test_french_counts_nought_as_one_and_english_does_not() -> None:
    assert sentence("too_few", "fr", 0) == FRENCH["too_few.one"]
    assert sentence("too_few", "en", 0) == sentence("too_few.other", "en")
    assert messages.too_many(1, 3).said("en") == "Keep 1 answer at most: you ticked 3."
    assert messages.too_many(2, 3).said("en") == "Keep 2 answers at most: you ticked 3."


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (5372, "5\u202f372", "5,372"),
        (21.5, "21,5", "21.5"),
        (date(2026, 3, 1), "1er mars 2026", "1 March 2026"),
        (Items(("a", "b"), "and"), "a et b", "a and b"),
        (Message("word.quoted", {"text": "a"}), "«\u00a0a\u00a0»", "‘a’"),
        ("{x}", "{x}", "{x}"),
    ],
)
def test_values_are_read_in_the_language(value: Any, french: str, english: str) -> None:
    assert (shown(value, "fr"), shown(value, "en")) == (french, english)
    assert shown(value, "falc") == french


def test_a_language_without_a_file_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        messages.CHOOSE.said("de")


def test_a_refusal_is_french_for_the_desk_and_in_her_language_for_who_answers() -> None:
    refused = Refused(messages.NOT_WHOLE)
    assert str(refused) == refused.message == "Écrivez un nombre entier, sans virgule."
    assert refused.said("en") == "Write a whole number, without decimals."
    assert Refused("tel quel").said("en") == "tel quel"


@pytest.mark.parametrize(
    ("question", "raw", "said"),
    [
        (
            SeveralChoices(key="q", label="?", choices=CHOICES, min=2),
            {"q": ["oui"]},
            "Tick at least 2 answers: you ticked 1.",
        ),
        (
            Number(key="q", label="?", max=5000, unit="km"),
            {"q": ["9999"]},
            "Enter a number of at most 5,000\u00a0km.",
        ),
        (
            Date(key="q", label="?", min="2026-03-01"),
            {"q": ["2026-02-01"]},
            "Enter a date on or after 1 March 2026.",
        ),
        (Date(key="q", label="?"), {"q_jour": ["3"]}, "Also enter the month and the year."),
        (
            Ranking(key="q", label="?", choices=CHOICES),
            {"q_oui": ["1"], "q_non": ["1"]},
            "Give a different rank to ‘Yes’ and ‘No’: rank 1 can be used only once.",
        ),
        (
            Matrix(key="q", label="?", rows=CHOICES, choices=CHOICES),
            {"q_oui": ["x"]},
            "‘Yes’: Choose one of the answers listed.",
        ),
        (Consent(key="q", label="?", required=True), {}, _sentences("en")["consent"]),
        (open_question("q", max_length=3), {"q": ["abcd"]}, "Shorten your text by 1 character"),
    ],
)
def test_each_kind_refuses_in_english(question: Question, raw: Any, said: str) -> None:
    checked = check(survey(question), raw, ENGLISH)
    assert checked.errors["q"].startswith(said)


def test_answers_are_read_back_in_english() -> None:
    scale = Scale(key="q", label="?", low=1, high=5, low_label="bad", high_label="good")
    assert scale.show(5, ENGLISH) == "5 out of 5 (good)"
    assert AgeBand(key="q", label="?").show("moins de 15", ENGLISH) == "Under 15"
    assert Date(key="q", label="?").show("2026-03-01", ENGLISH) == "1 March 2026"
    several = SeveralChoices(key="q", label="?", choices=CHOICES)
    assert several.show(["oui", "non"], ENGLISH) == "Yes; No"
    matrix = Matrix(key="q", label="?", rows=CHOICES, choices=CHOICES)
    assert matrix.show({"oui": "non"}, ENGLISH) == "Yes: No"
    assert Consent(key="q", label="?").show("oui", ENGLISH) == "Yes"


def test_an_english_thousand_is_read_as_one() -> None:
    number = Number(key="q", label="?", max=5000, decimal=True)
    assert number.read(["1,500"], ENGLISH) == 1500
    assert number.read(["1,5"], ENGLISH) == number.read(["1,5"], Context()) == 1.5
    assert number.read(["1,500"], Context()) == 1.5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("${a} = 'oui'", "if you answered ‘Yes’ to ‘A car?’"),
        ("${a} != 'oui'", "if you did not answer ‘Yes’ to ‘A car?’"),
        ("${a} = ''", "if you did not answer ‘A car?’"),
        ("${n} >= 1500 and ${a} != ''", "if you answered 1,500 or more to ‘How many?’ and you"),
        ("not(${n} < 2)", "if you did not answer less than 2 to ‘How many?’"),
        ("${d} < '2026-03-01'", "if you answered before 1 March 2026 to ‘When?’"),
        ("${n} > ${m}", "if your answer to ‘How many?’ is more than your answer to ‘And now?’"),
        ("${a_autre} != ''", "if you answered ‘A car? (Other, please say what)’"),
        (
            "(${n} > 1 or ${a} = 'oui') and ${m} > 1",
            "if you answered more than 1 to ‘How many?’ or",
        ),
    ],
)
def test_a_condition_is_said_in_english(text: str, said: str) -> None:
    other = Choice(key="autre", label="Other")
    whole = survey(
        SingleChoice(key="a", label="A car?", choices=(*CHOICES, other), other=True),
        Number(key="n", label="How many?"),
        Number(key="m", label="And now?"),
        Date(key="d", label="When?"),
    )
    assert in_words(parse(text), whole, ENGLISH).startswith(said)


def test_easy_reading_refuses_in_simpler_words() -> None:
    question = Number(key="q", label="?", min=0, max=5)
    checked = check(survey(question), {"q": ["9"]}, EASY)
    assert checked.errors == {"q": "Écrivez un nombre entre 0 et 5."}
