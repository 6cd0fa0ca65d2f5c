"""How long answering takes: more questions and more words are never shorter."""

import pytest

from surveys import schema
from surveys.loader import catalogue
from surveys.timing import minutes

CHOICES = [{"key": key, "label": key} for key in "abc"]


def asked(*questions: dict[str, object], **changes: object) -> dict[str, object]:
    return {"sections": [{"key": "s", "title": "S", "questions": [*questions]}], **changes}


def one(kind: str, **fields: object) -> dict[str, object]:
    return {"kind": kind, "key": "q", "label": "Une question ?", **fields}


def test_eighty_five_plain_questions_make_fifteen_minutes() -> None:
    assert minutes(asked(*[one("single_choice", choices=CHOICES)] * 85)) == 15


def test_writing_takes_longer_than_ticking() -> None:
    assert minutes(asked(*[one("long_text")] * 10)) == 9
    assert minutes(asked(*[one("single_choice", choices=CHOICES)] * 10)) == 2


def test_two_hundred_words_to_read_make_a_minute() -> None:
    note = one("note", label="À lire", hint="mot " * 798)
    assert minutes(asked(note)) == 4
    assert minutes(asked(one("number"), purpose=["mot " * 600])) == 3


def test_each_line_of_a_matrix_counts() -> None:
    rows = [{"key": f"r{n}", "label": "x"} for n in range(20)]
    assert minutes(asked(one("matrix", rows=rows, choices=CHOICES))) == 2


def test_nothing_at_all_makes_one_minute() -> None:
    assert minutes({}) == 1
    assert minutes({"sections": "?", "purpose": 3}) == 1


@pytest.mark.parametrize("slug", sorted(catalogue()))
def test_the_catalogue_announces_about_what_is_estimated(slug: str) -> None:
    survey = catalogue()[slug]
    assert abs(minutes(schema.to_dict(survey)) - survey.minutes) <= 1
