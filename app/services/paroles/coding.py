"""Tags: the machine proposes, people decide, both are kept and the decision always wins.

What people decide is in `deciding`; what the machine learns from it, in `learning`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from analysis import language
from app.models.coding import Coding, Tag
from app.services.paroles import deciding, twins
from app.services.questionnaires import questionnaires
from surveys.models import Parole, Response, SurveyVersion, Territory
from surveys.models import Survey as SurveyRow

if TYPE_CHECKING:  # the tagger brings scikit-learn: pages that do not tag start without it
    from analysis.tagging.tagger import Tagger, Verdict

CHUNK = 500


def pending(session: Session, territory: Territory, *, again: bool = False) -> list[int]:
    """Paroles of a territory that no tagger has read (all those nobody checked, if `again`).

    One read before confidence or language was told, and not checked, is to be read again.
    """
    statement = (
        select(Parole.id)
        .join(Response)
        .join(SurveyRow, SurveyRow.id == Response.survey_id)
        .outerjoin(Coding, Coding.parole_id == Parole.id)
        .where(SurveyRow.territory_id == territory.id)
        .order_by(Parole.id)
    )
    old = Coding.checked_at.is_(None) if again else _read_long_ago()
    return list(session.scalars(statement.where(or_(Coding.parole_id.is_(None), old))))


def _read_long_ago() -> ColumnElement[bool]:
    return ((Coding.twin_key == "") | (Coding.language == "")) & Coding.checked_at.is_(None)


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def tag_chunk(session: Session, tagger: "Tagger", ids: Sequence[int]) -> None:
    """Stores the machine's proposals for these paroles; the caller commits each chunk."""
    rows = session.execute(
        select(Parole, Response.version_id, Response.key_hash, SurveyRow.territory_id)
        .join(Response, Response.id == Parole.response_id)
        .join(SurveyRow, SurveyRow.id == Response.survey_id)
        .where(Parole.id.in_(ids))
        .order_by(Parole.id)
    ).all()
    declared = _declared_polarities(session, {version for _, version, *_ in rows})
    # An imported text did not answer the question as it is worded here: no prior from it.
    expected = [
        declared.get((version, parole.question)) if key_hash else None
        for parole, version, key_hash, _ in rows
    ]
    verdicts = tagger.read([parole.text for parole, *_ in rows], expected_polarity=expected)
    decided = _decided(session, ids)
    session.execute(delete(Tag).where(Tag.parole_id.in_(ids), Tag.state == "proposed"))
    codings = deciding.codings_of(session, ids)
    for (parole, _, _, territory_id), verdict in zip(rows, verdicts, strict=True):
        coding = codings.get(parole.id) or Coding(parole_id=parole.id)
        session.add(coding)
        coding.twin_key = twins.key(territory_id, parole.question, parole.text)
        _store(session, tagger, coding, verdict, decided.get(parole.id, set()))
    session.flush()
    deciding.follow_twins(session, ids)


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
    coding: Coding,
    verdict: "Verdict",
    decided: set[tuple[str, str]],
) -> None:
    coding.tagger_version, coding.grid_version = tagger.version, tagger.grid_version
    coding.doubt, coding.confidence = doubt(verdict), verdict.state
    coding.language = verdict.language
    if coding.checked_at is not None:
        return
    families_decided = {family for family, _ in decided}
    for proposal in verdict.proposals:
        if (proposal.family, proposal.key) in decided:
            continue
        if proposal.family == "polarity" and "polarity" in families_decided:
            continue
        session.add(
            Tag(
                parole_id=coding.parole_id,
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


def doubt(verdict: "Verdict") -> float:
    """What a person's look is worth, 0 to 1: by the least sure enjeu; where none was found, the
    chance that there is one; one that the machine could not read comes first."""
    if not language.is_read(verdict.language):
        return 1.0
    scores = [each.score for each in verdict.proposals if each.family == "enjeu"]
    return max((1 - score for score in scores), default=verdict.chance)


def to_check(session: Session, territory: Territory) -> int:
    """How many tagged paroles nobody has checked yet."""
    statement = (
        select(func.count())
        .select_from(Coding)
        .join(Parole, Parole.id == Coding.parole_id)
        .join(Response)
        .join(SurveyRow, SurveyRow.id == Response.survey_id)
        .where(SurveyRow.territory_id == territory.id, Coding.checked_at.is_(None))
        .where(Coding.twin_key != "")
    )
    return session.scalar(statement) or 0
