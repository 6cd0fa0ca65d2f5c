"""The shared diagnostic on the desk: written by the chargée, discussed by her committees."""

import io
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.models.diagnostic import Citation, Constat
from app.services import territories
from app.services.accounts import staff
from app.services.diagnostic import constats
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
    """The sample's diagnostic beside its synthetic paroles; somebody of the committee."""
    with writing(app) as session:
        here = territories.by_key(session, None)
        sample.sample_paroles(session, here, as_typed)
        sample_diagnostic(session, here, AT)
        staff.add(session, "comite@example.org", "comite", here)
    return app


@pytest.fixture
def her(diagnosed: Flask) -> FlaskClient:
    return sign_in(diagnosed)


def number_of(app: Flask, words: str) -> int:
    with reading(app) as session:
        return session.scalars(select(Constat.id).where(Constat.sentence.contains(words))).one()


def state_of(app: Flask, number: int) -> str:
    with reading(app) as session:
        return session.get_one(Constat, number).state


def test_an_empty_board_teaches_its_first_step(desk: FlaskClient) -> None:
    page = desk.get(HERE).text
    assert "Un constat est une phrase qui cite" in page
    assert "Écrire un constat" in page
    for path in ("projection", "versions"):
        assert desk.get(f"{HERE}/{path}").status_code == 200
    assert desk.get("/bureau/offre").status_code == desk.get("/bureau/portrait").status_code == 200


def test_why_digital_help_is_an_enjeu(her: FlaskClient) -> None:
    page = her.get(f"{HERE}/enjeux/accompagnement_numerique").text
    assert "Les démarches sont dématérialisées." in page
    assert "Espaces publics numériques, France services" in page
    assert "Synthèse publique de la convention" in page
    assert her.get(f"{HERE}/enjeux/inconnu").status_code == 404


def test_from_a_sentence_to_its_evidence_to_a_validation(
    diagnosed: Flask, her: FlaskClient
) -> None:
    said = post(her, f"{HERE}/nouveau", sentence="", kind="point_fort")
    assert said.status_code == 422
    told = {"sentence": "Faire garder un enfant tôt est difficile.", "kind": "point_vigilance"}
    assert post(her, f"{HERE}/nouveau", **told).status_code == 303
    number = number_of(diagnosed, "Faire garder")
    here = f"{HERE}/constats/{number}"
    refused = post(her, f"{here}/etat", state="valide_cotech")
    assert refused.status_code == 422
    assert "ne cite rien" in refused.text
    for kind in ("indicator", "service", "paroles", "document"):
        assert her.get(f"{here}/citer", query_string={"quoi": kind}).status_code == 200
    for odd in ({"quoi": "service", "service": "9" * 30}, {"quoi": "paroles", "parole": "9" * 30}):
        assert post(her, f"{here}/citer", **odd).status_code == 422
    bad = post(her, f"{here}/citer", quoi="paroles", enjeu="rien")
    assert bad.status_code == 422
    page = her.get(f"{here}/citer", query_string={"quoi": "document"}).text
    found = re.search(r'<option value="(\d+)">Synthèse publique', page)
    assert found is not None
    cited = post(her, f"{here}/citer", quoi="document", document=found[1], place="p. 3")
    assert cited.status_code == 303
    figure = {"quoi": "indicator", "figure": "densite|territory||"}
    assert post(her, f"{here}/citer", **figure).status_code == 303
    assert "21,5" in her.get(here).text
    assert post(her, f"{here}/etat", state="valide_cotech").status_code == 303
    assert state_of(diagnosed, number) == "valide_cotech"


def test_the_committee_reads_discusses_and_sees_no_count(
    diagnosed: Flask, her: FlaskClient
) -> None:
    number = number_of(diagnosed, "dématérialisées")
    here = f"{HERE}/constats/{number}"
    cited = post(her, f"{here}/citer", quoi="paroles", public="habitant", text="internet")
    assert cited.status_code == 303
    counted = re.search(r"(\d+) paroles : habitantes", her.get(here).text)
    assert counted is not None
    they = sign_in(diagnosed, "comite@example.org")
    page = they.get(here).text
    assert "Des paroles : habitantes et habitants, « internet »" in page
    assert f"{counted[1]} paroles" not in page
    assert "Lire ces paroles" not in page
    assert "Citer une source" not in page
    enjeu = they.get(f"{HERE}/enjeux/accompagnement_numerique").text
    assert "Pour que personne ne soit reconnu" in enjeu
    assert post(they, f"{here}/vote", vote="pour").status_code == 303
    assert post(they, f"{here}/remarque", words="D’accord.").status_code == 303
    assert post(they, f"{here}/etat", state="discute").status_code == 403
    page = her.get(here).text
    assert "1 pour" in page
    assert "D’accord." in page


