"""Numbers, dates and short words as French readers expect them, for every template."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale

from surveys import words

NARROW_SPACE = "\u202f"
_PARIS = ZoneInfo("Europe/Paris")


def number(value: float) -> str:
    """5 372 · 21,5: French separators, one decimal at most."""
    pattern = "#,##0.#" if isinstance(value, float) else "#,##0"
    return format_decimal(value, format=pattern, locale=get_locale() or "fr")


def figure(value: float) -> str:
    """A published figure: 5 372 · 21,5 · 0,04."""
    whole = int(value) if value == int(value) else value
    pattern = "#,##0.#" if abs(value) >= 1 else "#,##0.##"
    return format_decimal(whole, format=pattern, locale=get_locale() or "fr")


def signed(value: float) -> str:
    """+12 · −3,4"""
    sign = "−" if value < 0 else "+"
    return f"{sign}{figure(abs(round(value, 1)))}"


def day(value: date) -> str:
    """lundi 23 novembre 2026"""
    return _first(format_date(value, "full", locale=get_locale() or "fr"))


def short_day(value: date) -> str:
    """23 novembre 2026"""
    return _first(format_date(value, "long", locale=get_locale() or "fr"))


def moment(value: datetime) -> str:
    """23 novembre 2026, 14 h 05; SQLite gives Paris time without its zone."""
    here = value.astimezone(_PARIS) if value.tzinfo else value
    return f"{short_day(here.date())}, {here.hour} h {here.minute:02}"


def _first(said: str) -> str:
    """« 1er décembre », which Babel writes « 1 décembre »; English dates begin otherwise."""
    return re.sub(r"(^|[a-z] )1 (?=[a-zéû])", r"\g<1>1er ", said)


def upper_first(text: str) -> str:
    """« Lundi 23 novembre »: the rest stays, for months are names in English."""
    return text[:1].upper() + text[1:]


def percent(share: float) -> str:
    return f"{round(share * 100)}{NARROW_SPACE}%"


def plural(count: int, one: str, many: str) -> str:
    """1 réponse, 2 réponses; French counts 0 and 1 alike."""
    return f"{number(count)} {one if count < 2 else many}"


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True  # pages are weighed in KB
    for function in (number, figure, signed, day, short_day, moment, percent, upper_first):
        app.add_template_filter(function)
    app.add_template_filter(zip, "zip")
    app.add_template_global(get_locale)
    app.add_template_global(plural)
    app.jinja_env.globals["words"] = words
