"""Deciding for many from the list: said first, counted again, undone by one button."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models.coding import Coding, Tag
from tests.answering import reading
from tests.desking import csv_of, parole_id, post, upload
from tests.tagging import WORDS

LIST = "/bureau/paroles"
TOGETHER, JOURNAL = f"{LIST}/ensemble", f"{LIST}/journal"


def standing(app: Flask) -> dict[str, int]:
    with reading(app) as session:
        found: dict[str, int] = {}
        rows = select(Tag.key).where(Tag.family == "enjeu", Tag.state.in_(("confirmed", "added")))
        for key in session.scalars(rows):
            found[key] = found.get(key, 0) + 1
        return found


def hidden(page: str) -> dict[str, object]:
    """What the page's form carries, the token apart."""
    form = page.split(f'<form method="post" action="{TOGETHER}"', 1)[1].split("</form>", 1)[0]
    found: dict[str, object] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form):
        if name == "parole":
            found.setdefault("parole", []).append(value)  # type: ignore[attr-defined]
        elif name != "csrf_token":
            found[name] = value
    return found


def test_an_enjeu_is_given_to_all_that_match_and_taken_back(
    app: Flask, full_desk: FlaskClient
) -> None:
    asked = {"which": "all", "act": "keep", "label": "enjeu:autonomie", "f_commune": "46066"}
    page = full_desk.get(TOGETHER, query_string=asked)
    assert "2</span> paroles seront changées" in page.text
    assert standing(app) == {}  # nothing is decided by looking
    answer = post(full_desk, TOGETHER, **hidden(page.text))
    assert answer.status_code == 303
    assert standing(app) == {"autonomie": 2}
    shown = full_desk.get(answer.location).text
    assert "« Autonomie » est donné pour 2 paroles" in shown
    undo = shown.split("/annuler", 1)[0].rsplit('action="', 1)[1] + "/annuler"
    assert "2 paroles sont comme avant" in follow(full_desk, undo)
    assert "déjà annulée" in follow(full_desk, undo)
    assert standing(app) == {}


def follow(desk: FlaskClient, address: str) -> str:
    return desk.get(post(desk, address).location).text


def test_those_of_the_page_or_ticked_are_confirmed(app: Flask, full_desk: FlaskClient) -> None:
    bus = parole_id(app, "bus")
    page = full_desk.get(TOGETHER, query_string={"which": "ticked", "act": "check", "parole": bus})
    assert "1</span> parole sera changée" in page.text
    post(full_desk, TOGETHER, **hidden(page.text))
    assert standing(app) == {WORDS["bus"]: 1}
    page = full_desk.get(TOGETHER, query_string={"which": "page", "act": "check"})
    assert "1 autre reste comme elle est" in page.text
    post(full_desk, TOGETHER, **hidden(page.text))
    with reading(app) as session:
        assert None not in session.scalars(select(Coding.checked_at)).all()
    page = full_desk.get(TOGETHER, query_string={"which": "page", "act": "check"})
    assert "Rien ne changerait" in page.text


def test_a_number_that_changed_is_said_again_and_nothing_decided(
    app: Flask, full_desk: FlaskClient
) -> None:
    asked = {"which": "all", "act": "keep", "label": "autonomie"}
    form = hidden(full_desk.get(TOGETHER, query_string=asked).text)
    more = ("R9", "habitant", "46066", "", "2026-03-02", "papier", "Encore un mot.")
    upload(full_desk, csv_of(more))
    answer = post(full_desk, TOGETHER, **form)
    assert answer.status_code == 409
    assert "Leur nombre a changé" in answer.text
    assert "4</span> paroles seront changées" in answer.text
    assert standing(app) == {}


def test_a_domaine_may_be_given_and_a_tone_may_not(app: Flask, full_desk: FlaskClient) -> None:
    asked = {"which": "page", "act": "keep"}
    page = full_desk.get(TOGETHER, query_string={**asked, "label": "domaine:logement"})
    assert "Donner « Logement »" in page.text
    post(full_desk, TOGETHER, **hidden(page.text))
    assert "« Logement » est donné pour 3 paroles" in full_desk.get(JOURNAL).text
    for odd in ("polarity:neutre", "enjeu:logement", "autre:logement", ""):
        assert full_desk.get(TOGETHER, query_string={**asked, "label": odd}).status_code == 422


def test_nothing_ticked_goes_back_to_the_list_with_a_word(full_desk: FlaskClient) -> None:
    asked = {"which": "ticked", "act": "check", "f_enjeu": "autonomie"}
    answer = full_desk.get(TOGETHER, query_string=asked)
    assert answer.status_code == 303
    assert "enjeu=autonomie" in answer.location
    assert "Cochez d’abord" in full_desk.get(answer.location).text


def test_chips_say_what_narrows_the_list_and_take_it_off(full_desk: FlaskClient) -> None:
    page = full_desk.get(
        LIST, query_string={"channel": "papier", "age": "30-44", "text": "BUS", "coder": "9"}
    ).text
    chips = page.split('class="chips"', 1)[1].split("</ul>", 1)[0]
    for said in ("papier", "Mots : « BUS »", "30", "Qui a décidé"):
        assert said in chips
    assert "channel=papier" in chips.split("Mots :", 1)[0]
    only = re.findall(r'href="([^"]+)">Mots', chips)[0]
    assert "text=" not in only
    assert "age=30-44" in only


def test_the_journal_tells_who_decided_and_is_narrowed_to_a_person_and_a_day(
    app: Flask, full_desk: FlaskClient
) -> None:
    assert "Personne n’a encore rien décidé" in full_desk.get(JOURNAL).text
    post(full_desk, f"{LIST}/{parole_id(app, 'bus')}", enjeu="autonomie")
    page = full_desk.get(JOURNAL).text
    assert "chargee@example.org" in page
    assert "Gardé : Autonomie" in page
    assert "un bus le samedi" in page
    assert "Aucune décision ne correspond" in full_desk.get(f"{JOURNAL}?jour=2020-01-01").text
    assert "Aucune décision ne correspond" in full_desk.get(f"{JOURNAL}?qui=999").text
    assert "un bus le samedi" in full_desk.get(f"{JOURNAL}?qui=x&jour=hier&page=0").text
