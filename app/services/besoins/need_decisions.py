"""What is said and decided about needs: answers, replies, merges, addresses kept and erased."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.needs import BesoinEvent, BesoinMerge
from app.services.besoins import needs as reading_needs
from app.services.besoins.needs import Need
from surveys.models import Territory
from surveys.needs.models import AssociationContact
from surveys.storage import Protect

GIVEN = ("a_l_etude", "retenu", "non_retenu")
MONTHS_KEPT = 3
LONGEST, LONGEST_ACTION = 2000, 200
SAY_WHY = "Dites pourquoi : l’association lira cette raison."
NAME_ACTION = "Donnez le nom de l’action qui retient ce besoin."
SAY_SOMETHING = "Écrivez un message, ou changez l’état."
TOO_LONG = f"Raccourcissez : {LONGEST} signes au plus."
UNKNOWN = "Choisissez un état de la liste."


class NotMergeable(ValueError):
    """These two needs cannot be merged; the sentence says what to do."""


@dataclass(frozen=True)
class Answer:
    """What the chargée says to an association: a message, with or without a new status."""

    status: str = ""  # "": stays as it is
    action: str = ""
    text: str = ""

    def errors(self) -> dict[str, str]:
        """What must be mended, by field."""
        found = {}
        if self.status and self.status not in GIVEN:
            found["status"] = UNKNOWN
        if self.status == "retenu" and not self.action:
            found["action"] = NAME_ACTION
        if self.status == "non_retenu" and not self.text:
            found["text"] = SAY_WHY
        if not self.status and not self.text:
            found["text"] = SAY_SOMETHING
        if len(self.text) > LONGEST:
            found["text"] = TOO_LONG
        if len(self.action) > LONGEST_ACTION:
            found["action"] = f"Raccourcissez : {LONGEST_ACTION} signes au plus."
        return found


def answer(session: Session, need: Need, given: Answer, *, by: int, today: date) -> bool:
    """Adds the chargée's line to the account of a need; `given` has no error.

    The same line twice in a row is one button pressed twice: nothing is added then.
    """
    line = BesoinEvent(
        besoin_id=need.id,
        author="chargee",
        kind="status" if given.status else "message",
        status=given.status or None,
        action=given.action if given.status == "retenu" else "",
        text=given.text,
        happened_on=today,
        by_id=by,
    )
    if need.account and _same(need.account[-1], line):
        return False
    session.add(line)
    session.flush()
    return True


def _same(one: BesoinEvent, other: BesoinEvent) -> bool:
    told = ("author", "kind", "status", "action", "text", "happened_on", "by_id")
    return all(getattr(one, name) == getattr(other, name) for name in told)


def reply(
    session: Session, need: Need, text: str, *, key_hash: str, protect: Protect, today: date
) -> bool:
    """Adds what the association writes, masked; the same key adds nothing twice."""
    known = select(BesoinEvent.id).where(BesoinEvent.key_hash == key_hash)
    if session.scalar(known) is not None:
        return False
    masked, original = protect(text)
    session.add(
        BesoinEvent(
            besoin_id=need.id,
            author="association",
            kind="message",
            text=masked,
            original=original,
            happened_on=today,
            key_hash=key_hash,
        )
    )
    session.flush()
    return True


def merge(session: Session, need: Need, into: Need, *, by: int, today: date) -> None:
    """From now on `need` follows `into`. Raises `NotMergeable`."""
    if need.id == into.id:
        raise NotMergeable("Choisissez un autre besoin que celui-ci.")
    if need.into is not None:
        raise NotMergeable("Ce besoin est déjà réuni à un autre. Séparez-les d’abord.")
    if into.into is not None:
        raise NotMergeable("L’autre besoin est lui-même réuni à un autre. Choisissez celui-là.")
    if need.merged:
        raise NotMergeable(
            "D’autres besoins sont réunis à celui-ci. Réunissez plutôt l’autre à lui."
        )
    session.add(BesoinMerge(besoin_id=need.id, into_id=into.id))
    session.add(_line(need, "merged", by, today))
    session.flush()


def split(session: Session, need: Need, *, by: int, today: date) -> None:
    """Undoes a merge: the need has its own status again."""
    if need.into is None:
        return
    session.execute(delete(BesoinMerge).where(BesoinMerge.besoin_id == need.id))
    session.add(_line(need, "split", by, today))
    session.flush()


def _line(need: Need, kind: str, by: int, today: date) -> BesoinEvent:
    return BesoinEvent(besoin_id=need.id, author="chargee", kind=kind, happened_on=today, by_id=by)


def purge_contacts(session: Session, territory: Territory, today: date) -> int:
    """Erases the addresses of associations answered for more than three months; says how many.

    Answered: each of their needs is retained or not, and nothing they wrote waits for an answer.
    """
    by_association: dict[int, list[Need]] = {}
    for need in reading_needs.every(session, territory):
        by_association.setdefault(need.association.id, []).append(need)
    contacts = select(AssociationContact).where(
        AssociationContact.association_id.in_(by_association)
    )
    over = [
        contact
        for contact in session.scalars(contacts)
        if _over(by_association[contact.association_id], contact.given_on, today)
    ]
    for contact in over:
        session.delete(contact)
    session.flush()
    return len(over)


def _over(needs: Iterable[Need], given_on: date, today: date) -> bool:
    answered = all(need.settled and not need.waiting_since for need in needs)
    last = max([given_on, *(need.last_on for need in needs)])
    return answered and later(last, MONTHS_KEPT) <= today


def later(day: date, months: int) -> date:
    """That many months later, on the last day of the month where the day does not exist."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
