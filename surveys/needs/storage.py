"""Deposit, add, find and withdraw needs. Flushes, never commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveys import receipts, storage
from surveys.asking import Value
from surveys.models import Parole, Response, Survey, SurveyVersion, Territory, Withdrawal, random_id
from surveys.needs.form import TEXT, WHERE, Deposit, stored_definition
from surveys.needs.models import Association, AssociationContact, Besoin
from surveys.needs.words import EVERYWHERE
from surveys.schema import canonical_hash, content_hash, to_dict
from surveys.storage import AlreadyWithdrawn, OtherPayload, Protect


@dataclass(frozen=True)
class Saved:
    """The private link's token, and whether this very call stored the need."""

    token: str
    created: bool


def deposit(
    session: Session,
    territory: Territory,
    given: Deposit,
    *,
    secret: bytes,
    protect: Protect,
    source_id: str | None = None,
) -> Saved:
    """A new association and its first need, once per idempotency key.

    The same key and words again give the same link: the first acknowledgement may have been lost.
    Raises `AlreadyWithdrawn`, `OtherPayload`.
    """
    token = link(secret, given.key)
    key_hash = _key_hash(secret, given.key)
    version = gathering(session, territory, given.received_on)
    if (known := _known(session, version.survey_id, key_hash, _payload(given))) is not None:
        return _replayed(known, token, secret)
    row = _response(version, given, key_hash) | {"source_id": source_id}
    if not storage.insert_once(session, row, ["survey_id", "key_hash"]):
        known = _known(session, version.survey_id, key_hash, _payload(given))
        if known is None:
            raise OtherPayload
        return _replayed(known, token, secret)
    association = Association(
        territory_id=territory.id,
        response_id=row["id"],
        name=given.name,
        token_hash=token_hash(secret, token),
    )
    session.add(association)
    session.flush()
    _store(session, association, given, key_hash, protect)
    return Saved(token, created=True)


def add(
    session: Session, association: Association, given: Deposit, *, secret: bytes, protect: Protect
) -> bool:
    """One more need of an association, once per key; says whether this call stored it.

    Raises `AlreadyWithdrawn`, `OtherPayload`.
    """
    # Two additions at once take their turn, so that each has its own rank.
    session.execute(
        select(Association.id).where(Association.id == association.id).with_for_update()
    )
    key_hash = _key_hash(secret, given.key)
    survey_id = association.response.survey_id
    known = _known(session, survey_id, key_hash, _payload(given))
    if known is not None and known.association_id != association.id:
        raise OtherPayload
    if known is None:
        _store(session, association, given, key_hash, protect)
    return known is None


def find(
    session: Session, territory: Territory, token: str, *, secret: bytes
) -> Association | None:
    """The association whose private link this is."""
    return session.scalar(
        select(Association).where(
            Association.token_hash == token_hash(secret, token),
            Association.territory_id == territory.id,
        )
    )


def link(secret: bytes, key: str) -> str:
    """The token of the private link that this idempotency key gives, or gave."""
    return receipts.link_token(secret, key)


def token_hash(secret: bytes, token: str) -> str:
    """What the database holds in place of a link."""
    return receipts.keyed_hash(secret, "link", token)


def withdraw(session: Session, needs: Sequence[Besoin], today: date) -> None:
    """Erases needs, their words, tags and exchanges; with the last one, all of the association.

    Commit, then call `surveys.base.checkpoint`: until then SQLite's `-wal` keeps the words.
    """
    association = needs[0].association
    gone = {need.id for need in needs}
    left = [need for need in association.needs if need.id not in gone]
    survey_id, response_id = association.response.survey_id, association.response_id
    for need in needs:
        session.add(Withdrawal(survey_id=survey_id, key_hash=need.key_hash, withdrawn_on=today))
    paroles = [need.parole_id for need in needs]
    session.execute(delete(Parole).where(Parole.id.in_(paroles)))
    if left:
        association.response.commune = only_commune(left)
    else:
        session.execute(delete(Response).where(Response.id == response_id))
    session.flush()
    session.expire_all()


def set_contact(
    session: Session, association: Association, email: bytes | None, today: date
) -> None:
    """Keeps, changes or erases the (encrypted) address of whoever wants to be told."""
    session.execute(
        delete(AssociationContact).where(AssociationContact.association_id == association.id)
    )
    if email is not None:
        session.add(AssociationContact(association_id=association.id, email=email, given_on=today))
    session.flush()
    session.expire(association, ["contact"])


