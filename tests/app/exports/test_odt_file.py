"""An OpenDocument text by LibreOffice; without it, words that say what to install."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from analysis.summary import Synthesis
from app.exports import odt_file
from app.exports.story import Story, tell
from tests.spreadsheets import needs_soffice


@pytest.fixture(scope="module")
def told(exact: Synthesis) -> Story:
    return tell(exact, territory_name="Pays & <test>", today=date(2026, 11, 23))


@pytest.mark.libreoffice
@needs_soffice
def test_it_keeps_titles_alternatives_and_the_mark(told: Story, tmp_path: Path) -> None:
    odt_file.synthesis_odt(told, tmp_path / "s.odt")
    archive = zipfile.ZipFile(tmp_path / "s.odt")
    assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.text"
    content = archive.read("content.xml").decode()
    styles = archive.read("styles.xml").decode()
    assert "Méthode et limites" in content
    assert content.count("<svg:desc>Diagramme") >= 3
    assert "EXACT, INTERNE, NE PAS DIFFUSER" in styles


def test_without_libreoffice_it_says_what_to_install(
    told: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not odt_file.available()
    with pytest.raises(odt_file.CannotConvert, match="apt install libreoffice-writer"):
        odt_file.synthesis_odt(told, tmp_path / "s.odt")


def test_a_program_that_fails_is_told_so(
    told: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(odt_file.CannotConvert, match="Demandez le document Word"):
        odt_file.synthesis_odt(told, tmp_path / "s.odt")
