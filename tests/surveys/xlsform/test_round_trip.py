"""Written, then read: the same questionnaire, down to its hash, and nothing to remark."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from surveys import xlsform
from surveys.asking import Choice, Context
from surveys.loader import catalogue
from surveys.outcome import Outcome
from surveys.schema import Survey, content_hash, to_dict
from surveys.xlsform.file import header
from surveys.xlsform.reading import understand
from surveys.xlsform.workbook import Workbook
from surveys.xlsform.writing import Tables, tables
from tests.answering import every_kind
from tests.questionnaires import surveys

CONTEXT = Context(
    communes=(Choice(key="46066", label="Cazals"), Choice(key="46299", label="Salviac"))
)


def as_book(made: Tables) -> Workbook:
    """The sheets without the file between: a hundred times faster than a process for each."""
    sheets = {}
    for name in ("survey", "choices", "settings"):
        rows = getattr(made, name)
        columns = header(name, rows)
        cells = [[row.get(column, "") for column in columns] for row in rows]
        sheets[name] = list(enumerate([columns, *cells], 1))
    return Workbook(sheets)


def check(survey: Survey, outcome: Outcome) -> None:
    assert [str(remark) for remark in outcome.remarks] == []
    assert outcome.survey is not None
    assert to_dict(outcome.survey) == to_dict(survey)
    assert content_hash(outcome.survey) == content_hash(survey)
    assert [one.key for one in outcome.understood] == [one.key for one in survey.questions]


@pytest.mark.parametrize("slug", sorted(catalogue()))
def test_the_catalogue_comes_back_whole(slug: str) -> None:
    survey = catalogue()[slug]
    check(survey, xlsform.read(xlsform.write(survey)))


def test_a_survey_of_every_kind_comes_back_whole_with_its_communes_listed() -> None:
    check(every_kind(), xlsform.read(xlsform.write(every_kind(), CONTEXT)))


# No shrinking: a survey takes minutes to reduce, and what it says is plain enough whole.
QUICK = {
    "deadline": None,
    "phases": [Phase.explicit, Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


@settings(max_examples=80, **QUICK)
@given(surveys())
def test_any_survey_comes_back_whole_from_its_rows(survey: Survey) -> None:
    check(survey, understand(as_book(tables(survey)), "essai.xlsx"))


@settings(max_examples=6, **QUICK)
@given(surveys())
def test_any_survey_comes_back_whole_from_its_file(survey: Survey) -> None:
    check(survey, xlsform.read(xlsform.write(survey, CONTEXT)))
