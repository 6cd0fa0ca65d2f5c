"""Tags: the machine proposes, people decide, both are kept and the decision always wins."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.models.coding import Coding, Tag
from app.models.grid import FAMILIES
from app.services import questionnaires
from surveys.models import Parole, Response, SurveyVersion, Territory
from surveys.models import Survey as SurveyRow

if TYPE_CHECKING:  # the tagger brings scikit-learn: pages that do not tag start without it
    from analysis.tagging import Proposal, Tagger

CHUNK = 500


def pending(session: Session, territory: Territory, *, again: bool = False) -> list[int]:
    """Paroles of a territory that no tagger has read (all those nobody checked, if `again`)."""
    statement = (
        select(Parole.id)
        .join(Response)
        .join(SurveyRow, SurveyRow.id == Response.survey_id)
        .outerjoin(Coding, Coding.parole_id == Parole.id)
        .where(SurveyRow.territory_id == territory.id)
        .order_by(Parole.id)
    )
    unread = Coding.checked_at if again else Coding.parole_id
    return list(session.scalars(statement.where(unread.is_(None))))


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def tag_chunk(session: Session, tagger: "Tagger", ids: Sequence[int]) -> None:
    """Stores the machine's proposals for these paroles; the caller commits each chunk."""
    rows = session.execute(
        select(Parole, Response.version_id, Response.key_hash)
        .join(Response)
        .where(Parole.id.in_(ids))
        .order_by(Parole.id)
    ).all()
    declared = _declared_polarities(session, {version for _, version, _ in rows})
    # An imported text did not answer the question as it is worded here: no prior from it.
    expected = [
        declared.get((version, parole.question)) if key_hash else None
        for parole, version, key_hash in rows
    ]
    proposals = tagger.propose([parole.text for parole, _, _ in rows], expected_polarity=expected)
    decided = _decided(session, ids)
    session.execute(delete(Tag).where(Tag.parole_id.in_(ids), Tag.state == "proposed"))
    for (parole, _, _), proposed in zip(rows, proposals, strict=True):
        _store(session, tagger, parole.id, proposed, decided.get(parole.id, set()))
    session.flush()


def _declared_polarities(
    session: Session, versions: Iterable[int]
) -> dict[tuple[int, str], str | None]:
    declared = {}
    for version in session.scalars(select(SurveyVersion).where(SurveyVersion.id.in_(versions))):
        for question in questionnaires.definition(version).questions:
            if question.is_parole:
                declared[version.id, question.key] = getattr(question, "polarity", "") or None
    return declared


def _decided(session: Session, ids: Sequence[int]) -> dict[int, set[tuple[str, str]]]:
    decided: dict[int, set[tuple[str, str]]] = {}
    rows = select(Tag.parole_id, Tag.family, Tag.key).where(
        Tag.parole_id.in_(ids), Tag.state != "proposed"
    )
    for parole_id, family, key in session.execute(rows):
        decided.setdefault(parole_id, set()).add((family, key))
    return decided


def _store(
    session: Session,
    tagger: "Tagger",
    parole_id: int,
    proposed: Sequence["Proposal"],
    decided: set[tuple[str, str]],
) -> None:
    coding = session.get(Coding, parole_id) or Coding(parole_id=parole_id)
    coding.tagger_version, coding.grid_version = tagger.version, tagger.grid_version
    coding.doubt = doubt(proposed)
    session.add(coding)
    if coding.checked_at is not None:
        return
    families_decided = {family for family, _ in decided}
    for proposal in proposed:
        if (proposal.family, proposal.key) in decided:
            continue
        if proposal.family == "polarity" and "polarity" in families_decided:
            continue
        session.add(
            Tag(
                parole_id=parole_id,
                family=proposal.family,
                key=proposal.key,
                source="machine",
                state="proposed",
                score=proposal.score,
                spans=[list(span) for span in proposal.spans],
                tagger_version=tagger.version,
                grid_version=tagger.grid_version,
            )
        )


def doubt(proposed: Sequence["Proposal"]) -> float:
    """What a person's look is worth, 0 to 1: by the least sure enjeu; 0.5 when none was found."""
    scores = [proposal.score for proposal in proposed if proposal.family == "enjeu"]
    return max((1 - score for score in scores), default=0.5)


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
    """One person's word on one tag: confirmed, added or refused."""
    tag = session.scalar(
        select(Tag).where(Tag.parole_id == parole_id, Tag.family == family, Tag.key == key)
    )
    if tag is None and not keep:
        return
    if tag is None:
        tag = Tag(parole_id=parole_id, family=family, key=key, source="human", spans=[])
        session.add(tag)
    tag.state = ("added" if tag.source == "human" else "confirmed") if keep else "refused"
    tag.decided_by_id, tag.decided_at = by, now
    session.flush()


def settle(
    session: Session,
    parole_id: int,
    chosen: Mapping[str, set[str]],
    *,
    by: int,
    now: datetime,
) -> None:
    """A person checked a whole parole: what she chose stands, what she left out is refused.

    `chosen`: family → keys. A second settling replaces the first.
    """
    known = {(tag.family, tag.key) for tag in tags_of(session, [parole_id])[parole_id]}
    for family in FAMILIES:
        keys = chosen.get(family, set())
        for key in sorted(keys | {key for fam, key in known if fam == family}):
            decide(session, parole_id, family, key, key in keys, by=by, now=now)
    mark_checked(session, parole_id, by=by, now=now)


def mark_checked(session: Session, parole_id: int, *, by: int, now: datetime) -> None:
    coding = session.get(Coding, parole_id)
    if coding is None:
        coding = Coding(parole_id=parole_id, tagger_version="", grid_version="")
        session.add(coding)
    coding.checked_by_id, coding.checked_at = by, now
    session.flush()


def reopen(session: Session, parole_id: int) -> None:
    """Undo: the machine's tags are proposals again, those a person added go."""
    for tag in tags_of(session, [parole_id])[parole_id]:
        if tag.source == "human":
            session.delete(tag)
        else:
            tag.state, tag.decided_by_id, tag.decided_at = "proposed", None, None
    coding = session.get(Coding, parole_id)
    if coding is not None:
        coding.checked_by_id, coding.checked_at = None, None
    session.flush()


def to_check(session: Session, territory: Territory) -> int:
    """How many tagged paroles nobody has checked yet."""
    statement = (
        select(func.count())
        .select_from(Coding)
        .join(Parole, Parole.id == Coding.parole_id)
        .join(Response)
        .join(SurveyRow, SurveyRow.id == Response.survey_id)
        .where(SurveyRow.territory_id == territory.id, Coding.checked_at.is_(None))
    )
    return session.scalar(statement) or 0
