"""What exports are made of: frames with tags beside the words, and the synthesis."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.coding import Coding, Tag
from app.services import questionnaires, territories
from surveys import frames
from surveys.asking import Question
from surveys.models import Survey, Territory

PEOPLE = ("confirmed", "added")


def paroles_frame(
    session: Session, territory: Territory, survey: str | None = None
) -> pd.DataFrame:
    """Paroles with their standing tags.

    Columns of `surveys.frames.PAROLES`, then enjeux, domaines (tuples of keys), polarity (key or
    None), state (`proposed`: nobody checked it; `confirmed`: somebody did), source (`machine`;
    `human` as soon as a person decided one of its tags).
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
    return frame


def _column(values: Sequence[object]) -> pd.Series:
    return pd.Series(list(values), dtype=object)


def _standing(session: Session, territory: Territory) -> dict[tuple[int, str], list[str]]:
    """Keys that stand, by parole and family, in the grid's order; a person's polarity first."""
    grid = territories.themes(session, territory)
    places = {(t.family, t.key): t.position for themes in grid.values() for t in themes}
    found: dict[tuple[int, str], list[tuple[bool, int, str]]] = {}
    rows = select(Tag.parole_id, Tag.family, Tag.key, Tag.state).where(Tag.state != "refused")
    for parole_id, family, key, state in session.execute(rows):
        place = places.get((family, key), len(places))
        mine = found.setdefault((parole_id, family), [])
        mine.append((family == "polarity" and state not in PEOPLE, place, key))
    return {where: [key for *_, key in sorted(those)] for where, those in found.items()}


def _decided(session: Session) -> set[int]:
    return set(session.scalars(select(Tag.parole_id).where(Tag.state != "proposed").distinct()))


def question_columns(survey: Survey) -> list[Question]:
    """Every question that any version asked, each once: the newest version's order first."""
    found: dict[str, Question] = {}
    for version in reversed(survey.versions):
        for question in questionnaires.definition(version).questions:
            found.setdefault(question.key, question)
    return list(found.values())


def responses_frame(session: Session, territory: Territory, survey: Survey) -> pd.DataFrame:
    """One row per response: what is known of it, then one column per question, named by its key.

    Closed answers are the stored values (several: joined by `|`), open ones the masked text.
    """
    frame = frames.responses(session, territory.id, survey.slug)
    texts = frames.paroles(session, territory.id, survey.slug)
    said = dict(
        zip(zip(texts["response_id"], texts["question"], strict=True), texts["text"], strict=True)
    )
    for question in question_columns(survey):
        frame[question.key] = _column(
            [
                said.get((response_id, question.key), _cell(answers.get(question.key)))
                for response_id, answers in zip(frame["response_id"], frame["answers"], strict=True)
            ]
        )
    return frame.drop(columns=["answers", "version_id"])


def _cell(value: object) -> object:
    return "|".join(map(str, value)) if isinstance(value, list) else value
