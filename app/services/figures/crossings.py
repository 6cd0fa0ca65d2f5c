"""What was answered, crossed with who answered: chosen on the desk, counted by `analysis`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from sqlalchemy.orm import Session

from analysis import crossing, weighting
from analysis.crossing import Crossing, Label
from app.models.grid import Theme
from app.services import territories
from app.services.figures import census
from app.services.questionnaires import questionnaires
from app.services.reports import answer_columns, exporting
from surveys import frames, words
from surveys.models import Survey, Territory

# What a question is crossed with: columns of a response.
BY: Final[dict[str, str]] = {
    "public": "Public",
    "commune": "Commune",
    "age_band": "Tranche d’âge",
    "channel": "Canal",
    "language": "Langue",
}
TAGS: Final[dict[str, str]] = {
    "enjeu": "Les enjeux dont on parle",
    "domaine": "Les domaines dont on parle",
    "polarity": "Le ton",
}
NOTHING: Final[dict[str, Label]] = {
    "enjeu": ("", "Aucun enjeu"),
    "domaine": ("", "Aucun domaine"),
    "polarity": ("", "Aucun ton"),
}
COLUMNS: Final = {"enjeu": "enjeux", "domaine": "domaines", "polarity": "polarity"}
CROSSED_KINDS: Final = frozenset(
    {"single_choice", "several_choices", "scale", "matrix", "ranking", "commune", "age_band"}
)
SEVERAL_KINDS: Final = frozenset({"several_choices"})


@dataclass(frozen=True)
class Subject:
    """Something that was answered. key: a column of answers, or a family of tags.

    kind: the question's, "" for tags.
    """

    key: str
    label: str
    rows: tuple[Label, ...]
    several: bool
    values: Callable[[pd.DataFrame], pd.Series]
    kind: str = ""


@dataclass(frozen=True)
class Asked:
    """What the chargée wants to see. survey: a slug; subject: see `Subject.key`; by: of `BY`."""

    survey: str
    subject: str
    by: str
    weighted: bool = False


@dataclass(frozen=True)
class Shown:
    """A crossing, and what weighting did, to which people; `refused`: why it could not, in French.

    Only residents are weighted: the census counts them, not associations.
    """

    subject: Subject
    crossing: Crossing
    weights: weighting.Weighted | None
    people: census.People | None
    joined: tuple[str, ...]
    refused: str
    n: int


def subjects(session: Session, territory: Territory, survey: Survey) -> list[Subject]:
    """What may be crossed in a survey: its tags, then each closed question."""
    grid = territories.themes(session, territory)
    tags = [
        Subject(family, label, (*_labels(grid[family]), NOTHING[family]), True, _tagged(family))
        for family, label in TAGS.items()
    ]
    return tags + list(_closed(territory, survey))


def show(session: Session, territory: Territory, survey: Survey, asked: Asked) -> Shown:
    """The crossing asked for. Raises KeyError for a subject or a column that does not exist."""
    found = {subject.key: subject for subject in subjects(session, territory, survey)}
    subject = found[asked.subject]
    frame = respondents(session, territory, survey)
    weights, people, refused = None, None, ""
    if asked.weighted:
        try:
            weights, people = _weights(session, territory, frame)
        except weighting.CannotWeight as reason:
            refused = str(reason)
    counted = pd.DataFrame({"values": subject.values(frame), "group": frame[asked.by]})
    if weights is not None:
        counted = counted.loc[weights.weights.index].assign(weight=weights.weights)
    groups = _groups(territory, asked.by)
    crossed = crossing.cross(counted, subject.rows, groups, several=subject.several)
    joined = _joined(territory, weights) if weights else ()
    return Shown(subject, crossed, weights, people, joined, refused, len(frame))


def _joined(territory: Territory, weights: weighting.Weighted) -> tuple[str, ...]:
    """The groups that were put together to be weighted, in words."""
    names = {c.code_insee: c.name for c in territory.communes} | words.AGE_BANDS
    return tuple(
        ", ".join(names.get(key, f"{key} ans") for key in keys)
        for groups in weights.joined.values()
        for keys in groups
    )


def _weights(
    session: Session, territory: Territory, frame: pd.DataFrame
) -> tuple[weighting.Weighted, census.People]:
    return census.weigh(session, territory, frame[frame["public"] == "habitant"])


def respondents(session: Session, territory: Territory, survey: Survey) -> pd.DataFrame:
    """One row per response, with the tags of all its paroles (tuples of keys, each once)."""
    frame = frames.responses(session, territory.id, survey.slug)
    every = exporting.paroles_frame(session, territory, survey.slug)
    said, _ = exporting.once(session, territory, every)
    said["polarity"] = [(key,) if key else () for key in said["polarity"]]
    for column in COLUMNS.values():
        told = said.groupby("response_id")[column].agg(_together)
        frame[column] = pd.Series(
            [told.get(identifier, ()) for identifier in frame["response_id"]], dtype=object
        )
    spoke = set(said["response_id"])
    frame["spoke"] = [identifier in spoke for identifier in frame["response_id"]]
    return frame


def _together(many: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for keys in many for key in keys))


def _tagged(family: str) -> Callable[[pd.DataFrame], pd.Series]:
    """Tags of who wrote something; a word of no enjeu is an answer too, so it is counted."""

    def values(frame: pd.DataFrame) -> pd.Series:
        rows = zip(frame[COLUMNS[family]], frame["spoke"], strict=True)
        return pd.Series([keys or ("",) * spoke for keys, spoke in rows], dtype=object)

    return values


def _closed(territory: Territory, survey: Survey) -> Iterator[Subject]:
    context = territories.context(territory)
    for column in answer_columns.answer_columns(survey):
        question = column.question
        if question.kind not in CROSSED_KINDS or column.key in question.written():
            continue
        rows = tuple((choice.key, choice.label) for choice in question.options(context))
        several = question.kind in SEVERAL_KINDS
        values = _answered(column)
        yield Subject(column.name, column.label, rows, several, values, question.kind)


def _answered(column: answer_columns.AnswerColumn) -> Callable[[pd.DataFrame], pd.Series]:
    """The keys answered; of a ranking, the one put first."""
    own = answer_columns.OWN_COLUMN.get(column.question.kind)

    def one(answers: object) -> tuple[str, ...]:
        if isinstance(answers, list):
            kept = answers[:1] if column.question.kind == "ranking" else answers
            return tuple(map(str, kept))
        return () if answers is None else (str(answers),)

    def values(frame: pd.DataFrame) -> pd.Series:
        stored = (
            frame[own]
            if own
            else [column.question.part(column.key, answers) for answers in frame["answers"]]
        )
        return pd.Series([one(value) for value in stored], dtype=object)

    return values


def _groups(territory: Territory, by: str) -> tuple[Label, ...]:
    known: dict[str, dict[str, str]] = {
        "public": words.PUBLICS,
        "commune": {c.code_insee: c.name for c in territory.communes},
        "age_band": words.AGE_BANDS,
        "channel": words.CHANNELS,
        "language": words.LANGUAGES,
    }
    return tuple(known[by].items())


def _labels(themes: Sequence[Theme]) -> tuple[Label, ...]:
    return tuple((theme.key, theme.label) for theme in themes)


def survey_titles(surveys: Sequence[Survey]) -> list[tuple[Survey, str]]:
    """Each published survey with its title, as a list to choose from."""
    return [(each, questionnaires.definition(each.versions[-1]).title) for each in surveys]
