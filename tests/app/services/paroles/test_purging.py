"""What is kept no longer than was said."""

from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import web
from app.services import territories
from app.services.besoins.need_decisions import later
from app.services.paroles import purging
from surveys.invitations.models import Invitation, InvitationAnswered, Mailing, NamedResponse
from surveys.models import Parole, Response
from tests.answering import answer, count, dated, reading, writing
from tests.inviting import access, guests, invite


def purge(app: Flask, today: date) -> purging.Purged:
    with writing(app) as session:
        return purging.purge(session, [territories.by_key(session, None)], today)


def test_contacts_go_three_months_after_closing_and_answers_stay(
    either_app: Flask,
) -> None:
    app, client = either_app, either_app.test_client(use_cookies=False)
    access(app, "named")
    link, _other = invite(app, *guests(2))
    (elsewhere,) = invite(app, *guests(1), slug="elus")
    answer(client, invitation=link)
    with app.test_request_context("/"):
        today = web.today()
    with writing(app) as session:
        survey_id = session.scalars(select(Response.survey_id)).one()
        session.add(
            Mailing(survey_id=survey_id, kind="letter", subject="S", body="B", made_on=today)
        )
    dated(app, closed_on=today)
    assert purge(app, later(today, 2)).contacts == 0
    assert purge(app, later(today, 3)).contacts == 2
    assert purge(app, later(today, 3)).contacts == 0
    assert count(app, Invitation) == 1  # another survey's, still open
    for table in (InvitationAnswered, NamedResponse, Mailing):
        assert count(app, table) == 0
    assert count(app, Response) == 1
    assert client.get(f"/i/{elsewhere}").status_code == 200


def test_texts_as_before_masking_go_six_months_after(app: Flask, client: FlaskClient) -> None:
    answer(client, points_forts="Appelez le 06 12 34 56 78.")
    with app.test_request_context("/"):
        today = web.today()
    dated(app, closes_on=today)
    assert purge(app, later(today, 5)).originals == 0
    assert purge(app, later(today, 6)).originals == 1
    assert purge(app, later(today, 6)).originals == 0
    with reading(app) as session:
        kept = session.scalars(select(Parole)).one()
        assert kept.original is None
        assert "Appelez le" in kept.text
        assert "06 12" not in kept.text


def test_the_commands_say_what_they_did(app: Flask, tmp_path: object) -> None:
    from pathlib import Path

    from tests.inviting import LIST

    file = Path(str(tmp_path)) / "liste.csv"
    file.write_text(LIST, "utf-8")
    run = app.test_cli_runner()
    imported = run.invoke(args=["invitations", "import", str(file), "--survey", "habitants"])
    assert (imported.exit_code, "3 contacts ajoutés, 0 déjà là" in imported.output) == (0, True)
    again = run.invoke(args=["invitations", "import", str(file), "--survey", "habitants"])
    assert "0 contacts ajoutés, 3 déjà là" in again.output
    file.write_text("nom\nSans adresse\n", "utf-8")
    bad = run.invoke(args=["invitations", "import", str(file), "--survey", "habitants"])
    assert bad.exit_code == 1
    assert "ligne 2" in bad.output
    assert run.invoke(args=["invitations", "send", "--survey", "habitants"]).exit_code == 0
    purged = run.invoke(args=["purge"])
    assert (purged.exit_code, "Effacés : 0 contacts" in purged.output) == (0, True)
