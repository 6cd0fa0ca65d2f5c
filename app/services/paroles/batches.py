"""One decision on many paroles at once: planned, counted, carried out, undone at once.

A batch writes the same lines of decision as if each parole had been decided alone; beside them it
keeps how each stood before. Undoing adds lines, it takes none away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.coding import BatchItem, Coding, Decision, DecisionBatch, Tag
from app.models.grid import FAMILIES
from app.services.paroles import deciding, reading
from app.services.paroles.deciding import Said
from app.services.paroles.reading import Filters
from surveys.models import Territory

Each = TypeVar("Each", int, str)
# All in one transaction, during which answers wait: a second or two.
MOST = 2_000
CHUNK = 500


class TooMany(ValueError):
    """More paroles than one decision may take."""


@dataclass(frozen=True)
class Deed:
    """What is decided: `check` what the machine proposes, `keep` or `refuse` one label."""

    act: str
    family: str = ""
    key: str = ""


@dataclass(frozen=True)
class Plan:
    """What a deed would change among those asked for.

    `ids`: the paroles it would change; `asked`: how many were asked for; `twins`: how many others
    of the same words would follow.
    """

    ids: tuple[int, ...]
    asked: int
    twins: int


def plan(
    session: Session,
    territory: Territory,
    filters: Filters,
    deed: Deed,
    chosen: Sequence[int] | None = None,
) -> Plan:
    """`chosen`: those ticked, among which the filters do not count; None: all that match.

    Raises TooMany beyond `MOST`.
    """
    if chosen is None:
        asked = reading.ids(session, territory, filters, MOST + 1)
    else:
        asked = sorted(reading.texts(session, territory, chosen))
    if len(asked) > MOST:
        raise TooMany
    ids = [one for part in _parts(asked) for one in _changed(session, part, deed)]
    return Plan(tuple(ids), len(asked), len(_twins(session, ids)))


def _parts(ids: Sequence[Each]) -> Iterable[Sequence[Each]]:
    return (ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK))


def _changed(session: Session, ids: Sequence[int], deed: Deed) -> list[int]:
    """Those on which the deed would change something."""
    if deed.act == "check":
        rows = select(Coding.parole_id).where(
            Coding.parole_id.in_(ids), Coding.checked_at.is_(None), Coding.twin_key != ""
        )
        return sorted(session.scalars(rows))
    states = {tag.parole_id: tag.state for tag in _labelled(session, ids, deed)}
    if deed.act == "keep":
        return [one for one in ids if states.get(one) not in ("confirmed", "added")]
    return [one for one in ids if states.get(one, "refused") != "refused"]


def _labelled(session: Session, ids: Sequence[int], deed: Deed) -> Iterable[Tag]:
    label = Tag.family == deed.family, Tag.key == deed.key
    return session.scalars(select(Tag).where(Tag.parole_id.in_(ids), *label))


def _twins(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Those of the same words that nobody checked for themselves → the one of `ids` they follow."""
    mine = {c.twin_key: c.parole_id for c in _codings(session, ids).values() if c.twin_key}
    kept, found = set(ids), {}
    for part in _parts(list(mine)):
        rows = select(Coding.parole_id, Coding.twin_key).where(
            Coding.twin_key.in_(part), Coding.checked_at.is_(None) | Coding.twin_of_id.is_not(None)
        )
        found.update({one: mine[key] for one, key in session.execute(rows) if one not in kept})
    return found


def _codings(session: Session, ids: Sequence[int]) -> dict[int, Coding]:
    return {k: v for part in _parts(ids) for k, v in deciding.codings_of(session, part).items()}


def _tags(session: Session, ids: Sequence[int]) -> dict[int, list[Tag]]:
    return {k: v for part in _parts(ids) for k, v in deciding.tags_of(session, part).items()}


def carry_out(
    session: Session, territory: Territory, planned: Plan, deed: Deed, *, by: int, now: datetime
) -> DecisionBatch:
    """Decides on each, and on its twins. Flushes."""
    batch = DecisionBatch(
        territory_id=territory.id, by_id=by, at=now, act=deed.act, family=deed.family, key=deed.key,
        size=len(planned.ids),
    )  # fmt: skip
    session.add(batch)
    session.flush()
    follows = _twins(session, planned.ids)
    everyone = [*planned.ids, *follows]
    codings, tags = _codings(session, everyone), _tags(session, everyone)
    before = {one: _standing(codings.get(one), tags[one], one in follows) for one in everyone}
    chosen = {one: _as_it_stands(tags[one]) for one in planned.ids}
    for one in everyone:
        source = follows.get(one)
        said = Said(by, now, "desk" if source is None else "twin", batch.id)
        if deed.act == "check":
            codings[one].twin_of_id = source
            deciding.settle_one(session, codings[one], tags[one], chosen[source or one], said)
        else:
            keep = deed.act == "keep"
            deciding.decide_one(session, one, tags[one], deed.family, deed.key, keep, said)
    session.flush()
    _remember(session, batch.id, before)
    return batch


