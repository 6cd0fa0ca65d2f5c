"""With the receipt code: read, correct, erase; without it, nothing."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import web
from surveys import receipts
from surveys.models import Parole, Response, Withdrawal
from tests.answering import FORM, answer, code_on, count, dated, reading, sent
from tests.conftest import build, settings_at

FOLLOW = f"{FORM}/suivi"


def other_sign(code: str) -> str:
    return ("3" if code[0] != "3" else "4") + code[1:]


def test_the_code_reads_everything_back_in_words(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    code = answer(client)
    page = client.post(FOLLOW, data={"code": code})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    for said in ("Je conduis", "La bibliothèque du village.", "30 à 44 ans", "4 sur 5"):
        assert said in page.text
    assert "Un rendez-vous médical" in page.text
    assert "46066" not in page.text


@pytest.mark.parametrize("spell", [str.lower, lambda c: c.replace("-", " "), lambda c: f"  {c}\n"])
def test_case_spaces_and_dashes_do_not_matter(client: FlaskClient, spell) -> None:  # type: ignore[no-untyped-def]
    assert client.post(FOLLOW, data={"code": spell(answer(client))}).status_code == 200


@pytest.mark.parametrize("code", ["AAAA-AAAA-AB", "0" * 10, "é\u0130ß", "x" * 5000])
@pytest.mark.parametrize("way", ["", "/corriger", "/effacer"])
def test_a_wrong_code_opens_nothing(client: FlaskClient, code: str, way: str) -> None:
    page = client.post(FOLLOW + way, data={"code": code})
    assert page.status_code == 422
    assert "Ce code n’est pas le bon" in page.text


@pytest.mark.parametrize("way", ["", "/corriger", "/effacer"])
@pytest.mark.parametrize("code", [{}, {"code": ""}, {"code": " \n"}, {"code": "\x00"}])
def test_without_a_code_one_is_asked_to_write_it(
    client: FlaskClient, code: dict[str, str], way: str
) -> None:
    page = client.post(FOLLOW + way, data=code)
    assert page.status_code == 422
    assert "Écrivez les dix lettres ou chiffres de votre reçu" in page.text
    assert "n’est pas le bon" not in page.text


def test_an_erased_code_is_not_told_that_it_was_mistyped(client: FlaskClient) -> None:
    code = answer(client)
    client.post(f"{FOLLOW}/effacer", data={"code": code})
    page = client.post(FOLLOW, data={"code": code})
    assert page.status_code == 422
    assert "Si elle a été effacée, il n’en reste rien" in page.text
    assert "n’est pas le bon" not in page.text
    # Neither more nor less is told of a code that nobody ever had.
    never = receipts.shown(receipts.receipt_code(b"x", "never"))
    told = client.post(FOLLOW, data={"code": never}).text
    assert told.replace(never, code) == page.text


def test_erasing_asks_once_more_and_changes_nothing_yet(app: Flask, client: FlaskClient) -> None:
    code = answer(client)
    page = client.post(FOLLOW, data={"code": code})
    assert 'name="ask" value="1">Effacer ma réponse' in page.text
    asked = client.post(f"{FOLLOW}/effacer", data={"code": code, "ask": "1"})
    assert asked.status_code == 200
    assert "Effacer votre réponse ?" in asked.text
    assert "Non, la garder" in asked.text
    assert count(app) == 1
    assert client.post(f"{FOLLOW}/effacer", data={"code": "x", "ask": "1"}).status_code == 422
    assert client.post(f"{FOLLOW}/effacer", data={"code": code}).status_code == 200
    assert count(app) == 0


def test_one_wrong_sign_opens_nothing(app: Flask, client: FlaskClient) -> None:
    code = other_sign(answer(client))
    assert client.post(FOLLOW, data={"code": code}).status_code == 422
    assert client.post(f"{FOLLOW}/effacer", data={"code": code}).status_code == 422
    assert count(app) == 1


def test_a_code_of_another_survey_opens_nothing(client: FlaskClient) -> None:
    code = answer(client)
    assert client.post("/q/elus/suivi", data={"code": code}).status_code == 422


def test_erasing_leaves_nothing_to_read_on_the_page_or_the_disk(
    app: Flask, client: FlaskClient, home: Path
) -> None:
    code = answer(client, points_forts="Un marqueur ZYXWVU unique.", propositions="encore ZYXWVU")
    page = client.post(f"{FOLLOW}/effacer", data={"code": code})
    assert page.status_code == 200
    assert "Votre réponse est effacée" in page.text
    assert client.post(FOLLOW, data={"code": code}).status_code == 422
    assert (count(app), count(app, Parole), count(app, Withdrawal)) == (0, 0, 1)
    for file in home.glob("paroles.sqlite*"):
        assert b"zyxwvu" not in file.read_bytes().lower()  # the index of words folds capitals


def test_correcting_starts_from_what_was_answered(client: FlaskClient) -> None:
    page = client.post(f"{FOLLOW}/corriger", data={"code": answer(client)})
    assert page.status_code == 200
    assert "La bibliothèque du village.</textarea>" in page.text
    assert 'value="conduit" id="deplacements" checked' in page.text
    assert 'value="46066" selected' in page.text
    assert 'name="idempotency_key"' not in page.text


def test_a_correction_takes_the_place_of_the_first_answers(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    code = answer(client, manques="Des bus.")
    form = sent(idempotency_key=None, code=code, save="1", manques="Des trains.", vivre_ici="2")
    page = client.post(f"{FOLLOW}/corriger", data=form)
    assert page.status_code == 200
    assert "Vos corrections sont enregistrées." in page.text
    with reading(either_app) as session:
        row = session.scalars(select(Response)).one()
        assert row.answers["vivre_ici"] == 2
        assert {p.text for p in row.paroles} == {"La bibliothèque du village.", "Des trains."}
    assert client.post(FOLLOW, data={"code": code}).status_code == 200


def test_a_faulty_correction_keeps_the_first_answers_and_the_typing(
    app: Flask, client: FlaskClient
) -> None:
    code = answer(client)
    form = sent(idempotency_key=None, code=code, save="1", vivre_ici="9", manques="Presque fini")
    page = client.post(f"{FOLLOW}/corriger", data=form)
    assert page.status_code == 422
    assert "Presque fini</textarea>" in page.text
    assert f'name="code" value="{code}"' in page.text
    with reading(app) as session:
        assert session.scalars(select(Response)).one().answers["vivre_ici"] == 4


def test_a_correction_shows_the_words_before_masking_to_their_author(client: FlaskClient) -> None:
    code = answer(client, points_forts="Appelez le 06 12 34 56 78.")
    assert "06 12 34 56 78" in client.post(f"{FOLLOW}/corriger", data={"code": code}).text


def test_once_closed_one_can_read_and_erase_but_not_correct(
    app: Flask, client: FlaskClient
) -> None:
    code = answer(client)
    dated(app, closed_on=web.today())
    page = client.post(FOLLOW, data={"code": code})
    assert page.status_code == 200
    assert "Corriger ma réponse" not in page.text
    assert client.post(f"{FOLLOW}/corriger", data={"code": code}).status_code == 410
    assert client.post(f"{FOLLOW}/effacer", data={"code": code}).status_code == 200


def test_guessing_is_slowed_down(home: Path) -> None:
    app = build(settings_at(home), rate_limited=True)
    client = app.test_client(use_cookies=False)
    statuses = [client.post(FOLLOW, data={"code": "AAAA-AAAA-AA"}).status_code for _ in range(21)]
    assert statuses[:20] == [422] * 20
    assert statuses[20] == 429


def test_whoever_has_a_code_may_use_it_as_often_as_she_likes(home: Path) -> None:
    client = build(settings_at(home), rate_limited=True).test_client(use_cookies=False)
    code = answer(client)
    statuses = {client.post(FOLLOW, data={"code": code}).status_code for _ in range(25)}
    assert statuses == {200}


def test_guesses_are_counted_together_whatever_they_would_do(home: Path) -> None:
    client = build(settings_at(home), rate_limited=True).test_client(use_cookies=False)
    addresses = [FOLLOW, f"{FOLLOW}/corriger", f"{FOLLOW}/effacer"]
    wrong = {"code": "AAAA-AAAA-AA"}
    statuses = [client.post(addresses[n % 3], data=wrong).status_code for n in range(21)]
    assert statuses == [422] * 20 + [429]


def test_a_code_alone_finds_its_questionnaire(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    page = client.get("/")
    assert 'href="/suivi"' in page.text
    code = answer(client)
    found = client.post("/suivi", data={"code": code})
    assert found.status_code == 200
    assert "La bibliothèque du village." in found.text
    assert f'action="{FOLLOW}/corriger"' in found.text
    kept = client.post(f"{FORM}/plus-tard", data=sent(points_forts="Pas fini."))
    later = client.post("/suivi", data={"code": code_on(client.get(kept.location))})
    assert "Pas fini.</textarea>" in later.text
    for wrong in (other_sign(code), "", receipts.shown(receipts.receipt_code(b"x", "never"))):
        refused = client.post("/suivi", data={"code": wrong})
        assert refused.status_code == 422
        assert refused.text.count('role="alert"') == 1
    assert client.get("/suivi?lang=en").status_code == 200


def test_a_code_alone_is_guessed_no_faster(home: Path) -> None:
    client = build(settings_at(home), rate_limited=True).test_client(use_cookies=False)
    wrong = {"code": "AAAA-AAAA-AA"}
    statuses = [client.post(("/suivi", FOLLOW)[n % 2], data=wrong).status_code for n in range(21)]
    assert statuses == [422] * 20 + [429]


def test_what_is_wrong_with_a_code_is_said_once(client: FlaskClient) -> None:
    page = client.post(FOLLOW, data={"code": "AAAA-AAAA-AA"})
    assert page.text.count("Ce code n’est pas le bon") == 1
