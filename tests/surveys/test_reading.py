"""Text cleaned and numbers read."""

from decimal import Decimal

import pytest

from surveys.reading import clean_text, number_text, parse_number


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_a_line_break_is_one_sign_whatever_the_browser_sent(newline: str) -> None:
    assert clean_text(f"un{newline}deux") == "un\ndeux"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u200b", "\ufeff", "\u202e", "\uffff", "\x7f"])
def test_signs_that_break_a_database_or_mislead_a_reader_are_dropped(sign: str) -> None:
    assert clean_text(f"a{sign}b") == "ab"


def test_tabs_inside_a_text_and_the_joiners_of_an_emoji_are_kept() -> None:
    assert clean_text(" a\tb 👨\u200d👩\u200d👧 ") == "a\tb 👨\u200d👩\u200d👧"


def test_a_lone_surrogate_becomes_a_sign_that_utf8_can_hold() -> None:
    assert clean_text("a\ud83d") == "a\ufffd"
    clean_text("\udfff").encode()


def test_an_accent_typed_in_two_signs_becomes_one() -> None:
    assert clean_text("e\u0301te\u0301") == "été"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", "12"), ("12,5", "12.5"), ("12.5", "12.5"), ("1 500", "1500"), ("1\u202f500", "1500")]
    + [("-3", "-3"), ("−3", "-3"), ("12 km", "12"), ("12KM", "12"), (" 7 ", "7")],
)
def test_a_number_is_read_as_the_french_write_it(typed: str, number: str) -> None:
    assert parse_number(typed, "km") == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["douze", "nan", "inf", "1e5", "0x10", "1,2,3", "12 m", "1 2", "١٢", "", "-", "1_000"]
)
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    assert parse_number(typed, "km") is None


def test_numbers_are_shown_with_a_comma_and_narrow_spaces() -> None:
    assert [number_text(n) for n in (5372, 21.5, -1500, 2.0)] == [
        "5\u202f372",
        "21,5",
        "-1\u202f500",
        "2",
    ]
