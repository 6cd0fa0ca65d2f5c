"""The surveys and how far each reached; paroles brought from elsewhere."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from surveys.models import Parole, Response
from tests.answering import answer, count, dated, reading
from tests.conftest import ROOT
from tests.desking import COLUMNS, IMPORT, ROWS, csv_of, post, upload

SAMPLE = ROOT / "app" / "sample" / "paroles.csv"


def test_the_list_counts_responses_by_public_and_commune(full_desk: FlaskClient) -> None:
    page = full_desk.get("/bureau/collecte")
    assert page.status_code == 200
    assert "3 réponses" in page.text
    assert "élues et élus : 1" in page.text
    assert "2 communes sur 15" in page.text


def test_one_survey_shows_its_address_dates_and_counts(app: Flask, full_desk: FlaskClient) -> None:
    from datetime import date

    dated(app, closes_on=date(2031, 5, 2))
    page = full_desk.get("/bureau/collecte/habitants").text
    assert "/q/habitants</code>" in page
    assert "2 mai 2031" in page
    assert 'href="/q/habitants"' in page
    assert "Par commune" in page


def test_a_survey_that_does_not_exist_is_a_404(desk: FlaskClient) -> None:
    for address in ("inconnu", "inconnu/importer", "%00", "habitants/qr.svgx"):
        assert desk.get(f"/bureau/collecte/{address}").status_code == 404


def test_the_printed_square_is_an_image_without_script(desk: FlaskClient) -> None:
    square = desk.get("/bureau/collecte/habitants/qr.svg")
    assert square.mimetype == "image/svg+xml"
    assert b"<script" not in square.data


def test_a_good_file_goes_in_whole_and_only_once(app: Flask, desk: FlaskClient) -> None:
    first = upload(desk, csv_of(*ROWS))
    assert first.status_code == 200
    assert "3 paroles ajoutées" in first.text
    again = upload(desk, csv_of(*ROWS))
    assert "0 parole ajoutée" in again.text
    assert "déjà là" in again.text
    assert count(app) == 3
    with reading(app) as session:
        elu = session.scalars(select(Response).where(Response.source_id == "R3")).one()
    assert (elu.public, elu.commune, elu.channel) == ("elu", "46222", "entretien")


def test_the_sample_file_goes_in_whole(app: Flask, desk: FlaskClient) -> None:
    page = upload(desk, SAMPLE.read_bytes())
    assert page.status_code == 200
    assert "260 paroles ajoutées" in page.text
    assert "Colonnes inconnues, ignorées" in page.text
    assert "difficulty" in page.text
    assert count(app, Parole) == 260


BAD = ("R4", "martien", "46066", "", "2026-03-05", "papier", "Un texte.")
EMPTY = ("R5", "habitant", "46066", "", "2026-03-05", "papier", "")


def test_one_bad_row_keeps_everything_out_and_is_named_by_its_line(
    app: Flask, desk: FlaskClient
) -> None:
    page = upload(desk, csv_of(*ROWS, BAD, EMPTY))
    assert page.status_code == 422
    assert "ligne 5" in page.text
    assert "martien" in page.text
    assert "ligne 6" in page.text
    assert "Rien n’a été importé" in page.text
    assert page.text.index("Rien n’a été") < page.text.index("<h1")
    assert count(app) == 0


def test_the_good_rows_go_in_when_asked(app: Flask, desk: FlaskClient) -> None:
    page = upload(desk, csv_of(*ROWS, BAD), partial="1")
    assert page.status_code == 200
    assert "3 paroles ajoutées" in page.text
    assert "ligne 5" in page.text
    assert count(app) == 3


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "vide"),
        (b"PK\x03\x04 un classeur", "pas un CSV"),
        (b"%PDF-1.7", "pas un CSV"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "pas un texte"),
        (b"public,commune\nhabitant,46066\n", "text"),
        (b'text\n"jamais ferm', "guillemets"),
        (b"text,text\na,b\n", "deux fois"),
        (b"\xff\xfe\x00", "encodage"),
    ],
)
def test_a_file_that_is_no_csv_is_refused_in_words(
    app: Flask, desk: FlaskClient, data: bytes, said: str
) -> None:
    page = upload(desk, data)
    assert page.status_code == 422
    assert said in page.text
    assert 'href="#file"' in page.text
    assert count(app) == 0


def test_no_file_at_all_is_said(desk: FlaskClient) -> None:
    page = post(desk, IMPORT)
    assert page.status_code == 422
    assert "Choisissez un fichier" in page.text


@pytest.mark.parametrize("key", ["vivre_ici", "inconnue"])
def test_texts_can_only_answer_an_open_question(app: Flask, desk: FlaskClient, key: str) -> None:
    page = upload(desk, csv_of(*ROWS), question=key)
    assert page.status_code == 422
    assert "question ouverte" in page.text
    assert count(app) == 0


def test_the_texts_answer_the_question_chosen(app: Flask, desk: FlaskClient) -> None:
    upload(desk, csv_of(*ROWS), question="propositions")
    with reading(app) as session:
        assert set(session.scalars(select(Parole.question))) == {"propositions"}


@pytest.mark.parametrize(("encoding", "separator"), [("cp1252", ";"), ("utf-16", "\t")])
def test_a_spreadsheets_own_csv_is_read(
    app: Flask, desk: FlaskClient, encoding: str, separator: str
) -> None:
    lines = [separator.join(row) for row in (COLUMNS, *ROWS)]
    page = upload(desk, "\r\n".join(lines).encode(encoding))
    assert page.status_code == 200
    with reading(app) as session:
        assert "La bibliothèque accueille tout." in set(session.scalars(select(Parole.text)))


def test_a_file_over_one_megabyte_goes_in(app: Flask, desk: FlaskClient, tmp_path: Path) -> None:
    rows = [
        (f"G{n}", "habitant", "", "", "2026-03-02", "papier", f"{n} " + "texte " * 250)
        for n in range(800)
    ]
    data = csv_of(*rows)
    assert len(data) > 1_100_000
    page = upload(desk, data)
    assert page.status_code == 200
    assert count(app) == 800


def test_the_desk_counts_web_answers_too(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    answer(client)
    assert "1 réponse" in desk.get("/bureau/collecte").text
