"""The data package keeps its word: each cell of each row fits the type that its column declares."""

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.exports import parquet_file
from app.exports.package import package
from app.services.reports import packaging
from surveys.models import Survey
from surveys.questions import Choice, Commune, LongText, Scale, SeveralChoices, SingleChoice
from tests.answering import survey as questionnaire
from tests.storing import DAY, published, response, submission, territory

HOBBIES = tuple(Choice(key=key, label=key.capitalize()) for key in ("chant", "danse", "judo"))
TRUE = {"string", "integer", "number", "boolean", "date", "any"}


@pytest.fixture
def asked(either: Session) -> Survey:
    """Two versions: a choice was dropped, another came."""
    here = territory(either, "ici")
    rest = (
        SingleChoice(key="avis", label="Avis ?", choices=HOBBIES[:2]),
        Scale(key="note", label="Note ?", low=1, high=5, low_label="Non", high_label="Oui"),
        LongText(key="dire", label="=Que dire ?"),
        Commune(key="ou", label="Où ?"),
    )
    for choices in (HOBBIES[:2], HOBBIES[1:]):
        several = SeveralChoices(key="loisirs", label="Loisirs ?", choices=choices, other=True)
        survey = published(either, here, questionnaire(several, *rest))
    response(
        either,
        survey,
        submission(
            None, {"dire": "=1+1"}, ou="99001", avis="chant", note=4,
            loisirs=["danse", "autre"], loisirs_autre="-2",
        ),
    )  # fmt: skip
    response(either, survey, submission(None, {}, loisirs=["judo"]))
    response(either, survey, submission(None, {"dire": "Rien"}))
    either.flush()
    return survey


@pytest.fixture
def archive(either: Session, asked: Survey) -> zipfile.ZipFile:
    stream = io.BytesIO()
    fields, rows = packaging.fields(asked), packaging.rows(either, asked)
    package(fields, rows, stream, name="essai", title="Un essai", today=DAY)
    return zipfile.ZipFile(stream)


def table(archive: zipfile.ZipFile, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(archive.read(name).decode(), newline="")))


def fits(cell: str, field: dict[str, Any]) -> bool:
    """Table Schema, version 1: what a cell of this type may be written as."""
    if cell == "":
        return True
    kind = field["type"]
    if kind == "boolean":
        return cell in field["trueValues"] + field["falseValues"]
    if "constraints" in field and cell not in field["constraints"]["enum"]:
        return False
    try:
        {"integer": int, "number": float, "date": date.fromisoformat}.get(kind, str)(cell)
    except ValueError:
        return False
    return True


def test_each_cell_is_what_its_column_says(archive: zipfile.ZipFile) -> None:
    said = json.loads(archive.read("datapackage.json"))
    assert said["profile"] == "data-package"
    assert "NE PAS DIFFUSER" in said["description"]
    assert sorted(one["path"] for one in said["resources"]) == ["codes.csv", "reponses.csv"]
    for resource in said["resources"]:
        header, *rows = table(archive, resource["path"])
        fields = resource["schema"]["fields"]
        assert header == [field["name"] for field in fields]
        assert len(set(header)) == len(header)
        assert {field["type"] for field in fields} <= TRUE
        assert all(field["title"] for field in fields)
        assert rows
        for row in rows:
            for cell, field in zip(row, fields, strict=True):
                assert fits(cell, field), (cell, field)


def test_several_choices_are_a_column_each_over_versions(archive: zipfile.ZipFile) -> None:
    header, *rows = table(archive, "reponses.csv")
    lines = [dict(zip(header, row, strict=True)) for row in rows]
    ticks = [name for name in header if name.startswith("loisirs__")]
    assert ticks == [f"loisirs__{key}" for key in ("danse", "judo", "autre", "chant")]
    told = sorted(
        tuple(line[f"loisirs__{key}"] for key in ("chant", "danse", "judo")) for line in lines
    )
    assert told == [("", "", ""), ("0", "0", "1"), ("0", "1", "0")]


def test_codes_have_their_labels_and_texts_cannot_start_a_formula(
    archive: zipfile.ZipFile,
) -> None:
    _, *codes = table(archive, "codes.csv")
    assert ["avis", "chant", "Chant"] in codes
    assert any(row[:2] == ["public", "habitant"] for row in codes)
    header, *rows = table(archive, "reponses.csv")
    assert sorted(row[header.index("dire")] for row in rows) == ["", "'=1+1", "Rien"]


def test_parquet_has_the_same_columns_typed(either: Session, asked: Survey) -> None:
    reading = pytest.importorskip("pyarrow.parquet")
    stream = io.BytesIO()
    parquet_file.parquet(packaging.fields(asked), packaging.rows(either, asked), stream)
    stream.seek(0)
    read = reading.read_table(stream)
    assert read.column_names == [field.name for field in packaging.fields(asked)]
    assert str(read.schema.field("received_on").type) == "date32[day]"
    assert str(read.schema.field("loisirs__judo").type) == "bool"
    assert sorted(row["dire"] or "" for row in read.to_pylist()) == ["", "=1+1", "Rien"]
    assert {row["note"] for row in read.to_pylist()} == {4, None}


def test_without_pyarrow_it_says_what_to_install(
    either: Session, asked: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(parquet_file.CannotWrite, match="requirements-scale"):
        parquet_file.parquet(packaging.fields(asked), [], io.BytesIO())
