"""Reading and deciding: the list, its filters, one parole at a time, and nothing a text can run."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models.coding import Coding, Tag
from tests.answering import answer, reading
from tests.desking import csv_of, parole_id, post, upload
from tests.tagging import WORDS

LIST = "/bureau/paroles"
BUS = WORDS["bus"]


def shown(page: str) -> set[str]:
    """The paroles of the list, by their first words."""
    said = re.findall(r'<p class="said">(.*?)</p>', page, re.S)
    plain = [re.sub("<[^>]+>", "", text) for text in said]
    names = {"bus": "R1", "bibliothèque": "R2", "médecin": "R3"}
    return {name for word, name in names.items() for text in plain if word in text}


def tags(app: Flask, words: str) -> dict[str, str]:
    """Key → state of the enjeux of one parole."""
    with reading(app) as session:
        rows = select(Tag).where(Tag.parole_id == parole_id(app, words), Tag.family == "enjeu")
        return {tag.key: tag.state for tag in session.scalars(rows)}


def checked(app: Flask, words: str) -> bool:
    with reading(app) as session:
        coding = session.get(Coding, parole_id(app, words))
        return coding is not None and coding.checked_at is not None


def test_the_list_shows_each_parole_its_tags_and_what_weighed(full_desk: FlaskClient) -> None:
    page = full_desk.get(LIST).text
    assert shown(page) == {"R1", "R2", "R3"}
    assert "<mark>bus</mark>" in page
    assert "<mark>bibliothèque</mark>" in page
    assert "Aucun enjeu" in page
    assert "3 paroles" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"enjeu": BUS}, {"R1"}),
        ({"enjeu": "none"}, {"R3"}),
        ({"enjeu": "inconnu"}, set()),
        ({"polarity": "point_fort"}, {"R1", "R2", "R3"}),
        ({"polarity": "neutre"}, set()),
        ({"domaine": "none"}, {"R1", "R2", "R3"}),
        ({"public": "elu"}, {"R3"}),
        ({"commune": "46066"}, {"R1", "R2"}),
        ({"commune": "46066", "public": "association"}, {"R2"}),
        ({"survey": "habitants"}, {"R1", "R2", "R3"}),
        ({"survey": "elus"}, set()),
        ({"checked": "no"}, {"R1", "R2", "R3"}),
        ({"checked": "yes"}, set()),
        ({"text": "CHERCHONS un"}, {"R3"}),
        ({"text": "100 %_"}, set()),
        ({"text": "' OR 1=1 --"}, set()),
        ({"page": "zéro"}, {"R1", "R2", "R3"}),
        ({"page": "9" * 99}, set()),
        ({"page": "-1"}, {"R1", "R2", "R3"}),
    ],
)
def test_each_filter_narrows_the_list(
    full_desk: FlaskClient, query: dict[str, str], expected: set[str]
) -> None:
    page = full_desk.get(LIST, query_string=query)
    assert page.status_code == 200
    assert shown(page.text) == expected


@pytest.mark.parametrize("text", ["%00", "%FF", "%ED%A0%80", "%E2%80%AE", "<script>alert(1)"])
def test_odd_filters_make_a_sound_page(full_desk: FlaskClient, text: str) -> None:
    for name in ("text", "enjeu", "commune", "survey", "checked"):
        page = full_desk.get(f"{LIST}?{name}={text}")
        assert page.status_code == 200
        assert "<script>" not in page.text


def test_filters_are_kept_in_the_form_and_in_the_links(full_desk: FlaskClient) -> None:
    page = full_desk.get(LIST, query_string={"enjeu": BUS, "text": "bus"}).text
    assert f'<option value="{BUS}" selected>' in page
    assert 'name="text" value="bus"' in page
    assert f'name="f_enjeu" value="{BUS}"' in page


def test_a_long_list_has_pages_that_keep_the_filters(app: Flask, desk: FlaskClient) -> None:
    rows = [
        (f"P{n}", "habitant", "", "", "2026-03-02", "papier", f"Parole {n:02}") for n in range(30)
    ]
    upload(desk, csv_of(*rows))
    first = desk.get(LIST, query_string={"text": "Parole"})
    assert "Page 1 sur 2" in first.text
    second = desk.get(LIST, query_string={"text": "Parole", "page": "2"})
    numbers = [set(re.findall(r"Parole (\d\d)", page.text)) for page in (first, second)]
    assert [len(found) for found in numbers] == [25, 5]
    assert not numbers[0] & numbers[1]
    assert "text=Parole" in second.text


@pytest.mark.parametrize(("decision", "state"), [("keep", "confirmed"), ("refuse", "refused")])
def test_a_proposed_tag_is_confirmed_or_refused_from_the_list(
    app: Flask, full_desk: FlaskClient, decision: str, state: str
) -> None:
    address = f"{LIST}/{parole_id(app, 'bus')}/etiquette"
    response = post(
        full_desk, address, family="enjeu", key=BUS, decision=decision, f_public="habitant"
    )
    assert response.status_code == 303
    assert "public=habitant" in response.location
    assert response.location.endswith(f"#p{parole_id(app, 'bus')}")
    assert tags(app, "bus") == {BUS: state}


def test_a_tag_is_added_from_the_list(app: Flask, full_desk: FlaskClient) -> None:
    address = f"{LIST}/{parole_id(app, 'médecin')}/etiquette"
    post(full_desk, address, family="enjeu", key="autonomie", decision="keep")
    assert tags(app, "médecin") == {"autonomie": "added"}


@pytest.mark.parametrize(
    "typed",
    [
        {"family": "enjeu", "key": "inventé", "decision": "keep"},
        {"family": "inventée", "key": BUS, "decision": "keep"},
        {"family": "enjeu", "key": BUS, "decision": "peut-être"},
        {},
    ],
)
def test_an_unknown_tag_or_decision_is_refused(
    app: Flask, full_desk: FlaskClient, typed: dict[str, str]
) -> None:
    response = post(full_desk, f"{LIST}/{parole_id(app, 'bus')}/etiquette", **typed)
    assert response.status_code == 422
    assert tags(app, "bus") == {BUS: "proposed"}


def test_settling_keeps_what_is_ticked_and_refuses_the_rest(
    app: Flask, full_desk: FlaskClient
) -> None:
    address = f"{LIST}/{parole_id(app, 'bus')}"
    response = post(full_desk, address, enjeu=["autonomie"], polarity="point_vigilance")
    assert response.status_code == 303
    assert tags(app, "bus") == {BUS: "refused", "autonomie": "added"}
    assert checked(app, "bus")
    page = full_desk.get(address).text
    assert "Annuler ma décision" in page
    assert "par chargee@example.org" in page


@pytest.mark.parametrize(
    "typed", [{"enjeu": "inventé"}, {"polarity": ["neutre", "point_fort"]}, {"domaine": "x\x00"}]
)
def test_settling_on_what_the_grid_does_not_have_changes_nothing(
    app: Flask, full_desk: FlaskClient, typed: dict[str, object]
) -> None:
    response = post(full_desk, f"{LIST}/{parole_id(app, 'bus')}", **typed)
    assert response.status_code == 422
    assert not checked(app, "bus")


def test_undoing_brings_the_proposals_back(app: Flask, full_desk: FlaskClient) -> None:
    address = f"{LIST}/{parole_id(app, 'bus')}"
    post(full_desk, address, enjeu=["autonomie"])
    assert post(full_desk, f"{address}/annuler").status_code == 303
    assert tags(app, "bus") == {BUS: "proposed"}
    assert not checked(app, "bus")


def test_tagging_again_does_not_touch_a_decision(app: Flask, full_desk: FlaskClient) -> None:
    post(full_desk, f"{LIST}/{parole_id(app, 'bus')}", enjeu=[])
    post(full_desk, f"{LIST}/classer")
    assert tags(app, "bus") == {BUS: "refused"}


def test_reviewing_goes_through_every_parole_then_back_to_the_list(
    app: Flask, full_desk: FlaskClient
) -> None:
    seen = set()
    for _ in range(3):
        address = full_desk.get(f"{LIST}/verifier").location
        seen.add(address)
        assert full_desk.get(address).status_code == 200
        assert post(full_desk, address).status_code == 303
    assert len(seen) == 3
    end = full_desk.get(f"{LIST}/verifier")
    assert end.location.endswith("checked=yes")
    assert shown(full_desk.get(end.location).text) == {"R1", "R2", "R3"}


@pytest.mark.parametrize("number", ["0", "1", "9007199254740991", "99999999999999999999999"])
def test_a_parole_that_does_not_exist_is_a_404(desk: FlaskClient, number: str) -> None:
    assert desk.get(f"{LIST}/{number}").status_code == 404
    assert post(desk, f"{LIST}/{number}").status_code in (404, 405)
    assert post(desk, f"{LIST}/{number}/annuler").status_code in (404, 405)


PAYLOADS = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</textarea></mark><svg/onload=alert(1)>",
    "{{ 7*7 }} {% raw %} javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_stored_text_ever_comes_out_as_markup(
    app: Flask, client: FlaskClient, desk: FlaskClient, payload: str
) -> None:
    row = ("X1", "habitant", "46066", "", "2026-03-02", "papier", f"bus {payload}")
    assert upload(desk, csv_of(row)).status_code == 200
    code = answer(client, points_forts=f"vélo {payload}")
    post(desk, f"{LIST}/classer")
    pages = [
        desk.get(LIST).text,
        desk.get(f"{LIST}/{parole_id(app, 'bus')}").text,
        desk.get(LIST, query_string={"text": payload}).text,
        client.post("/q/habitants/suivi", data={"code": code}).text,
        client.post("/q/habitants/suivi/corriger", data={"code": code}).text,
    ]
    for page in pages:  # the page check already refuses inline handlers and scripts
        assert payload not in page or "<" not in payload
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert "<svg/onload" not in page
        assert 'href="javascript' not in page
        assert "49 " not in page


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_import_report_never_runs_what_the_file_holds(desk: FlaskClient, payload: str) -> None:
    row = ("X1", payload, payload, payload, payload, payload, "bus")
    columns = ("id", "public", "commune", "age_band", "submitted_at", "channel", "text", payload)
    pages = [
        upload(desk, csv_of((*row, "x"), columns=columns), name=f"{payload}.csv"),
        upload(desk, csv_of((*row, "x"), columns=columns), name=f"{payload}.csv", partial="1"),
        upload(desk, payload.encode(), name=payload),
        upload(desk, csv_of(row), question=payload),
    ]
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<svg/onload" not in page.text


def test_checking_one_after_another_keeps_the_filters_and_invents_none(
    app: Flask, full_desk: FlaskClient
) -> None:
    where = f"/bureau/paroles/{parole_id(app, 'bus')}"
    page = full_desk.get(f"{where}?public=habitant").text
    assert 'name="f_public" value="habitant"' in page
    decided = {"f_public": "habitant", "enjeu": "autonomie", "polarity": "proposition"}
    answer = post(full_desk, where, **decided)
    assert answer.status_code == 303
    assert answer.location.endswith("/bureau/paroles/verifier?public=habitant")


def test_a_parole_in_another_language_is_flagged_and_left_to_people(
    app: Flask, full_desk: FlaskClient
) -> None:
    occitan = "Lo mètge es tròp luènh, cal ajudar los vièlhs de la comuna"
    row = ("OC", "habitant", "46066", "", "2026-03-05", "papier", occitan)
    assert upload(full_desk, csv_of(row)).status_code == 200
    assert post(full_desk, "/bureau/paroles/classer").status_code == 303
    only = full_desk.get(LIST, query_string={"language": "other"}).text
    assert shown(only) == set()
    assert "langue à lire : occitan ?" in only
    assert "1 parole" in only
    assert "langue à lire" not in full_desk.get(LIST, query_string={"language": "en"}).text
    page = full_desk.get(f"{LIST}/{parole_id(app, 'Lo mètge')}").text
    assert "Langue à lire : occitan ?" in page
    assert tags(app, "Lo mètge") == {}
