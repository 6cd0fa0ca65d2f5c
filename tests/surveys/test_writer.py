"""Questionnaires written as TOML: read back the same, and pleasant to go on writing."""

import tomllib

import pytest
from hypothesis import given, settings

from surveys.loader import catalogue, french_spacing, parse_toml
from surveys.questions import Choice, LongText, SingleChoice
from surveys.schema import Survey, content_hash, from_dict, to_dict
from surveys.translation import Text, Translation
from surveys.writer import to_toml
from tests.answering import every_kind
from tests.questionnaires import surveys
from tests.surveys.test_schema import survey
from tests.surveys.xlsform.test_round_trip import QUICK


@pytest.mark.parametrize("slug", sorted(catalogue()))
def test_the_catalogue_comes_back_whole(slug: str) -> None:
    made = catalogue()[slug]
    assert content_hash(parse_toml(to_toml(made), "essai")) == content_hash(made)


def test_a_survey_of_every_kind_comes_back_whole() -> None:
    assert parse_toml(to_toml(typeset(every_kind())), "essai") == typeset(every_kind())


def typeset(made: Survey) -> Survey:
    """The survey as the loader gives it: with French spacing, conditions as they are."""

    def spaced(value: object) -> object:
        if isinstance(value, dict):
            kept = ("only_if", "key", "path", "slug")
            return {n: v if n in kept else spaced(v) for n, v in value.items()}
        if isinstance(value, list):
            return [spaced(item) for item in value]
        return french_spacing(value) if isinstance(value, str) else value

    data = spaced(to_dict(made))
    assert isinstance(data, dict)
    return from_dict(data)


@settings(max_examples=100, **QUICK)
@given(surveys().filter(lambda made: made.language == "fr"))
def test_any_survey_with_french_spacing_comes_back_whole(made: Survey) -> None:
    french = typeset(made)
    again = parse_toml(to_toml(french), "essai")
    assert to_dict(again) == to_dict(french)
    assert content_hash(again) == content_hash(french)


def test_choices_are_a_table_and_defaults_are_left_out() -> None:
    choices = (Choice(key="a", label="Le « A »"), Choice(key="b", label="B"))
    written = to_toml(survey(SingleChoice(key="q", label="Q", choices=choices)))
    assert '[sections.questions.choices]\na = "Le « A »"\nb = "B"\n' in written
    assert "required" not in written
    assert "hint" not in written


def test_texts_with_quotes_lines_and_backslashes_are_kept() -> None:
    odd = 'Un "mot", une\nligne, un \\ et une\ttabulation'
    written = to_toml(survey(LongText(key="q", label=odd), language="en"))
    assert tomllib.loads(written)["sections"][0]["questions"][0]["label"] == odd


def test_translations_are_tables_of_paths() -> None:
    english = Translation(language="en", texts=(Text(path="title", text="A try"),))
    assert '[translations.en]\ntitle = "A try"\n' in to_toml(survey(translations=(english,)))


def test_long_lists_take_a_line_for_each() -> None:
    written = to_toml(survey(purpose=("Un paragraphe assez long pour sa ligne.",) * 2))
    assert 'purpose = [\n  "Un paragraphe' in written
