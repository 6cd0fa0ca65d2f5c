"""No cell of what we hand out is a formula, whoever wrote it and whatever opens it."""

import csv
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.exports.safe import clean, file_name, rejoined, unguarded
from app.extensions import db
from app.services import territories
from app.services.besoins import needs
from app.services.collection import inviting
from app.services.reports import delivery
from surveys.base import start_reading
from surveys.models import Territory
from surveys.questions import Choice, LongText, Number, ShortText, SingleChoice
from tests.answering import publish, survey
from tests.conftest import build, settings_at
from tests.faults.conftest import size
from tests.needing import deposit
from tests.spreadsheets import SOFFICE, needs_soffice

pytestmark = [pytest.mark.promise, pytest.mark.libreoffice, needs_soffice]
TODAY = date(2026, 11, 23)
STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "\x00=", "＝", "＋", "－", "＠", "﹦", "\ufeff=")
CALLS = ("1+1", "SUM(1;2)", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example";"y")')
TRICKS = (
    ";=1+1", ",=1+1", "\u200b=1+1", " =1+1", '"=1+1', "a;=1+1", "a\t=1+1", "a,@SUM(1)", "|=1+1",
    "\u00a0=1+1", "'=1+1", "''=1", "=1+1\n=2+2", "−1+1", "+33 6 12", "-", "=", "@",
    "\x1f=1", "\x0b=1",
)  # fmt: skip
FORMULAS = [start + call for call in CALLS for start in STARTS] + [*TRICKS]
# What LibreOffice is told of the separator: comma, semicolon, tab, in UTF-8.
SEPARATORS = {"comma": "44", "semicolon": "59", "tab": "9"}
TAIL = " puis une phrase assez longue pour être citée dans la synthèse d’un comité."


def formulas() -> list[str]:
    """Sixty; a sample of them takes one of each kind."""
    assert len(set(FORMULAS)) >= 60
    return list(dict.fromkeys(FORMULAS)) if size(0, 1) else [*FORMULAS[:14], *TRICKS]


@pytest.fixture(scope="module")
def files(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every table that is handed out, of a territory where everything begins a formula."""
    home = tmp_path_factory.mktemp("formulas") / "home"
    shutil.copytree(filled_home, home)
    app = build(settings_at(home))
    _fill(app)
    folder = tmp_path_factory.mktemp("handed-out")
    with app.app_context():
        start_reading(session := db.session())
        here = territories.by_key(session, None)
        for kind in ("csv", "xlsx"):
            _write(app, session, here, folder, kind)
        db.session.remove()
        db.engine.dispose()
    with zipfile.ZipFile(folder / "paquet.zip") as package:
        for name in ("reponses.csv", "codes.csv"):
            (folder / f"paquet-{name}").write_bytes(package.read(name))
    return folder


def _write(app: Flask, session: Session, here: Territory, folder: Path, kind: str) -> None:
    settings = app.extensions["paroles"]
    box = inviting.Box(settings.secret_key.encode(), settings.encryption_keys)
    asked = next(one for one in territories.surveys(session, here) if one.slug == "essai")
    for name, form in (("reponses", kind), ("paquet", "zip")):
        delivery.responses(
            session, here, asked, form, box=box, today=TODAY, target=folder / f"{name}.{form}"
        )
    delivery.paroles(session, here, None, kind, today=TODAY, target=folder / f"paroles.{kind}")
    found = needs.every(session, here)
    delivery.needs(here, found, kind, today=TODAY, target=folder / f"besoins.{kind}")
    exact = delivery.Asked(kind, exact=True)
    target = folder / f"synthese.{kind}"
    delivery.synthesis(session, here, exact, today=TODAY, target=target)


def _fill(app: Flask) -> None:
    """A questionnaire, answers, a need, whose every text begins a formula."""
    choices = tuple(
        Choice(key=f"c{n}", label=text) for n, text in enumerate(("=1+1", "@SUM(1)", "-2+3"))
    )
    asked = survey(
        LongText(key="dire", label="=1+1 Que dire ?"),
        ShortText(key="mot", label="@SUM(1) Un mot ?"),
        SingleChoice(key="lequel", label="-1+1 Lequel ?", choices=choices),
        Number(key="nombre", label="+1 Combien ?", min=-9, max=9),
    )
    publish(app, replace(asked, title='=HYPERLINK("http://x.example";"Titre")'))
    client = app.test_client(use_cookies=False)
    for text in formulas():
        sent = {"dire": text + TAIL, "mot": text[:80], "lequel": "c0", "nombre": "-5"}
        answer = client.post("/q/essai", data={**sent, "idempotency_key": uuid4().hex})
        assert answer.status_code == 303, (text, answer.text)
    deposit(client, nom="=1+1", besoin="@SUM(1)" + TAIL)


def opened(folder: Path, files: list[Path], *options: str) -> dict[str, str]:
    """What LibreOffice makes of these files: the XML of each one's cells."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    out = folder / f"opened-{len(list(folder.iterdir()))}"
    command = [str(SOFFICE), profile, "--headless", *options, "--convert-to", "ods"]
    subprocess.run(
        [*command, "--outdir", str(out), *map(str, files)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    found = {}
    for file in files:
        with zipfile.ZipFile(out / f"{file.stem}.ods") as archive:
            found[file.name] = archive.read("content.xml").decode()
    return found


@pytest.mark.parametrize("separator", SEPARATORS)
def test_no_csv_has_a_formula_whatever_separator_reads_it(
    files: Path, tmp_path: Path, separator: str
) -> None:
    reading_ = f"--infilter=CSV:{SEPARATORS[separator]},34,76,1"
    found = opened(tmp_path, sorted(files.glob("*.csv")), reading_)
    assert len(found) == 6
    for name, content in found.items():
        assert "<table:table-cell" in content
        assert "table:formula" not in content, name


def test_the_same_reading_does_find_formulas_where_they_are(tmp_path: Path) -> None:
    """The test has teeth: of a plain writer's file, LibreOffice makes some."""
    plain = tmp_path / "plain.csv"
    with plain.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([[text] for text in formulas()])
    content = opened(tmp_path, [plain], "--infilter=CSV:44,34,76,1")["plain.csv"]
    assert content.count("table:formula") >= 2


def test_no_spreadsheet_has_a_formula_and_numbers_stay_numbers(files: Path, tmp_path: Path) -> None:
    found = opened(tmp_path, sorted(files.glob("*.xlsx")))
    assert len(found) == 4
    for name, content in found.items():
        assert "table:formula" not in content, name
        assert 'xlink:href="http://x.example' not in content, name
    told = found["reponses.xlsx"].count('office:value-type="float" office:value="-5"')
    assert told == len(formulas())


def test_what_was_said_can_be_had_back(files: Path) -> None:
    """Every text, exactly, but for NUL; the blanks around it went when it was given."""
    with (files / "reponses.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    kept = {unguarded(rejoined(row["dire"])) for row in rows}
    given = {clean(text + TAIL).strip() for text in formulas()}
    lost = {text for text in given if text not in kept and _even(text) not in map(_even, kept)}
    assert lost == set()
    assert {row["nombre"] for row in rows} == {"-5"}


def _even(text: str) -> str:
    """As the questionnaire keeps it: blanks evened, nothing unseen before the first word."""
    return " ".join(text.strip("\ufeff\u200b\x1f\x0b").split())


def test_file_names_hold_letters_digits_and_hyphens_alone() -> None:
    for text in formulas():
        name = file_name(text, "synthese", suffix="csv")
        assert name.removesuffix(".csv").replace("-", "").isalnum()
        assert not name.startswith("-")
