"""Accounts, roles by territory, and sign-in links that serve once and for a day."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.staff import RIGHTS, Membership, SignInLink, User
from app.services.accounts import staff
from tests.storing import NOW, territory

EMAIL = "chargee@example.org"


def test_an_account_is_found_however_its_address_is_typed(either: Session) -> None:
    user = staff.add(either, " Chargee@Example.org ", "chargee", territory(either))
    staff.add(either, "autre@example.org", "comite", user.memberships[0].territory)
    assert staff.by_email(either, "CHARGEE@example.org\n") is user
    assert staff.by_email(either, "personne@example.org") is None


def test_adding_twice_the_same_role_changes_nothing(either: Session) -> None:
    here = territory(either)
    assert staff.add(either, EMAIL, "chargee", here) is staff.add(either, EMAIL, "chargee", here)
    assert either.scalar(select(func.count()).select_from(User)) == 1
    assert either.scalar(select(func.count()).select_from(Membership)) == 1


def test_rights_are_those_of_the_roles_held_in_that_territory_alone(either: Session) -> None:
    here, there = territory(either, "ici"), territory(either, "ailleurs")
    staff.add(either, EMAIL, "comite", here)
    user = staff.add(either, EMAIL, "chargee", there)
    assert user.rights(here.id) == RIGHTS["comite"]
    assert user.rights(there.id) == RIGHTS["chargee"]
    assert user.rights(999) == frozenset()
    staff.add(either, EMAIL, "admin", here)
    assert user.rights(here.id) == RIGHTS["comite"] | RIGHTS["admin"]


def test_only_the_chargee_reads_originals_and_committees_read_no_parole() -> None:
    assert {role for role, rights in RIGHTS.items() if "read_original" in rights} == {"chargee"}
    assert {role for role, rights in RIGHTS.items() if "exact" in rights} == {
        "chargee",
        "contributeur",
    }
    assert RIGHTS["comite"] == {"synthesis", "comment", "discuss"}
    assert RIGHTS["caf"] == {"synthesis"}


def test_every_role_of_the_rights_is_accepted_and_no_other(either: Session) -> None:
    here = territory(either)
    for role in RIGHTS:
        staff.add(either, EMAIL, role, here)
    with pytest.raises(IntegrityError):
        staff.add(either, EMAIL, "maire", here)


def test_a_new_account_has_a_session_mark_of_its_own(either: Session) -> None:
    here = territory(either)
    marks = {staff.add(either, f"{n}@example.org", "comite", here).fs_uniquifier for n in range(3)}
    assert len(marks) == 3


def test_a_link_leads_to_its_person_for_a_day(either: Session) -> None:
    here = territory(either)
    user, other = (staff.add(either, f"{n}@example.org", "comite", here) for n in "ab")
    staff.make_link(either, other, NOW)
    token = staff.make_link(either, user, NOW)
    for late, found in ((0, True), (23.9, True), (24, False), (48, False)):
        link = staff.find_link(either, token, NOW + timedelta(hours=late))
        assert (link is not None) is found
        assert link is None or link.user is user


def test_a_used_link_leads_nowhere(either: Session) -> None:
    user = staff.add(either, EMAIL, "chargee", territory(either))
    token = staff.make_link(either, user, NOW)
    link = staff.find_link(either, token, NOW)
    assert link is not None
    link.used_at = NOW
    either.flush()
    assert staff.find_link(either, token, NOW) is None


def test_a_link_is_stored_without_its_token(either: Session) -> None:
    user = staff.add(either, EMAIL, "chargee", territory(either))
    tokens = {staff.make_link(either, user, NOW) for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) > 40 for token in tokens)
    stored = set(either.scalars(select(SignInLink.token_hash)))
    assert len(stored) == 3
    assert not stored & tokens
    assert staff.find_link(either, stored.pop(), NOW) is None


def test_a_link_used_up_by_one_is_used_up_for_all(session: Session) -> None:
    now = NOW
    user = staff.by_email(session, "chargee@example.org")
    assert user is not None
    token = staff.make_link(session, user, now)
    link = staff.find_link(session, token, now)
    assert link is not None
    assert staff.use_up(session, link, now)
    assert not staff.use_up(session, link, now)
    assert staff.find_link(session, token, now) is None