def test_what_the_tool_proposes_is_for_the_chargee_until_she_keeps_it(
    diagnosed: Flask, her: FlaskClient
) -> None:
    with writing(diagnosed) as session:
        here = territories.by_key(session, None)
        typed = {"kind": "point_fort", "sentence": "Proposé.", "suggestion": "x"}
        typed |= {"state": "suggere", "domaines": [], "enjeux": [], "communes": []}
        number = constats.write(session, here, typed, None, AT).id
    they = sign_in(diagnosed, "comite@example.org")
    assert "Proposé." not in they.get(HERE).text
    assert they.get(f"{HERE}/constats/{number}").status_code == 404
    assert "Ce que les données suggèrent" in her.get(HERE).text
    assert post(her, f"{HERE}/constats/{number}/garder").status_code == 303
    assert "Proposé." in they.get(HERE).text


def test_the_file_leaves_and_comes_back(diagnosed: Flask, her: FlaskClient) -> None:
    sent = her.get(f"{HERE}/diagnostic.json")
    assert len(json.loads(sent.text)["constats"]) == 28
    again = post(her, f"{HERE}/importer", file=(io.BytesIO(sent.data), "diagnostic.json"))
    assert again.status_code == 303
    with reading(diagnosed) as session:
        assert session.scalar(select(func.count()).select_from(Constat)) == 28
    bad = post(her, f"{HERE}/importer", file=(io.BytesIO(b"{"), "x.json"))
    assert bad.status_code == 422
    assert "ne se lit pas" in bad.text


def test_a_version_is_frozen_read_and_compared(diagnosed: Flask, her: FlaskClient) -> None:
    assert post(her, f"{HERE}/versions", meeting="").status_code == 422
    assert post(her, f"{HERE}/versions", meeting="Copil de mars").status_code == 303
    number = number_of(diagnosed, "dématérialisées")
    post(her, f"{HERE}/constats/{number}/etat", state="discute")
    assert "Discuté</strong> (était proposé)" in her.get(f"{HERE}/versions").text
    post(her, f"{HERE}/versions", meeting="Cotech d’avril")
    page = her.get(f"{HERE}/versions/2").text
    assert "Ce qui a changé depuis la version 1" in page
    assert "Le contenu est bien celui qui a été figé" in page
    assert her.get(f"{HERE}/versions/9").status_code == 404


def test_a_service_is_noted_with_its_source_changed_and_taken_away(
    diagnosed: Flask, her: FlaskClient
) -> None:
    told = {"name": "Crèche du lac", "kind": "accueil_petite_enfance", "communes": "46066"}
    refused = post(her, "/bureau/offre/nouveau", **told)
    assert refused.status_code == 422
    assert "D’où vous le savez" in refused.text
    made = post(her, "/bureau/offre/nouveau", **told, source="visite de mai")
    assert made.status_code == 303
    page = her.get(made.location).text
    assert "Cazals" in page
    assert "visite de mai" in page
    twice = post(her, "/bureau/offre/nouveau", **told, source="visite de mai")
    assert twice.status_code == 422
    changed = {**told, "name": "Crèche des rives", "source": "visite"}
    assert post(her, f"{made.location}/modifier", **changed).status_code == 303
    assert "Crèche des rives" in her.get("/bureau/offre?genre=accueil_petite_enfance").text
    assert post(her, f"{made.location}/retirer").status_code == 303
    assert her.get(made.location).status_code == 404


def test_a_priority_names_its_meeting(diagnosed: Flask, her: FlaskClient) -> None:
    here = f"{HERE}/enjeux/autonomie"
    told = {"rank": "1", "decided_on": "2026-03-27"}
    assert post(her, here, **told).status_code == 422
    assert post(her, here, **told, meeting="Copil", reason="").status_code == 303
    assert post(her, here, **{**told, "decided_on": "demain"}, meeting="X").status_code == 422
    page = her.get(here).text
    assert "Prioritaire" in page
    assert "27 mars 2026" in page


def test_sources_can_be_read_again_and_taken_away(diagnosed: Flask, her: FlaskClient) -> None:
    number = number_of(diagnosed, "162 associations")
    here = f"{HERE}/constats/{number}"
    with writing(diagnosed) as session:
        each = session.scalars(
            select(Citation).where(Citation.constat_id == number, Citation.kind == "indicator")
        ).one()
        each.seen = {**each.seen, "value": 150}
    assert "À relire" in her.get(HERE).text
    assert post(her, f"{here}/relire").status_code == 303
    assert "À relire" not in her.get(here).text
    with reading(diagnosed) as session:
        ids = session.scalars(select(Citation.id).where(Citation.constat_id == number)).all()
    assert post(her, f"{here}/retirer", citation=ids[0]).status_code == 303
    assert post(her, f"{here}/retirer", citation=ids[0]).status_code == 404
