"""Who has access to what in a territory: given, changed, taken back, each change written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Delete, delete, select
from sqlalchemy.orm import Session

from app.models.staff import RIGHTS, AccessChange, Membership, SignInLink, User
from app.services.accounts import staff
from surveys.models import Territory

# In the order of a choice: what each is called, and what it opens.
ROLES: Final[dict[str, tuple[str, str]]] = {
    "chargee": ("Chargée de coopération", "tout"),
    "contributeur": ("Contributrice", "lit, code, saisit"),
    "comite": (
        "Membre d’un comité",
        "lit les synthèses, commente, vote ; jamais de donnée personnelle",
    ),
    "caf": ("Conseillère Caf", "lit les synthèses, de plusieurs territoires"),
    "admin": ("Administrateur", "les comptes"),
}
CHANGES: Final[dict[str, str]] = {
    "invited": "a invité",
    "changed": "a changé le rôle de",
    "removed": "a retiré l’accès de",
    "linked": "a fait un nouveau lien pour",
    "original_given": "a ouvert les textes d’avant masquage à",
    "original_taken": "a fermé les textes d’avant masquage à",
}
COMMAND_LINE: Final = "la ligne de commande"


class CannotChange(ValueError):
    """This access stays as it is: the sentence says why and what to do."""


@dataclass(frozen=True)
class Person:
    """Somebody of this territory. roles: in the order of `ROLES`; waits: a link is still unused."""

    user: User
    roles: tuple[str, ...]
    original: bool
    waits: bool

    @property
    def in_words(self) -> str:
        """« Contributrice : lit, code, saisit »."""
        return " · ".join(f"{ROLES[role][0]} : {ROLES[role][1]}" for role in self.roles)


def everyone(session: Session, territory: Territory, now: datetime) -> list[Person]:
    """All who have a role here, the chargée first; nobody of elsewhere."""
    found: dict[int, list[Membership]] = {}
    for membership in _memberships(session, territory):
        found.setdefault(membership.user_id, []).append(membership)
    waiting = set(
        session.scalars(
            select(SignInLink.user_id).where(
                SignInLink.territory_id == territory.id,
                SignInLink.used_at.is_(None),
                SignInLink.expires_at > now,
            )
        )
    )
    people = [_person(mine, user_id in waiting) for user_id, mine in found.items()]
    order = list(ROLES)
    return sorted(people, key=lambda one: (order.index(one.roles[0]), one.user.email))


def find(session: Session, territory: Territory, user_id: int, now: datetime) -> Person | None:
    """Somebody of this territory; None for an account that has no role here."""
    people = everyone(session, territory, now)
    return next((one for one in people if one.user.id == user_id), None)


def invite(
    session: Session, territory: Territory, email: str, role: str, *, by: str, now: datetime
) -> str:
    """Gives a role here, and the token of a sign-in link; an account of elsewhere is not told from
    a new one. Raises `CannotChange`."""
    user = staff.by_email(session, email)
    if user and any(m.territory_id == territory.id for m in user.memberships):
        raise CannotChange(
            "Cette personne a déjà un accès ici. Ouvrez sa ligne pour changer son rôle ou refaire "
            "son lien."
        )
    user = staff.add(session, email, role, territory)
    user.active = True
    _record(session, territory, by, user, "invited", now, role)
    return staff.make_link(session, user, now, territory)


def renew_link(
    session: Session, territory: Territory, person: Person, *, by: str, now: datetime
) -> str:
    """The token of a new link; the ones before open nothing any more."""
    _forget_links(session, territory, person.user)
    _record(session, territory, by, person.user, "linked", now)
    return staff.make_link(session, person.user, now, territory)


def change_role(
    session: Session, territory: Territory, person: Person, role: str, *, by: User, now: datetime
) -> None:
    """One role in the place of those held here. Raises `CannotChange`."""
    if role not in RIGHTS:
        raise CannotChange("Choisissez un rôle dans la liste.")
    if person.roles == (role,):
        return
    _not_oneself(person, by)
    _keep_someone(session, territory, person, role)
    session.execute(_mine(territory, person.user))
    session.add(Membership(user_id=person.user.id, territory_id=territory.id, role=role))
    _record(session, territory, by.email, person.user, "changed", now, role)
    session.expire(person.user, ["memberships"])


def remove(
    session: Session, territory: Territory, person: Person, *, by: User, now: datetime
) -> None:
    """Takes every role back, ends every session and every unused link. Raises `CannotChange`."""
    _not_oneself(person, by)
    _keep_someone(session, territory, person, "")
    session.execute(_mine(territory, person.user))
    _forget_links(session, territory, person.user)
    person.user.fs_uniquifier = uuid4().hex
    _record(session, territory, by.email, person.user, "removed", now, person.roles[0])
    session.expire(person.user, ["memberships"])


def give_original(
    session: Session, territory: Territory, person: Person, given: bool, *, by: str, now: datetime
) -> None:
    """Lets a contributor read what is under the masks, or no longer. Raises `CannotChange`."""
    if "contributeur" not in person.roles:
        raise CannotChange("Seule une contributrice peut recevoir ce droit : elle lit les paroles.")
    if given is person.original:
        return
    for membership in _memberships(session, territory):
        if (membership.user_id, membership.role) == (person.user.id, "contributeur"):
            membership.original = given
    what = "original_given" if given else "original_taken"
    _record(session, territory, by, person.user, what, now)


def log(session: Session, territory: Territory) -> list[AccessChange]:
    """Every change of access here, newest first."""
    rows = select(AccessChange).where(AccessChange.territory_id == territory.id)
    return list(session.scalars(rows.order_by(AccessChange.id.desc())))


def by_command(
    session: Session, territory: Territory, user: User, what: str, now: datetime, role: str = ""
) -> None:
    """Writes down what was done from the command line."""
    _record(session, territory, COMMAND_LINE, user, what, now, role)


def _record(
    session: Session,
    territory: Territory,
    by: str,
    about: User,
    what: str,
    now: datetime,
    role: str = "",
) -> None:
    session.add(
        AccessChange(
            territory_id=territory.id, at=now, by=by, about=about.email, what=what, role=role
        )
    )
    session.flush()


def _person(memberships: Sequence[Membership], waits: bool) -> Person:
    held = {membership.role for membership in memberships}
    return Person(
        memberships[0].user,
        tuple(role for role in ROLES if role in held),
        any(membership.original for membership in memberships),
        waits,
    )


def _memberships(
    session: Session, territory: Territory, *, to_change: bool = False
) -> list[Membership]:
    rows = select(Membership).where(Membership.territory_id == territory.id)
    if to_change:
        rows = rows.with_for_update()
    return list(session.scalars(rows.order_by(Membership.id)))


def _not_oneself(person: Person, by: User) -> None:
    """Nobody gives oneself a role, nor leaves by mistake."""
    if person.user.id == by.id:
        raise CannotChange(
            "On ne change pas son propre accès. Demandez-le à une autre personne qui gère les "
            "comptes ; s’il n’y en a pas, invitez-la d’abord."
        )


def _keep_someone(session: Session, territory: Territory, person: Person, role: str) -> None:
    """There stays somebody who can do everything, and somebody who manages accounts.

    Rows are locked: of two chargées who remove each other at once, one is refused.
    """
    held = _memberships(session, territory, to_change=True)
    after = {m.role for m in held if m.user_id != person.user.id} | ({role} - {""})
    if "chargee" in person.roles and "chargee" not in after:
        raise CannotChange(
            "C’est la dernière chargée de ce territoire. Invitez d’abord celle qui prend la suite."
        )
    if not any("staff" in RIGHTS[each] for each in after):
        raise CannotChange(
            "Plus personne ne pourrait gérer les comptes. Invitez d’abord une autre personne."
        )


def _mine(territory: Territory, user: User) -> Delete:
    return delete(Membership).where(
        Membership.user_id == user.id, Membership.territory_id == territory.id
    )


def _forget_links(session: Session, territory: Territory, user: User) -> None:
    session.execute(
        delete(SignInLink).where(
            SignInLink.user_id == user.id, SignInLink.territory_id == territory.id
        )
    )
