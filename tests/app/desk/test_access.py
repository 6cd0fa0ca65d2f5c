"""Signing in: by one-time link, by password, slowed down when guessed, with a second factor."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import web
from app.models.staff import SignInLink
from app.services.accounts import staff
from tests.answering import reading, writing
from tests.conftest import build, csrf_token, settings_at, sign_in

EMAIL = "chargee@example.org"
PASSWORD = "douze pommes et une poire"
ACCOUNT = "/bureau/compte"
LOGIN = f"{ACCOUNT}/connexion"


def link_for(app: Flask, email: str = EMAIL) -> str:
    with writing(app) as session:
        user = staff.by_email(session, email)
        assert user is not None
        return f"/bureau/lien/{staff.make_link(session, user, web.now())}"


def fill_in(client: FlaskClient, address: str, **typed: str):  # type: ignore[no-untyped-def]
    """Posts a page's form as a browser would, with the token that the page holds."""
    token = csrf_token(client.get(address).text)
    return client.post(address, data={"csrf_token": token, **typed})


def signed_in(client: FlaskClient) -> bool:
    return client.get("/bureau/").status_code == 200


def test_a_link_signs_in_once_and_looking_at_it_does_not_use_it_up(app: Flask) -> None:
    address = link_for(app)
    first, second = app.test_client(), app.test_client()
    for _ in range(3):
        assert first.get(address).status_code == 200
        assert first.head(address).status_code == 200
    assert fill_in(first, address).location == "/bureau/"
    assert signed_in(first)
    assert second.get(address).status_code == 404
    assert not signed_in(second)


def test_a_link_seen_before_it_was_used_does_not_serve_afterwards(app: Flask) -> None:
    address = link_for(app)
    late = app.test_client()
    token = csrf_token(late.get(address).text)
    fill_in(app.test_client(), address)
    page = late.post(address, data={"csrf_token": token})
    assert page.status_code == 404
    assert "a déjà servi" in page.text
    assert not signed_in(late)


def test_a_link_is_refused_after_24_hours(app: Flask) -> None:
    address = link_for(app)
    client = app.test_client()
    token = csrf_token(client.get(address).text)
    with writing(app) as session:
        link = session.scalars(select(SignInLink).order_by(SignInLink.id.desc())).first()
        assert link is not None
        assert timedelta(hours=24) == staff.LINK_LIFETIME
        link.expires_at = web.now() - timedelta(minutes=1)
    assert client.get(address).status_code == 404
    assert client.post(address, data={"csrf_token": token}).status_code == 404
    assert not signed_in(client)


