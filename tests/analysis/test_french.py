"""Numbers, dates and lists read as a French reader expects."""

from datetime import date

from analysis.french import day, listing, number, percent, plural


def test_numbers_have_narrow_spaces_and_a_comma() -> None:
    assert [number(n) for n in (0, 5372, 21.5, 21.04, 1234567.89)] == [
        "0", "5\u202f372", "21,5", "21", "1\u202f234\u202f567,9",
    ]  # fmt: skip


def test_a_share_is_a_whole_percentage() -> None:
    assert percent(0.1615) == "16\u202f%"


def test_zero_and_one_are_singular() -> None:
    assert [plural(n, "réponse", "réponses") for n in (0, 1, 2)] == [
        "0\u00a0réponse", "1\u00a0réponse", "2\u00a0réponses",
    ]  # fmt: skip


def test_the_first_of_the_month_is_an_ordinal() -> None:
    assert day(date(2026, 10, 1)) == "1er\u00a0octobre\u00a02026"
    assert day(date(2026, 11, 23)) == "23\u00a0novembre\u00a02026"


def test_a_list_ends_with_et() -> None:
    assert [listing(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a et b", "a, b et c",
    ]  # fmt: skip
