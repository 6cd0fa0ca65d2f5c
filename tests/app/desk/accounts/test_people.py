"""« Personnes » on the desk: an invitation handed over, a role changed, an access taken back."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.services import territories
from app.services.accounts import staff
from surveys import models
from tests.answering import answer, reading, writing
from tests.conftest import csrf_token, sign_in
from tests.desking import post
from tests.storing import NOW, territory

PAGE = "/bureau/personnes"
EMAIL = "lea@example.org"


def invite(desk: FlaskClient, email: str = EMAIL, role: str = "contributeur") -> str:
    """The path of the link that the page shows."""
    page = post(desk, PAGE, email=email, role=role)
    assert page.status_code == 200, page.text
    found = re.search(r"<code>https?://[^/]+(/bureau/lien/[^<]+)</code>", page.text)
    assert found
    return found.group(1)


def enter(client: FlaskClient, link: str, base: str = "http://localhost") -> int:
    page = client.get(link, base)
    if page.status_code != 200:
        return page.status_code
    return client.post(link, base, data={"csrf_token": csrf_token(page.text)}).status_code


def number(app: Flask, email: str = EMAIL) -> int:
    with reading(app) as session:
        user = staff.by_email(session, email)
        assert user is not None
        return int(user.id)


def test_an_invitation_is_handed_over_and_lets_in_once(app: Flask, desk: FlaskClient) -> None:
    link = invite(desk)
    lea = app.test_client()
    assert enter(lea, link) == 303
    assert lea.get("/bureau/paroles").status_code == 200
    assert lea.get(PAGE).status_code == 403
    assert enter(app.test_client(), link) == 404
    log = desk.get(f"{PAGE}/journal").text
    assert EMAIL in log
    assert "(contributrice)" in log


def test_without_a_mail_server_the_message_is_a_file_and_the_page_says_to_hand_the_link_over(
    app: Flask, desk: FlaskClient
) -> None:
    page = post(desk, PAGE, email=EMAIL, role="comite").text
    assert "Aucun courriel n’est parti" in page
    home: Path = app.extensions["paroles"].home
    sent = "".join(path.read_text("utf-8") for path in (home / "mail").iterdir())
    assert EMAIL in sent
    assert "bureau/lien/" in sent


@pytest.mark.parametrize(
    ("email", "role", "sentence"),
    [
        ("", "comite", "Écrivez l’adresse"),
        ("lea", "comite", "n’est pas une adresse"),
        (EMAIL, "maire", "Choisissez ce que"),
        ("chargee@example.org", "comite", "déjà un accès ici"),
    ],
)
def test_a_bad_invitation_stores_nothing_and_says_what_to_mend(
    app: Flask, desk: FlaskClient, email: str, role: str, sentence: str
) -> None:
    page = post(desk, PAGE, email=email, role=role)
    assert page.status_code == 422
    assert sentence in page.text
    with reading(app) as session:
        assert staff.by_email(session, EMAIL) is None


def test_an_access_taken_back_ends_an_open_session_at_once(app: Flask, desk: FlaskClient) -> None:
    lea = app.test_client()
    enter(lea, invite(desk))
    assert lea.get("/bureau/").status_code == 200
    waiting = post(desk, f"{PAGE}/{number(app)}/lien").text
    assert post(desk, f"{PAGE}/{number(app)}/retirer").status_code == 303
    assert lea.get("/bureau/").status_code == 303
    unused = re.search(r"/bureau/lien/[^<]+", waiting)
    assert unused
    assert enter(app.test_client(), unused.group()) == 404
    assert desk.get(f"{PAGE}/{number(app)}").status_code == 404


def test_the_chargee_opens_the_originals_to_a_person_she_names(
    app: Flask, desk: FlaskClient
) -> None:
    answer(app.test_client(use_cookies=False), points_forts="Appelez le 06 12 34 56 78.")
    with reading(app) as session:
        masked = session.scalars(
            select(models.Parole.id).where(models.Parole.original.is_not(None))
        ).one()
    lea = app.test_client()
    enter(lea, invite(desk))
    for given, seen in (("1", True), ("0", False)):
        assert post(desk, f"{PAGE}/{number(app)}/original", given=given).status_code == 303
        assert ("06 12 34 56 78" in lea.get(f"/bureau/paroles/{masked}").text) is seen


def test_an_administrator_manages_accounts_and_opens_no_original(
    app: Flask, desk: FlaskClient
) -> None:
    invite(desk)
    enter(admin := app.test_client(), invite(desk, "admin@example.org", "admin"))
    assert post(admin, f"{PAGE}/{number(app)}/role", role="comite").status_code == 303
    assert post(admin, f"{PAGE}/{number(app)}/original", given="1").status_code == 403
    mine = number(app, "admin@example.org")
    refused = post(admin, f"{PAGE}/{mine}/role", role="chargee")
    assert refused.status_code == 422
    assert "son propre accès" in refused.text


@pytest.fixture
def two(app: Flask) -> Flask:
    """A second territory, at its own address, with its chargée Nadia."""
    with writing(app) as session:
        territories.by_key(session, None).host = "localhost"
        there = territory(session, "ailleurs", host="127.0.0.1")
        staff.add(session, "nadia@example.org", "chargee", there)
    return app


THERE = "http://127.0.0.1"


def test_accounts_of_another_territory_are_neither_listed_nor_told_from_new_ones(
    two: Flask,
) -> None:
    desk = sign_in(two)
    assert "nadia@example.org" not in desk.get(PAGE).text
    assert desk.get(f"{PAGE}/{number(two, 'nadia@example.org')}").status_code == 404
    pages = [
        re.sub(r"lien/[^<]+|[a-z]+@example.org|value=\"[^\"]+\"", "", page.text)
        for email in ("nadia@example.org", "nouveau@example.org")
        for page in [post(desk, PAGE, email=email, role="caf")]
    ]
    assert pages[0] == pages[1]


def test_a_link_of_one_territory_opens_nothing_of_another(two: Flask) -> None:
    """Whoever made the link could use it: it must not be a key to someone's other desk."""
    link = invite(sign_in(two), "nadia@example.org", "caf")
    assert enter(two.test_client(), link, THERE) == 404
    taken = two.test_client()
    assert enter(taken, link) == 303
    cookie = taken.get_cookie("paroles")
    assert cookie is not None
    taken.set_cookie("paroles", cookie.value, domain="127.0.0.1")
    assert taken.get("/bureau/", THERE).status_code == 403
    for address in ("mot-de-passe", "cles-d-acces", "double-verification", "codes-de-secours"):
        assert taken.get(f"/bureau/compte/{address}").status_code == 403, address
    assert "un lien de" in taken.get("/bureau/compte").text
    assert "ailleurs" not in taken.get("/bureau/compte").text


