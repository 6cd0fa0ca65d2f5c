"""A closed question of one survey, protected: the only tables of it that are ever published."""

from collections.abc import Iterator

import pandas as pd
from sqlalchemy.orm import Session

from analysis import disclosure
from analysis.disclosure import DEFAULT_K, Count, Table
from app.services.figures import crossings
from surveys import frames
from surveys.models import Survey, Territory
from surveys.words import AGE_BANDS, PUBLICS

PARTICIPATION = ("commune", "age_band")
UNASKED = "unasked"
UNSAID = {"": "Âge non précisé ou non demandé", UNASKED: "Non demandé\u00a0: associations et élus"}


def questions(
    session: Session, territory: Territory, survey: Survey, counted: set[int]
) -> Iterator[tuple[crossings.Subject, Table, int]]:
    """Each closed question, its table among the responses `counted`, and how many answered it.

    Never crossed with anything: beside the other published tables it shares no cell with them.
    Questions of place and age are left out: they are participation.
    """
    frame = _counted(frames.responses(session, territory.id, survey.slug), counted)
    for subject in crossings.subjects(session, territory, survey):
        if subject.key in crossings.TAGS or subject.kind in PARTICIPATION:
            continue
        answers = [tuple(keys) for keys in subject.values(frame)]
        table, answered = protected(subject, answers)
        yield subject, table, answered


def protected(
    subject: crossings.Subject, answers: list[tuple[str, ...]], k: int = DEFAULT_K
) -> tuple[Table, int]:
    """The table of these answers, one tuple of keys a person, and how many answered."""
    given = [keys for keys in answers if keys]
    people = {key: sum(key in keys for keys in given) for key, _ in subject.rows}
    counts = [Count(key, label, people[key], len(given)) for key, label in subject.rows]
    return (
        disclosure.protect(
            subject.key,
            subject.label,
            counts,
            total=len(given) if len(given) >= k else None,
            k=k,
            # One who ticks several is in several rows: what is hidden is bounded by the ticks.
            most=sum(people.values()) if subject.several else None,
        ),
        len(given),
    )


def by_age(session: Session, territory: Territory, counted: set[int]) -> Table:
    """Who answered, by age: participation, so all may be in a row."""
    frame = _counted(frames.responses(session, territory.id), counted)
    said = frame["age_band"].fillna("")
    # Associations and elected officials are never asked for their age. They have a row of their own
    # only where each public is large: beside the table of publics it would tell of a small one.
    publics = frame["public"].value_counts()
    if all(publics.get(public, 0) >= DEFAULT_K for public in PUBLICS):
        said = said.mask((said == "") & (frame["public"] != "habitant"), UNASKED)
    ages = said.value_counts().to_dict()
    labels = [*AGE_BANDS.items(), *(pair for pair in UNSAID.items() if pair[0] in ages)]
    counts = [
        Count(key, label, int(ages.get(key, 0)), int(ages.get(key, 0)) + DEFAULT_K)
        for key, label in labels
    ]
    return disclosure.protect("age_band", "Par âge", counts, total=len(frame), k=DEFAULT_K)


def _counted(frame: pd.DataFrame, counted: set[int]) -> pd.DataFrame:
    return frame[frame["response_id"].isin(counted)].reset_index(drop=True)