def test_a_closed_account_cannot_use_its_link(app: Flask) -> None:
    address = link_for(app)
    client = app.test_client()
    token = csrf_token(client.get(address).text)
    with writing(app) as session:
        user = staff.by_email(session, EMAIL)
        assert user is not None
        user.active = False
    assert client.post(address, data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize("token", ["x", "%00", "%FF", "é" * 200])
def test_an_odd_link_is_a_404(either_app: Flask, token: str) -> None:
    assert either_app.test_client().get(f"/bureau/lien/{token}").status_code == 404


def test_the_database_knows_only_the_hash_of_a_link(app: Flask) -> None:
    token = link_for(app).rsplit("/", 1)[1]
    with reading(app) as session:
        kept = [link.token_hash for link in session.scalars(select(SignInLink))]
    assert token not in kept
    assert all(len(digest) == 64 for digest in kept)


def choose_password(desk: FlaskClient) -> None:
    address = f"{ACCOUNT}/mot-de-passe"
    response = fill_in(desk, address, new_password=PASSWORD, new_password_confirm=PASSWORD)
    assert response.status_code == 302, response.text


def test_one_chooses_a_password_then_comes_back_with_it(app: Flask) -> None:
    desk = sign_in(app)
    choose_password(desk)
    assert signed_in(desk)
    token = csrf_token(desk.get("/bureau/").text)
    assert desk.post(f"{ACCOUNT}/deconnexion", data={"csrf_token": token}).status_code == 302
    assert not signed_in(desk)
    response = fill_in(desk, LOGIN, email=EMAIL, password=PASSWORD)
    assert response.location.endswith("/bureau/")
    assert signed_in(desk)


def test_signing_in_stays_on_the_host_one_came_by(app: Flask) -> None:
    choose_password(sign_in(app))
    response = fill_in(app.test_client(), LOGIN, email=EMAIL, password=PASSWORD)
    assert response.location == "/bureau/"


@pytest.mark.parametrize("away", ["https://mal.example/", "//mal.example", "/\\mal.example"])
def test_signing_in_never_leads_elsewhere(app: Flask, away: str) -> None:
    choose_password(sign_in(app))
    client = app.test_client()
    token = csrf_token(client.get(LOGIN).text)
    typed = {"csrf_token": token, "email": EMAIL, "password": PASSWORD, "next": away}
    response = client.post(LOGIN, data=typed, query_string={"next": away})
    there = response.headers.get("Location", "/")
    assert there.startswith("/")
    assert there[1:2] not in ("/", "\\")


def test_a_short_password_is_refused_in_words(app: Flask) -> None:
    page = fill_in(
        sign_in(app), f"{ACCOUNT}/mot-de-passe", new_password="court", new_password_confirm="court"
    )
    assert page.status_code == 200
    assert "Erreur" in page.text


def test_a_password_is_kept_as_argon2(app: Flask) -> None:
    choose_password(sign_in(app))
    with reading(app) as session:
        user = staff.by_email(session, EMAIL)
        assert user is not None
        assert "$argon2" in str(user.password)


@pytest.mark.parametrize(
    "typed",
    [
        {"email": EMAIL, "password": "pas le bon mot de passe"},
        {"email": "personne@example.org", "password": "pas le bon mot de passe"},
        {"email": "", "password": ""},
        {"email": "<script>alert(1)</script>", "password": "x"},
    ],
)
def test_a_wrong_sign_in_never_says_which_half_was_wrong(app: Flask, typed: dict[str, str]) -> None:
    choose_password(sign_in(app))
    client = app.test_client()
    page = fill_in(client, LOGIN, **typed)
    assert page.status_code == 200
    assert "L’adresse ou le mot de passe n’est pas le bon" in page.text
    assert "<script>alert" not in page.text
    assert not signed_in(client)


def test_after_ten_tries_signing_in_waits(home: Path) -> None:
    app = build(settings_at(home), rate_limited=True)
    client = app.test_client()
    token = csrf_token(client.get(LOGIN).text)
    typed = {"csrf_token": token, "email": EMAIL, "password": "pas le bon"}
    statuses = [client.post(LOGIN, data=typed).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert client.get(LOGIN).status_code == 200
    assert "Attendez quelques minutes" in client.post(LOGIN, data=typed).text


def test_asking_for_a_new_password_says_the_same_to_everyone(app: Flask, home: Path) -> None:
    choose_password(sign_in(app))
    address = f"{ACCOUNT}/mot-de-passe-oublie"
    told = []
    for email in (EMAIL, "personne@example.org"):
        client = app.test_client()
        response = fill_in(client, address, email=email)
        page = client.get(response.location) if response.location else response
        told.append(re.sub(r'value="[^"]*"|[\w.-]+@example\.org', "", page.text))
    assert told[0] == told[1]


def test_the_double_check_is_set_up_with_a_picture_and_a_key(app: Flask) -> None:
    desk = sign_in(app)
    page = fill_in(desk, f"{ACCOUNT}/double-verification", setup="authenticator")
    assert page.status_code == 200
    assert 'src="data:image/' in page.text
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


def test_with_the_double_check_a_password_alone_does_not_open_the_desk(app: Flask) -> None:
    desk = sign_in(app)
    choose_password(desk)
    page = fill_in(desk, f"{ACCOUNT}/double-verification", setup="authenticator")
    key = re.search(r"<code>([A-Z2-7 -]+)</code>", page.text)
    assert key, "no key to copy"
    action = re.findall(r'action="([^"]+)"', page.text)[-1]
    token = csrf_token(page.text.rsplit("<form", 1)[1])
    done = desk.post(action, data={"csrf_token": token, "code": totp(app, key.group(1))})
    assert done.status_code == 302, done.text
    other = app.test_client()
    response = fill_in(other, LOGIN, email=EMAIL, password=PASSWORD)
    assert not response.location or not response.location.endswith("/bureau/")
    assert not signed_in(other)


def totp(app: Flask, key: str) -> str:
    from passlib.totp import TOTP

    return str(TOTP(key=re.sub("[ -]", "", key)).generate().token)


@pytest.mark.parametrize("address", ["cles-d-acces", "codes-de-secours", "verifier"])
def test_the_other_account_pages_are_sound(app: Flask, address: str) -> None:
    assert sign_in(app).get(f"{ACCOUNT}/{address}").status_code == 200


def test_a_passkeys_page_runs_its_script_by_nonce_alone(app: Flask) -> None:
    desk = sign_in(app)
    page = fill_in(desk, f"{ACCOUNT}/cles-d-acces", name="mon téléphone", usage="first")
    assert page.status_code == 200
    assert "handleRegister(" in page.text
    nonces = set(re.findall(r'<script nonce="([^"]+)"', page.text))
    assert len(nonces) == 1
    assert f"'nonce-{nonces.pop()}'" in page.headers["Content-Security-Policy"]


def test_entering_by_passkey_is_offered_to_strangers(client: FlaskClient, app: Flask) -> None:
    stranger = app.test_client()
    page = fill_in(stranger, f"{ACCOUNT}/connexion-cle", identity=EMAIL)
    assert "handleSignin(" in page.text


def test_a_page_asked_for_before_signing_in_comes_afterwards(app: Flask) -> None:
    choose_password(sign_in(app))
    client = app.test_client()
    door = client.get("/bureau/paroles?enjeu=autonomie")
    assert door.status_code == 303
    token = csrf_token(client.get(door.location).text)
    typed = {"csrf_token": token, "email": EMAIL, "password": PASSWORD}
    assert client.post(door.location, data=typed).location == "/bureau/paroles?enjeu=autonomie"


def test_signing_out_ends_every_session_even_a_copied_one(either_app: Flask) -> None:
    desk, copied = sign_in(either_app), either_app.test_client()
    stolen = desk.get_cookie("paroles")
    assert stolen is not None
    copied.set_cookie("paroles", stolen.value)
    assert signed_in(copied)
    token = csrf_token(desk.get("/bureau/").text)
    desk.post(f"{ACCOUNT}/deconnexion", data={"csrf_token": token})
    assert not signed_in(copied)


def test_no_token_lets_a_script_in_without_a_session(app: Flask) -> None:
    choose_password(sign_in(app))
    client = app.test_client()
    token = csrf_token(client.get(LOGIN).text)
    given = client.post(
        f"{LOGIN}?include_auth_token",
        json={"csrf_token": token, "email": EMAIL, "password": PASSWORD},
        headers={"X-CSRFToken": token},
    )
    assert given.status_code == 200
    key = given.get_json()["response"]["user"].get("authentication_token", "")
    stranger = app.test_client()
    assert stranger.get("/bureau/", headers={"Authentication-Token": key}).status_code == 303


@pytest.mark.parametrize(
    "password", ["motdepasse12", "azertyuiop123", "chargee@example.org", "Bienvenue2026"]
)
def test_a_password_that_can_be_guessed_is_refused_in_words(app: Flask, password: str) -> None:
    desk = sign_in(app)
    address = f"{ACCOUNT}/mot-de-passe"
    page = fill_in(desk, address, new_password=password, new_password_confirm=password)
    assert page.status_code == 200
    assert "Ce mot de passe se devine" in page.text


def test_account_pages_are_kept_by_no_cache(app: Flask) -> None:
    for address in (LOGIN, f"{ACCOUNT}/mot-de-passe"):
        assert sign_in(app).get(address).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/bureau/nulle-part", "/bureau/collecte/nul"])
def test_a_refusal_at_the_desk_shows_the_way_back_to_it(desk: FlaskClient, address: str) -> None:
    found = desk.get(address)
    assert found.status_code == 404
    assert '<a class="btn" href="/bureau/">' in found.text
    assert "Voir les consultations" not in found.text


def test_a_stranger_who_errs_towards_the_desk_sees_the_public_page(client: FlaskClient) -> None:
    assert "Voir les consultations" in client.get("/bureau/nulle-part").text
