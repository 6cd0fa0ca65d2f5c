"""What every answer of the server carries, and what no public page may do."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.headers import HEADERS
from tests.answering import FORM, answer, sent
from tests.conftest import sign_in

LAW = ("/aide", "/donnees-personnelles", "/accessibilite", "/mentions-legales")
VALUES = {  # any other place takes a 1
    "slug": "habitants",
    "ticket": "x",
    "token": "x",
    "filename": "icon.svg",
    "accent": "175a63",
    "side": "public",
    "digest": "0",
    "code": "1234",
    "kind": "svg",
    "size": "a4",
    "key": "marche",
}


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Every address of the map with its endpoint, its places filled."""
    for rule in app.url_map.iter_rules():
        values = {name: VALUES.get(name, "1") for name in rule.arguments}
        if "any(invitation" in rule.rule:
            values["kind"] = "invitation"
        with app.test_request_context():
            yield rule.endpoint, app.url_for(rule.endpoint, **values)


def public(app: Flask) -> list[str]:
    kinds = ("answer.", "needs.", "pages.")
    return sorted(
        {
            address
            for endpoint, address in addresses(app)
            if endpoint.startswith(kinds) or endpoint in ("style", "static")
        }
    )


def test_no_public_page_sets_a_cookie(app: Flask, client: FlaskClient) -> None:
    walked = public(app)
    assert len(walked) >= 12
    for address in [*walked, "/nulle-part", "/q/inconnu"]:
        for method in ("get", "head", "post", "put"):
            response = getattr(client, method)(address, data={})
            assert "Set-Cookie" not in response.headers, f"{method} {address}"
            response.close()


def test_sending_an_answer_sets_no_cookie(client: FlaskClient) -> None:
    response = client.post(FORM, data=sent())
    assert "Set-Cookie" not in response.headers
    code = answer(client)
    for way in ("", "/corriger", "/effacer"):
        assert "Set-Cookie" not in client.post(f"{FORM}/suivi{way}", data={"code": code}).headers


def test_every_answer_carries_the_security_headers(app: Flask, client: FlaskClient) -> None:
    for _, address in addresses(app):
        for method in ("get", "post", "delete"):
            response = getattr(client, method)(address)
            for name in HEADERS:
                assert response.headers.get(name), f"{name} on {method} {address}"
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "*" not in policy
            assert "http:" not in policy
            assert response.status_code < 500, f"{method} {address}: {response.status_code}"
            response.close()


def test_errors_and_redirects_carry_them_too(app: Flask, client: FlaskClient) -> None:
    forged = client.get("/", headers={"Host": "mal.example"})
    for response in (client.get("/nulle-part"), client.get("/bureau/"), forged):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["mal.example", "localhost.mal.example", "x", "127.0.0.1.x:80"])
@pytest.mark.parametrize("address", ["/", FORM, "/bureau/", "/bureau/compte/mot-de-passe-oublie"])
def test_a_forged_host_is_refused(client: FlaskClient, host: str, address: str) -> None:
    page = client.get(address, headers={"Host": host})
    assert page.status_code == 400
    assert host not in page.text
    assert host not in page.headers.get("Location", "")


def test_a_forwarded_host_is_not_believed(client: FlaskClient) -> None:
    page = client.get("/bureau/", headers={"X-Forwarded-Host": "mal.example"})
    assert "mal.example" not in page.headers["Location"] + page.text


@pytest.mark.parametrize("address", LAW)
def test_the_pages_the_law_asks_for_are_there(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_every_public_page_leads_to_them_and_says_accessibility_in_words(
    client: FlaskClient,
) -> None:
    for address in ("/", FORM, f"{FORM}/suivi", *LAW, "/nulle-part"):
        page = client.get(address).text
        assert all(f'href="{there}"' in page for there in LAW), address
        assert re.search(r"Accessibilité : (non|partiellement|totalement) conforme", page), address


def test_an_unknown_page_says_so_in_french(client: FlaskClient) -> None:
    page = client.get("/nulle-part")
    assert page.status_code == 404
    assert "Cette page n’existe pas" in page.text


def test_a_script_gets_its_refusals_as_json(client: FlaskClient) -> None:
    response = client.get("/q/inconnu", headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert response.json is not None
    assert response.json["error"] == "Ce questionnaire n’existe pas"


def test_a_wrong_method_is_a_405_page(client: FlaskClient) -> None:
    assert client.delete(FORM).status_code == 405


def test_health_answers_when_the_database_does(either_app: Flask) -> None:
    response = either_app.test_client(use_cookies=False).get("/sante")
    assert (response.status_code, response.json) == (200, {"ok": True})


def test_desk_pages_are_kept_by_no_cache(app: Flask) -> None:
    desk = sign_in(app)
    for address in ("/bureau/", "/bureau/paroles", "/bureau/compte", "/bureau/nulle-part"):
        assert desk.get(address).headers["Cache-Control"] == "no-store", address


def test_the_desks_cookie_is_for_this_site_alone(app: Flask, client: FlaskClient) -> None:
    cookie = client.get("/bureau/compte/connexion").headers["Set-Cookie"]
    assert cookie.startswith("paroles=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("language", "asked", "rights"),
    [
        ("", "Tu as moins de 15 ans ?", "corriger ou effacer ta réponse"),
        ("?lang=en", "Are you under 15?", "change or delete your answer"),
        ("?lang=falc", "Tu as moins de 15 ans ?", "l’effacer"),
    ],
)
def test_a_child_has_a_notice_of_her_own_one_tap_from_the_form(
    client: FlaskClient, language: str, asked: str, rights: str
) -> None:
    form = client.get(FORM + language).text
    address = re.search(r'href="(/donnees-personnelles[^"#]*#moins-de-15)"', form)
    assert address is not None
    notice = client.get(address[1]).text.split('id="moins-de-15"')[1].split("</section>")[0]
    assert asked in notice
    assert rights in notice
    assert "119" in notice
    assert "communauté de communes" in notice.casefold()
