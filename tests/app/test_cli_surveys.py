"""Questionnaires as files, from the command line."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import web
from app.services import territories
from surveys import drafts, files
from surveys.loader import CATALOGUE, catalogue
from surveys.models import Draft, Survey, SurveyVersion, Territory
from surveys.schema import content_hash, to_dict
from surveys.xlsform.workbook import open_workbook
from tests.answering import count, reading, writing
from tests.surveys.limesurvey.test_reading import START, file_of, row
from tests.surveys.test_schema import survey
from tests.surveys.xlsform.sheets import workbook


def run(app: Flask, *words: object) -> Result:
    result = app.test_cli_runner().invoke(args=["surveys", *(str(word) for word in words)])
    assert "Traceback" not in result.stderr
    return result


def draft_of(app: Flask, slug: str) -> dict[str, object]:
    with reading(app) as session:
        found = drafts.find(session, territories.by_key(session, None), slug)
        assert found is not None
        return found.definition


@pytest.mark.parametrize("suffix", ["xlsx", "toml"])
def test_what_is_exported_is_imported_as_a_draft_of_the_same_hash(
    app: Flask, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"habitants.{suffix}"
    assert run(app, "export", "habitants", "-o", file).exit_code == 0
    assert "rien à corriger" in run(app, "check", file).stderr
    again = files.read(file.read_bytes(), file.name).survey
    assert again is not None
    assert content_hash(again) == content_hash(catalogue()["habitants"])
    before = count(app, Survey)
    assert run(app, "import", file).exit_code == 0
    assert draft_of(app, "habitants") == to_dict(catalogue()["habitants"])
    assert count(app, Survey) == before


def test_the_format_can_be_said_where_the_name_says_another(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "habitants.bak"
    assert run(app, "export", "habitants", "-o", file, "--format", "toml").exit_code == 0
    assert file.read_bytes().startswith(b"slug = ")
    assert "ne dit pas son format" in run(app, "check", file).stderr
    assert run(app, "check", file, "--format", "toml").exit_code == 0


def test_the_export_lists_the_communes_of_the_territory(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "habitants.xlsx"
    run(app, "export", "habitants", "-o", file)
    rows = open_workbook(file.read_bytes()).sheets["choices"]
    assert sum("Cazals" in cells for _, cells in rows) == 1


def test_a_file_with_rows_not_taken_is_told_and_imported_all_the_same(
    app: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "kobo.xlsx"
    rows = [["type", "name", "label"], ["text", "a", "Quoi ?"], ["geopoint", "ou", "Où ?"]]
    file.write_bytes(workbook(survey=rows, settings=[["form_title"], ["Enquête"]]))
    checked = run(app, "check", file)
    assert checked.exit_code == 1
    assert "Non repris · feuille « survey », ligne 3 : « geopoint »" in checked.stderr
    assert "Adapté · feuille « settings », ligne 2" in checked.stderr
    imported = run(app, "import", file, "--slug", "marche")
    assert imported.exit_code == 0
    assert "« Enquête » : brouillon de 1 questions, « marche »" in imported.stderr
    assert draft_of(app, "marche")["slug"] == "marche"
    assert count(app, SurveyVersion) == 3


def test_a_structure_of_limesurvey_is_imported(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "enquete.txt"
    file.write_bytes(file_of(*START, row("Q", "T", "Q1", "Quoi ?")))
    assert run(app, "import", file).exit_code == 0
    assert draft_of(app, "vivre-ici")["title"] == "Vivre ici"


def test_a_draft_is_published_by_its_address_then_is_no_more(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "essai.toml"
    file.write_bytes(files.write(survey(), "toml"))
    run(app, "import", file)
    assert "/q/essai : version 1 publiée" in run(app, "publish", "essai").stderr
    assert count(app, Draft) == 0
    assert app.test_client(use_cookies=False).get("/q/essai").status_code == 200


def test_a_draft_that_is_not_ready_is_not_published_and_says_why(
    app: Flask, tmp_path: Path
) -> None:
    with writing(app) as session:
        here = territories.by_key(session, None)
        drafts.start(session, here, "vide", {"title": ""}, by="x", now=web.now())
    for words in (("publish", "vide"), ("export", "vide", "-o", tmp_path / "x.toml")):
        result = run(app, *words)
        assert result.exit_code == 1
        assert "« vide » n’est pas prêt" in result.stderr


@pytest.mark.parametrize("slug", ["importer", "habitants-d-ailleurs", "PAS UNE ADRESSE"])
def test_an_address_that_is_taken_or_is_none_is_refused_in_words(
    app: Flask, tmp_path: Path, slug: str
) -> None:
    file = tmp_path / "essai.toml"
    file.write_bytes(files.write(survey(), "toml"))
    with writing(app) as session:
        there = Territory(key="autre", name="Autre", short_name="Autre", host="127.0.0.1")
        session.add(there)
        session.add(Survey(territory=there, slug="habitants-d-ailleurs"))
    result = run(app, "import", file, "--slug", slug, "--territory", "cazals-salviac")
    assert result.exit_code == 1
    assert "adresse" in result.stderr.lower() or "slug" in result.stderr


def test_what_does_not_exist_or_cannot_be_read_is_said(app: Flask, tmp_path: Path) -> None:
    assert "Il y a : " in run(app, "export", "inconnu", "-o", tmp_path / "x.xlsx").stderr
    assert "ne s’écrit pas" in run(app, "export", "elus", "-o", tmp_path / "a" / "x.xlsx").stderr
    assert "import autre.xlsx" in run(app, "publish", "autre.xlsx").stderr
    pdf = tmp_path / "renomme.xlsx"
    pdf.write_bytes(b"%PDF-1.7")
    for command in ("check", "import"):
        result = run(app, command, pdf)
        assert result.exit_code == 1
        assert "PDF" in result.stderr


def test_a_check_says_what_each_translation_still_lacks(app: Flask, tmp_path: Path) -> None:
    source = (CATALOGUE / "habitants.toml").read_text("utf-8")
    file = tmp_path / "habitants.toml"
    file.write_text(source.replace('title = "Living here', '# title = "', 1), "utf-8")
    said = run(app, "check", file)
    assert said.exit_code == 0
    assert "Traduction « en » : il manque 1 texte : title." in said.stderr
    assert "Traduction « falc » : complète." in said.stderr
    begun = source.split("[translations.en]")[0] + '[translations.en]\ntitle = "Living here"\n'
    file.write_text(begun, "utf-8")
    assert (
        "purpose.1, purpose.2, who_reads.1, who_reads.2, who_reads.3 et "
        in run(app, "check", file).stderr
    )
