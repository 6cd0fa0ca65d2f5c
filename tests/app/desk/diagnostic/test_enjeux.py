"""The enjeux on the desk: merged, found again, followed by whoever reads, each by their right."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models.diagnostic import Citation, Constat
from app.services import territories
from app.services.accounts import staff
from app.services.diagnostic import citing
from app.services.samples import sample
from app.services.samples.sample_diagnostic import sample_diagnostic
from tests.answering import reading, writing
from tests.conftest import sign_in
from tests.desking import post
from tests.diagnosing import AT
from tests.storing import as_typed

HERE = "/bureau/diagnostic"


@pytest.fixture
def diagnosed(app: Flask) -> Flask:
    with writing(app) as session:
        here = territories.by_key(session, None)
        sample.sample_paroles(session, here, as_typed)
        sample_diagnostic(session, here, AT)
        staff.add(session, "comite@example.org", "comite", here)
    return app


@pytest.fixture
def her(diagnosed: Flask) -> FlaskClient:
    return sign_in(diagnosed)


def test_merging_is_told_on_both_pages_and_undone(her: FlaskClient) -> None:
    typed = {"into": "cohesion_sociale", "reason": "Copil.", "decided_on": "2026-05-04"}
    answer = post(her, f"{HERE}/enjeux/autonomie/reunir", **typed)
    assert answer.status_code == 303
    kept = her.get(f"{HERE}/enjeux/cohesion_sociale").text
    assert "« Autonomie » est réuni dans « Cohésion sociale »" in kept
    assert "Les transports manquent" in kept
    gone = her.get(f"{HERE}/enjeux/autonomie").text
    assert "Cet enjeu est maintenant réuni dans" in gone
    typed = {"member": "autonomie", "decided_on": "2026-05-04"}
    assert post(her, f"{HERE}/enjeux/cohesion_sociale/separer", **typed).status_code == 303
    assert "maintenant réuni" not in her.get(f"{HERE}/enjeux/autonomie").text


def test_a_refusal_is_said_where_it_was_typed_and_nothing_is_kept(her: FlaskClient) -> None:
    typed = {"label": "Autonomie", "decided_on": "2026-05-04"}
    refused = post(her, f"{HERE}/enjeux", **typed)
    assert (refused.status_code, "est déjà le nom d’un enjeu" in refused.text) == (422, True)
    refused = post(her, f"{HERE}/enjeux", label="Eau", decided_on="2999-01-01")
    assert (refused.status_code, "à venir" in refused.text) == (422, True)
    assert "Rien : ce sont les enjeux de la grille" in her.get(f"{HERE}/enjeux").text


def test_a_committee_follows_a_citation_to_its_page(diagnosed: Flask, her: FlaskClient) -> None:
    with reading(diagnosed) as session:
        citation = session.scalars(select(Citation).where(Citation.kind == "document")).first()
        assert citation is not None
        address = f"{HERE}/constats/{citation.constat_id}/sources/{citation.id}"
        other = f"{HERE}/constats/{citation.constat_id + 1}/sources/{citation.id}"
    member = sign_in(diagnosed, "comite@example.org")
    page = member.get(address).text
    for told in ("Synthèse publique de la convention", "Page ou chapitre", "Points forts"):
        assert told in page
    assert address in member.get(HERE).text
    assert member.get(other).status_code == 404


def test_a_set_of_paroles_followed_by_a_committee_gives_no_number_of_its_own(
    diagnosed: Flask, her: FlaskClient
) -> None:
    chosen = {"public": "habitant", "text": "internet"}
    with writing(diagnosed) as session:
        here = territories.by_key(session, None)
        said = session.scalars(select(Constat)).first()
        assert said is not None
        asked = {"kind": "paroles", "chosen": chosen}
        made = citing.cite_as_told(session, here, said, asked, AT.date())
        made.seen = {"count": 4321}
        session.flush()
        address = f"{HERE}/constats/{said.id}/sources/{made.id}"
    assert "4\u202f321" in her.get(address).text
    blind = sign_in(diagnosed, "comite@example.org").get(address)
    assert blind.status_code == 200
    assert "4\u202f321" not in blind.text
    assert "n’est pas montré aux comités" in blind.text


def test_needs_are_cited_by_filter_and_counted_again(diagnosed: Flask, her: FlaskClient) -> None:
    with reading(diagnosed) as session:
        number = session.scalars(select(Constat.id)).first()
    page = her.get(f"{HERE}/constats/{number}/citer?quoi=besoins&domaine=logement")
    assert "Aucun besoin ne correspond" in page.text
    refused = post(her, f"{HERE}/constats/{number}/citer", quoi="besoins", domaine="logement")
    assert refused.status_code == 422


@pytest.mark.parametrize("format_", ["docx", "pptx"])
def test_a_document_says_of_which_state_and_for_whom(
    diagnosed: Flask, her: FlaskClient, format_: str
) -> None:
    post(her, f"{HERE}/versions", meeting="Copil du printemps")
    address = f"{HERE}/documents/fichier?format={format_}"
    answer = her.get(f"{address}&version=1")
    assert answer.status_code == 200
    assert "diagnostic-version-1-" in answer.headers["Content-Disposition"]
    assert "ne-pas-diffuser" in her.get(f"{address}&exact=1").headers["Content-Disposition"]
    member = sign_in(diagnosed, "comite@example.org")
    assert member.get(f"{address}&exact=1").status_code == 403
    assert member.get(f"{address}&version=7").status_code == 404
    assert member.get(f"{HERE}/documents/fichier?format=exe").status_code == 404
