"""The export of needs: every column said, masks kept, nothing that a spreadsheet would run."""

import csv
import io

import openpyxl
from sqlalchemy.orm import Session

from app.services import territories
from app.services.accounts import staff
from app.services.besoins import needs, needs_table
from app.services.reports import delivery
from tests.conftest import ROOT
from tests.needing import answered, asked, the
from tests.storing import DAY, tagged, territory


def made(session: Session, format_: str) -> io.BytesIO:
    where = territory(session)
    by = staff.add(session, "c@example.org", "chargee", where)
    session.flush()
    asked(
        session,
        where,
        "=1+1 une salle",
        name="@SUM(A1)",
        communes=["99001"],
        urgence="annee",
        apports="-2+3",
    )
    asked(session, where, "Un car.")
    tagged(session, the(session, where, "salle").row.parole_id, "sante", "logement")
    answered(
        session, where, "salle", DAY, by.id, status="retenu", action="+Une action", text="Oui."
    )
    stream = io.BytesIO()
    found = needs.every(session, where)
    delivery.needs(where, found, format_, today=DAY, target=stream)
    stream.seek(0)
    return stream


def test_a_line_of_the_file_says_all_that_is_known(stored: Session) -> None:
    text = made(stored, "csv").read().decode()
    lines = list(csv.DictReader(io.StringIO(text)))
    assert list(lines[0]) == [key for key, _ in needs_table.COLUMNS]
    waiting, kept = lines
    assert (waiting["etat"], waiting["sans_reponse_depuis"]) == ("Reçu", DAY.isoformat())
    assert (kept["etat"], kept["etat_le"], kept["reponse"]) == ("Retenu", DAY.isoformat(), "Oui.")
    assert (kept["communes"], kept["urgence"]) == ("Valbrune", "Dans l’année")
    assert set(kept["enjeux"].split("|")) == {"sante", "logement"}
    assert kept["sans_reponse_depuis"] == ""


def test_nothing_in_the_files_starts_a_formula(stored: Session) -> None:
    kept = list(csv.DictReader(io.StringIO(made(stored, "csv").read().decode())))[1]
    for column in ("association", "besoin", "apports", "action"):
        assert kept[column].startswith("'"), column


def test_the_spreadsheet_has_the_same_lines(stored: Session) -> None:
    book = openpyxl.load_workbook(made(stored, "xlsx"))
    sheet = book["Besoins"]
    assert [cell.value for cell in sheet[1]] == [key for key, _ in needs_table.COLUMNS]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert len({row[0].row for row in sheet.iter_rows(min_row=2)}) == 2
    assert all(cell.data_type != "f" for cell in cells)


def test_each_column_is_documented() -> None:
    text = (ROOT / "docs" / "besoins.md").read_text("utf-8")
    for key, _ in needs_table.COLUMNS:
        assert f"| `{key}` |" in text, key


def test_a_merged_need_names_the_one_it_follows(stored: Session) -> None:
    from app.services.besoins import need_decisions

    where = territory(stored)
    by = staff.add(stored, "c@example.org", "chargee", where)
    stored.flush()
    asked(stored, where, "Une salle.")
    asked(stored, where, "Un car.")
    salle, car = the(stored, where, "salle"), the(stored, where, "car")
    need_decisions.merge(stored, car, salle, by=by.id, today=DAY)
    rows = {
        row["besoin"]: row
        for row in needs_table.rows(needs.every(stored, where), territories.context(where), DAY)
    }
    assert rows["Un car."]["reuni_a"] == rows["Une salle."]["numero"] == str(salle.id)
    assert rows["Une salle."]["reuni_a"] == ""