def only_commune(needs: Sequence[Besoin]) -> str | None:
    """The one commune that all of these needs are about; None when there are several, or none."""
    named = {code for need in needs for code in need.answers.get(WHERE, [EVERYWHERE])}
    return named.pop() if len(named) == 1 and EVERYWHERE not in named else None


def gathering(session: Session, territory: Territory, today: date) -> SurveyVersion:
    """The hidden survey under which a territory's needs are filed; made at the first one."""
    slug = f"~besoins-{territory.id}"  # no questionnaire may have such an address
    rows = select(Survey).where(Survey.slug == slug)
    survey = session.scalar(rows)
    if survey is None:
        try:
            with session.begin_nested():
                session.add(Survey(territory_id=territory.id, slug=slug, kind="besoins"))
        except IntegrityError:  # another deposit made it, this very moment
            session.expire_all()
        survey = session.scalars(rows).one()
    return _version(session, survey, today)


def _version(session: Session, survey: Survey, today: date) -> SurveyVersion:
    """The form as it is now, published: a new version when a release changed its questions."""
    digest = content_hash(stored_definition())
    if not survey.versions or survey.versions[-1].content_hash != digest:
        made = SurveyVersion(
            number=len(survey.versions) + 1,
            definition=to_dict(stored_definition()),
            content_hash=digest,
            published_on=today,
        )
        survey.versions.append(made)
        session.flush()
    return survey.versions[-1]


def _key_hash(secret: bytes, key: str) -> str:
    return receipts.keyed_hash(secret, "key", key)


def _payload(given: Deposit) -> str:
    # Without the address: a hash would keep it guessable after it is erased.
    return canonical_hash({"name": given.name, "text": given.text, "answers": given.answers})


def _known(session: Session, survey_id: int, key_hash: str, payload: str) -> Besoin | None:
    """The need that this key stored. Raises `AlreadyWithdrawn`, `OtherPayload`."""
    gone = select(Withdrawal.id).where(
        Withdrawal.survey_id == survey_id, Withdrawal.key_hash == key_hash
    )
    if session.scalar(gone) is not None:
        raise AlreadyWithdrawn
    need = session.scalar(select(Besoin).where(Besoin.key_hash == key_hash))
    if need is not None and need.payload_hash != payload:
        raise OtherPayload
    return need


def _replayed(known: Besoin, token: str, secret: bytes) -> Saved:
    """The same link again; a key that served to add a need opens no other association."""
    if known.association.token_hash != token_hash(secret, token):
        raise OtherPayload
    return Saved(token, created=False)


def _response(version: SurveyVersion, given: Deposit, key_hash: str) -> dict[str, object]:
    return {
        "id": random_id(),
        "survey_id": version.survey_id,
        "version_id": version.id,
        "received_on": given.received_on,
        "public": "association",
        "channel": "web",
        "campaign": "",
        "language": given.language,
        "suspicion": given.suspicion,
        "answers": {},
        "key_hash": key_hash,
    }


def _store(
    session: Session, association: Association, given: Deposit, key_hash: str, protect: Protect
) -> Besoin:
    rank = 1 + max((need.rank for need in association.needs), default=0)
    masked, original = protect(given.text)
    parole = Parole(
        id=random_id(),
        response_id=association.response_id,
        question=TEXT if rank == 1 else f"{TEXT}-{rank}",
        text=masked,
        original=original,
    )
    need = Besoin(
        id=random_id(),
        parole=parole,
        rank=rank,
        received_on=given.received_on,
        answers=_masked(given.answers, protect),
        key_hash=key_hash,
        payload_hash=_payload(given),
    )
    association.needs.append(need)
    session.flush()
    association.response.commune = only_commune(association.needs)
    session.flush()
    return need


def _masked(answers: Mapping[str, Value], protect: Protect) -> dict[str, Value]:
    """The few words written beside the need, masked for ever, as those of any questionnaire."""
    asked = stored_definition()
    written = asked.written | {question.key for question in asked.questions if question.is_parole}
    return {
        name: protect(value)[0] if name in written and isinstance(value, str) else value
        for name, value in answers.items()
    }
