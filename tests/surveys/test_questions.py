"""Each kind of question: what it accepts, what it refuses and with which words."""

from collections.abc import Callable
from typing import Any

import pytest

from surveys.questions import (
    KINDS,
    AgeBand,
    Choice,
    Commune,
    Context,
    InvalidSurvey,
    LongText,
    Number,
    Question,
    Refused,
    Scale,
    SeveralChoices,
    ShortText,
    SingleChoice,
    Wording,
)
from surveys.words import AGE_BANDS, RESERVED_NAMES

CONTEXT = Context(
    communes=(Choice(key="99001", label="Valbrun"), Choice(key="99002", label="Les Essarts"))
)


def choices(*keys: str) -> tuple[Choice, ...]:
    return tuple(Choice(key=key, label=f"Le choix {key}") for key in keys)


def single(**more: Any) -> SingleChoice:
    return SingleChoice(
        **{"key": "trajet", "label": "Comment ?", "choices": choices("a", "b")} | more
    )


def several(**more: Any) -> SeveralChoices:
    return SeveralChoices(
        **{"key": "besoins", "label": "Quoi ?", "choices": choices("a", "b", "c", "rien")} | more
    )


def scale(**more: Any) -> Scale:
    ends: dict[str, Any] = {
        "low": 1,
        "high": 5,
        "low_label": "très difficile",
        "high_label": "très facile",
    }
    return Scale(**{"key": "note", "label": "Combien ?"} | ends | more)


def number(**more: Any) -> Number:
    return Number(**{"key": "nombre", "label": "Combien ?"} | more)


def long_text(**more: Any) -> LongText:
    return LongText(**{"key": "manques", "label": "Qu’est-ce qui manque ?"} | more)


COMMUNE = Commune(key="commune", label="Où ?")
AGE = AgeBand(key="age", label="Quel âge ?")
SHORT = ShortText(key="mot", label="Un mot ?", max_length=10)
ALL = [single(), several(), scale(), number(), COMMUNE, AGE, SHORT, long_text()]
# Tested by themselves in tests/surveys/kinds: they have several inputs, or none to type in.
ELSEWHERE = {"ranking", "matrix", "date", "note", "consent"}


def refusal(question: Question, *raw: str) -> str:
    with pytest.raises(Refused) as refused:
        question.read(raw, CONTEXT)
    return refused.value.message


def test_every_kind_is_in_the_table_under_its_own_name_and_tested_here() -> None:
    assert {question.kind for question in ALL} | ELSEWHERE == KINDS.keys()
    assert all(KINDS[question.kind] is type(question) for question in ALL)
    assert all(kind == made.kind for kind, made in KINDS.items())


@pytest.mark.parametrize("question", ALL, ids=lambda q: q.kind)
def test_blank_inputs_are_no_answer(question: Question) -> None:
    assert question.read([], CONTEXT) is None
    assert question.read(["", "  \r\n"], CONTEXT) is None


@pytest.mark.parametrize("question", ALL, ids=lambda q: q.kind)
@pytest.mark.parametrize("hostile", ["9" * 5000, "<script>" * 500, "\x00x" * 3000])
def test_a_hostile_input_is_refused_with_a_sentence(question: Question, hostile: str) -> None:
    assert refusal(question, hostile).endswith(".")


@pytest.mark.parametrize("question", [SHORT, long_text()], ids=lambda q: q.kind)
def test_what_a_text_stores_fits_any_database(question: Question) -> None:
    stored = str(question.read(["a\x00\ud800"], CONTEXT))
    assert stored.encode() == "a\ufffd".encode()


@pytest.mark.parametrize("question", ALL, ids=lambda q: q.kind)
def test_each_of_these_kinds_has_one_input_and_one_column_named_after_its_key(
    question: Question,
) -> None:
    assert question.columns() == question.names() == (question.key,)
    assert question.column_label(question.key) == question.label


@pytest.mark.parametrize(
    ("question", "sent"),
    [(single(), ["b"]), (several(), ["a", "c"]), (scale(), ["4"]), (number(), ["12"])],
    ids=lambda thing: getattr(thing, "kind", ""),
)
def test_what_was_stored_is_typed_again_as_it_was_sent(question: Question, sent: list[str]) -> None:
    stored = question.read_all({question.key: sent}, CONTEXT)
    assert question.typed(stored) == {question.key: sent}
    assert question.said(stored, CONTEXT)
    assert question.typed({}) == {}
    assert question.said({}, CONTEXT) == ""


