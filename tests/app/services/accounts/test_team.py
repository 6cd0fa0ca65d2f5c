"""Access given, changed and taken back: never to oneself, never the last one, always written."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.models.staff import RIGHTS, AccessChange, User
from app.services.accounts import staff, team
from app.services.accounts.team import CannotChange, Person
from surveys.models import Territory
from tests.storing import NOW, territory


@pytest.fixture
def here(either: Session) -> Territory:
    """With its chargée; beside another territory, whose people are never seen from here."""
    there = territory(either, "ailleurs")
    staff.add(either, "nadia@example.org", "chargee", there)
    found = territory(either, "ici")
    staff.add(either, "chargee@example.org", "chargee", found)
    return found


def one(session: Session, here: Territory, email: str) -> Person:
    found = {each.user.email: each for each in team.everyone(session, here, NOW)}
    return found[email]


def chargee(session: Session) -> User:
    found = staff.by_email(session, "chargee@example.org")
    assert found is not None
    return found


def invite(session: Session, here: Territory, email: str, role: str) -> str:
    return team.invite(session, here, email, role, by="chargee@example.org", now=NOW)


def test_every_role_is_said_in_words() -> None:
    assert set(team.ROLES) == set(RIGHTS)


def test_only_people_of_the_territory_are_listed_the_chargee_first(
    either: Session, here: Territory
) -> None:
    invite(either, here, "aude@example.org", "comite")
    listed = [(each.user.email, each.waits) for each in team.everyone(either, here, NOW)]
    assert listed == [("chargee@example.org", False), ("aude@example.org", True)]
    assert one(either, here, "aude@example.org").in_words.startswith("Membre d’un comité")
    nadia = staff.by_email(either, "nadia@example.org")
    assert nadia is not None
    assert team.find(either, here, nadia.id, NOW) is None


def test_someone_of_elsewhere_is_invited_like_anyone_and_by_a_link_for_here_alone(
    either: Session, here: Territory
) -> None:
    links = [
        staff.find_link(either, invite(either, here, email, "caf"), NOW)
        for email in ("nadia@example.org", "nouveau@example.org")
    ]
    assert [link.territory_id for link in links if link] == [here.id, here.id]


def test_someone_already_here_is_not_invited_twice(either: Session, here: Territory) -> None:
    with pytest.raises(CannotChange, match="déjà un accès ici"):
        invite(either, here, "chargee@example.org", "comite")


def test_a_role_takes_the_place_of_those_held(either: Session, here: Territory) -> None:
    invite(either, here, "lea@example.org", "contributeur")
    lea = staff.add(either, "lea@example.org", "admin", here)
    found = one(either, here, "lea@example.org")
    assert found.roles == ("contributeur", "admin")
    team.change_role(either, here, found, "comite", by=chargee(either), now=NOW)
    assert lea.rights(here.id) == RIGHTS["comite"]
    with pytest.raises(CannotChange, match="dans la liste"):
        team.change_role(either, here, found, "maire", by=chargee(either), now=NOW)


def test_nobody_changes_ones_own_access(either: Session, here: Territory) -> None:
    invite(either, here, "autre@example.org", "chargee")
    me, mine = chargee(either), one(either, here, "chargee@example.org")
    with pytest.raises(CannotChange, match="son propre accès"):
        team.change_role(either, here, mine, "comite", by=me, now=NOW)
    with pytest.raises(CannotChange, match="son propre accès"):
        team.remove(either, here, mine, by=me, now=NOW)


def test_the_last_chargee_and_the_last_manager_of_accounts_stay(
    either: Session, here: Territory
) -> None:
    staff.add(either, "admin@example.org", "admin", here)
    admin = one(either, here, "admin@example.org")
    last = one(either, here, "chargee@example.org")
    with pytest.raises(CannotChange, match="dernière chargée"):
        team.remove(either, here, last, by=admin.user, now=NOW)
    with pytest.raises(CannotChange, match="dernière chargée"):
        team.change_role(either, here, last, "contributeur", by=admin.user, now=NOW)
    invite(either, here, "suite@example.org", "chargee")
    team.remove(either, here, last, by=admin.user, now=NOW)
    bare = territory(either, "neuf")
    staff.add(either, "seul@example.org", "admin", bare)
    with pytest.raises(CannotChange, match="gérer les comptes"):
        team.remove(either, bare, one(either, bare, "seul@example.org"), by=admin.user, now=NOW)


def test_who_is_removed_keeps_neither_session_nor_link_nor_right(
    either: Session, here: Territory
) -> None:
    token = invite(either, here, "lea@example.org", "contributeur")
    found = one(either, here, "lea@example.org")
    mark = found.user.fs_uniquifier
    team.remove(either, here, found, by=chargee(either), now=NOW)
    assert found.user.fs_uniquifier != mark
    assert found.user.rights(here.id) == frozenset()
    assert staff.find_link(either, token, NOW) is None


def test_a_new_link_closes_the_one_before(either: Session, here: Territory) -> None:
    old = invite(either, here, "lea@example.org", "contributeur")
    new = team.renew_link(
        either, here, one(either, here, "lea@example.org"), by="x@example.org", now=NOW
    )
    assert staff.find_link(either, old, NOW) is None
    assert staff.find_link(either, new, NOW + timedelta(hours=23)) is not None


def test_originals_are_opened_to_a_named_contributor_and_closed_again(
    either: Session, here: Territory
) -> None:
    for role in ("contributeur", "comite"):
        invite(either, here, f"{role}@example.org", role)
    lea = one(either, here, "contributeur@example.org")
    for given in (True, False):
        team.give_original(either, here, lea, given, by="chargee@example.org", now=NOW)
        either.flush()
        lea = one(either, here, "contributeur@example.org")
        assert lea.original is given
        assert ("read_original" in lea.user.rights(here.id)) is given
    member = one(either, here, "comite@example.org")
    with pytest.raises(CannotChange, match="Seule une contributrice"):
        team.give_original(either, here, member, True, by="chargee@example.org", now=NOW)


def test_the_database_opens_originals_to_no_other_role(either: Session, here: Territory) -> None:
    invite(either, here, "comite@example.org", "comite")
    with pytest.raises(DBAPIError):
        either.execute(text("UPDATE membership SET original = true WHERE role = 'comite'"))


def test_each_change_is_written_and_never_rewritten(either: Session, here: Territory) -> None:
    invite(either, here, "lea@example.org", "contributeur")
    found = one(either, here, "lea@example.org")
    team.change_role(either, here, found, "comite", by=chargee(either), now=NOW)
    team.remove(either, here, one(either, here, "lea@example.org"), by=chargee(either), now=NOW)
    lines = [(line.by, line.what, line.role) for line in team.log(either, here)]
    assert lines == [
        ("chargee@example.org", "removed", "comite"),
        ("chargee@example.org", "changed", "comite"),
        ("chargee@example.org", "invited", "contributeur"),
    ]
    either.commit()
    for statement in (update(AccessChange).values(by="personne"), delete(AccessChange)):
        with pytest.raises(DBAPIError, match="access"):
            either.execute(statement)
        either.rollback()
    assert len(team.log(either, here)) == 3


def test_what_is_over_a_year_old_may_be_purged(either: Session, here: Territory) -> None:
    old = AccessChange(
        territory_id=here.id, at=NOW - timedelta(days=900), by="a", about="b", what="linked"
    )
    either.add(old)
    either.commit()
    either.execute(delete(AccessChange))
    assert team.log(either, here) == []
