"""The commands, as someone types them: what they do, what they say, how they end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.models.coding import Coding, Tag
from app.models.grid import Theme
from app.models.staff import Membership, User
from surveys.models import Commune, Parole, Response, Survey, SurveyVersion, Territory
from surveys.needs.models import Association, AssociationContact, Besoin
from tests.answering import answer, count, reading
from tests.conftest import ROOT, build, settings_at
from tests.desking import COLUMNS, ROWS, csv_of
from tests.needing import NEED, deposit
from tests.tagging import FakeTagger

TABLES = (Territory, Commune, Theme, Survey, SurveyVersion, User, Membership, Response, Parole)
BAD = ("R4", "martien", "", "", "2026-03-05", "papier", "Un texte.")


@pytest.fixture(autouse=True)
def _fake_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.tagging.load_shipped", FakeTagger, raising=False)


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def counts(app: Flask) -> dict[str, int]:
    return {table.__tablename__: count(app, table) for table in TABLES}


@pytest.fixture
def empty_app(tmp_path: Path) -> Flask:
    """A new machine: no database yet."""
    return build(settings_at(tmp_path / "new"))


def test_demo_fills_a_new_machine_and_twice_changes_nothing(empty_app: Flask) -> None:
    first = run(empty_app, "demo")
    assert first.exit_code == 0, first.output
    before = counts(empty_app) | {"tag": count(empty_app, Tag), "coding": count(empty_app, Coding)}
    assert before["commune"] == 15
    assert before["survey"] == 4  # three questionnaires, and what gathers the needs
    assert before["parole"] == before["coding"] == 260 + 4
    again = run(empty_app, "demo")
    assert again.exit_code == 0, again.output
    after = counts(empty_app) | {"tag": count(empty_app, Tag), "coding": count(empty_app, Coding)}
    assert after == before
    assert "/bureau/lien/" in again.stderr
    assert "synthétiques" in first.stderr


def test_the_needs_that_demo_shows_say_they_are_examples(empty_app: Flask) -> None:
    said = run(empty_app, "demo").stderr
    token = said.split("/besoins/")[1].split()[0]
    page = empty_app.test_client(use_cookies=False).get(f"/besoins/{token}")
    assert page.status_code == 200
    assert "(exemple)" in page.text
    assert "dans l’action" in page.text
    with reading(empty_app) as session:
        assert all("(exemple)" in a.name for a in session.scalars(select(Association)))


def test_a_sample_association_erased_by_hand_stays_erased(empty_app: Flask) -> None:
    said = run(empty_app, "demo").stderr
    token = said.split("/besoins/")[1].split()[0]
    client = empty_app.test_client(use_cookies=False)
    assert client.post(f"/besoins/{token}/effacer", data={"besoin": "tous"}).status_code == 200
    left = count(empty_app, Besoin)
    assert run(empty_app, "demo").exit_code == 0
    assert count(empty_app, Besoin) == left


def test_needs_are_exported_and_addresses_due_are_purged(app: Flask, tmp_path: Path) -> None:
    deposit(app.test_client(use_cookies=False), courriel="asso@example.org")
    for format_ in ("csv", "xlsx"):
        file = tmp_path / f"besoins.{format_}"
        done = run(app, "export", "besoins", "--format", format_, "--output", file)
        assert done.exit_code == 0, done.output
        assert file.stat().st_size > 100
    assert NEED in (tmp_path / "besoins.csv").read_text("utf-8")
    done = run(app, "besoins", "purge")
    assert done.exit_code == 0, done.output
    assert "0 adresse" in done.stderr  # it waits for its answer
    assert count(app, AssociationContact) == 1


def test_demo_without_answers_has_everything_else(empty_app: Flask) -> None:
    assert run(empty_app, "demo", "--empty").exit_code == 0
    assert counts(empty_app)["survey"] == 3
    assert counts(empty_app)["response"] == 0


def test_the_population_is_the_one_published(app: Flask) -> None:
    with reading(app) as session:
        assert session.scalar(select(func.sum(Commune.population))) == 5432


def test_the_three_questionnaires_are_open_to_all(empty_app: Flask) -> None:
    run(empty_app, "demo", "--empty")
    client = empty_app.test_client(use_cookies=False)
    for slug in ("habitants", "associations", "elus"):
        assert client.get(f"/q/{slug}").status_code == 200


def test_the_link_that_demo_prints_signs_in(empty_app: Flask) -> None:
    from tests.conftest import csrf_token

    said = run(empty_app, "demo", "--empty").stderr
    address = said.split("/bureau/lien/")[1].split()[0]
    client = empty_app.test_client()
    token = csrf_token(client.get(f"/bureau/lien/{address}").text)
    client.post(f"/bureau/lien/{address}", data={"csrf_token": token})
    assert client.get("/bureau/").status_code == 200


def test_a_member_of_staff_is_added_and_given_a_link(app: Flask) -> None:
    added = run(app, "staff", "add", "Marie@Example.org", "--role", "contributeur")
    assert (added.exit_code, added.stdout) == (0, "")
    link = run(app, "staff", "link", "marie@example.org")
    assert link.exit_code == 0
    assert link.stdout.startswith("http://127.0.0.1:8000/bureau/lien/")


def test_adding_the_same_person_twice_changes_nothing(app: Flask) -> None:
    for _ in range(2):
        assert run(app, "staff", "add", "a@example.org", "--role", "caf").exit_code == 0
    with reading(app) as session:
        assert len(session.scalars(select(User).where(User.email == "a@example.org")).all()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("staff", "add", "pas-une-adresse", "--role", "caf"), "n’est pas une adresse"),
        (("staff", "link", "personne@example.org"), "Aucun compte"),
        (("surveys", "close", "inconnu"), "habitants, associations, elus"),
        (("surveys", "publish", "inconnu"), "inconnu"),
        (("paroles", "import", "pyproject.toml", "--survey", "inconnu"), "Aucun questionnaire"),
        (("tag", "--territory", "ailleurs"), "--territory"),
        (("export", "paroles", "--survey", "inconnu"), "Aucun questionnaire"),
        (("export", "synthesis", "--output", "nulle/part/s.docx"), "n’existe pas"),
        (("export", "synthesis", "--enjeu", "inconnu"), "inconnu"),
    ],
)
def test_what_cannot_be_done_is_said_on_stderr_with_code_1(
    app: Flask, words: tuple[str, ...], said: str
) -> None:
    result = run(app, *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def file_of(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "recueil.csv"
    path.write_bytes(data)
    return path


def test_paroles_are_imported_once(app: Flask, tmp_path: Path) -> None:
    path = file_of(tmp_path, csv_of(*ROWS))
    first = run(app, "paroles", "import", path, "--survey", "habitants")
    assert (first.exit_code, first.stdout) == (0, "")
    assert "3 paroles ajoutées, 0 déjà là" in first.stderr
    again = run(app, "paroles", "import", path, "--survey", "habitants")
    assert "0 paroles ajoutées, 3 déjà là" in again.stderr
    assert count(app, Parole) == 3


def test_a_bad_row_is_named_by_its_line_and_nothing_goes_in(app: Flask, tmp_path: Path) -> None:
    path = file_of(tmp_path, csv_of(*ROWS, BAD))
    result = run(app, "paroles", "import", path, "--survey", "habitants")
    assert result.exit_code == 1
    assert "recueil.csv, ligne 5" in result.stderr
    assert "martien" in result.stderr
    assert "--partial" in result.stderr
    assert count(app, Response) == 0


def test_the_good_rows_go_in_with_partial(app: Flask, tmp_path: Path) -> None:
    path = file_of(tmp_path, csv_of(*ROWS, BAD))
    result = run(app, "paroles", "import", path, "--survey", "habitants", "--partial")
    assert result.exit_code == 0
    assert "ligne 5" in result.stderr
    assert count(app, Response) == 3


NO_CSV = {
    "empty": b"",
    "an archive": b"PK\x03\x04",
    "no text": b"public\nhabitant\n",
    "an open quote": b'text\n"ouvert',
    "binary": b"\x00\x01",
    "blank lines": b"\n\n",
    "an id twice": b"id,text\n1,bus\n1,eau\n",
    "a megabyte": b"text\n" + b"a" * 1_000_000,
    "an empty text": b"id,text\n1,\n",
    "a longer row": b"id,text\n1,bus,de,trop\n",
    "beyond measure": b"text\n" + b"a" * 20_000_001,
}


@pytest.mark.parametrize("what", NO_CSV)
def test_a_file_that_is_no_csv_is_refused(app: Flask, tmp_path: Path, what: str) -> None:
    path = file_of(tmp_path, NO_CSV[what])
    result = run(app, "paroles", "import", path, "--survey", "habitants")
    assert result.exit_code == 1
    assert "Error: " in result.stderr
    assert "Traceback" not in result.stderr
    assert count(app, Response) == 0


def test_strange_files_are_read_or_refused_and_nothing_goes_in_half(
    app: Flask, tmp_path: Path
) -> None:
    """Encodings of old spreadsheets are read; what is no text in any of them is refused."""
    said = "il manque un médecin à l’école"
    files = {
        "cp1252": f"id,text\nA,{said}\n".encode("cp1252"),
        "utf-16": f"id,text\nB,{said} ici\n".encode("utf-16"),
        "emoji": "id,text\nC,👍🏽👨‍👩‍👧\n".encode(),
        "control": b"id,text\nD,bus\x01\x07\x1b[31m le soir\n",
        "nul": b"id,text\nE,bus\x00 le matin\n",
        "half": b"id,text\nF,bus \xed\xa0\x80 de nuit\n",
    }
    for name, data in files.items():
        before = count(app, Response)
        path = file_of(tmp_path, data)
        result = run(app, "paroles", "import", path, "--survey", "habitants")
        assert result.exit_code in (0, 1), name
        assert count(app, Response) == before + (result.exit_code == 0), name
        assert "Traceback" not in result.stderr, name
        assert result.exit_code == 0 or result.stderr.strip(), name
    with reading(app) as session:
        texts = set(session.scalars(select(Parole.text)))
    assert said in texts
    assert not any("\x00" in text or "\x1b" in text for text in texts)


@pytest.mark.parametrize("what", [".", "nulle-part.csv"])
def test_a_folder_or_nothing_is_not_imported(app: Flask, tmp_path: Path, what: str) -> None:
    result = run(app, "paroles", "import", str(tmp_path / what), "--survey", "habitants")
    assert result.exit_code == 1
    assert "impossible à lire" in result.stderr


def test_a_question_that_is_not_open_is_refused_with_those_that_are(
    app: Flask, tmp_path: Path
) -> None:
    path = file_of(tmp_path, csv_of(*ROWS))
    words = ("paroles", "import", path, "--survey", "habitants", "--question")
    assert run(app, *words, "propositions").exit_code == 0
    refused = run(app, *words, "commune")
    assert refused.exit_code == 1
    assert "points_forts, manques, propositions" in refused.stderr


def test_rows_without_identifier_are_counted_by_their_occurrence(
    app: Flask, tmp_path: Path
) -> None:
    twins = [row[1:] for row in (ROWS[0], ROWS[0], ROWS[1])]
    path = file_of(tmp_path, csv_of(*twins, columns=COLUMNS[1:]))
    for _ in range(2):
        assert run(app, "paroles", "import", path, "--survey", "habitants").exit_code == 0
    assert count(app, Parole) == 3


def test_tagging_reads_what_is_new_only(app: Flask, tmp_path: Path) -> None:
    path = file_of(tmp_path, csv_of(*ROWS))
    run(app, "paroles", "import", path, "--survey", "habitants")
    first = run(app, "tag")
    assert first.exit_code == 0
    assert "3 / 3 paroles classées" in first.stderr
    assert "déjà classées" in run(app, "tag").stderr
    assert "3 / 3" in run(app, "tag", "--all").stderr
    assert count(app, Coding) == 3


def test_a_survey_is_checked_published_then_closed(app: Flask, tmp_path: Path) -> None:
    source = (ROOT / "surveys" / "catalogue" / "habitants.toml").read_text("utf-8")
    file = tmp_path / "essai.toml"
    file.write_text(source.replace('slug = "habitants"', 'slug = "essai"'), "utf-8")
    assert "rien à corriger" in run(app, "surveys", "check", file).stderr
    assert count(app, Survey) == 3
    published = run(app, "surveys", "publish", file)
    assert published.exit_code == 0
    assert "/q/essai" in published.stderr
    assert "version 1" in run(app, "surveys", "publish", file).stderr
    client = app.test_client(use_cookies=False)
    assert client.get("/q/essai").status_code == 200
    assert run(app, "surveys", "close", "essai").exit_code == 0
    assert client.get("/q/essai").status_code == 410


def test_a_faulty_survey_is_refused_with_what_to_change(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "essai.toml"
    file.write_text('slug = "MAL"\ntitle = ""\n', "utf-8")
    for command in ("check", "publish"):
        result = run(app, "surveys", command, file)
        assert result.exit_code == 1
        assert "Traceback" not in result.stderr
    assert count(app, Survey) == 3


@pytest.mark.parametrize(
    ("words", "starts"),
    [
        (("responses", "--survey", "habitants", "--format", "csv"), b'"'),
        (("responses", "--survey", "habitants", "--format", "xlsx"), b"PK"),
        (("paroles", "--format", "csv"), b'"'),
        (("paroles", "--format", "xlsx", "--survey", "habitants"), b"PK"),
        (("synthesis", "--format", "csv"), b'"'),
        (("synthesis", "--format", "xlsx"), b"PK"),
        (("synthesis", "--format", "docx", "--enjeu", "autonomie", "--exact"), b"PK"),
    ],
)
def test_each_export_writes_the_file_it_was_asked_for(
    app: Flask, tmp_path: Path, words: tuple[str, ...], starts: bytes
) -> None:
    answer(app.test_client(use_cookies=False))
    run(app, "paroles", "import", file_of(tmp_path, csv_of(*ROWS)), "--survey", "habitants")
    run(app, "tag")
    path = tmp_path / "sortie"
    result = run(app, "export", *words, "--output", path)
    assert result.exit_code == 0, result.output
    assert str(path) in result.stderr
    assert path.read_bytes().startswith(starts)


def test_the_first_command_works_in_a_process_of_its_own(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--empty"],
        cwd=ROOT,
        env={**os.environ, "PAROLES_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "/bureau/lien/" in done.stderr
    assert (tmp_path / "home" / "secret_key").stat().st_mode & 0o777 == 0o600
