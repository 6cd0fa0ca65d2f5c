"""People's decisions on tags: they win on a parole and its twins, and each is written down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.coding import Coding, Decision, Tag
from app.models.grid import FAMILIES
from app.services.paroles import twins
from surveys.models import Parole, Response, Survey


@dataclass(frozen=True)
class Said:
    """Who decides, when, how."""

    by: int | None
    now: datetime
    how: str = "desk"
    batch: int | None = None

    def line(self, parole_id: int, act: str, family: str = "", key: str = "") -> Decision:
        return Decision(
            parole_id=parole_id, by_id=self.by, at=self.now, act=act, family=family, key=key,
            how=self.how, batch_id=self.batch,
        )  # fmt: skip


def tags_of(session: Session, ids: Sequence[int]) -> dict[int, list[Tag]]:
    """Every tag of these paroles, best score first."""
    found: dict[int, list[Tag]] = {parole_id: [] for parole_id in ids}
    rows = select(Tag).where(Tag.parole_id.in_(ids))
    for tag in session.scalars(rows.order_by(Tag.score.desc().nulls_first(), Tag.key)):
        found[tag.parole_id].append(tag)
    return found


def decide(
    session: Session, parole_id: int, family: str, key: str, keep: bool, *, by: int, now: datetime
) -> None:
    """One person's word on one tag, of a parole and its twins: confirmed, added or refused."""
    for each in [parole_id, *twins_of(session, parole_id)]:
        said = Said(by, now, "desk" if each == parole_id else "twin")
        tags = tags_of(session, [each])[each]
        decide_one(session, each, tags, family, key, keep, said)
    session.flush()


def settle(
    session: Session,
    parole_id: int,
    chosen: Mapping[str, set[str]],
    *,
    by: int,
    now: datetime,
    how: str = "desk",
) -> None:
    """A person checked a whole parole, and its twins: what she chose stands, all else is refused.

    `chosen`: family → keys. A second settling replaces the first. A twin that somebody checked
    for itself keeps what was decided there.
    """
    ids = [parole_id, *twins_of(session, parole_id)]
    tags, codings = tags_of(session, ids), codings_of(session, ids)
    for each in ids:
        said = Said(by, now, how if each == parole_id else "twin")
        coding = codings.get(each) or _unread(session, each)
        coding.twin_of_id = None if each == parole_id else parole_id
        settle_one(session, coding, tags[each], chosen, said)
    session.flush()


def reopen(session: Session, parole_id: int, *, by: int, now: datetime) -> None:
    """Undo: the machine's tags are proposals again, those a person added go; its twins follow."""
    followed = select(Coding.parole_id).where(Coding.twin_of_id == parole_id)
    ids = [parole_id, *session.scalars(followed)]
    tags, codings = tags_of(session, ids), codings_of(session, ids)
    for each in ids:
        for tag in tags[each]:
            release(session, tag)
        if coding := codings.get(each):
            coding.checked_by_id, coding.checked_at, coding.twin_of_id = None, None, None
        said = Said(by, now, "desk" if each == parole_id else "twin")
        session.add(said.line(each, "reopen"))
    session.flush()


def twins_of(session: Session, parole_id: int) -> list[int]:
    """The twins of a parole that nobody checked for themselves."""
    mine = session.get(Coding, parole_id)
    if mine is None or not mine.twin_key:
        return []
    rows = select(Coding.parole_id).where(
        Coding.twin_key == mine.twin_key,
        Coding.parole_id != parole_id,
        Coding.checked_at.is_(None) | Coding.twin_of_id.is_not(None),
    )
    return list(session.scalars(rows.order_by(Coding.parole_id)))


def follow_twins(session: Session, ids: Sequence[int]) -> None:
    """What was decided on a twin is decided on these paroles, just read, that nobody checked."""
    mine = [each for each in codings_of(session, ids).values() if each.checked_at is None]
    decided = _decided_twins(session, {each.twin_key for each in mine})
    if not decided:
        return
    tags = tags_of(session, [coding.parole_id for coding in (*mine, *decided.values())])
    for coding in mine:
        source = decided.get(coding.twin_key)
        if source is not None and source.parole_id != coding.parole_id:
            _follow(session, coding, tags[coding.parole_id], source, tags[source.parole_id])
    session.flush()


