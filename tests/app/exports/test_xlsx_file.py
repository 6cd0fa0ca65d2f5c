"""Spreadsheets: named sheets, frozen headers, filters, a codebook, and no formula anywhere."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analysis.summary import Synthesis
from app.exports.rows_xlsx import responses_xlsx
from app.exports.safe import unguarded
from app.exports.xlsx_file import paroles_xlsx, synthesis_xlsx

TODAY = date(2026, 11, 23)
BAD = ["=1+1", "+1", "-1+1", "@A1", "\t=1", "http://x.example", "＝1+1", "\ufeff=1"]


def opened(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_texts_stay_texts_and_come_back_and_numbers_stay_numbers(tmp_path: Path) -> None:
    rows = [(text, -5) for text in BAD]
    responses_xlsx(
        rows, [("=q", "=1+1"), ("n", "@n")], tmp_path / "r.xlsx", about="=x", today=TODAY
    )
    book = opened(tmp_path / "r.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    header, *lines = values(book["Réponses"])
    assert header == ["'=q", "n"]
    assert [unguarded(text) for text, _ in lines] == BAD
    assert {number for _, number in lines} == {-5}


def test_headers_are_frozen_filtered_and_explained(tmp_path: Path) -> None:
    paroles_xlsx([["D1", "Bonjour"]], tmp_path / "p.xlsx", about="Vivre ici", today=TODAY)
    book = opened(tmp_path / "p.xlsx")
    assert book.sheetnames == ["Lisez-moi", "Paroles", "Dictionnaire"]
    assert book["Paroles"].freeze_panes == "A2"
    assert book["Paroles"].auto_filter.ref == "A1:I2"
    explained = {row[1] for row in values(book["Dictionnaire"])[1:]}
    assert explained == {cell.value for cell in book["Paroles"][1]}
    assert "23/11/2026" in values(book["Lisez-moi"])[1][0]


def test_columns_fit_what_they_hold_within_reason(tmp_path: Path) -> None:
    rows = [("x" * 30, "y" * 500)]
    responses_xlsx(rows, [("a", "A"), ("b", "B")], tmp_path / "r.xlsx", about="x", today=TODAY)
    widths = opened(tmp_path / "r.xlsx")["Réponses"].column_dimensions
    assert widths["A"].width == pytest.approx(32, abs=1)
    assert widths["B"].width == pytest.approx(60, abs=1)


def test_a_text_too_long_for_a_cell_is_cut_and_not_lost(tmp_path: Path) -> None:
    rows = [("é" * 40000,)]
    responses_xlsx(rows, [("a", "A")], tmp_path / "r.xlsx", about="x", today=TODAY)
    kept = opened(tmp_path / "r.xlsx")["Réponses"]["A2"].value
    assert kept == "é" * 32766 + "…"


def test_a_synthesis_has_one_sheet_per_table_and_no_small_count(
    protected: Synthesis, tmp_path: Path
) -> None:
    path = tmp_path / "s.xlsx"
    synthesis_xlsx(protected, territory_name="=Pays & <test>", today=TODAY, target=path)
    book = opened(path)
    assert book.sheetnames == [
        "Lisez-moi", "Enjeux", "Par public", "Par commune", "Par polarité", "Verbatims", "Mots",
        "Domaines", "Participation", "Dictionnaire",
    ]  # fmt: skip
    for sheet in book:
        header, *lines = values(sheet)
        if "personnes" in header:
            people = [line[header.index("personnes")] for line in lines]
            assert all(n == "–" or n >= 11 for n in people)
    assert "synthétiques" in str(values(book["Lisez-moi"]))


def test_an_exact_synthesis_shows_small_counts_and_says_not_to_pass_it_on(
    exact: Synthesis,
) -> None:
    stream = io.BytesIO()
    synthesis_xlsx(exact, territory_name="Pays", today=TODAY, target=stream)
    book = openpyxl.load_workbook(stream)
    assert [row[3] for row in values(book["Enjeux"])[1:]] == [60, 45, 4]
    assert "ne le diffusez pas" in str(values(book["Lisez-moi"]))
