"""A long export on the desk: asked for, watched, fetched by its owner, cancelled, refused."""

import csv
import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from app import bell, worker
from app.models.exports import ExportJob
from app.models.staff import Membership, User
from app.services import territories
from app.services.accounts import staff
from app.services.reports import jobs, ordering
from tests.answering import reading, writing
from tests.conftest import sign_in
from tests.desking import post

EXPORTS = "/bureau/exports"


def ordered(desk: FlaskClient, **asked: str) -> int:
    answer = post(desk, f"{EXPORTS}/travaux", **asked)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def page(desk: FlaskClient, job_id: int, more: str = "") -> str:
    return f"{EXPORTS}/travaux/{job_id}{more}"


def fetched(desk: FlaskClient, job_id: int) -> TestResponse:
    """The file, read and closed: the test client leaves it open."""
    answer = desk.get(page(desk, job_id, "/fichier"))
    answer.get_data()
    answer.close()
    return answer


def home(app: Flask) -> Path:
    found: Path = app.extensions["paroles"].home
    return found


def test_from_asking_to_fetching(app: Flask, full_desk: FlaskClient) -> None:
    job_id = ordered(full_desk, what="synthese", format="csv", exact="1", public="habitant")
    assert bell.connect(app.extensions["paroles"]).next() == job_id
    waiting = full_desk.get(page(full_desk, job_id)).text
    assert "attend son tour" in waiting
    assert "<progress" in waiting
    assert full_desk.get(page(full_desk, job_id, "/fichier")).status_code == 404
    worker.run(app, job_id)
    ready = full_desk.get(page(full_desk, job_id)).text
    assert "est prêt" in ready
    file = fetched(full_desk, job_id)
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert any(row["phrase"] == "EXACT, INTERNE, NE PAS DIFFUSER" for row in rows)
    assert "ne-pas-diffuser.csv" in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"
    assert "prêt, gardé vingt-quatre heures" in full_desk.get(EXPORTS).text


def test_how_far_it_is_may_be_asked_by_a_script(app: Flask, full_desk: FlaskClient) -> None:
    job_id = ordered(full_desk, what="synthese", format="csv")
    said = full_desk.get(page(full_desk, job_id), headers={"Accept": "application/json"})
    assert said.json == {"state": "waiting", "done": 0, "total": 0}
    worker.run(app, job_id)
    said = full_desk.get(page(full_desk, job_id), headers={"Accept": "application/json"})
    assert said.json is not None
    assert said.json["state"] == "ready"


@pytest.mark.parametrize("what", ["reponses", "paroles"])
def test_a_long_table_is_offered_apart(
    app: Flask, full_desk: FlaskClient, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    for long in (ordering.LONG_ROWS, ordering.LONG_PAROLE_ROWS):
        monkeypatch.setitem(long, "csv", 1)
    offered = full_desk.get(f"{EXPORTS}/{what}?survey=habitants&format=csv")
    assert "se prépare à part" in offered.text
    job_id = ordered(full_desk, what=what, survey="habitants", format="csv")
    worker.run(app, job_id)
    apart = fetched(full_desk, job_id).data
    for long in (ordering.LONG_ROWS, ordering.LONG_PAROLE_ROWS):
        monkeypatch.setitem(long, "csv", 1000)
    assert apart == full_desk.get(f"{EXPORTS}/{what}?survey=habitants&format=csv").data


def test_cancelled_it_is_never_made(app: Flask, full_desk: FlaskClient) -> None:
    job_id = ordered(full_desk, what="synthese", format="csv")
    assert post(full_desk, page(full_desk, job_id, "/annuler")).status_code == 303
    worker.run(app, job_id)
    assert not list((home(app) / jobs.FOLDER).iterdir())
    assert "Préparation annulée" in full_desk.get(page(full_desk, job_id)).text


def test_cancelled_while_it_is_made_it_leaves_nothing(
    app: Flask, full_desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ordered(full_desk, what="synthese", format="csv")

    def made(session: object, job: object, target: Path, progress: worker.Progress) -> None:
        target.write_text("à moitié")
        post(full_desk, page(full_desk, job_id, "/annuler"))
        progress.stopped.set()  # as the beat finds out within two seconds

    monkeypatch.setattr(ordering, "make", made)
    worker.run(app, job_id)
    assert not list((home(app) / jobs.FOLDER).iterdir())
    assert "Préparation annulée" in full_desk.get(page(full_desk, job_id)).text


def test_a_fault_is_told_in_words(
    app: Flask, full_desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ordered(full_desk, what="synthese", format="csv")

    def broken(*_: object) -> None:
        raise RuntimeError("a parole that must not be shown")

    monkeypatch.setattr(ordering, "make", broken)
    worker.run(app, job_id)
    shown = full_desk.get(page(full_desk, job_id)).text
    assert "n’a pas pu être préparé" in shown
    assert "a parole" not in shown
    assert not list((home(app) / jobs.FOLDER).iterdir())


def test_the_link_is_worth_nothing_to_others_nor_after_leaving(
    app: Flask, full_desk: FlaskClient
) -> None:
    job_id = ordered(full_desk, what="synthese", format="csv", exact="1")
    worker.run(app, job_id)
    link = page(full_desk, job_id, "/fichier")
    with writing(app) as session:
        here = territories.by_key(session, None)
        staff.add(session, "autre@example.org", "chargee", here)
    assert sign_in(app, "autre@example.org").get(link).status_code == 404
    assert app.test_client().get(link).status_code == 303
    with writing(app) as session:
        user = session.scalars(select(User).filter_by(email="chargee@example.org")).one()
        session.execute(delete(Membership).where(Membership.user_id == user.id))
        staff.add(session, user.email, "comite", territories.by_key(session, None))
    assert full_desk.get(link).status_code == 403
    post(full_desk, "/bureau/compte/deconnexion")
    assert full_desk.get(link).status_code == 303


def test_what_one_has_no_right_to_cannot_be_ordered(app: Flask, full_desk: FlaskClient) -> None:
    with writing(app) as session:
        staff.add(session, "comite@example.org", "comite", territories.by_key(session, None))
    member = sign_in(app, "comite@example.org")
    for asked in (
        {"what": "synthese", "format": "csv", "exact": "1"},
        {"what": "synthese", "format": "csv", "public": "elu"},
        {"what": "paroles", "format": "csv"},
        {"what": "reponses", "survey": "habitants", "format": "csv"},
    ):
        assert post(member, f"{EXPORTS}/travaux", **asked).status_code == 403
    for asked in (
        {"what": "autre"},
        {"what": "synthese", "format": "exe"},
        {"what": "synthese", "format": "csv", "public": "elu"},  # limited, and not exact
        {"what": "reponses", "survey": "inconnu"},
    ):
        assert post(full_desk, f"{EXPORTS}/travaux", **asked).status_code == 404
    with reading(app) as session:
        assert session.scalars(select(ExportJob)).all() == []