def test_a_public_may_be_asked_the_same_thing_in_its_own_words() -> None:
    question = number(
        hint="À peu près.", wordings=(Wording(public="elu", label="Combien, élus ?"),)
    )
    assert question.worded("elu").label == "Combien, élus ?"
    assert question.worded("elu").hint == "À peu près."
    assert question.worded("habitant") is question


@pytest.mark.parametrize("publics", [("maire",), ("elu", "elu")])
def test_wordings_are_one_for_each_known_public(publics: tuple[str, ...]) -> None:
    with pytest.raises(InvalidSurvey, match=f"wordings : « {publics[0]} »"):
        number(wordings=tuple(Wording(public=public, label="Et ?") for public in publics))


def test_a_condition_that_does_not_read_is_refused_with_the_name_of_the_question() -> None:
    with pytest.raises(InvalidSurvey, match="question « nombre » : sa condition"):
        number(only_if="${a} like 'x'")


@pytest.mark.parametrize("question", ALL, ids=lambda q: q.kind)
def test_only_an_open_question_gives_a_parole(question: Question) -> None:
    assert question.is_parole is (question.kind == "long_text")


@pytest.mark.parametrize("question", [single(), scale(), COMMUNE, AGE], ids=lambda q: q.kind)
def test_an_offered_answer_is_read_and_shown_and_another_is_refused(question: Question) -> None:
    for option in question.options(CONTEXT):
        value = question.read([f" {option.key} "], CONTEXT)
        assert value is not None
        assert str(value) == option.key
        assert question.show(value, CONTEXT)
    assert "Choisissez" in refusal(question, "inconnu")


@pytest.mark.parametrize("question", [single(), scale(), number(), SHORT], ids=lambda q: q.kind)
def test_two_answers_where_one_is_asked_are_refused_unless_they_are_the_same(
    question: Question,
) -> None:
    good = question.options(CONTEXT)[0].key if question.options(CONTEXT) else "1"
    assert question.read([good, "", good], CONTEXT) is not None
    assert refusal(question, good, "2") == "Gardez une seule réponse à cette question."


def test_several_choices_are_stored_once_each_in_the_order_of_the_list() -> None:
    letters = list("jihgfedcba")  # many, so that the order of a set is not this one by luck
    question = several(choices=choices(*letters))
    assert question.read([*reversed(letters), "c", ""], CONTEXT) == letters
    assert several().show(["a", "c"], CONTEXT) == "Le choix a ; Le choix c"


def test_too_many_or_too_few_ticks_are_refused_with_the_numbers() -> None:
    question = several(min=2, max=2)
    assert (
        refusal(question, "a", "b", "c") == "Gardez au plus 2 réponses\u00a0: vous en avez coché 3."
    )
    assert refusal(question, "a") == "Cochez au moins 2 réponses\u00a0: vous en avez coché 1."
    assert question.read([], CONTEXT) is None


def test_none_of_these_does_not_go_with_another_answer() -> None:
    question = several(alone=("rien",))
    assert "«\u00a0Le choix rien\u00a0»" in refusal(question, "a", "rien")
    assert question.read(["rien"], CONTEXT) == ["rien"]


def test_an_unknown_tick_is_refused_even_beside_a_known_one() -> None:
    assert refusal(several(), "a", "z") == "Choisissez une réponse parmi celles proposées."


def test_a_scale_stores_a_number_and_says_its_ends() -> None:
    assert scale().read(["3"], CONTEXT) == 3
    assert scale().options(CONTEXT)[0].label == "1 (très difficile)"
    assert [scale().show(point, CONTEXT) for point in (3, 5)] == [
        "3 sur 5",
        "5 sur 5 (très facile)",
    ]
    assert len(scale(low=0, high=10).options(CONTEXT)) == 11


def test_a_number_is_whole_unless_decimals_are_allowed() -> None:
    assert number().read(["1 500"], CONTEXT) == 1500
    assert isinstance(number().read(["12,0"], CONTEXT), int)
    assert refusal(number(), "12,5") == "Écrivez un nombre entier, sans virgule."
    assert number(decimal=True, unit="km").read(["12,5 km"], CONTEXT) == 12.5
    assert number(decimal=True, unit="km").show(12.5, CONTEXT) == "12,5\u00a0km"


