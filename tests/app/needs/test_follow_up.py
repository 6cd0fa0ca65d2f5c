"""With the private link: see, add, write, be told, erase; without it, nothing."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models.needs import BesoinEvent
from surveys.models import Parole, Response, Withdrawal
from surveys.needs.models import Association, AssociationContact, Besoin
from tests.answering import count, reading
from tests.conftest import build, settings_at
from tests.desking import post
from tests.needing import ADDRESS, NEED, deposit, need_id, sent

KEY = "k" * 32


def write(client: FlaskClient, address: str, need: int, text: str, key: str = KEY):  # type: ignore[no-untyped-def]
    typed = {"besoin": need, "message": text, "idempotency_key": key}
    return client.post(f"{address}/message", data=typed)


def test_the_page_says_where_the_need_stands_and_what_was_asked(client: FlaskClient) -> None:
    page = client.get(deposit(client))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    for said in (
        NEED,
        "Comité des fêtes",
        "Pas encore de réponse",
        "Cazals",
        "Des bras.",
        "Reçu le",
    ):
        assert said in page.text


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "é", "..%2F..", "x" * 3000])
def test_a_wrong_link_opens_nothing(client: FlaskClient, token: str) -> None:
    deposit(client)
    for way in ("", "/recu", "/ajouter"):
        page = client.get(f"{ADDRESS}/{token}{way}")
        assert page.status_code == 404
        assert "Comité" not in page.text
    for way in ("ajouter", "message", "courriel", "effacer"):
        assert client.post(f"{ADDRESS}/{token}/{way}", data=sent()).status_code == 404


def test_wrong_links_are_throttled_and_good_ones_are_not(home: Path) -> None:
    app = build(settings_at(home), rate_limited=True)
    client = app.test_client(use_cookies=False)
    address = deposit(client)
    assert {client.get(address).status_code for _ in range(40)} == {200}
    statuses = [client.get(f"{ADDRESS}/{n}").status_code for n in range(31)]
    assert statuses == [404] * 30 + [429]
    assert client.post(f"{ADDRESS}/x/effacer").status_code == 429


def test_another_need_goes_under_the_same_link_once(app: Flask, client: FlaskClient) -> None:
    address = deposit(client)
    assert "Comité des fêtes" in client.get(f"{address}/ajouter").text
    form = sent(nom=None, besoin="Un car le samedi.")
    for _ in range(2):
        response = client.post(f"{address}/ajouter", data=form)
        assert response.status_code == 303
    page = client.get(response.location).text
    assert NEED in page
    assert "Un car le samedi." in page
    assert (count(app, Besoin), count(app, Response)) == (2, 1)
    assert client.post(f"{address}/ajouter", data={**form, "besoin": "X"}).status_code == 409
    bad = client.post(f"{address}/ajouter", data=sent(besoin="", apports="Gardé."))
    assert bad.status_code == 422
    assert "Gardé." in bad.text


def test_a_message_is_masked_added_once_and_waits_for_an_answer(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    address = deposit(client)
    need = need_id(app)
    post(desk, f"/bureau/besoins/{need}", status="a_l_etude", text="Nous regardons.")
    for _ in range(2):
        response = write(client, address, need, "Rappelez le 06 39 98 12 34.")
        assert response.status_code == 303
        assert response.location.endswith("#besoin-1")
    page = client.get(address).text
    assert page.count("Rappelez le [téléphone].") == 1
    assert "Nous regardons." in page
    assert "sans réponse depuis aujourd’hui" in desk.get("/bureau/besoins").text


@pytest.mark.parametrize(
    ("text", "key", "sentence"),
    [
        ("", KEY, "Écrivez votre message."),
        ("x" * 2001, KEY, "Raccourcissez votre texte de 1 caractère"),
        ("Bonjour.", "court", "arrivé abîmé"),
    ],
)
def test_a_message_that_cannot_be_kept_is_asked_again(
    app: Flask, client: FlaskClient, text: str, key: str, sentence: str
) -> None:
    address = deposit(client)
    page = write(client, address, need_id(app), text, key)
    assert page.status_code == 422
    assert sentence in page.text
    assert text in page.text
    assert count(app, BesoinEvent) == 0


def test_nobody_writes_to_or_erases_the_need_of_another(app: Flask, client: FlaskClient) -> None:
    mine, theirs = deposit(client), deposit(client, nom="Autre", besoin="Un car.")
    other = need_id(app, "car")
    assert write(client, mine, other, "Bonjour.").status_code == 404
    assert client.post(f"{mine}/effacer", data={"besoin": other}).status_code == 404
    for odd in ("", "0", "é", "9" * 50):
        assert client.post(f"{mine}/effacer", data={"besoin": odd}).status_code == 404
    assert client.get(theirs).status_code == 200
    assert count(app, Besoin) == 2


def test_an_address_is_left_changed_and_erased(app: Flask, client: FlaskClient, home: Path) -> None:
    address = deposit(client)
    assert client.post(f"{address}/courriel", data={"courriel": "moi"}).status_code == 422
    assert count(app, AssociationContact) == 0
    done = client.post(f"{address}/courriel", data={"courriel": "asso@example.org"})
    assert "Nous vous écrirons" in client.get(done.location).text
    assert "asso@example.org" not in client.get(address).text  # the link may be shared by a team
    done = client.post(f"{address}/courriel", data={"courriel": ""})
    assert "Votre adresse est effacée" in client.get(done.location).text
    assert count(app, AssociationContact) == 0


def test_one_need_is_erased_and_the_others_stay(app: Flask, client: FlaskClient) -> None:
    address = deposit(client)
    client.post(f"{address}/ajouter", data=sent(nom=None, besoin="Un car."))
    response = client.post(f"{address}/effacer", data={"besoin": need_id(app, "tables")})
    assert response.status_code == 303
    page = client.get(response.location).text
    assert NEED not in page
    assert "Un car." in page
    assert "Ce besoin est effacé." in page


@pytest.mark.parametrize("way", ["all", "the only one"])
def test_erasing_leaves_nothing_to_read_on_the_page_or_the_disk(
    app: Flask, client: FlaskClient, home: Path, way: str
) -> None:
    form = sent(
        besoin="Un marqueur ZYXWVU.", nom="Asso ZYXWVU", apports="ZYXWVU", courriel="a@zyxwvu.org"
    )
    address = client.post(ADDRESS, data=form).location.removesuffix("/recu")
    need = need_id(app)
    write(client, address, need, "Encore ZYXWVU.")
    page = client.post(f"{address}/effacer", data={"besoin": "tous" if way == "all" else need})
    assert page.status_code == 200
    assert "Tout est effacé" in page.text
    assert client.get(address).status_code == 404
    tables = (Association, Besoin, BesoinEvent, AssociationContact, Response, Parole)
    assert [count(app, table) for table in tables] == [0] * 6
    for file in home.glob("paroles.sqlite*"):
        assert b"zyxwvu" not in file.read_bytes().lower()  # the index of words folds capitals
    assert client.post(ADDRESS, data=form).status_code == 410
    assert count(app, Withdrawal) == 1


def test_the_links_to_send_oneself_hold_the_address_and_nothing_else_does(
    client: FlaskClient,
) -> None:
    address = deposit(client)
    page = client.get(f"{address}/recu").text
    token = address.rsplit("/", 1)[1]
    mail = re.search(r'href="(mailto:[^"]+)"', page)
    sms = re.search(r'href="(sms:[^"]+)"', page)
    assert mail
    assert sms
    assert token in mail[1]
    assert token in sms[1]
    assert "http%3A//" in mail[1]


PAYLOADS = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</textarea><svg/onload=x>",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_ever_comes_out_as_markup(
    app: Flask, client: FlaskClient, desk: FlaskClient, payload: str
) -> None:
    address = deposit(client, nom=payload, besoin=payload, apports=payload, partenaires=payload,
                      freins_autre=payload)  # fmt: skip
    need = need_id(app)
    write(client, address, need, payload)
    post(desk, f"/bureau/besoins/{need}", status="retenu", action=payload, text=payload)
    pages = [
        client.get(address),
        client.get(f"{address}/recu"),
        client.get(f"{address}/ajouter"),
        client.post(ADDRESS, data={"besoin": payload, "courriel": payload}),
        desk.get("/bureau/besoins"),
        desk.get("/bureau/besoins", query_string={"commune": payload, "waiting": payload}),
        desk.get(f"/bureau/besoins/{need}"),
        post(desk, f"/bureau/besoins/{need}", status=payload, action=payload, text=payload),
    ]
    for page in pages:  # the page check already refuses inline handlers and scripts
        assert payload not in page.text
        for started in ("<script>", "<img src=x", "<svg/onload"):
            assert started not in page.text


def test_a_link_of_another_territory_opens_nothing(app: Flask, client: FlaskClient) -> None:
    from surveys.models import Territory
    from tests.answering import writing

    address = deposit(client)
    with writing(app) as session:
        session.scalars(select(Territory)).one().host = "ailleurs.example.org"
        session.add(Territory(key="autre", name="Autre", short_name="Autre", host="localhost"))
    assert client.get(address).status_code == 404


def test_the_association_is_stored_under_the_hash_of_its_link_alone(
    app: Flask, client: FlaskClient
) -> None:
    address = deposit(client)
    with reading(app) as session:
        stored = session.scalars(select(Association)).one()
        assert address.rsplit("/", 1)[1] not in stored.token_hash
        assert len(stored.token_hash) == 64


def test_one_more_need_changes_language_with_what_was_typed(client: FlaskClient) -> None:
    address = deposit(client)
    typed = sent(nom=None, besoin="Un car.")
    page = client.post(f"{address}/ajouter/langue?lang=en", data=typed).text
    assert "This need will join the others" in page
    assert "Un car.</textarea>" in page
    assert client.get(f"{address}/ajouter/langue").status_code == 303