def know_twins(session: Session, territory_id: int) -> None:
    """Gives their key to paroles checked before twins were known."""
    rows = (
        select(Coding, Parole)
        .join(Parole, Parole.id == Coding.parole_id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory_id, Coding.twin_key == "")
        .where(Coding.checked_at.is_not(None))
    )
    for coding, parole in session.execute(rows).all():
        coding.twin_key = twins.key(territory_id, parole.question, parole.text)
    session.flush()


def _decided_twins(session: Session, keys: set[str]) -> dict[str, Coding]:
    """By twin key, the parole a person decided on: wholly checked rather than a tag or two."""
    rows = (
        select(Coding)
        .join(Tag, Tag.parole_id == Coding.parole_id, isouter=True)
        .where(Coding.twin_key.in_(keys), Coding.twin_of_id.is_(None))
        .where(Coding.checked_at.is_not(None) | (Tag.state != "proposed"))
        .order_by(Coding.checked_at.nulls_first(), Coding.parole_id)
        .distinct()
    )
    return {coding.twin_key: coding for coding in session.scalars(rows)}


def _follow(
    session: Session, coding: Coding, tags: list[Tag], source: Coding, theirs: Sequence[Tag]
) -> None:
    decided = [tag for tag in theirs if tag.state != "proposed"]
    if source.checked_at is not None:
        chosen: dict[str, set[str]] = {family: set() for family in FAMILIES}
        for tag in decided:
            if tag.stands:
                chosen[tag.family].add(tag.key)
        coding.twin_of_id = source.parole_id
        settle_one(
            session, coding, tags, chosen, Said(source.checked_by_id, source.checked_at, "twin")
        )
        return
    for tag in decided:
        said = Said(tag.decided_by_id, tag.decided_at, "twin")  # type: ignore[arg-type] # decided
        decide_one(session, coding.parole_id, tags, tag.family, tag.key, tag.stands, said)


def settle_one(
    session: Session,
    coding: Coding,
    tags: list[Tag],
    chosen: Mapping[str, set[str]],
    said: Said,
) -> None:
    """One parole alone, wholly checked. `tags`: every tag of it. Does not flush."""
    known = {(tag.family, tag.key) for tag in tags}
    for family in FAMILIES:
        keys = chosen.get(family, set())
        for key in sorted(keys | {key for fam, key in known if fam == family}):
            decide_one(session, coding.parole_id, tags, family, key, key in keys, said)
    coding.checked_by_id, coding.checked_at = said.by, said.now
    session.add(said.line(coding.parole_id, "check"))


def decide_one(
    session: Session,
    parole_id: int,
    tags: list[Tag],
    family: str,
    key: str,
    keep: bool,
    said: Said,
) -> None:
    """One tag of one parole alone. `tags`: every tag of it. Does not flush."""
    tag = next((tag for tag in tags if (tag.family, tag.key) == (family, key)), None)
    if tag is None and not keep:
        return
    if tag is None:
        tag = Tag(parole_id=parole_id, family=family, key=key, source="human", spans=[])
        session.add(tag)
    tag.state = ("added" if tag.source == "human" else "confirmed") if keep else "refused"
    tag.decided_by_id, tag.decided_at = said.by, said.now
    session.add(said.line(parole_id, "keep" if keep else "refuse", family, key))


def release(session: Session, tag: Tag) -> None:
    """As if nobody had decided on this tag."""
    if tag.source == "human":
        session.delete(tag)
    else:
        tag.state, tag.decided_by_id, tag.decided_at = "proposed", None, None


def codings_of(session: Session, ids: Iterable[int]) -> dict[int, Coding]:
    rows = select(Coding).where(Coding.parole_id.in_(list(ids)))
    return {coding.parole_id: coding for coding in session.scalars(rows)}


def _unread(session: Session, parole_id: int) -> Coding:
    """The place of a parole that no machine read."""
    parole = session.get_one(Parole, parole_id)
    territory_id = session.get_one(Survey, parole.response.survey_id).territory_id
    made = Coding(
        parole_id=parole_id,
        tagger_version="",
        grid_version="",
        twin_key=twins.key(territory_id, parole.question, parole.text),
    )
    session.add(made)
    return made
