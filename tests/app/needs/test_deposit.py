"""Depositing a need: once, without account, cookie or script; what is missing is asked again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from surveys.models import Parole, Response
from surveys.needs.models import Association, AssociationContact, Besoin
from tests.answering import count, reading
from tests.conftest import build, settings_at
from tests.needing import ADDRESS, NEED, deposit, sent


def test_the_form_asks_five_questions_and_keeps_no_cookie(client: FlaskClient) -> None:
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert "Question 5 sur 5" in page.text
    assert "Frayssinet-le-Gélat" in page.text
    assert "<script" not in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get(f"{ADDRESS}/").status_code == 200


def test_the_home_leads_there(client: FlaskClient) -> None:
    assert f'href="{ADDRESS}"' in client.get("/").text


def test_a_need_is_stored_and_its_private_link_shown(either_app: Flask) -> None:
    client = either_app.test_client(use_cookies=False)
    response = client.post(ADDRESS, data=sent())
    assert response.status_code == 303
    page = client.get(response.location)
    assert page.status_code == 200
    assert f"http://localhost{response.location.removesuffix('/recu')}" in page.text
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == (
        "no-store",
        "no-referrer",
    )
    with reading(either_app) as session:
        need = session.scalars(select(Besoin)).one()
        assert need.parole.text == NEED
        assert need.association.name == "Comité des fêtes"
        assert need.answers["communes"] == ["46066"]
        assert need.association.response.commune == "46066"


def test_the_same_form_again_leads_to_the_same_link(app: Flask, client: FlaskClient) -> None:
    form = sent()
    first, again = client.post(ADDRESS, data=form), client.post(ADDRESS, data=form)
    assert (again.status_code, again.location) == (303, first.location)
    assert [count(app, table) for table in (Association, Besoin, Response)] == [1, 1, 1]


def test_twenty_taps_at_once_store_one_need(either_app: Flask) -> None:
    form = sent()

    def tap(_number: int) -> str:
        response = either_app.test_client(use_cookies=False).post(ADDRESS, data=form)
        assert response.status_code == 303, response.text
        return response.location

    with ThreadPoolExecutor(8) as pool:
        locations = set(pool.map(tap, range(20)))
    assert len(locations) == 1
    assert [count(either_app, table) for table in (Association, Besoin, Response)] == [1, 1, 1]


def test_the_first_two_associations_at_once_both_get_in(either_app: Flask) -> None:
    def tap(number: int) -> int:
        client = either_app.test_client(use_cookies=False)
        return client.post(ADDRESS, data=sent(nom=f"Association {number}")).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(tap, range(8))) == [303] * 8
    assert count(either_app, Association) == 8


def test_other_words_under_the_same_key_are_kept_on_the_page(
    app: Flask, client: FlaskClient
) -> None:
    form = sent()
    client.post(ADDRESS, data=form)
    page = client.post(ADDRESS, data={**form, "besoin": "Tout autre chose <b>."})
    assert page.status_code == 409
    assert "Tout autre chose &lt;b&gt;." in page.text
    assert 'name="communes" hidden' in page.text
    assert form["idempotency_key"] not in page.text
    assert count(app, Besoin) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"nom": None}, "Écrivez votre réponse."),
        ({"nom": "x" * 121}, "Raccourcissez votre texte"),
        ({"besoin": "  \n "}, "Écrivez votre réponse."),
        ({"besoin": "x" * 2001}, "Raccourcissez votre texte"),
        ({"courriel": "moi@"}, "Écrivez une adresse comme"),
        ({"communes": ["99999"]}, "Choisissez une réponse parmi celles proposées."),
        ({"communes": ["tout", "46066"]}, "Décochez « Tout le territoire »"),
        ({"urgence": "hier"}, "Choisissez une réponse parmi celles proposées."),
        ({"idempotency_key": "court"}, "arrivé abîmé"),
        ({"idempotency_key": None}, "arrivé abîmé"),
        ({"idempotency_key": "\x00" * 20}, "arrivé abîmé"),
    ],
)
def test_what_cannot_be_kept_is_asked_again_and_nothing_typed_is_lost(
    app: Flask, client: FlaskClient, changes: dict[str, object], sentence: str
) -> None:
    page = client.post(
        ADDRESS,
        data=sent(partenaires="L’école du bourg.", **changes)
        if "partenaires" not in changes
        else sent(**changes),
    )
    assert page.status_code == 422
    assert sentence in page.text.replace("\u00a0", " ")
    assert "À corriger" in page.text
    assert page.text.count("<title>Erreur : ") == 1
    assert "L’école du bourg." in page.text
    assert 'value="mois" id="frequence-3" checked' in page.text
    assert count(app, Besoin) == count(app, Response) == 0


@pytest.mark.parametrize("text", ["\ud800 seul", "a\x00b", "\u202erenversé", "🎺" * 400])
def test_odd_texts_are_stored_or_refused_never_an_error(either_app: Flask, text: str) -> None:
    client = either_app.test_client(use_cookies=False)
    form = {**sent(), "nom": text.encode("utf-8", "surrogatepass")[:60].decode("utf-8", "replace")}
    page = client.post(ADDRESS, data={**form, "besoin": text.encode("utf-8", "surrogatepass")})
    assert page.status_code in (303, 422)


def test_personal_data_in_the_words_is_masked_and_the_original_encrypted(
    app: Flask, client: FlaskClient
) -> None:
    address = deposit(
        client, besoin="Appelez le 06 39 98 12 34.", apports="Écrire à paul@example.org"
    )
    page = client.get(address).text
    assert "06 39" not in page
    assert "paul@" not in page
    with reading(app) as session:
        parole = session.scalars(select(Parole)).one()
        assert parole.original is not None
        assert b"06 39" not in parole.original


def test_an_address_is_kept_encrypted_and_only_if_given(app: Flask, client: FlaskClient) -> None:
    deposit(client)
    assert count(app, AssociationContact) == 0
    deposit(client, courriel="asso@example.org")
    with reading(app) as session:
        assert b"asso@" not in session.scalars(select(AssociationContact)).one().email


def test_neither_words_nor_link_nor_address_are_in_the_log(
    app: Flask,
    client: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(0)
    words = "Un marqueur ZYXWVU."
    address = deposit(client, besoin=words, courriel="asso@example.org")
    client.get(address)

    def fail(*_: object) -> None:
        raise RuntimeError(words)

    monkeypatch.setattr("app.services.besoins.needs.of_association", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert client.get(address).status_code == 500
    assert "RuntimeError" in caplog.text
    for secret in ("ZYXWVU", "asso@example.org", address.rsplit("/", 1)[1]):
        assert secret not in caplog.text


def test_deposits_are_throttled_by_network(home) -> None:  # type: ignore[no-untyped-def]
    client = build(settings_at(home), rate_limited=True).test_client(use_cookies=False)
    statuses = [client.post(ADDRESS, data={}).status_code for _ in range(61)]
    assert statuses == [422] * 60 + [429]


def test_a_need_does_not_open_as_a_questionnaire(app: Flask, client: FlaskClient) -> None:
    deposit(client)
    for slug in ("besoins", "~besoins-1", "besoins-1"):
        assert client.get(f"/q/{slug}").status_code == 404
    assert "Besoin déposé par une association" not in client.get("/").text


def test_the_form_changes_language_with_what_was_typed(app: Flask, client: FlaskClient) -> None:
    page = client.get(f"{ADDRESS}?lang=en").text
    assert '<html lang="en">' in page
    for said in ("What do you need?", "The whole area", "Question 5 of 5", "Frayssinet-le-Gélat"):
        assert said in page
    typed = sent(besoin="Une salle <b>.", communes=["46066"])
    for way, said in (("en", "Send this need"), ("fr", "Envoyer ce besoin")):
        page = client.post(f"{ADDRESS}/langue?lang={way}", data=typed).text
        assert said in page
        assert "Une salle &lt;b&gt;." in page
        assert 'value="46066" id="communes-2" checked' in page
        assert f'value="{typed["idempotency_key"]}"' in page
    assert client.get(f"{ADDRESS}/langue").status_code == 303
    assert count(app, Besoin) == 0


def test_a_need_sent_in_english_is_acknowledged_and_refused_in_english(
    app: Flask, client: FlaskClient
) -> None:
    refused = client.post(f"{ADDRESS}?lang=en", data=sent(courriel="me", besoin=""))
    assert "Write an address such as" in refused.text
    assert "Write your answer." in refused.text
    response = client.post(f"{ADDRESS}?lang=en", data=sent(besoin="A room."))
    assert "Your need has arrived" in client.get(response.location).text
    link = response.location.replace("/recu", "")
    page = client.get(link).text
    assert "No answer yet." in page
    assert "Every month" in page
    with reading(app) as session:
        assert session.scalars(select(Response.language)).one() == "en"


def test_a_database_that_is_busy_loses_no_word(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, form = deposit(client), sent(nom=None, besoin="Un car le samedi.")

    def busy(_session: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    with monkeypatch.context() as patched:
        patched.setattr("app.needs.deposit.start_writing", busy)
        for way in (f"{address}/ajouter", ADDRESS):
            page = client.post(way, data={**form, "nom": "Comité"})
            assert page.status_code == 503
            assert "pas encore enregistré" in page.text
            assert "Un car le samedi.</textarea>" in page.text
            assert str(form["idempotency_key"]) in page.text
            assert page.headers["Retry-After"] == "60"
    assert client.post(f"{address}/ajouter", data=form).status_code == 303
    assert count(app, Besoin) == 2
