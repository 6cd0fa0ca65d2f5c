"""Numbers, dates and words as their readers expect them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from app import formats

DAY = date(2026, 11, 23)
NARROW = "\u202f"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (999, "999"), (5372, f"5{NARROW}372"), (21.5, "21,5"), (3.0, "3"), (0.25, "0,2")],
)
def test_numbers_are_french(app: Flask, value: float, shown: str) -> None:
    with app.test_request_context("/"):
        assert formats.number(value) == shown


def test_days_are_french_words(app: Flask) -> None:
    with app.test_request_context("/"):
        assert formats.day(DAY) == "lundi 23 novembre 2026"
        assert formats.short_day(date(2026, 5, 1)) == "1er mai 2026"


def test_a_moment_is_that_of_paris(app: Flask) -> None:
    with app.test_request_context():
        aware, naive = datetime(2026, 7, 1, 22, 5, tzinfo=UTC), datetime(2026, 7, 1, 22, 5)  # noqa: DTZ001
        assert formats.moment(aware) == "2 juillet 2026, 0 h 05"
        assert formats.moment(naive) == "1er juillet 2026, 22 h 05"  # as SQLite gives it


def test_an_english_reader_gets_english_ones(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("en"):
        assert formats.number(5372) == "5,372"
        assert formats.day(DAY) == "Monday, November 23, 2026"


@pytest.mark.parametrize(("share", "shown"), [(0, "0"), (0.126, "13"), (1, "100")])
def test_a_share_is_a_round_percentage(share: float, shown: str) -> None:
    assert formats.percent(share) == f"{shown}{NARROW}%"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 voix"), (1, "1 voix"), (2, "2 voies"), (1500, f"1{NARROW}500 voies")],
)
def test_none_is_singular_in_french(app: Flask, count: int, shown: str) -> None:
    with app.test_request_context("/"):
        assert formats.plural(count, "voix", "voies") == shown


def test_templates_have_them_all(app: Flask) -> None:
    page = "{{ n|number }} {{ d|short_day }} {{ 0.5|percent }} {{ plural(2, 'a', 'b') }}"
    page += "{% for a, b in [1]|zip([2]) %} {{ a }}{{ b }}{% endfor %} {{ words.PUBLICS.elu }}"
    with app.test_request_context("/"):
        shown = render_template_string(page, n=1200, d=DAY)
    assert shown == f"1{NARROW}200 23 novembre 2026 50{NARROW}% 2 b 12 Élues et élus"
