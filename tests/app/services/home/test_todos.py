"""What to do now: each line with its count, and none without a reason."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.models.coding import Coding, Decision
from app.models.paper import SecondEntry, Sheet
from app.services.accounts import staff
from app.services.home import overview, todos
from app.services.home.todos import Todo
from app.services.paroles import deciding
from surveys.invitations.models import Invitation, InvitationAnswered, Mailing
from surveys.models import Survey, Territory
from tests.storing import DAY, NOW, parole, published, response, submission, tagged, territory


@pytest.fixture
def here(either: Session) -> Territory:
    return territory(either)


@pytest.fixture
def survey(either: Session, here: Territory) -> Survey:
    return published(either, here)


def found(session: Session, here: Territory) -> list[Todo]:
    session.flush()
    return todos.todos(session, here, overview.overview(session, here, DAY), DAY)


def titles(session: Session, here: Territory) -> list[str]:
    return [todo.title for todo in found(session, here)]


def test_nothing_published_then_nothing_answered_are_said(either: Session, here: Territory) -> None:
    assert titles(either, here) == ["Aucun questionnaire n’est publié"]
    published(either, here)
    assert titles(either, here) == ["Personne n’a encore répondu"]


def test_what_to_do_follows_the_work(either: Session, here: Territory, survey: Survey) -> None:
    chargee = staff.add(either, "chargee@example.org", "chargee", here)
    one = parole(either, survey, "Un")
    assert titles(either, here) == ["1 parole à classer"]
    assert found(either, here)[0].post
    tagged(either, one.id, "sante")
    assert titles(either, here) == ["1 parole à vérifier"]
    deciding.settle(either, one.id, {}, by=chargee.id, now=NOW)
    assert titles(either, here) == []
    for _ in range(10):
        response(either, survey, submission(None, {}))
    assert titles(either, here) == ["Une synthèse peut partir au comité"]


def test_other_languages_are_for_people(either: Session, here: Territory, survey: Survey) -> None:
    for number in range(2):
        tagged(either, (one := parole(either, survey, f"Hola {number}").id), "sante")
    either.get_one(Coding, one).language = "es"
    assert titles(either, here) == ["1 parole à vérifier", "1 parole dans une autre langue"]


def test_invitations_are_to_remind_a_week_after_the_last_message(
    either: Session, here: Territory, survey: Survey
) -> None:
    for number in range(3):
        hashes = {name: f"{name}{number}" for name in ("contact_hash", "token_hash", "code_hash")}
        either.add(Invitation(survey_id=survey.id, sealed=b"", added_on=DAY, **hashes))
    either.add(InvitationAnswered(key=b"k" * 16, survey_id=survey.id))
    sent = Mailing(
        survey_id=survey.id, kind="invitation", subject="S", body="B", reply_to="",
        made_on=DAY - timedelta(days=6),
    )  # fmt: skip
    either.add(sent)
    assert titles(either, here) == ["Personne n’a encore répondu"]
    sent.made_on = DAY - timedelta(days=7)
    assert titles(either, here)[0] == "2 invitations sans réponse"
    assert "il y a 7 jours" in found(either, here)[0].reason


def test_a_survey_about_to_close_is_said_with_what_was_hoped_for(
    either: Session, here: Territory, survey: Survey
) -> None:
    survey.closes_on, survey.objective = DAY + timedelta(days=1), 500
    todo = found(either, here)[0]
    assert todo.title.endswith("ferme demain")
    assert todo.reason.startswith("0 réponse sur 500 souhaitées")
    survey.closes_on = DAY + timedelta(days=15)
    assert titles(either, here) == ["Personne n’a encore répondu"]


def test_sheets_whose_entries_differ_wait(either: Session, here: Territory, survey: Survey) -> None:
    made = response(either, survey, submission(None, {}, channel="papier"))
    sheet = Sheet(survey_id=survey.id, lot=1, number=1, response_id=made.id, entered_on=DAY)
    either.add(sheet)
    either.flush()
    second = SecondEntry(
        sheet_id=sheet.id, response_id=made.id, sealed=b"x", fields=2, equal=1, texts=0,
        texts_equal=0, entered_on=DAY,
    )  # fmt: skip
    either.add(second)
    assert titles(either, here) == ["1 feuille à trancher"]
    second.settled_on, second.sealed = DAY, None
    assert titles(either, here) == []


def test_signs_of_a_machine_and_copies_are_to_look_at(
    either: Session, here: Territory, survey: Survey
) -> None:
    noted = response(either, survey, submission(None, {}))
    noted.suspicion = "fast"
    assert titles(either, here) == ["Au moins 1 réponse à regarder"]
    noted.vouched = True
    assert titles(either, here) == []
    for _ in range(5):
        one = parole(either, survey, "Il faut absolument rouvrir la piscine du bourg cet été.")
        tagged(either, one.id, "sante")
        either.get_one(Coding, one.id).twin_key = "pareil"
    assert "Au moins 5 réponses à regarder" in titles(either, here)


def test_the_time_it_takes_is_measured_once_enough_was_decided(
    either: Session, here: Territory, survey: Survey
) -> None:
    chargee = staff.add(either, "chargee@example.org", "chargee", here)
    one = parole(either, survey, "Un")
    assert todos.pace(either, here) == (todos.SECONDS_PER_PAROLE, False)
    at = NOW
    for number in range(24):
        at += timedelta(seconds=12 if number % 5 else 4000)  # a pause now and then
        either.add(Decision(parole_id=one.id, by_id=chargee.id, at=at, act="check"))
    either.flush()
    assert todos.pace(either, here) == (todos.SECONDS_PER_PAROLE, False)  # 19 gaps of work
    for _ in range(2):
        at += timedelta(seconds=12)
        either.add(Decision(parole_id=one.id, by_id=chargee.id, at=at, act="check"))
    either.flush()
    assert todos.pace(either, here) == (12, True)


@pytest.mark.parametrize(
    ("minutes", "said"), [(1, "1 min"), (59, "59 min"), (60, "1 h"), (65, "1 h 05")]
)
def test_a_duration_is_said_in_hours(minutes: int, said: str) -> None:
    assert todos.duration(minutes) == said
