"""Whom a survey invited, as the chargée reads it: each contact, and how many have answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.services.paroles import protection
from surveys.invitations import marks, storage, tokens
from surveys.invitations.contacts import Contact, plain
from surveys.invitations.models import Invitation, Mailing, MailingRecipient, NamedResponse
from surveys.models import Survey
from surveys.words import NAMED


@dataclass(frozen=True)
class Guest:
    """One contact. `answered` is None where answers are anonymous: nobody is shown who answered."""

    invitation: Invitation
    contact: Contact
    invited_on: date | None
    answered: bool | None

    @property
    def id(self) -> int:
        return self.invitation.id

    @property
    def way(self) -> str:
        """How to write to them: `mail`, `letter`, or "" for neither."""
        if self.contact.email and not self.invitation.unreachable:
            return "mail"
        return "letter" if self.contact.address else ""

    @property
    def stopped(self) -> bool:
        return self.invitation.stopped_on is not None


@dataclass(frozen=True)
class Box:
    """The secret and the keys that make links and open contacts."""

    secret: bytes
    keys: tuple[str, ...]

    def seal(self, text: str) -> bytes:
        return protection.encrypted(self.keys, text)

    def unseal(self, sealed: bytes) -> str:
        return protection.original(self.keys, sealed, "")


def guests(session: Session, survey: Survey, box: Box) -> list[Guest]:
    """Every contact of a survey, by name."""
    rows = storage.of_survey(session, survey.id)
    when = _invited_on(session, survey.id)
    known = marks.among(session, survey.id) if survey.access == NAMED else None
    found = [
        Guest(
            row,
            storage.opened(row, box.unseal),
            when.get(row.id),
            None if known is None else tokens.answered_key(box.secret, row.id) in known,
        )
        for row in rows
    ]
    return sorted(found, key=lambda guest: (plain(guest.contact.name), guest.id))


def names(session: Session, survey: Survey, box: Box) -> dict[int, str]:
    """Whose each response is, by response, in a named survey; nothing in any other."""
    if survey.access != NAMED:
        return {}
    rows = (
        select(NamedResponse.response_id, Invitation)
        .join(Invitation, Invitation.id == NamedResponse.invitation_id)
        .where(Invitation.survey_id == survey.id)
    )
    found = {}
    for response_id, row in session.execute(rows):
        contact = storage.opened(row, box.unseal)
        found[response_id] = ", ".join(filter(None, (contact.name, contact.organisation)))
    return found


def _invited_on(session: Session, survey_id: int) -> Mapping[int, date]:
    """The day of the first message or letter to each; reminders would tell who had not answered."""
    rows = (
        select(MailingRecipient.invitation_id, func.min(Mailing.made_on))
        .join(Mailing, Mailing.id == MailingRecipient.mailing_id)
        .where(
            Mailing.survey_id == survey_id,
            Mailing.kind.in_(("invitation", "letter")),
            MailingRecipient.state != "waiting",
        )
        .group_by(MailingRecipient.invitation_id)
    )
    return {row[0]: row[1] for row in session.execute(rows)}


def find(session: Session, survey: Survey, number: int) -> Invitation | None:
    """The invitation of that number, in this survey."""
    return session.scalar(
        select(Invitation).where(Invitation.id == number, Invitation.survey_id == survey.id)
    )


def answered(session: Session, survey: Survey) -> int:
    """How many invitations were answered; a contact removed or changed changes nothing to it."""
    return marks.count(session, survey.id)


def invited(session: Session, survey_ids: Sequence[int]) -> int:
    """How many contacts these surveys hold."""
    rows = select(func.count()).where(Invitation.survey_id.in_(survey_ids))
    return session.scalar(rows) or 0
