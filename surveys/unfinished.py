"""Answers begun, kept on the server until they are sent: who holds the database cannot read them.

What seals them comes from their receipt code alone, by scrypt (RFC 7914), and so does the place
where they are found: 45 bits would not resist a fast hash, whose secret may be stolen with the
database. Flushes, never commits; after the commit, `surveys.base.checkpoint`.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from surveys import models, receipts
from surveys.base import take_turn
from surveys.receiving import AlreadyWithdrawn, SurveyClosed
from surveys.states import opened_on

DAYS = 30  # how long they are kept
MOST = 100_000  # bytes of what was typed, as JSON in UTF-8
_BLOCK = 1024  # sealed by whole blocks: a length tells little
_COST = {"n": 2**14, "r": 8, "p": 1}  # 16 MB and a twentieth of a second for one code
_NO_TIME = 0  # a Fernet token says in clear when it was made: these all say the same

Raw = Mapping[str, Sequence[str]]


class TooLong(ValueError):
    """More than `MOST` bytes were typed."""


class Arrived(Exception):
    """This form was sent already: its code reads and corrects the response."""


@dataclass(frozen=True)
class Sealed:
    """What was typed, as it will be kept."""

    code: str
    code_hash: str
    key_hash: str
    place: str
    content: bytes


@dataclass(frozen=True)
class Kept:
    """What was typed, opened by its code: its survey, the form's own key, texts by input, day."""

    id: int
    slug: str
    key: str
    raw: Raw
    kept_on: date

    @property
    def until(self) -> date:
        return last_day(self.kept_on)


def last_day(kept_on: date) -> date:
    """The last day on which it can be taken up again."""
    return kept_on + timedelta(days=DAYS)


def seal(secret: bytes, key: str, raw: Raw) -> Sealed:
    """Takes a twentieth of a second: before the lock. Raises `TooLong`."""
    said = {"key": key, "raw": {name: list(texts) for name, texts in raw.items()}}
    data = json.dumps(said, ensure_ascii=False).encode()
    if len(data) > MOST:
        raise TooLong
    data += b" " * (-len(data) % _BLOCK)
    code = receipts.receipt_code(secret, key)
    place, box = _opening(secret, code)
    return Sealed(
        code,
        receipts.keyed_hash(secret, "code", code),
        receipts.keyed_hash(secret, "key", key),
        place,
        box.encrypt_at_time(data, _NO_TIME),
    )


def keep(session: Session, survey_id: int, sealed: Sealed, today: date) -> bool:
    """Keeps it, in the place of what this form kept before; whether it is a new one.

    Raises `Arrived`, `AlreadyWithdrawn`, `SurveyClosed`: nothing is kept then.
    """
    take_turn(session, sealed.code_hash)
    mine = {"survey_id": survey_id, "key_hash": sealed.key_hash}
    if session.scalar(select(models.Withdrawal.id).filter_by(**mine)):
        raise AlreadyWithdrawn
    if session.scalar(select(models.Response.id).filter_by(**mine)):
        raise Arrived
    if not session.scalar(
        select(models.Survey.id).where(models.Survey.id == survey_id, opened_on(today))
    ):
        raise SurveyClosed
    row = session.scalar(select(models.Unfinished).filter_by(**mine))
    made = row is None
    if row is None:
        row = models.Unfinished(**mine, place=sealed.place)
        session.add(row)
    row.sealed, row.kept_on = sealed.content, today
    session.flush()
    return made


def find(
    session: Session, territory_id: int, code: str, *, secret: bytes, today: date
) -> list[Kept]:
    """What this code opens in the surveys of a territory: one at most, but for a forged key."""
    place, box = _opening(secret, code)
    rows = session.execute(
        select(models.Unfinished, models.Survey.slug)
        .join(models.Survey, models.Survey.id == models.Unfinished.survey_id)
        .where(
            models.Survey.territory_id == territory_id,
            models.Unfinished.place == place,
            models.Unfinished.kept_on >= today - timedelta(days=DAYS),
        )
    )
    return [kept for row, slug in rows if (kept := _opened(box, row, slug)) is not None]


def erase(session: Session, kept: Kept) -> None:
    """Its author wants it no more; already sent or erased meanwhile is as well."""
    session.execute(delete(models.Unfinished).where(models.Unfinished.id == kept.id))


def purge(session: Session, territories: Sequence[int], today: date) -> int:
    """Erases those whose days are over; how many."""
    surveys = select(models.Survey.id).where(models.Survey.territory_id.in_(territories))
    over = (
        models.Unfinished.survey_id.in_(surveys),
        models.Unfinished.kept_on < today - timedelta(days=DAYS),
    )
    count = session.scalar(select(func.count()).select_from(models.Unfinished).where(*over)) or 0
    session.execute(delete(models.Unfinished).where(*over))
    return count


def _opened(box: Fernet, row: models.Unfinished, slug: str) -> Kept | None:
    try:
        said = json.loads(box.decrypt(row.sealed))
    except InvalidToken:
        return None
    return Kept(row.id, slug, said["key"], said["raw"], row.kept_on)


def _opening(secret: bytes, code: str) -> tuple[str, Fernet]:
    """Where it is, and what opens it: two halves of one slow hash, neither of which tells the
    other."""
    salt = receipts.keyed_hash(secret, "unfinished", "").encode()
    made = hashlib.scrypt(code.encode(), salt=salt, dklen=64, maxmem=2**26, **_COST)
    return made[:32].hex(), Fernet(base64.urlsafe_b64encode(made[32:]))
