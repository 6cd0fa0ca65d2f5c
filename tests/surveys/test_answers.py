"""A form's inputs, read against a questionnaire."""

import random
import string
from collections.abc import Sequence
from dataclasses import replace

from surveys.answers import Checked, check, payload_hash
from surveys.loader import catalogue
from surveys.questions import Choice, Context, LongText, Number, Question, SeveralChoices
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


def noise(chance: random.Random) -> str:
    signs = string.printable + "é€\u202e\ud800\x00\U0001f600"
    return "".join(chance.choices(signs, k=chance.choice([0, 1, 5, 300, 3000])))


def test_no_input_whatever_makes_the_check_fail_or_keep_what_cannot_be_stored() -> None:
    chance = random.Random(7)  # noqa: S311 -- the same noise at each run
    for asked in catalogue().values():
        for _ in range(100):
            raw = {
                q.key: [noise(chance) for _ in range(chance.randint(0, 3))] for q in asked.questions
            }
            checked = check(asked, raw, CONTEXT)
            payload_hash(checked)
            assert "\x00" not in "".join(checked.paroles.values())
            assert not checked.errors.keys() & (checked.values.keys() | checked.paroles.keys())
