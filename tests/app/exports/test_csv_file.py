"""CSV files open right in Excel and read back exactly."""

import csv
import io
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from analysis.summary import Synthesis
from app.exports.csv_file import responses_csv, synthesis_csv
from app.exports.flat import PAROLES
from app.exports.rows_csv import table_csv
from app.exports.safe import cell, rejoined, unguarded, unsplittable


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=","))


def test_the_file_is_plain_utf8_with_commas_quotes_and_crlf(tmp_path: Path) -> None:
    responses_csv([{"a": "é"}], [("a", "A"), ("b", "B")], tmp_path / "r.csv")
    assert (tmp_path / "r.csv").read_bytes() == '"a","b"\r\n"é",""\r\n'.encode()


def test_one_line_per_response_and_one_column_per_question_in_order(tmp_path: Path) -> None:
    rows = [{"q2": ("x", "y"), "q1": -3, "le": date(2026, 9, 1), "hors": 1}, {}]
    responses_csv(rows, [("le", "Le"), ("q1", "Note"), ("q2", "Choix")], tmp_path / "r.csv")
    assert read(tmp_path / "r.csv") == [
        {"le": "2026-09-01", "q1": "-3", "q2": "x|y"},
        {"le": "", "q1": "", "q2": ""},
    ]


def test_paroles_have_the_columns_of_the_contract(tmp_path: Path) -> None:
    said = {"source_id": "D1", "text": "=1+1\n;-2", "enjeux": ("a", "b")}
    names = [name for name, _ in PAROLES]
    table_csv(names, [[said.get(name) for name in names]], tmp_path / "p.csv")
    [row] = read(tmp_path / "p.csv")
    assert list(row) == [
        "source_id", "text", "public", "commune", "enjeux", "domaines", "polarity",
        "state", "source",
    ]  # fmt: skip
    assert row["text"].startswith("'=")
    assert unguarded(rejoined(row["text"])) == "=1+1\n;-2"
    assert row["enjeux"] == "a|b"


VALUES = st.one_of(
    st.text(max_size=40),
    st.integers(-5, 5),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.lists(st.text(max_size=5), max_size=3),
)


@given(st.lists(st.lists(VALUES, min_size=2, max_size=2), max_size=8))
def test_the_bytes_are_those_of_the_standard_library_s_writer(rows: list[list[object]]) -> None:
    rows += [["encore", 'un "mot"'], [1, 1.0], [True, "1"]] * 100  # more than one batch
    ours, theirs = io.BytesIO(), io.StringIO(newline="")
    table_csv(["a", 'b"'], rows, ours)
    writer = csv.writer(theirs, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(["a", 'b"'])
    for row in rows:
        shown = [cell(value) for value in row]
        writer.writerow([unsplittable(each) if isinstance(each, str) else each for each in shown])
    assert ours.getvalue() == theirs.getvalue().encode()


def test_headers_cannot_start_a_formula_either(tmp_path: Path) -> None:
    responses_csv([{"=1+1": 2}], [("=1+1", "@x")], tmp_path / "r.csv")
    assert read(tmp_path / "r.csv") == [{"'=1+1": "2"}]


def test_a_stream_is_written_and_left_open() -> None:
    stream = io.BytesIO()
    responses_csv([{"a": 1}], [("a", "A")], stream)
    assert stream.getvalue().decode("utf-8") == '"a"\r\n1\r\n'


def test_a_synthesis_holds_every_table_and_no_small_count(
    protected: Synthesis, tmp_path: Path
) -> None:
    synthesis_csv(protected, tmp_path / "s.csv", today=date(2026, 11, 23))
    rows = read(tmp_path / "s.csv")
    assert {row["tableau"] for row in rows} >= {
        "Enjeux",
        "Par public",
        "Verbatims",
        "Mots",
        "Domaines",
    }
    told = [row["personnes"] for row in rows if row["personnes"]]
    assert "–" in told
    assert all(people == "–" or int(people) >= 11 for people in told)
    assert any(row["libelle_enjeu"] == "'=Cohésion & <lien>" for row in rows)
