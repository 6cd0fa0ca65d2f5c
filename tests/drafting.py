"""What tests of the editor do: begin a draft, fill in its forms as a browser would, look at it."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from surveys import models
from tests.answering import reading
from tests.conftest import csrf_token

COLLECT = "/bureau/collecte"
SLUG = "le-marche"
EDITOR = f"{COLLECT}/{SLUG}/modifier"
_INPUT = re.compile(r"<input\b[^>]*>")
_AREA = re.compile(r'<textarea\b[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', re.S)
_SELECT = re.compile(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', re.S)
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')

Fields = MultiDict[str, str]


def form_of(page: TestResponse, marker: str = "<form") -> Fields:
    """What a browser would send of the first form after the marker, without any button."""
    html = page.text[page.text.index(marker) :]
    html = html[: html.index("</form>")]
    found: Fields = MultiDict()
    for tag in _INPUT.findall(html):
        marks = dict(_ATTRIBUTE.findall(tag.removeprefix("<input")))
        ticked = marks.get("type") not in ("checkbox", "radio") or "checked" in marks
        if ticked and marks.get("name"):
            found.add(marks["name"], unescape(marks.get("value", "")))
    for name, text in _AREA.findall(html):
        found.add(name, unescape(text))
    for name, options in re.findall(
        r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.S
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found.add(name, unescape(chosen[1]) if chosen else "")
    return found


def send(
    desk: FlaskClient, address: str, typed: Mapping[str, Any], marker: str = '<form method="post"'
) -> TestResponse:
    """Opens a page, fills in its form as asked, and sends it."""
    form = form_of(desk.get(address), marker)
    for name, value in typed.items():
        if isinstance(value, list):
            form.setlist(name, value)
        else:
            form[name] = value
    return desk.post(address, data=form)


def create(desk: FlaskClient, title: str = "Le marché", **typed: str) -> TestResponse:
    """A draft from nothing, unless asked otherwise."""
    return send(desk, f"{COLLECT}/nouveau", {"title": title, "source": "rien", **typed})


def add(desk: FlaskClient, kind: str, label: str, slug: str = SLUG) -> str:
    """One more question; gives its key."""
    answer = send(desk, f"{COLLECT}/{slug}/modifier/ajouter", {"kind": kind, "label": label})
    assert answer.status_code == 303, answer.text
    return answer.location.split("/question/")[1].split("?")[0]


def fill(desk: FlaskClient, key: str, typed: Mapping[str, Any], slug: str = SLUG) -> TestResponse:
    """Saves the form of one question."""
    address = f"{COLLECT}/{slug}/modifier/question/{key}"
    return send(desk, address, typed, '<form method="post" id="question"')


def gesture(desk: FlaskClient, what: str, slug: str = SLUG, **more: str) -> TestResponse:
    """Presses a button of the outline or of a question's page."""
    page = desk.get(f"{COLLECT}/{slug}/modifier")
    revision = re.search(r'name="revision" value="(\d+)"', page.text)
    assert revision
    data = {"csrf_token": csrf_token(page.text), "revision": revision[1], "gesture": what, **more}
    return desk.post(f"{COLLECT}/{slug}/modifier/ranger", data=data)


def written(app: Flask, slug: str = SLUG) -> dict[str, Any]:
    """The draft's definition, as stored."""
    with reading(app) as session:
        survey = session.query(models.Survey).filter_by(slug=slug).one()
        assert survey.draft is not None
        return survey.draft.definition


def order(app: Flask, slug: str = SLUG) -> list[list[str]]:
    """The keys of each section."""
    return [[q["key"] for q in s["questions"]] for s in written(app, slug)["sections"]]
