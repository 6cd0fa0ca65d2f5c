"""An answer as it is taken, by the view or at the door: stored, then acknowledged by a ticket."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine

from app import web
from app.answer import suspicion
from app.config import Settings
from app.services.paroles import protection
from app.services.questionnaires.questionnaires import Version
from app.services.questionnaires.standing import Dates
from surveys import receipts, schema, storage
from surveys.answers import Checked
from surveys.base import checkpoint
from surveys.receiving import Ready
from surveys.writing import Writer

HELPED = "helped"
LATE = "paroles.late"  # in a request that waited for the database once, in vain


class Asked(Protocol):
    """The survey that was answered; its definition is in the language it was answered in."""

    @property
    def survey(self) -> Dates: ...
    @property
    def version(self) -> Version: ...
    @property
    def definition(self) -> schema.Survey: ...


@dataclass(frozen=True, kw_only=True)
class Till:
    """What taking needs of the application."""

    settings: Settings
    engine: Engine
    writer: Writer
    timed: bool  # whether too quick an answer is noted


def take(
    till: Till,
    asked: Asked,
    raw: Mapping[str, Sequence[str]],
    checked: Checked,
    *,
    key: str,
    campaign: str,
) -> storage.Saved:
    """Masks and hashes here, then leaves the rest to the process's one writer.

    Raises `NotWritten` and `storage.REFUSALS`.
    """
    return store(till, ready(till, asked, raw, checked, key=key, campaign=campaign))


def store(till: Till, made: Ready) -> storage.Saved:
    """Leaves it to the process's one writer. Raises `NotWritten` and `storage.REFUSALS`."""
    saved = till.writer.write(lambda connection: storage.store(connection, made), storage.REFUSALS)
    if saved.ended:
        checkpoint(till.engine)
    return saved


def ready(
    till: Till,
    asked: Asked,
    raw: Mapping[str, Sequence[str]],
    checked: Checked,
    *,
    key: str,
    campaign: str,
) -> Ready:
    """An answer masked, encrypted and hashed: only the database is missing."""
    secret = till.settings.secret_key.encode()
    submission = storage.Submission(
        checked=checked,
        key=key,
        received_on=web.today(),
        campaign=campaign,
        language=asked.definition.language,
        suspicion=suspicion.of(raw, secret, timed=till.timed),
        helped="oui" in raw.get(HELPED, ()),
    )
    return storage.prepare(
        asked.survey.id,
        asked.version.id,
        asked.definition,
        submission,
        secret=secret,
        protect=protection.protector(till.settings.encryption_keys),
    )


def ticket(settings: Settings, slug: str, code: str, until: str = "") -> str:
    """What the address of the thank-you page carries; `until`: of what is kept for later."""
    known = {"slug": slug, "code": code, "on": web.today().isoformat(), "until": until}
    content = json.dumps(known)
    return protection.seal(settings.encryption_keys, content)


def said(saved: storage.Saved, address: str) -> tuple[dict[str, object], int]:
    """What a script is told, and the status."""
    answer = {"receipt": receipts.shown(saved.code), "created": saved.created, "url": address}
    return answer, 201 if saved.created else 200
