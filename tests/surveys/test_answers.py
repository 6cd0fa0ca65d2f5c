"""A form's inputs, read against a questionnaire."""

import random
import string
from collections.abc import Sequence
from dataclasses import replace

from surveys.answers import Checked, check, payload_hash
from surveys.loader import catalogue
from surveys.questions import (
    Choice,
    Context,
    Date,
    LongText,
    Matrix,
    Note,
    Number,
    Question,
    Ranking,
    SeveralChoices,
    ShortText,
    SingleChoice,
)
from surveys.schema import Section, Survey

CONTEXT = Context(communes=(Choice(key="99001", label="Valbrun"),))


def survey(*questions: Question) -> Survey:
    return Survey(
        slug="essai",
        title="Un essai",
        public="habitant",
        purpose=(),
        minutes=2,
        sections=(Section(key="tout", title="Tout", questions=questions),),
        who_reads=(),
        rights="Tous.",
    )


CHOICES = tuple(Choice(key=key, label=key.upper()) for key in "abc")
SURVEY = survey(
    LongText(key="manques", label="Quoi ?", max_length=20),
    SeveralChoices(key="besoins", label="Lesquels ?", choices=CHOICES, max=2),
    Number(key="nombre", label="Combien ?", min=0, max=9, required=True),
)


def answer(**raw: Sequence[str]) -> Checked:
    return check(SURVEY, raw, CONTEXT)


def test_closed_answers_and_paroles_are_kept_apart() -> None:
    checked = answer(manques=["Un bus"], besoins=["b", "a"], nombre=["3"])
    assert checked.values == {"besoins": ["a", "b"], "nombre": 3}
    assert checked.paroles == {"manques": "Un bus"}
    assert checked.errors == {}


def test_a_question_skipped_stores_nothing_unless_it_is_required() -> None:
    checked = answer(manques=[" \r\n "], besoins=[])
    assert checked.empty
    assert checked.errors == {"nombre": "Indiquez un nombre."}


def test_errors_come_in_the_order_of_the_questions_and_good_answers_are_kept() -> None:
    checked = answer(nombre=["douze"], besoins=["z"], manques=["x" * 21])
    assert list(checked.errors) == ["manques", "besoins", "nombre"]
    assert answer(nombre=["douze"], besoins=["a"]).values == {"besoins": ["a"]}


def test_an_input_that_no_question_has_is_named_and_those_of_the_form_are_not() -> None:
    checked = answer(nombre=["1"], admin=["1"], lang=["fr"], idempotency_key=["k"], website=[""])
    assert checked.unknown == ("admin",)


def test_the_same_answers_have_the_same_hash_however_they_were_sent() -> None:
    one = answer(nombre=["3"], besoins=["a", "b"], manques=["Un\r\nbus"], lang=["fr"])
    two = answer(manques=["Un\nbus "], besoins=["b", "a", "a"], nombre=["3,0"], lang=["en"])
    assert payload_hash(one) == payload_hash(two)
    assert len(payload_hash(one)) == 64


def test_another_answer_has_another_hash_even_under_another_question() -> None:
    checked = Checked(values={"a": 1}, paroles={}, errors={})
    others = [replace(checked, values={"a": 2}), replace(checked, values={"b": 1})]
    others += [replace(checked, values={}, paroles={"a": "1"}), replace(checked, values={"a": "1"})]
    assert len({payload_hash(each) for each in [checked, *others]}) == 5


LIST = (Choice(key="oui", label="Oui"), Choice(key="non", label="Non"))
WIDE = survey(
    Note(key="avis", label="À savoir"),
    SingleChoice(key="choix", label="Lequel ?", choices=LIST, other=True),
    Date(key="jour", label="Quand ?"),
    Ranking(key="ordre", label="Dans quel ordre ?", choices=LIST),
    Matrix(key="lignes", label="Et là ?", rows=LIST, choices=LIST, required=True),
)


