"""Conditions said with the names that are used here."""

import pytest

from surveys.conditions import parse, to_text
from surveys.conditions.renaming import renamed

COLUMNS = {"A": "a", "Age": "age"}
CHOICES = {("A", "Oui"): "oui", ("A", "1"): "un"}


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("${A} = 'Oui'", "${a} = 'oui'"),
        ("'Oui' != ${A}", "'oui' != ${a}"),
        ("${A} = 1", "${a} = 'un'"),
        ("${Age} = 1", "${age} = 1"),
        ("selected(${A}, 'Oui') and not(${Age} > 3)", "selected(${a}, 'oui') and not(${age} > 3)"),
        ("${A} = ''", "${a} = ''"),
        ("${A} < 'Oui'", "${a} < 'Oui'"),
        ("${A} = ${Age}", "${a} = ${age}"),
        ("${b} = 'Oui'", "${b} = 'Oui'"),
    ],
)
def test_columns_and_choices_take_their_names_here(there: str, here: str) -> None:
    made = renamed(
        parse(there),
        lambda column: COLUMNS.get(column, column),
        lambda column, choice: CHOICES.get((column, choice), choice),
    )
    assert to_text(made) == here