@pytest.mark.parametrize(
    ("bounds", "typed", "sentence"),
    [
        ({"min": 0, "max": 5000}, "-1", "Indiquez un nombre entre 0 et 5\u202f000."),
        ({"min": 0, "max": 5000}, "5001", "Indiquez un nombre entre 0 et 5\u202f000."),
        ({"min": 1, "unit": "km"}, "0", "Indiquez un nombre d’au moins 1\u00a0km."),
        ({"max": 9}, "10", "Indiquez un nombre d’au plus 9."),
        ({}, str(10**308), "Indiquez un nombre d’au plus 1\u202f000\u202f000\u202f000\u202f000."),
        ({}, "douze", "Écrivez un nombre en chiffres, par exemple 12."),
        ({"decimal": True}, "nan", "Écrivez un nombre en chiffres, par exemple 12 ou 12,5."),
    ],
)
def test_a_number_refused_says_what_is_expected(
    bounds: dict[str, Any], typed: str, sentence: str
) -> None:
    assert refusal(number(**bounds), typed) == sentence


def test_the_ends_of_a_number_are_allowed() -> None:
    assert [number(min=0, max=9).read([end], CONTEXT) for end in ("0", "9")] == [0, 9]


def test_communes_come_from_the_territory_and_bands_from_the_contract() -> None:
    assert COMMUNE.options(CONTEXT) == CONTEXT.communes
    assert COMMUNE.show("99001", CONTEXT) == "Valbrun"
    assert COMMUNE.show("00000", CONTEXT) == "00000"
    assert [option.key for option in AGE.options(CONTEXT)] == list(AGE_BANDS)
    assert AGE.show("75 et plus", CONTEXT) == "75 ans et plus"


def test_a_long_text_keeps_its_lines_and_a_short_one_has_only_one() -> None:
    assert long_text().read(["un\r\ndeux"], CONTEXT) == "un\ndeux"
    assert SHORT.read(["un\r\ndeux"], CONTEXT) == "un deux"


def test_a_text_is_measured_as_the_browser_measures_it_and_never_cut() -> None:
    question = long_text(max_length=10)
    assert question.read(["12345\r\n7890"], CONTEXT) == "12345\n7890"
    assert refusal(question, "x" * 11) == (
        "Raccourcissez votre texte de 1 caractère\u00a0: il peut en compter 10."
    )
    assert "de 2\u202f000 caractères" in refusal(question, "x" * 2010)


@pytest.mark.parametrize("key", ["Âge", "1a", "a b", "", "a" * 41, "a-b", *sorted(RESERVED_NAMES)])
def test_a_key_that_could_not_name_an_input_and_a_column_is_refused(key: str) -> None:
    with pytest.raises(InvalidSurvey, match=f"question « {key} »"):
        single(key=key)


@pytest.mark.parametrize(
    ("make", "fields", "said"),
    [
        (single, {"label": " "}, "écrivez le texte"),
        (single, {"choices": choices("a")}, "au moins deux choix"),
        (single, {"choices": choices("a", "a")}, "deux choix ont la clé « a »"),
        (single, {"choices": choices("a", "b|c")}, "b|c"),
        (single, {"choices": (*choices("a"), Choice(key="b", label="Le choix a"))}, "disent"),
        (several, {"choices": (*choices("a"), Choice(key="b", label=""))}, "pas de texte"),
        (several, {"min": 3, "max": 2}, "min et max"),
        (several, {"max": 0}, "min et max"),
        (several, {"min": 5}, "min et max"),
        (several, {"alone": ("aucun",)}, "« aucun »"),
        (scale, {"low": 5, "high": 1}, "low doit être plus petit"),
        (scale, {"high": 100}, "11 points"),
        (scale, {"low_label": ""}, "en mots"),
        (number, {"min": 5, "max": 5}, "min doit être plus petit"),
        (number, {"max": float("nan")}, "treize chiffres"),
        (number, {"min": -1e300}, "treize chiffres"),
        (long_text, {"max_length": 0}, "max_length"),
        (long_text, {"polarity": "positif"}, "point_fort, point_vigilance"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_its_remedy(
    make: Callable[..., Question], fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidSurvey) as invalid:
        make(**fields)
    assert said in str(invalid.value)