def test_an_adviser_of_several_territories_goes_from_one_desk_to_the_other(two: Flask) -> None:
    with writing(two) as session:
        for key in ("ailleurs", None):
            found = [t for t in session.scalars(select(models.Territory)) if key in (None, t.key)]
            for each in found:
                staff.add(session, "caf@example.org", "caf", each)
    caf = sign_in(two, "caf@example.org")
    assert "changer de territoire" in caf.get("/bureau/").text
    away = caf.get("/bureau/territoires/ailleurs")
    assert (away.status_code, away.location) == (303, f"{THERE}:8000/bureau/")
    assert caf.get("/bureau/territoires/inconnu").status_code == 404
    assert "changer de territoire" not in sign_in(two).get("/bureau/").text


def test_signing_in_by_password_later_is_held_to_no_territory(two: Flask) -> None:
    link = invite(sign_in(two), "nouveau@example.org", "comite")
    client = two.test_client()
    assert enter(client, link) == 303
    assert client.get("/bureau/compte/mot-de-passe").status_code == 200
    with writing(two) as session:
        user = staff.by_email(session, "nouveau@example.org")
        assert user is not None
        there = session.scalars(select(models.Territory).filter_by(key="ailleurs")).one()
        staff.add(session, user.email, "caf", there)
        token = staff.make_link(session, user, NOW.replace(year=2200))
    assert client.get("/bureau/compte/mot-de-passe").status_code == 403
    assert enter(client, f"/bureau/lien/{token}") == 303
    assert client.get("/bureau/compte/mot-de-passe").status_code == 200


def test_coding_by_two_says_how_the_second_person_gets_an_account(desk: FlaskClient) -> None:
    page = desk.get("/bureau/paroles/a-deux").text
    assert 'href="/bureau/personnes"' in page
