"""A hostile TOML file is refused in words, within 2 s of processor and 200 MB, as a workbook is."""

from collections.abc import Callable
from datetime import date

import pytest

from surveys import files
from surveys.loader import CATALOGUE
from surveys.outcome import UnreadableForm

Taken = Callable[[], dict[str, float]]
HOSTILE = {
    # Our own look at keys sees plain ones; these hold spaces, and take the parser the same memory.
    "a key of 100,000 quoted parts": ('"a b".' * 100_000 + '"a" = 1', "mémoire"),
    "arrays in arrays": ("x = " + "[" * 200_000, "ne se lit pas"),
    "tables in tables": ("x = " + "{a=" * 100_000, "ne se lit pas"),
    "a number without end": ("x = " + "9" * 900_000, "ne se lit pas"),
    "nothing of a TOML file": ("\x00" * 10, "ne se lit pas"),
    "an open quote": ('x = "' + "a" * 900_000, "ne se lit pas"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_words_within_its_time_and_memory(name: str, taken: Taken) -> None:
    text, word = HOSTILE[name]
    with pytest.raises(UnreadableForm, match=word) as refused:
        files.read(text.encode(), "hostile.toml")
    assert str(refused.value).startswith("hostile.toml : ")
    assert taken()["kilobytes"] < 200 * 1024
    assert taken()["seconds"] < 2
    assert taken()["clock"] < 60


def test_a_questionnaire_takes_little(taken: Taken) -> None:
    found = files.read((CATALOGUE / "habitants.toml").read_bytes(), "habitants.toml")
    assert found.survey is not None
    assert len(found.understood) == len(found.survey.questions) > 10
    assert 0 < taken()["kilobytes"] < 80 * 1024


def test_where_it_stops_making_sense_is_said() -> None:
    with pytest.raises(UnreadableForm, match="la ligne 2 ne se lit pas"):
        files.read(b'slug = "a"\ntitle = \n', "faute.toml")


def test_a_day_written_as_toml_has_it_is_a_day() -> None:
    text = (CATALOGUE / "habitants.toml").read_text("utf-8")
    question = (
        '[[sections.questions]]\nkind = "date"\nkey = "le"\nlabel = "Quand"\nmin = 2026-03-27\n'
    )
    made = files.read((text.partition("[translations")[0] + question).encode(), "jour.toml").survey
    assert made is not None
    asked = made.question("le")
    assert getattr(asked, "min", "") == date(2026, 3, 27).isoformat()
