"""Our exports in other hands: pyxform and ODK accept them, LibreOffice gives them back."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from surveys import xlsform
from surveys.loader import catalogue
from surveys.questions import Choice, Consent, LongText, Number, Scale, SeveralChoices
from surveys.schema import Survey
from surveys.xlsform.file import LONGEST, TooLong
from surveys.xlsform.writing import Row, tables
from tests.answering import every_kind
from tests.questionnaires import surveys
from tests.surveys.test_schema import survey
from tests.surveys.xlsform.sheets import workbook
from tests.surveys.xlsform.test_round_trip import CONTEXT, QUICK, check

FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "{=1}", "http://x"]


def xform(written: bytes, *, validate: bool = False) -> str:
    warnings: list[str] = []
    done = convert(xlsform=io.BytesIO(written), warnings=warnings, validate=validate)
    # IANA knows no code for easy reading, and our sentences of refusal are in one language.
    expected = ("Language", "The following language")
    assert [said for said in warnings if not said.startswith(expected)] == []
    return str(done.xform)


def row_of(made: Survey, name: str) -> Row:
    return next(row for row in tables(made).survey if row.get("name") == name)


@pytest.mark.parametrize("slug", sorted(catalogue()))
def test_pyxform_accepts_the_catalogue(slug: str) -> None:
    assert catalogue()[slug].questions[0].key in xform(xlsform.write(catalogue()[slug], CONTEXT))


@pytest.mark.skipif(shutil.which("java") is None, reason="ODK Validate needs Java")
def test_odk_validate_accepts_a_survey_of_every_kind() -> None:
    xform(xlsform.write(every_kind(), CONTEXT), validate=True)


def plain(made: Survey) -> bool:
    """Without what XLSForm would take for a reference, or for two languages of one name."""
    return "${" not in str([q.label + q.hint for q in made.questions])


@settings(max_examples=20, **QUICK)
@given(surveys().filter(plain))
def test_pyxform_accepts_any_survey(made: Survey) -> None:
    assert "<h:html" in xform(xlsform.write(made, CONTEXT))


def test_what_xlsform_has_words_for_is_said_in_its_words() -> None:
    made = every_kind()
    kinds = {row["name"]: row["type"].split()[0] for row in tables(made).survey if "name" in row}
    for question in made.questions:
        expected = {
            "single_choice": "select_one", "several_choices": "select_multiple", "ranking": "rank",
            "matrix": "begin_group", "scale": "select_one", "date": "date", "commune": "text",
            "age_band": "select_one", "short_text": "text", "long_text": "text", "note": "note",
            "consent": "acknowledge",
        }  # fmt: skip
        number = "decimal" if getattr(question, "decimal", False) else "integer"
        assert kinds[question.key] == expected.get(question.kind, number)


def test_bounds_are_constraints_with_their_sentence() -> None:
    made = survey(
        SeveralChoices(
            key="quoi",
            label="Quoi ?",
            choices=(Choice(key="a", label="A"), Choice(key="b", label="B")),
            min=1,
            max=2,
            alone=("b",),
        ),
        Number(key="age", label="Âge ?", min=0, max=1.5, decimal=True),
    )
    ticks = row_of(made, "quoi")
    assert ticks["constraint"] == (
        "count-selected(.) >= 1 and count-selected(.) <= 2 and "
        "not(selected(., 'b') and count-selected(.) > 1)"
    )
    assert ticks["constraint_message::Français (fr)"] == (
        "Cochez entre 1 et 2 réponses. « B » : cochez cette seule réponse."
    )
    assert row_of(made, "age")["constraint"] == ". >= 0 and . <= 1.5"


def test_a_ticked_box_is_ok_for_other_tools_and_curled_quotes_are_straight() -> None:
    made = survey(
        Consent(key="ok", label="D’accord"),
        LongText(key="dire", label="Dire", only_if="${ok} = ‘oui’"),
    )
    row = row_of(made, "dire")
    assert row["relevant"] == "${ok} = 'OK'"
    assert row["paroles_only_if"] == "${ok} = ‘oui’"


def test_the_words_of_a_scale_are_on_its_ends() -> None:
    made = survey(Scale(key="n", label="N", low=0, high=2, low_label="non", high_label="oui"))
    assert [row["label::Français (fr)"] for row in tables(made).choices] == [
        "0 (non)",
        "1",
        "2 (oui)",
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_starts_a_formula_or_a_link(text: str) -> None:
    made = survey(LongText(key="dire", label=text, hint=text), title=text.strip())
    book = load_workbook(io.BytesIO(xlsform.write(made)))
    for sheet in book:
        for row in sheet:
            for cell in row:
                assert cell.data_type in ("s", "n")
                assert cell.value is None or cell.data_type == "s"
                assert cell.hyperlink is None


def test_a_text_that_no_cell_can_hold_is_refused_in_words() -> None:
    with pytest.raises(TooLong, match="raccourcissez"):
        xlsform.write(survey(LongText(key="dire", label="a" * (LONGEST + 1))))


def test_signs_that_no_file_can_hold_are_left_out() -> None:
    made = xlsform.read(xlsform.write(survey(LongText(key="dire", label="a\ufffeb"))))
    assert made.survey is not None
    assert made.survey.questions[0].label == "ab"


def through_libreoffice(data: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice writes it, opened as its own format in between."""
    source = folder / "questionnaire.xlsx"
    source.write_bytes(data)
    home = f"-env:UserInstallation=file://{folder}/profile"
    for number, kind in enumerate(("ods", "xlsx")):
        out = folder / str(number)
        command = ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(out)]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
        source = out / f"questionnaire.{kind}"
    return source.read_bytes()


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice is not there")
def test_libreoffice_writes_it_again_and_it_is_still_the_same(tmp_path: Path) -> None:
    written = xlsform.write(every_kind(), CONTEXT)
    again = through_libreoffice(written, tmp_path)
    assert again != written
    check(every_kind(), xlsform.read(again))


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice is not there")
def test_a_form_of_elsewhere_is_understood_alike_once_libreoffice_wrote_it(tmp_path: Path) -> None:
    header = ["type", "name", "label", "required", "constraint"]
    numbered = [["list_name", "name", "label"], ["n", 1, "Un"], ["n", 2, "Deux"]]
    rows = [
        header,
        ["select_one n", "q1", "Combien ?", True, ""],
        [],
        ["geopoint", "ou", "Où ?"],
        ["integer", "q2", 2026, False, ". >= 0"],
    ]
    written = workbook(survey=rows, choices=numbered)
    there, here = xlsform.read(through_libreoffice(written, tmp_path)), xlsform.read(written)
    assert there == here
    assert [remark.place.line for remark in there.lost] == [4]
