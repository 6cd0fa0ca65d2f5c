"""A file of paroles: what would go in is said first, then carried out."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.collection import collecting
from app.services.collection.collecting import ImportPlan
from surveys import models
from surveys.csv_lines import UnreadableFile
from surveys.questions import Commune
from tests.answering import survey as questionnaire
from tests.storing import DAY, as_typed, definition, published, territory


def plan(
    session: Session, file: str | bytes, key: str | None = None, survey: models.Survey | None = None
) -> ImportPlan:
    survey = survey or published(session, territory(session))
    data = file.encode() if isinstance(file, str) else file
    return collecting.plan_import(survey.territory, survey, key, data, "essai.csv", DAY)


def test_texts_answer_the_first_open_question_unless_told_otherwise(stored: Session) -> None:
    first = plan(stored, "text,commune\nUn,Valbrune\n")
    assert collecting.carry_out(stored, collecting.mask(first, as_typed)) == 1
    second = plan(stored, "text\nDeux\n", "proposer", first.survey)
    assert collecting.carry_out(stored, collecting.mask(second, as_typed)) == 1
    rows = stored.scalars(select(models.Parole))
    assert {p.text: (p.question, p.response.commune) for p in rows} == {
        "Un": ("dire", "99001"),
        "Deux": ("proposer", None),
    }


def test_planning_stores_nothing(stored: Session) -> None:
    plan(stored, "text\nUn\n")
    assert stored.scalars(select(models.Response)).all() == []


@pytest.mark.parametrize("key", ["avis", "inconnue"])
def test_a_question_that_is_not_open_is_refused_with_those_that_are(
    stored: Session, key: str
) -> None:
    with pytest.raises(collecting.NoSuchQuestion) as refused:
        plan(stored, "text\nUn\n", key)
    assert str(refused.value) == (
        f"« {key} » n’est pas une question ouverte. Il y a : dire, proposer."
    )


def test_a_survey_without_an_open_question_takes_no_paroles(stored: Session) -> None:
    closed = questionnaire(Commune(key="ou", label="Où ?"))
    survey = published(stored, territory(stored), closed)
    with pytest.raises(collecting.NoSuchQuestion, match="Il y a : aucune"):
        plan(stored, "text\nUn\n", None, survey)


def test_a_file_that_is_no_csv_is_refused(stored: Session) -> None:
    with pytest.raises(UnreadableFile):
        plan(stored, b"PK\x03\x04")


def test_rows_are_checked_against_the_newest_version(stored: Session) -> None:
    here = territory(stored)
    published(stored, here)
    survey = published(stored, here, definition(public="elu", title="Pour les élus"))
    made = plan(stored, "text\nUn\n", None, survey)
    assert made.reading.rows[0].public == "elu"
    collecting.carry_out(stored, collecting.mask(made, as_typed))
    response = stored.scalars(select(models.Response)).one()
    assert response.version_id == survey.versions[-1].id


def test_remarks_name_the_columns_the_encoding_and_each_bad_line(stored: Session) -> None:
    made = plan(stored, "text;humeur;commune\nÉté;4;\nUn;4;Paris\n".encode("cp1252"))
    assert list(made.remarks()) == [
        "Colonnes inconnues, ignorées : humeur.",
        "Fichier lu comme Windows-1252. Vérifiez les accents.",
        "essai.csv, ligne 3 : la commune « Paris » n’est pas du territoire.",
    ]


def test_a_good_file_calls_for_no_remark(stored: Session) -> None:
    assert list(plan(stored, "text\nÉté\n").remarks()) == []


def test_beyond_twenty_bad_lines_the_others_are_counted(stored: Session) -> None:
    made = plan(stored, "text,public\n" + "Un,roi\n" * 25)
    remarks = list(made.remarks())
    assert len(remarks) == 21
    assert remarks[-1] == "… et 5 autres lignes à corriger."


def test_the_good_rows_alone_are_stored(stored: Session) -> None:
    made = plan(stored, "text,public\nUn,elu\nDeux,roi\nTrois,\n")
    assert collecting.carry_out(stored, collecting.mask(made, as_typed)) == 2
    assert sorted(stored.scalars(select(models.Parole.text))) == ["Trois", "Un"]