def _as_it_stands(tags: Iterable[Tag]) -> dict[str, set[str]]:
    return {f: {tag.key for tag in tags if tag.family == f and tag.stands} for f in FAMILIES}


def _standing(coding: Coding | None, tags: Iterable[Tag], twin: bool) -> dict[str, Any]:
    checked = None
    if coding is not None and coding.checked_at is not None:
        checked = [coding.checked_by_id, coding.checked_at.isoformat(), coding.twin_of_id]
    decided = [
        [tag.family, tag.key, tag.state, tag.source, tag.decided_by_id, tag.decided_at.isoformat()]
        for tag in tags
        if tag.decided_at is not None
    ]
    return {"checked": checked, "decided": decided, "twin": twin}


def _remember(session: Session, batch_id: int, before: Mapping[int, dict[str, Any]]) -> None:
    last = _last(session, list(before))
    for one, stood in before.items():
        session.add(
            BatchItem(batch_id=batch_id, parole_id=one, before=stood, last=last.get(one, 0))
        )
    session.flush()


def _last(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The last line of decision of each parole."""
    found: dict[int, int] = {}
    for part in _parts(ids):
        rows = (
            select(Decision.parole_id, func.max(Decision.id))
            .where(Decision.parole_id.in_(part))
            .group_by(Decision.parole_id)
        )
        found.update({row[0]: row[1] for row in session.execute(rows)})
    return found


def find(session: Session, territory: Territory, number: int) -> DecisionBatch | None:
    """A batch of the territory."""
    return session.scalar(
        select(DecisionBatch).where(
            DecisionBatch.id == number, DecisionBatch.territory_id == territory.id
        )
    )


def recent(session: Session, territory: Territory, most: int = 5) -> list[DecisionBatch]:
    """The last batches, newest first."""
    rows = select(DecisionBatch).where(DecisionBatch.territory_id == territory.id)
    return list(session.scalars(rows.order_by(DecisionBatch.id.desc()).limit(most)))


def undo(session: Session, batch: DecisionBatch, *, by: int, now: datetime) -> tuple[int, int]:
    """Puts every parole back as it stood; (put back, left).

    Left: those on which somebody decided since, and which stay as they are now. Flushes.
    """
    items = session.scalars(
        select(BatchItem).where(BatchItem.batch_id == batch.id).order_by(BatchItem.parole_id)
    ).all()
    last = _last(session, [item.parole_id for item in items])
    back = [item for item in items if last.get(item.parole_id) == item.last]
    ids = [item.parole_id for item in back]
    codings, tags = _codings(session, ids), _tags(session, ids)
    for item in back:
        said = Said(by, now, "twin" if item.before["twin"] else "desk", batch.id)
        _put_back(session, item, codings.get(item.parole_id), tags[item.parole_id], said)
    batch.undone_at = now
    session.flush()
    mine = sum(not item.before["twin"] for item in back)
    return mine, sum(not item.before["twin"] for item in items) - mine


def _put_back(
    session: Session, item: BatchItem, coding: Coding | None, tags: list[Tag], said: Said
) -> None:
    """Reopened, then decided again as it was before."""
    decided = {(family, key): rest for family, key, *rest in item.before["decided"]}
    session.add(said.line(item.parole_id, "reopen"))
    for tag in tags:
        if (tag.family, tag.key) not in decided:
            deciding.release(session, tag)
    known = {(tag.family, tag.key): tag for tag in tags}
    for (family, key), (state, source, who, at) in decided.items():
        tag = known.get((family, key)) or Tag(
            parole_id=item.parole_id, family=family, key=key, source=source, spans=[]
        )
        session.add(tag)
        tag.state, tag.decided_by_id, tag.decided_at = state, who, datetime.fromisoformat(at)
        act = "refuse" if state == "refused" else "keep"
        session.add(said.line(item.parole_id, act, family, key))
    if coding is None:
        return
    coding.checked_by_id, coding.checked_at, coding.twin_of_id = None, None, None
    if item.before["checked"]:
        who, at, twin_of = item.before["checked"]
        coding.checked_by_id, coding.twin_of_id = who, twin_of
        coding.checked_at = datetime.fromisoformat(at)
        session.add(said.line(item.parole_id, "check"))