def test_kinds_of_several_inputs_are_read_from_all_of_them() -> None:
    raw = {
        "choix": ["autre"],
        "choix_autre": ["Peut-être"],
        "jour_jour": ["2"],
        "jour_mois": ["3"],
        "jour_annee": ["2026"],
        "ordre_non": ["1"],
        "lignes_oui": ["non"],
        "lignes_non": ["oui"],
    }
    checked = check(WIDE, raw, CONTEXT)
    assert (checked.errors, checked.unknown) == ({}, ())
    assert checked.values == {
        "choix": "autre",
        "choix_autre": "Peut-être",
        "jour": "2026-03-02",
        "ordre": ["non"],
        "lignes": {"oui": "non", "non": "oui"},
    }
    assert check(WIDE, {**raw, "avis": ["x"], "lignes": ["x"]}, CONTEXT).unknown == (
        "avis",
        "lignes",
    )


def test_a_required_question_of_several_inputs_left_blank_is_an_error_at_its_key() -> None:
    assert check(WIDE, {"lignes_oui": [""]}, CONTEXT).errors == {
        "lignes": "Répondez à chaque ligne."
    }


CAR = survey(
    SingleChoice(key="auto", label="Une voiture ?", choices=LIST),
    Number(key="combien", label="Combien ?", max=9, required=True, only_if="${auto} = 'oui'"),
    LongText(key="mot", label="Laquelle ?", only_if="${combien} > 1"),
    ShortText(key="suite", label="Et ?", only_if="${mot} != ''"),
)


def test_a_hidden_question_stores_nothing_and_refuses_nothing_even_when_sent() -> None:
    sent = {"auto": ["non"], "combien": ["douze"], "mot": ["Une rouge"], "suite": ["x" * 999]}
    checked = check(CAR, sent, CONTEXT)
    assert (checked.values, checked.paroles, checked.errors) == ({"auto": "non"}, {}, {})
    assert checked.unknown == ()


def test_an_asked_question_is_required_again() -> None:
    assert check(CAR, {"auto": ["oui"]}, CONTEXT).errors == {"combien": "Indiquez un nombre."}


def test_conditions_follow_one_another_and_look_at_paroles_too() -> None:
    sent = {"auto": ["oui"], "combien": ["2"], "mot": ["Une rouge"], "suite": ["Voilà"]}
    checked = check(CAR, sent, CONTEXT)
    assert checked.values == {"auto": "oui", "combien": 2, "suite": "Voilà"}
    assert checked.paroles == {"mot": "Une rouge"}


def test_a_condition_looks_at_what_was_stored_not_at_what_was_sent() -> None:
    hidden = {"auto": ["non"], "combien": ["2"], "mot": ["Une rouge"]}
    refused = {"auto": ["oui"], "combien": ["99"], "mot": ["Une rouge"]}
    assert check(CAR, hidden, CONTEXT).paroles == {}
    assert check(CAR, refused, CONTEXT).paroles == {}


def test_what_a_hidden_question_was_sent_does_not_change_the_hash() -> None:
    one = check(CAR, {"auto": ["non"]}, CONTEXT)
    two = check(CAR, {"auto": ["non"], "combien": ["3"]}, CONTEXT)
    assert payload_hash(one) == payload_hash(two)


def test_the_payload_of_what_is_already_published_keeps_its_hash() -> None:
    # A replay is known by this figure: a change here would refuse replays of what is stored.
    kept = answer(manques=["Un bus"], besoins=["b", "a"], nombre=["3"])
    assert payload_hash(kept) == (
        "85c93d8787a0b7b3419762755b7afe9fb1cc3440217b4dfb7160ec6984ccce78"
    )


def noise(chance: random.Random) -> str:
    signs = string.printable + "é€\u202e\ud800\x00\U0001f600"
    return "".join(chance.choices(signs, k=chance.choice([0, 1, 5, 300, 3000])))


def test_no_input_whatever_makes_the_check_fail_or_keep_what_cannot_be_stored() -> None:
    chance = random.Random(7)  # noqa: S311 -- the same noise at each run
    for asked in (*catalogue().values(), WIDE, CAR):
        for _ in range(100):
            raw = {
                name: [noise(chance) for _ in range(chance.randint(0, 3))] for name in asked.by_name
            }
            checked = check(asked, raw, CONTEXT)
            payload_hash(checked)
            assert "\x00" not in "".join(checked.paroles.values())
            assert not checked.errors.keys() & (checked.values.keys() | checked.paroles.keys())
