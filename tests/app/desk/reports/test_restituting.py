"""Publishing from the desk: for a committee, which votes, and for everyone, who may withdraw."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models.coding import Coding
from app.services import territories
from app.services.accounts import staff
from app.services.samples import sample
from surveys.models import Parole
from tests.answering import reading, writing
from tests.conftest import sign_in
from tests.desking import post
from tests.storing import NOW, as_typed, tagged

SYNTHESES = "/bureau/syntheses"
RESULTS = f"{SYNTHESES}/resultats"
PAGE = "/resultats/vivre-ici"


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """The chargée's browser; the sample's paroles, each filed and read; a member, an adviser."""
    with writing(app) as session:
        here = territories.by_key(session, None)
        sample.sample_paroles(session, here, as_typed)
        for number, parole_id in enumerate(session.scalars(select(Parole.id)).all()):
            tagged(session, parole_id, ("autonomie", "cohesion_sociale")[number % 2])
            session.get_one(Coding, parole_id).checked_at = NOW
        for role in ("comite", "caf"):
            staff.add(session, f"{role}@example.org", role, here)
    return sign_in(app)


def ready(app: Flask, desk: FlaskClient, **changes: object) -> list[int]:
    """A page of results with its question, a finding and three quotations; what it quotes."""
    post(desk, RESULTS, title="Vivre ici")
    offered = desk.get(f"{RESULTS}/vivre-ici").text
    ids = [int(part.split('"', 1)[0]) for part in offered.split('name="quote" value="')[1:4]]
    form = {
        "title": "Vivre ici",
        "question": "Que manque-t-il ?",
        "finding.0": "enjeux",
        "sentence.0": "On parle surtout d’autonomie.",
        "quote": ids,
    }
    assert post(desk, f"{RESULTS}/vivre-ici", **form | changes).status_code == 303
    return ids


def test_a_member_reads_votes_and_the_chargee_sees_it(app: Flask, desk: FlaskClient) -> None:
    assert post(desk, SYNTHESES, title="").status_code == 422
    assert post(desk, SYNTHESES, title="Décembre").location == f"{SYNTHESES}/1"
    member = sign_in(app, "comite@example.org")
    assert "9 enjeux attendent votre avis" in member.get("/bureau/").text
    opinion = {"enjeu": "autonomie", "vote": "pour", "sentence": "Il faut un car."}
    assert post(member, f"{SYNTHESES}/1/avis", **opinion).status_code == 303
    assert "8 enjeux attendent" in member.get("/bureau/").text
    assert "Il faut un car." in desk.get(f"{SYNTHESES}/1").text
    refused = post(member, f"{SYNTHESES}/1/avis", enjeu="autonomie", sentence="Seul.", vote="oui")
    assert refused.status_code == 422
    assert "Seul." in refused.text
    caf = sign_in(app, "caf@example.org").get(f"{SYNTHESES}/1").text
    assert "Il faut un car." not in caf
    assert "Donner mon avis" not in caf
    assert "comite@example.org" not in caf
    assert post(desk, f"{SYNTHESES}/1/retirer").status_code == 303
    assert member.get(f"{SYNTHESES}/1").status_code == 404


def test_nobody_sees_results_before_they_are_published_nor_once_withdrawn(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    ready(app, desk)
    assert client.get(PAGE).status_code == 404
    preview = desk.get(f"{RESULTS}/vivre-ici/apercu").text
    assert "Aperçu" in preview
    assert post(desk, f"{RESULTS}/vivre-ici/publier").status_code == 303
    assert "On parle surtout d’autonomie." in client.get(PAGE).text
    assert "Vivre ici" in client.get("/").text
    assert "Vivre ici" in client.get("/resultats/").text
    assert post(desk, f"{RESULTS}/vivre-ici", title="Autre").status_code == 409
    assert post(desk, f"{RESULTS}/vivre-ici/retirer").status_code == 303
    assert client.get(PAGE).status_code == 404
    assert "Vivre ici" not in client.get("/resultats/").text


def test_public_results_are_small_kept_by_caches_and_say_what_is_invented(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    ready(app, desk)
    post(desk, f"{RESULTS}/vivre-ici/publier")
    page = client.get(PAGE)
    assert page.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in page.headers
    assert "<script" not in page.text
    assert "synthétiques" in page.text
    assert "ouvert à qui connaît l’adresse, anonyme" in page.text
    again = FlaskClient.open(client, PAGE, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    weighed = FlaskClient.open(client, PAGE, headers={"Accept-Encoding": "gzip"})
    assert len(weighed.data) < 6_000
    staffed = desk.get(PAGE)
    assert staffed.text == page.text


def test_a_quote_that_its_author_withdraws_says_so(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    ids = ready(app, desk)
    post(desk, f"{RESULTS}/vivre-ici/publier")
    with reading(app) as session:
        words = session.get_one(Parole, ids[0]).text
    from markupsafe import escape

    assert str(escape(words)) in client.get(PAGE).text
    with writing(app) as session:
        session.delete(session.get_one(Parole, ids[0]).response)
    page = client.get(PAGE).text
    assert str(escape(words)) not in page
    assert page.count("<p>[retiré par son auteur]</p>") == 1


def test_what_a_page_may_not_hold_is_left_out_or_refused(app: Flask, desk: FlaskClient) -> None:
    ready(app, desk, question="", quote=["1", "x", "-3", "9" * 30])
    refused = post(desk, f"{RESULTS}/vivre-ici/publier")
    assert refused.status_code == 422
    assert "Écrivez la question" in refused.text
    post(desk, f"{RESULTS}/vivre-ici", title="Vivre ici", question="Quoi ?", quote=["1"])
    ready_again = {"title": "Vivre ici", "question": "Quoi ?", "finding.0": "enjeux", "quote": "1"}
    post(desk, f"{RESULTS}/vivre-ici", **ready_again)
    assert "ne peut pas être citée" in post(desk, f"{RESULTS}/vivre-ici/publier").text
    hostile = ready_again | {"quote": [], "sentence.0": "<script>alert(1)</script>"}
    post(desk, f"{RESULTS}/vivre-ici", **hostile)
    assert "<script>alert" not in desk.get(f"{RESULTS}/vivre-ici/apercu").text
