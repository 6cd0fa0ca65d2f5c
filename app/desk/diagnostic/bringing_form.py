"""What the forms of a brought file say, turned into a reading; which columns they show."""

from dataclasses import replace
from typing import Any, Final

from flask import request

from app.services.imports import layouts, roles
from app.services.imports.areas import fold
from app.services.imports.reading import LEVELS, Reading
from app.services.imports.understanding import Understood
from surveys.reading import clean_text

FEW: Final = 60  # columns shown at once; of more, those that serve and those asked for
Shown = list[tuple[int, roles.Column]]


def shown(it: Understood, asked: str) -> Shown:
    """The columns to show with their numbers."""
    every = list(enumerate(roles.columns(it.table, it.reading.columns)))
    if len(every) <= FEW:
        return every
    words = fold(asked)
    return [
        (number, column)
        for number, column in every
        if column.role or (words and words in fold(f"{column.title} {column.said}"))
    ][: 2 * FEW]


def layout_label(reading: Reading) -> str:
    layout = layouts.by_key(reading.layout)
    return layout.label if layout else ""


def said(it: Understood, what: str) -> Reading:
    """What the form of the columns says; what it does not show stays."""
    form = request.form
    known = roles.ROLES[what]
    columns = dict(it.reading.columns)
    for number, title in enumerate(it.table.titles):
        role = form.get(f"role-{number}")
        if role in known:
            columns[title] = role
    titles_on = form.get("titles_on", 0, type=int)
    changed = titles_on and titles_on != it.table.named_on[-1]
    level = form.get("level", "")
    told = replace(
        it.reading,
        columns=columns,
        year=clean_text(form.get("year", ""))[:4],
        unit=clean_text(form.get("unit", ""))[:40],
        source=clean_text(form.get("source", ""))[:300],
        level=level if level in LEVELS else "",
        adds=form.get("adds") == "1",
        absent_is_zero=form.get("absent_is_zero") == "1",
    )
    # Other titles are other columns: what was said of the first ones goes.
    return replace(told, columns={}, titles_on=titles_on) if changed else told


def named(it: Understood) -> Reading:
    """What the form of the preview says of each series, or of each kind of service."""
    form = request.form
    told: dict[str, dict[str, Any]] = dict(it.reading.named)
    for number, key in enumerate(form.getlist("key")[:1000]):
        if f"kind-{number}" in form:
            told[key] = {"kind": form[f"kind-{number}"]}
            continue
        told[key] = {
            "keep": form.get(f"keep-{number}") == "1",
            "label": clean_text(form.get(f"label-{number}", ""))[:200],
            "unit": clean_text(form.get(f"unit-{number}", ""))[:40],
            "domaine": form.get(f"domaine-{number}", "")[:60],
        }
    return replace(it.reading, named=told, personal=form.get("personal") == "1")
