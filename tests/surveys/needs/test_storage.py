"""Needs stored once, filed as paroles, found by their link alone, erased with their words."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.models import Parole, Response, Survey, SurveyVersion, Withdrawal
from surveys.needs import storage
from surveys.needs.models import Association, AssociationContact, Besoin
from surveys.storage import AlreadyWithdrawn, OtherPayload
from tests.needing import asked, given
from tests.storing import DAY, SECRET, as_typed, published, territory


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def deposit(session: Session, where, need, **more):  # type: ignore[no-untyped-def]
    return storage.deposit(session, where, need, secret=SECRET, protect=as_typed, **more)


def test_a_need_is_a_parole_of_one_response_of_a_hidden_survey(either: Session) -> None:
    where = territory(either)
    association = asked(either, where, "Une salle.", communes=["99001"], urgence="annee")
    survey = either.scalars(select(Survey)).one()
    assert survey.kind == "besoins"
    response = either.scalars(select(Response)).one()
    assert (response.public, response.channel, response.commune) == ("association", "web", "99001")
    assert response.received_on == DAY
    parole = either.scalars(select(Parole)).one()
    assert (parole.text, parole.question) == ("Une salle.", "besoin")
    need = association.needs[0]
    assert (need.parole_id, need.rank) == (parole.id, 1)
    assert need.answers == {"communes": ["99001"], "urgence": "annee"}


def test_the_same_form_again_gives_the_same_link_and_stores_nothing(either: Session) -> None:
    where, need = territory(either), given(key="k" * 16)
    first = deposit(either, where, need)
    again = deposit(either, where, need)
    assert (first.created, again.created) == (True, False)
    assert first.token == again.token
    assert [count(either, table) for table in (Association, Besoin, Parole, Response)] == [1] * 4


def test_links_are_long_and_all_different(stored: Session) -> None:
    where = territory(stored)
    tokens = {deposit(stored, where, given()).token for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) == 43 for token in tokens)


@pytest.mark.parametrize("other", [given("Autre.", key="k" * 16), given(name="X", key="k" * 16)])
def test_the_same_key_with_other_words_is_refused(stored: Session, other) -> None:  # type: ignore[no-untyped-def]
    where = territory(stored)
    deposit(stored, where, given(key="k" * 16))
    with pytest.raises(OtherPayload):
        deposit(stored, where, other)
    assert count(stored, Besoin) == 1


def test_further_needs_go_under_the_same_link_and_count_as_one_voice(either: Session) -> None:
    where = territory(either)
    association = asked(either, where, "Une salle.", communes=["99001"])
    more = given("Un car.", key="m" * 16, communes=["99001", "99002"])
    assert storage.add(either, association, more, secret=SECRET, protect=as_typed)
    assert not storage.add(either, association, more, secret=SECRET, protect=as_typed)
    assert [need.rank for need in association.needs] == [1, 2]
    questions = either.scalars(select(Parole.question).order_by(Parole.question))
    assert list(questions) == ["besoin", "besoin-2"]
    assert count(either, Response) == 1
    assert association.response.commune is None  # two communes are not one


def test_the_key_of_an_added_need_opens_no_other_association(stored: Session) -> None:
    where = territory(stored)
    more = given("Un car.", name="", key="m" * 16)
    storage.add(stored, asked(stored, where), more, secret=SECRET, protect=as_typed)
    with pytest.raises(OtherPayload):
        deposit(stored, where, more)
    with pytest.raises(OtherPayload):
        storage.add(stored, asked(stored, where, "Autre."), more, secret=SECRET, protect=as_typed)
    assert count(stored, Besoin) == 3


def test_only_the_link_finds_an_association_in_its_own_territory(either: Session) -> None:
    here, there = territory(either), territory(either, "ailleurs")
    noise = deposit(either, here, given("Bruit."))
    saved = deposit(either, here, given())
    found = storage.find(either, here, saved.token, secret=SECRET)
    assert found is not None
    assert found.needs[0].parole.text != "Bruit."
    assert storage.find(either, there, saved.token, secret=SECRET) is None
    assert storage.find(either, here, saved.token[:-1], secret=SECRET) is None
    assert storage.find(either, here, saved.token, secret=b"x" * 32) is None
    assert saved.token not in (found.token_hash, noise.token)


def test_the_words_and_what_is_written_beside_them_are_masked(stored: Session) -> None:
    where = territory(stored)

    def mask(text: str) -> tuple[str, bytes | None]:
        return text.replace("Jean", "[nom]"), b"sealed" if "Jean" in text else None

    need = asked(
        stored,
        where,
        "Voir Jean.",
        mask,
        apports="Jean aide.",
        freins_autre="Jean",
        urgence="annee",
    ).needs[0]
    assert (need.parole.text, need.parole.original) == ("Voir [nom].", b"sealed")
    assert need.answers == {"apports": "[nom] aide.", "freins_autre": "[nom]", "urgence": "annee"}


def test_one_need_is_withdrawn_with_its_words_and_the_others_stay(either: Session) -> None:
    where = territory(either)
    association = asked(either, where, "Une salle.", communes=["99001"])
    more = given("Un car.", communes=["99002"])
    storage.add(either, association, more, secret=SECRET, protect=as_typed)
    storage.withdraw(either, association.needs[:1], date(2026, 6, 1))
    assert either.scalars(select(Parole.text)).all() == ["Un car."]
    assert either.scalars(select(Response.commune)).all() == ["99002"]
    assert [count(either, table) for table in (Besoin, Association, Withdrawal)] == [1, 1, 1]


def test_the_last_need_takes_all_of_the_association_with_it(either: Session) -> None:
    where, need = territory(either), given(key="k" * 16)
    noise = asked(either, where, "Bruit.")
    association = storage.find(either, where, deposit(either, where, need).token, secret=SECRET)
    assert association is not None
    storage.set_contact(either, association, b"sealed", DAY)
    storage.withdraw(either, association.needs, DAY)
    assert [count(either, table) for table in (Besoin, Association, Response, Parole)] == [1] * 4
    assert count(either, AssociationContact) == 0
    assert noise.needs[0].parole.text == "Bruit."
    with pytest.raises(AlreadyWithdrawn):
        deposit(either, where, need)


def test_a_withdrawn_need_does_not_come_back_by_its_form(stored: Session) -> None:
    where = territory(stored)
    association = asked(stored, where)
    more = given("Un car.", key="m" * 16)
    storage.add(stored, association, more, secret=SECRET, protect=as_typed)
    storage.withdraw(stored, association.needs[1:], DAY)
    with pytest.raises(AlreadyWithdrawn):
        storage.add(stored, association, more, secret=SECRET, protect=as_typed)


def test_an_address_is_kept_apart_changed_and_erased(either: Session) -> None:
    association = asked(either, territory(either))
    storage.set_contact(either, association, b"one", DAY)
    storage.set_contact(either, association, b"two", DAY)
    assert association.contact is not None
    assert association.contact.email == b"two"
    storage.set_contact(either, association, None, DAY)
    assert count(either, AssociationContact) == 0


def test_the_hidden_survey_is_one_per_territory_and_never_a_questionnaire(stored: Session) -> None:
    here, there = territory(stored), territory(stored, "ailleurs")
    published(stored, here)
    for where in (here, here, there):
        asked(stored, where)
    kinds = sorted(stored.scalars(select(Survey.kind)))
    assert kinds == ["besoins", "besoins", "questionnaire"]
    assert count(stored, SurveyVersion) == 3


def test_a_changed_form_is_a_new_version(stored: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    where = territory(stored)
    asked(stored, where)
    changed = replace(storage.stored_definition(), minutes=9)
    monkeypatch.setattr(storage, "stored_definition", lambda: changed)
    asked(stored, where)
    asked(stored, where)
    assert sorted(stored.scalars(select(SurveyVersion.number))) == [1, 2]
