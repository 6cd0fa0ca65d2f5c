"""Exactly once: what is acknowledged is stored, once, and what is withdrawn never comes back."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from surveys import models, storage
from surveys.answers import Checked
from surveys.base import start_writing
from surveys.kinds.lists import SingleChoice
from surveys.kinds.texts import ShortText
from surveys.questions import Choice
from surveys.receipts import typed
from surveys.schema import Section, Survey
from tests.storing import (
    DAY,
    SECRET,
    as_typed,
    definition,
    opened,
    published,
    response,
    save,
    submission,
    territory,
)

KEY = "0f8fad5bd9cb469fa16570867728950e"


def count(session: Session, table: type = models.Response) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def masking(text: str) -> tuple[str, bytes | None]:
    return text.replace("Mme Untel", "[nom]"), text.encode() if "Untel" in text else None


def test_a_response_is_stored_with_what_is_known_beside_it(engine: Engine) -> None:
    said = {"dire": "Le car.", "proposer": "Un autre car."}
    given = submission(
        KEY, said, channel="papier", campaign="marche", ou="99001", age="30-44", avis="mal"
    )
    with Session(engine, autoflush=False) as session:
        survey = published(session, territory(session))
        saved = save(session, survey, given)
        session.commit()
        assert saved.created
        assert typed(saved.code) == saved.code
        row = session.scalars(select(models.Response)).one()
        assert (row.received_on, row.public, row.channel) == (DAY, "habitant", "papier")
        assert (row.commune, row.age_band, row.campaign) == ("99001", "30-44", "marche")
        assert row.answers == {"ou": "99001", "age": "30-44", "avis": "mal"}
        assert {p.question: p.text for p in row.paroles} == said


def test_the_same_form_again_stores_nothing_and_gives_the_same_receipt(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        survey = published(session, territory(session))
        first = save(session, survey, submission(KEY))
        session.commit()
        again = [save(session, survey, submission(KEY)) for _ in range(3)]
        session.commit()
        assert {saved.code for saved in again} == {first.code}
        assert not any(saved.created for saved in again)
        assert (count(session), count(session, models.Parole)) == (1, 1)


def test_other_answers_under_the_same_key_are_refused_and_change_nothing(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        survey = published(session, territory(session))
        save(session, survey, submission(KEY, {"dire": "Le premier texte"}, avis="bien"))
        session.commit()
        for said, avis in (
            ({"dire": "Le second texte"}, "bien"),
            ({"dire": "Le premier texte"}, "mal"),
        ):
            with pytest.raises(storage.OtherPayload):
                save(session, survey, submission(KEY, said, avis=avis))
        session.commit()
        assert session.scalars(select(models.Parole.text)).all() == ["Le premier texte"]
        assert session.scalars(select(models.Response)).one().answers == {"avis": "bien"}


def test_the_same_answers_under_two_keys_are_two_people(stored: Session) -> None:
    survey = published(stored, territory(stored))
    codes = {save(stored, survey, submission()).code for _ in range(5)}
    assert (len(codes), count(stored)) == (5, 5)


def test_one_key_serves_two_surveys_apart(stored: Session) -> None:
    here = territory(stored)
    for slug in ("un", "deux"):
        assert save(stored, published(stored, here, definition(slug)), submission(KEY)).created
    assert count(stored) == 2


def _save_alone(server: Engine, survey_id: int, said: dict[str, str]) -> str:
    """One request, as the server handles it."""
    try:
        with Session(server, autoflush=False) as session:
            start_writing(session)
            survey = session.get_one(models.Survey, survey_id)
            saved = save(session, survey, submission(KEY, said))
            session.commit()
            return f"{saved.code} {saved.created}"
    except storage.OtherPayload:
        return "other payload"


@pytest.fixture
def server(engine: Engine) -> Iterator[Engine]:
    """The same database, with the connections that a server keeps for its threads."""
    server = opened(engine.url.render_as_string(hide_password=False), lambda: False)
    yield server
    server.dispose()


def _all_at_once(server: Engine, survey_id: int, forms: list[dict[str, str]]) -> list[str]:
    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(lambda said: _save_alone(server, survey_id, said), forms))


def test_twenty_copies_at_once_are_one_response_and_one_receipt(
    engine: Engine, server: Engine
) -> None:
    with Session(engine, autoflush=False) as session:
        survey_id = published(session, territory(session)).id
        session.commit()
        answers = _all_at_once(server, survey_id, [{"dire": "Le car."}] * 20)
        code = answers[0].split()[0]
        assert sorted(answers) == [f"{code} False"] * 19 + [f"{code} True"]
        assert (count(session), count(session, models.Parole)) == (1, 1)


def test_twenty_people_on_one_cached_page_are_never_mixed(engine: Engine, server: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        survey_id = published(session, territory(session)).id
        session.commit()
        forms = [{"dire": f"Texte {number}"} for number in range(20)]
        answers = _all_at_once(server, survey_id, forms)
        assert answers.count("other payload") == 19
        winner = next(n for n, answer in enumerate(answers) if answer.endswith("True"))
        assert session.scalars(select(models.Parole.text)).all() == [f"Texte {winner}"]


@pytest.mark.parametrize(
    ("said", "outcome"), [("Le car.", "the same receipt"), ("Le train.", "other payload")]
)
def test_who_comes_while_the_first_is_being_written_waits_and_is_told(
    engine: Engine, server: Engine, said: str, outcome: str
) -> None:
    with Session(engine, autoflush=False) as session:
        survey_id = published(session, territory(session)).id
        session.commit()
        survey = session.get_one(models.Survey, survey_id)
        first = save(session, survey, submission(KEY, {"dire": "Le car."}))
        with ThreadPoolExecutor(1) as pool:
            second = pool.submit(_save_alone, server, survey_id, {"dire": said})
            time.sleep(0.3)  # the second has looked, found nothing, and waits for the first
            session.commit()
        expected = f"{first.code} False" if outcome == "the same receipt" else outcome
        assert second.result() == expected
        assert session.scalars(select(models.Parole.text)).all() == ["Le car."]


def test_a_withdrawn_response_never_returns(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        survey = published(session, territory(session))
        kept = response(session, survey)
        gone = response(session, survey, submission(KEY))
        storage.withdraw(session, gone, DAY)
        session.commit()
        for said in ({"dire": "Le car passe trop tôt."}, {"dire": "Autre chose"}):
            with pytest.raises(storage.AlreadyWithdrawn):
                save(session, survey, submission(KEY, said))
        assert session.scalars(select(models.Response.id)).all() == [kept.id]
        assert set(session.scalars(select(models.Parole.response_id))) == {kept.id}


def test_a_withdrawal_concerns_its_own_survey(stored: Session) -> None:
    here = territory(stored)
    one, other = (
        published(stored, here, definition("un")),
        published(stored, here, definition("deux")),
    )
    storage.withdraw(stored, response(stored, one, submission(KEY)), DAY)
    assert save(stored, other, submission(KEY)).created


def test_the_code_of_a_withdrawn_response_opens_nothing(stored: Session) -> None:
    survey = published(stored, territory(stored))
    saved = save(stored, survey, submission(KEY))
    found = storage.find_by_code(stored, survey.id, saved.code, secret=SECRET)
    assert found is not None
    storage.withdraw(stored, found, DAY)
    assert storage.find_by_code(stored, survey.id, saved.code, secret=SECRET) is None


def test_an_imported_response_can_be_erased_although_it_has_no_key(stored: Session) -> None:
    survey = published(stored, territory(stored))
    found = response(stored, survey)
    found.key_hash = None
    stored.flush()
    storage.withdraw(stored, found, DAY)
    assert (count(stored), count(stored, models.Withdrawal)) == (0, 0)


def test_a_closed_survey_refuses_but_still_acknowledges_what_it_holds(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        survey = published(session, territory(session))
        first = save(session, survey, submission(KEY))
        survey.closed_on = DAY
        session.flush()
        assert save(session, survey, submission(KEY)) == replace(first, created=False)
        with pytest.raises(storage.SurveyClosed):
            save(session, survey, submission())
        assert count(session) == 1


@pytest.mark.parametrize(
    ("dates", "state"),
    [
        ({}, "open"),
        ({"opens_on": DAY}, "open"),
        ({"opens_on": DAY + timedelta(1)}, "scheduled"),
        ({"closes_on": DAY}, "open"),
        ({"closes_on": DAY - timedelta(1)}, "closed"),
        ({"closed_on": DAY}, "closed"),
        ({"closed_on": DAY + timedelta(1)}, "open"),
        ({"opens_on": DAY + timedelta(1), "closed_on": DAY}, "closed"),
    ],
)
def test_the_state_follows_the_dates(dates: dict[str, date], state: str) -> None:
    survey = models.Survey(slug="essai", versions=[models.SurveyVersion(number=1)], **dates)
    assert storage.state(survey, DAY) == state


def test_a_survey_without_a_version_is_a_draft() -> None:
    assert storage.state(models.Survey(slug="essai"), DAY) == "draft"


@pytest.mark.parametrize(
    "dates", [{"opens_on": DAY + timedelta(1)}, {"closes_on": DAY - timedelta(1)}]
)
def test_nothing_is_stored_outside_the_opening_days(
    stored: Session, dates: dict[str, date]
) -> None:
    survey = published(stored, territory(stored))
    for name, day in dates.items():
        setattr(survey, name, day)
    with pytest.raises(storage.SurveyClosed):
        save(stored, survey, submission())
    assert count(stored) == 0


def test_neither_the_key_nor_the_code_is_stored(stored: Session) -> None:
    survey = published(stored, territory(stored))
    code = save(stored, survey, submission(KEY)).code
    row = stored.scalars(select(models.Response)).one()
    held = repr({c.name: getattr(row, c.name) for c in models.Response.__table__.columns})
    assert code not in held
    assert KEY not in held


def test_a_code_opens_its_own_response_in_its_own_survey(stored: Session) -> None:
    here = territory(stored)
    one, other = (
        published(stored, here, definition("un")),
        published(stored, here, definition("deux")),
    )
    response(stored, one)
    saved = save(stored, one, submission(KEY, {"dire": "La mienne"}))
    found = storage.find_by_code(stored, one.id, saved.code, secret=SECRET)
    assert found is not None
    assert [p.text for p in found.paroles] == ["La mienne"]
    assert storage.find_by_code(stored, other.id, saved.code, secret=SECRET) is None
    assert storage.find_by_code(stored, one.id, saved.code, secret=b"another") is None


def test_what_names_someone_is_masked_and_its_original_kept_apart(stored: Session) -> None:
    survey = published(stored, territory(stored))
    said = {"dire": "Merci à Mme Untel", "proposer": "Un car"}
    save(stored, survey, submission(KEY, said), protect=masking)
    paroles = {p.question: p for p in stored.scalars(select(models.Parole))}
    assert (paroles["dire"].text, paroles["dire"].original) == (
        "Merci à [nom]",
        "Merci à Mme Untel".encode(),
    )
    assert (paroles["proposer"].text, paroles["proposer"].original) == ("Un car", None)


def test_publishing_the_same_content_adds_no_version(stored: Session) -> None:
    here = territory(stored)
    survey = published(stored, here)
    assert published(stored, here) is survey
    assert [v.number for v in survey.versions] == [1]


def test_publishing_a_change_adds_a_version_and_leaves_the_first_alone(stored: Session) -> None:
    here = territory(stored)
    first = published(stored, here).versions[0]
    before = dict(first.definition)
    survey = published(stored, here, definition(title="Un autre titre"))
    assert [v.number for v in survey.versions] == [1, 2]
    assert first.definition == before
    assert survey.versions[1].definition["title"] == "Un autre titre"


def test_a_territory_cannot_publish_over_another_s_questionnaire(stored: Session) -> None:
    survey = published(stored, territory(stored, "ici"))
    with pytest.raises(storage.SlugTaken):
        published(stored, territory(stored, "ailleurs"), definition(title="Un autre titre"))
    assert [v.number for v in survey.versions] == [1]


def corrected(
    session: Session, found: models.Response, paroles: dict[str, str], **values: Any
) -> None:
    version = session.scalars(select(models.SurveyVersion)).one()
    checked = Checked(values=values, paroles=paroles, errors={})
    storage.amend(session, found, version, definition(), checked, protect=masking, language="en")
    assert found.language == "en"
    session.commit()


def test_a_correction_takes_the_place_of_the_first_answers(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        survey = published(session, territory(session))
        other = response(session, survey, submission(None, {"dire": "Reste"}, ou="99001"))
        first = {"dire": "Faux", "proposer": "À retirer"}
        found = response(session, survey, submission(None, first, ou="99001", age="30-44"))
        corrected(session, found, {"dire": "Juste"}, ou="99002")
        assert (found.commune, found.age_band, found.answers) == ("99002", None, {"ou": "99002"})
        assert [p.text for p in found.paroles] == ["Juste"]
        assert (other.commune, [p.text for p in other.paroles]) == ("99001", ["Reste"])


def test_a_correction_leaves_an_untouched_parole_its_identity(stored: Session) -> None:
    survey = published(stored, territory(stored))
    found = response(stored, survey, submission(None, {"dire": "Pareil", "proposer": "Faux"}))
    before = {p.question: p.id for p in found.paroles}
    corrected(stored, found, {"dire": "Pareil", "proposer": "Juste"})
    after = {p.question: p.id for p in found.paroles}
    assert after["dire"] == before["dire"]
    assert after["proposer"] != before["proposer"]


def test_a_correction_of_what_is_masked_replaces_the_original(stored: Session) -> None:
    survey = published(stored, territory(stored))
    given = submission(None, {"dire": "Merci à Mme Untel"})
    save(stored, survey, given, protect=masking)
    found = stored.scalars(select(models.Response)).one()
    corrected(stored, found, {"dire": "Merci à [nom]"})
    assert (found.paroles[0].text, found.paroles[0].original) == ("Merci à [nom]", None)


def test_the_first_form_arriving_late_after_a_correction_changes_nothing(stored: Session) -> None:
    survey = published(stored, territory(stored))
    given = submission(KEY, {"dire": "Faux"})
    code = save(stored, survey, given).code
    found = stored.scalars(select(models.Response)).one()
    corrected(stored, found, {"dire": "Juste"})
    assert save(stored, survey, given) == storage.Saved(code, created=False)
    assert stored.scalars(select(models.Parole.text)).all() == ["Juste"]


def test_nothing_is_committed_behind_the_caller(stored: Session) -> None:
    survey = published(stored, territory(stored))
    stored.commit()
    save(stored, survey, submission(), protect=as_typed)
    stored.rollback()
    assert count(stored) == 0


def test_the_few_words_beside_closed_answers_are_masked() -> None:
    two = (Choice(key="a", label="A"), Choice(key="b", label="B"))
    where = SingleChoice(key="lieu", label="Où ?", choices=two, other=True)
    section = Section(key="s", title="S", questions=(where, ShortText(key="nom", label="Nom")))
    asked = Survey(
        slug="mots",
        title="Mots",
        public="habitant",
        purpose=("Pour voir.",),
        minutes=1,
        sections=(section,),
        who_reads=("Une personne.",),
        rights="Effacer.",
    )
    values = {"lieu": "autre", "lieu_autre": "marqueur", "nom": "marqueur"}
    stored = storage.masked_values(asked, values, lambda text: ("[masqué]", None))
    assert stored == {"lieu": "autre", "lieu_autre": "[masqué]", "nom": "[masqué]"}
