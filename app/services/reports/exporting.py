"""What exports are made of: frames with tags beside the words, and the synthesis."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis import copies, quality
from analysis.disclosure import DEFAULT_K
from analysis.french import listing
from analysis.summary import Origin, Synthesis, synthesise
from app.models.coding import Coding, Tag
from app.services import territories
from app.services.figures import scope as scopes
from app.services.paroles import reading
from app.services.questionnaires import questionnaires
from app.services.reports import parole_rows, publishing
from surveys import frames, words
from surveys.models import Parole, Response, Survey, Territory


def paroles_frame(
    session: Session, territory: Territory, survey: str | None = None
) -> pd.DataFrame:
    """Paroles with their standing tags.

    Columns of `surveys.frames.PAROLES`, then enjeux, domaines (tuples of keys), polarity (key or
    None), state (`proposed`: nobody checked it; `confirmed`: somebody did), source (`machine`;
    `human` as soon as a person decided one of its tags), foreign (whether it is in a language that
    the machine does not read).
    """
    frame = frames.paroles(session, territory.id, survey)
    tags = _standing(session, territory)
    decided = _decided(session)
    checked = set(session.scalars(select(Coding.parole_id).where(Coding.checked_at.is_not(None))))
    ids = list(frame["parole_id"])
    for family, column in (("enjeu", "enjeux"), ("domaine", "domaines")):
        frame[column] = _column([tuple(tags.get((i, family), ())) for i in ids])
    frame["polarity"] = _column([next(iter(tags.get((i, "polarity"), ())), None) for i in ids])
    frame["state"] = _column(["confirmed" if i in checked else "proposed" for i in ids])
    frame["source"] = _column(["human" if i in decided else "machine" for i in ids])
    foreign = reading.in_other_languages(session)
    frame["foreign"] = _column([i in foreign for i in ids])
    return frame


def checked(session: Session, territory: Territory) -> int:
    """How many paroles a person read: those that may be quoted."""
    rows = (
        select(func.count())
        .select_from(Coding)
        .join(Parole, Parole.id == Coding.parole_id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Coding.checked_at.is_not(None))
    )
    return session.scalar(rows) or 0


def _column(values: Sequence[object]) -> pd.Series:
    return pd.Series(list(values), dtype=object)


def _standing(session: Session, territory: Territory) -> dict[tuple[int, str], list[str]]:
    rows = select(Tag.parole_id, Tag.family, Tag.key, Tag.state).where(Tag.state != "refused")
    return parole_rows.standing(session.execute(rows), parole_rows.places(session, territory))


def _decided(session: Session) -> set[int]:
    return set(session.scalars(select(Tag.parole_id).where(Tag.state != "proposed").distinct()))


def synthesis(
    session: Session,
    territory: Territory,
    *,
    scope: scopes.Scope = scopes.EVERYONE,
    exact: bool,
    brief: bool = False,
) -> Synthesis:
    """The thematic synthesis of what is asked for, or of what published figures count.

    Raises `scope.UnknownKey`, and LimitedAndProtected where it is limited and not exact.
    """
    scopes.check(session, territory, scope)
    grid = territories.themes(session, territory)
    labels = {family: [(t.key, t.label) for t in themes] for family, themes in grid.items()}
    paroles, responses = paroles_frame(session, territory), frames.responses(session, territory.id)
    waiting = 0
    if exact:
        paroles, responses = scopes.among(paroles, scope), scopes.among(responses, scope)
        paroles, left_out = once(session, territory, paroles)
    else:
        counted = publishing.counted(session, territory)
        waiting = len(responses) - len(counted)
        paroles, responses = _among(paroles, counted), _among(responses, counted)
        # Two documents, with and without, must not differ by fewer people than are protected.
        paroles, left_out = once(session, territory, paroles, least=DEFAULT_K + 1)
    return synthesise(
        paroles,
        responses,
        enjeux=labels["enjeu"],
        domaines=labels["domaine"],
        polarities=labels["polarity"],
        publics=list(words.PUBLICS.items()),
        channels=list(words.CHANNELS.items()),
        communes=[(c.code_insee, c.name, c.population) for c in territory.communes],
        origin=_origin(session, territory, responses),
        chosen=list(scope.enjeux) or None,
        chosen_domaines=list(scope.domaines) or None,
        limits=scopes.in_words(session, territory, scope),
        k=None if exact else DEFAULT_K,
        waiting=waiting,
        copies=left_out,
        brief=brief,
    )


def once(
    session: Session, territory: Territory, paroles: pd.DataFrame, *, least: int = copies.CROWD
) -> tuple[pd.DataFrame, int]:
    """Paroles less those that repeat another, in the surveys where copied texts count once; and how
    many they are. Whoever sent them still counts as having answered.

    least: how many people must have sent nearly the same text.
    """
    chosen = {each.slug for each in territories.gathered(session, territory) if each.copies_once}
    repeated: set[object] = set()
    for slug in sorted(chosen & set(paroles["survey"])):
        own = paroles[paroles["survey"] == slug]
        rows = zip(own["parole_id"], own["response_id"], own["text"], strict=True)
        repeated |= copies.repeated(list(rows), least=least)
    if not repeated:
        return paroles, 0
    return paroles[~paroles["parole_id"].isin(repeated)].reset_index(drop=True), len(repeated)


def _among(frame: pd.DataFrame, responses: set[int]) -> pd.DataFrame:
    return frame[frame["response_id"].isin(responses)].reset_index(drop=True)


def _origin(session: Session, territory: Territory, responses: pd.DataFrame) -> Origin:
    """What the document says of its sources. responses: those it counts."""
    versions = session.scalars(
        select(Coding.tagger_version)
        .join(Parole, Parole.id == Coding.parole_id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Coding.tagger_version != "")
        .distinct()
    )
    answered = set(responses["survey"])
    surveys = [s for s in territories.gathered(session, territory) if s.slug in answered]
    seen = {int(number) for number in responses["version_id"]}
    needs = {each.slug for each in surveys if each.kind == "besoins"}
    return Origin(
        tagger_version=", ".join(sorted(versions)) or "aucun",
        tagger_quality=quality.sentence(),
        quality_words=quality.words(),
        surveys=tuple(questionnaires.definition(each.versions[-1]).title for each in surveys),
        accesses=tuple(_lower_first(words.ACCESSES[each.access]) for each in surveys),
        versions=tuple(_versions(each, seen) for each in surveys),
        synthetic=territory.is_sample,
        n_needs=int(responses["survey"].isin(needs).sum()),
    )


def _versions(survey: Survey, seen: set[int]) -> str:
    """« version 2 », « versions 1 et 2 »: those that somebody answered."""
    numbers = [str(version.number) for version in survey.versions if version.id in seen]
    return f"version{'s' if len(numbers) > 1 else ''} {listing(numbers)}"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
