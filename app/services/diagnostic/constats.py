"""Constats as they are written, reworded and taken from one state to the next."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.diagnostic import KINDS, VALID, Constat
from app.models.staff import User
from app.services.diagnostic import board
from app.services.diagnostic.account import note
from app.services.diagnostic.board import OPENED
from app.services.refusal import Refused
from surveys.models import Territory

LONGEST: Final = 600


def write(
    session: Session, territory: Territory, typed: dict[str, Any], by: User | None, now: datetime
) -> Constat:
    """A new constat, proposed. Raises `Refused`; flushes. typed: as the columns of `Constat`."""
    constat = Constat(
        territory_id=territory.id, made_on=now.date(), state=typed.pop("state", "propose"), **typed
    )
    _check(territory, constat)
    last = select(func.max(Constat.position)).where(Constat.territory_id == territory.id)
    constat.position = constat.position or (session.scalar(last) or 0) + 1
    session.add(constat)
    session.flush()
    note(session, constat, "made", by, now, constat.sentence)
    return constat


def reword(
    session: Session,
    territory: Territory,
    constat: Constat,
    typed: dict[str, Any],
    by: User,
    now: datetime,
) -> None:
    """Changes what a constat says; one that was validated goes back to be discussed. Flushes."""
    before = constat.sentence
    for name, value in typed.items():
        setattr(constat, name, value)
    _check(territory, constat)
    note(session, constat, "reworded", by, now, before)
    reopened(session, constat, by, now)


def _check(territory: Territory, constat: Constat) -> None:
    constat.sentence = " ".join(constat.sentence.split())
    if not constat.sentence:
        raise Refused("Écrivez le constat : une phrase.")
    if len(constat.sentence) > LONGEST:
        raise Refused(f"Le constat dépasse {LONGEST} signes. Gardez une phrase, citez le reste.")
    if constat.kind not in KINDS:
        raise Refused("Dites si c’est un point fort ou un point de vigilance.")
    known = {commune.code_insee for commune in territory.communes}
    if strangers := set(constat.communes) - known:
        raise Refused(f"La commune {sorted(strangers)[0]} n’est pas du territoire.")


def reopened(session: Session, constat: Constat, by: User, now: datetime) -> None:
    if constat.state in VALID:
        constat.state = "discute"
        note(session, constat, "state", by, now, "discute", "Le constat a changé après validation.")
    session.flush()


def move(
    session: Session,
    territory: Territory,
    constat: Constat,
    state: str,
    by: User,
    now: datetime,
    reason: str = "",
) -> None:
    """Takes a constat to another state. Raises `Refused`; flushes."""
    if state not in OPENED and state != "ecarte":
        raise Refused("Choisissez un état de la liste.")
    if state in VALID and not constat.citations:
        raise Refused(
            "Ce constat ne cite rien : on ne peut pas le valider. "
            "Ajoutez un chiffre, un service, des paroles ou un document."
        )
    if state in VALID and board.show(session, territory, constat, exact=True).to_reread:
        raise Refused("Ce que ce constat cite a changé. Relisez ses sources, puis validez-le.")
    if state == "ecarte" and not reason.strip():
        raise Refused("Dites en une phrase pourquoi ce constat est écarté.")
    constat.state = state
    note(session, constat, "state", by, now, state, reason.strip())
    session.flush()
