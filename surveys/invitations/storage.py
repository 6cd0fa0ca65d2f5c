"""Contacts of a survey: add, find, change, remove. Flushes, never commits."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys import models, receipts
from surveys.invitations import tokens
from surveys.invitations.contacts import BadContact, Contact, from_plain
from surveys.invitations.models import Invitation
from surveys.models import random_id

Seal = Callable[[str], bytes]
Unseal = Callable[[bytes], str]
THERE = "cette personne est déjà invitée à ce questionnaire"


class Added(NamedTuple):
    """How many contacts an import added, and how many were there already."""

    new: int
    known: int


def add(
    session: Session,
    survey_id: int,
    contacts: Iterable[Contact],
    *,
    secret: bytes,
    seal: Seal,
    today: date,
) -> Added:
    """Those that the survey does not have yet; the same list again adds nothing."""
    known = set(
        session.scalars(select(Invitation.contact_hash).where(Invitation.survey_id == survey_id))
    )
    new = there = 0
    for contact in contacts:
        digest = contact_hash(secret, contact)
        if digest in known:
            there += 1
            continue
        known.add(digest)
        session.add(_made(survey_id, contact, digest, secret, seal, today))
        new += 1
    session.flush()
    return Added(new, there)


def _made(
    survey_id: int, contact: Contact, digest: str, secret: bytes, seal: Seal, today: date
) -> Invitation:
    number = random_id()
    return Invitation(
        id=number,
        survey_id=survey_id,
        contact_hash=digest,
        token_hash=tokens.token_hash(secret, tokens.link_token(secret, number)),
        code_hash=tokens.code_hash(secret, tokens.typed_code(secret, number)),
        sealed=sealed(contact, seal),
        added_on=today,
    )


def change(
    session: Session, invitation: Invitation, contact: Contact, *, secret: bytes, seal: Seal
) -> None:
    """Other words for the same contact: link and « has answered » stay. Raises `BadContact`."""
    digest = contact_hash(secret, contact)
    same = select(Invitation.id).where(
        Invitation.survey_id == invitation.survey_id,
        Invitation.contact_hash == digest,
        Invitation.id != invitation.id,
    )
    if session.scalar(same) is not None:
        raise BadContact("nom", THERE)
    invitation.contact_hash, invitation.sealed = digest, sealed(contact, seal)
    session.flush()


def of_survey(session: Session, survey_id: int) -> Sequence[Invitation]:
    """Every invitation of a survey."""
    return list(session.scalars(select(Invitation).where(Invitation.survey_id == survey_id)))


def by_token(
    session: Session, territory_id: int, token: str, *, secret: bytes
) -> Invitation | None:
    """The invitation whose personal link this is, in this territory."""
    return _one(session, territory_id, token_hash=tokens.token_hash(secret, token))


def by_code(session: Session, territory_id: int, code: str, *, secret: bytes) -> Invitation | None:
    """The invitation whose typed code this is. Raises `receipts.BadCode`."""
    digest = tokens.code_hash(secret, receipts.typed(code))
    return _one(session, territory_id, code_hash=digest)


def _one(session: Session, territory_id: int, **hashed: str) -> Invitation | None:
    rows = select(Invitation).filter_by(**hashed).join(Invitation.survey)
    return session.scalar(rows.where(models.Survey.territory_id == territory_id))


def set_access(session: Session, survey: models.Survey, access: str) -> None:
    """Who may answer, and what is known of them. Raises `AlreadySaid` once somebody answered."""
    if access == survey.access:
        return
    loosened = (survey.access, access) == ("letter", "open")
    if not loosened and answered(session, survey.id):
        raise AlreadySaid
    survey.access = access
    session.flush()


class AlreadySaid(Exception):
    """People answered what the survey told them: that is not changed any more."""


def answered(session: Session, survey_id: int) -> bool:
    """Whether the survey has a response."""
    rows = select(models.Response.id).where(models.Response.survey_id == survey_id).limit(1)
    return session.scalar(rows) is not None


def contact_hash(secret: bytes, contact: Contact) -> str:
    """What tells one contact from another without telling who it is."""
    return receipts.keyed_hash(secret, "contact", contact.identity)


def sealed(contact: Contact, seal: Seal) -> bytes:
    """A contact as it is kept."""
    return seal(json.dumps(contact.as_plain(), ensure_ascii=False))


def opened(invitation: Invitation, unseal: Unseal) -> Contact:
    """Who is invited; a contact sealed with a key that was lost has no name but « ? »."""
    try:
        return from_plain(json.loads(unseal(invitation.sealed)))
    except (ValueError, TypeError):
        return Contact(name="?")
