"""No cell starts a formula, and every text can be had back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.safe import (
    cell,
    clean,
    file_name,
    guarded,
    rejoined,
    sheet_name,
    unguarded,
    unsplittable,
)

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "\x00=1+1", "＝1+1", "＋1",
    "－1+1", "＠SUM(1)", "﹦1", "−1+1", "\ufeff=1+1", "\u200b=1+1", ";=1+1",
    ",=1+1", "|=1+1", '"=1+1',
    "  =1+1", "\u00a0=1", '=HYPERLINK("http://x.example","a")', "=cmd|' /C calc'!A0", "+33 6 39",
    "- une liste", "\ttexte", "\nligne",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_start_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + clean(text)


@pytest.mark.parametrize("text", ["texte", "d’accord", "a=b", "3 - 2", "", "é", "–"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("text", ["-5", "-5,5", "-0.25", "12"])
def test_numbers_stay_numbers(text: str) -> None:
    assert guarded(text) == text


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    kept = clean(text)
    assert unguarded(guarded(text)) == kept
    assert unguarded(rejoined(unsplittable(guarded(text)))) == kept


@given(st.text(alphabet=";,|\t\n\"' =+-@a'"))
def test_every_text_of_separators_and_signs_comes_back(text: str) -> None:
    assert unguarded(rejoined(unsplittable(guarded(text)))) == text


@pytest.mark.parametrize(
    "text", ["ok;=1+1", "ok,=1+1", "ok\n=1+1", "ok\t=1+1", 'ok";"=1+1', "ok|@A1"]
)
def test_a_wrong_separator_finds_no_formula_either(text: str) -> None:
    assert "'" in unsplittable(guarded(text))


def test_values_keep_their_kind() -> None:
    assert [cell(value) for value in (-5, -5.5, True, None, float("nan"), date(2026, 1, 2))] == [
        -5, -5.5, 1, "", "", "2026-01-02",
    ]  # fmt: skip
    assert cell(("a", "b")) == "a|b"


def test_sheet_names_are_accepted_by_excel() -> None:
    taken = frozenset({"Enjeux"})
    assert sheet_name("=1+1") == "1+1"
    assert sheet_name("a/b:c?[d]*\\") == "a b c  d"
    assert sheet_name("'") == "Feuille"
    assert sheet_name("enjeux", taken) == "enjeux (2)"
    assert len(sheet_name("x" * 60)) == 31


def test_file_names_have_letters_digits_and_hyphens_only() -> None:
    assert file_name("Synthèse", "=../Été 2026", suffix="docx") == "synthese-ete-2026.docx"
    assert file_name("///", suffix="csv") == "export.csv"
