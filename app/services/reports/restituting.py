"""Public results: prepared at the desk, published on a day, frozen, withdrawn if need be."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis import privacy
from analysis.disclosure import Table
from analysis.quotes import choose
from analysis.summary import Synthesis
from app.models.restitution import Restitution, RestitutionQuote
from app.services import territories
from app.services.figures import one_way
from app.services.figures.crossings import survey_titles
from app.services.reports import exporting, freezing, publishing
from surveys.models import Territory

MOST_FINDINGS, MOST_QUOTES, OFFERED_QUOTES = 3, 10, 40
LONGEST: Final = {"title": 120, "question": 600, "decided": 2000, "done": 2000, "sentence": 300}
TEXTS: Final = ("question", "decided", "done")


class CannotPublish(ValueError):
    """Nothing was published: the sentence says why and what to do."""


@dataclass(frozen=True)
class Figure:
    """A protected table that a finding may show.

    n: out of how many; survey: whose question it is (a slug), "" for what counts everyone.
    """

    key: str
    label: str
    table: Table
    n: int
    survey: str = ""
    several: bool = True


@dataclass(frozen=True)
class Choice:
    """A parole that may be quoted, and the public said beside it."""

    parole_id: int
    text: str
    public: str


def begin(session: Session, territory: Territory, title: str) -> Restitution:
    """A page of results to prepare; its address comes from its title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:70] or "resultats"
    taken = set(session.scalars(select(Restitution.slug)))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    made = Restitution(territory_id=territory.id, slug=slug, title=title, findings=[], past=[])
    session.add(made)
    session.flush()
    return made


def save(
    session: Session,
    row: Restitution,
    texts: Mapping[str, str],
    findings: Sequence[Mapping[str, str]],
    quotes: Sequence[int],
) -> None:
    """What was typed; quotes: numbers of paroles, those past the limit left out."""
    row.title = texts["title"] or row.title
    for name in TEXTS:
        setattr(row, name, texts[name])
    row.findings = [dict(each) for each in findings[:MOST_FINDINGS]]
    row.quotes.clear()
    session.flush()
    for position, parole_id in enumerate(dict.fromkeys(quotes[:MOST_QUOTES])):
        row.quotes.append(RestitutionQuote(position=position, parole_id=parole_id))
    session.flush()


def figures(session: Session, territory: Territory, made: Synthesis) -> dict[str, Figure]:
    """Every table that a finding may show: fixed ones, protected as the synthesis protects them."""
    n = made.n_responses
    found = [
        Figure("enjeux", "De quoi parlent les gens : les enjeux", made.by_enjeu, n),
        Figure("domaines", "De quoi parlent les gens : les domaines", made.by_domaine, n),
    ]
    for one in made.enjeux:
        if one.n_people is not None:
            about, people = one.label, one.n_people
            found += [
                Figure(f"ton.{one.key}", f"{about} : sur quel ton", one.by_polarity, people),
                Figure(
                    f"public.{one.key}",
                    f"{about} : qui en parle",
                    one.by_public,
                    people,
                    several=False,
                ),
            ]
    counted = publishing.counted(session, territory)
    for survey, title in survey_titles(territories.surveys(session, territory)):
        for subject, table, n in one_way.questions(session, territory, survey, counted):
            key, label = f"question.{survey.slug}.{subject.key}", f"{title} : {subject.label}"
            found.append(Figure(key, label, table, n, survey.slug, subject.several))
    return {figure.key: figure for figure in found if figure.table.tells}


def quotable(session: Session, territory: Territory, kept: Iterable[int] = ()) -> list[Choice]:
    """Paroles that may be quoted: a person read them, published figures count them, and nothing
    in them looks like a name or a number. The most telling first; those `kept` before them."""
    frame = exporting.paroles_frame(session, territory)
    frame = frame[frame["response_id"].isin(publishing.counted(session, territory))]
    frame = frame[frame["state"] != "proposed"].reset_index(drop=True)
    sound = [not privacy.find(str(text)) for text in frame["text"]]
    frame = frame[pd.Series(sound, index=frame.index, dtype=bool)].reset_index(drop=True)
    mine = [place for place, found in enumerate(frame["parole_id"]) if found in set(kept)]
    rest = [place for place in choose(frame, number=OFFERED_QUOTES) if place not in mine]
    return [_choice(frame, place) for place in (*mine, *rest)]


def _choice(frame: pd.DataFrame, place: int) -> Choice:
    row = frame.iloc[place]
    return Choice(int(row["parole_id"]), str(row["text"]), str(row["public"] or ""))


def publish(
    session: Session, territory: Territory, row: Restitution, *, by: str, today: date
) -> None:
    """Freezes the page as it is today, for everyone to read. Raises `CannotPublish`."""
    publishing.advance(session, territory)
    made = exporting.synthesis(session, territory, exact=False)
    content = prepared(session, territory, row, made)
    _check(session, territory, row, content)
    _check_distances(session, territory, content)
    large = {each.key for each in made.by_public.rows if each.people is not None}
    publics = {each.parole_id: each.public for each in _chosen(session, territory, row)}
    for quote in row.quotes:
        public = publics[quote.parole_id]
        quote.public = public if public in large else ""
    row.content, row.published_on, row.published_by = content, today, by
    session.flush()


def withdraw(session: Session, row: Restitution) -> None:
    """Nobody reads it any more; it can be prepared again."""
    if row.content:
        row.past = [*row.past, freezing.Counted.of(row.content).plain()]
    row.content, row.published_on = None, None
    session.flush()


def prepared(
    session: Session, territory: Territory, row: Restitution, made: Synthesis
) -> dict[str, Any]:
    """The figures of the page, as publishing it now would freeze them."""
    counted = publishing.counted(session, territory)
    offered = figures(session, territory, made)
    chosen = [(each, offered.get(each["key"])) for each in row.findings]
    surveys = survey_titles(territories.surveys(session, territory))
    return freezing.about(made) | {
        "by_age": freezing.table(one_way.by_age(session, territory, counted)),
        "rates": _rates(territory, made),
        "findings": [
            {
                "key": figure.key,
                "label": figure.label,
                "sentence": each["sentence"],
                "n": figure.n,
                "survey": figure.survey,
                "several": figure.several,
                "table": freezing.table(_most_first(figure)),
            }
            for each, figure in chosen
            if figure
        ],
        "gone": [each["key"] for each, figure in chosen if not figure],
        "follow": [[survey.slug, title] for survey, title in surveys if not survey.archived_on],
    }


def _most_first(figure: Figure) -> Table:
    """Enjeux and domaines by their figures; what is hidden last, in the grid's order."""
    if figure.key not in ("enjeux", "domaines"):
        return figure.table
    rows = sorted(figure.table.rows, key=lambda row: -(row.people or 0))
    return replace(figure.table, rows=tuple(rows))


def _rates(territory: Territory, made: Synthesis) -> list[list[Any]]:
    """Responses for 100 inhabitants of each commune shown, most heard first."""
    people = {commune.code_insee: commune.population for commune in territory.communes}
    rates = [
        [row.label, round(100 * row.people / people[row.key], 1)]
        for row in made.by_commune.rows
        if row.people is not None and people.get(row.key)
    ]
    return sorted(rates, key=lambda each: -each[1])


def _check(
    session: Session, territory: Territory, row: Restitution, content: Mapping[str, Any]
) -> None:
    if not content["n"]:
        raise CannotPublish("Moins de 11 personnes ont répondu : rien ne peut encore être publié.")
    if not row.question:
        raise CannotPublish("Écrivez la question posée : c’est la première chose qu’on lit.")
    if content["gone"]:
        raise CannotPublish(
            "Un des résultats choisis ne peut plus être montré : trop peu de personnes. "
            "Choisissez-en un autre."
        )
    if not content["findings"]:
        raise CannotPublish("Choisissez au moins un résultat, trois au plus.")
    if len(_chosen(session, territory, row)) < len(row.quotes):
        raise CannotPublish(
            "Une des paroles choisies ne peut pas être citée : elle n’a pas été relue, a été "
            "retirée, ou contient ce qui ressemble à un nom. Décochez-la."
        )


def _check_distances(session: Session, territory: Territory, content: Mapping[str, Any]) -> None:
    """Beside what was published before, this page tells nothing of a few people."""
    now, before = freezing.Counted.of(content), freezing.earlier(session, territory)
    try:
        freezing.check_distance((each.n for each in before), now.n)
        for key, n in now.questions.items():
            same = [each.questions[key] for each in before if key in each.questions]
            freezing.check_distance(same, n)
    except freezing.TooClose as error:
        raise CannotPublish(str(error)) from error


def _chosen(session: Session, territory: Territory, row: Restitution) -> list[Choice]:
    """Of the paroles chosen, those that may be quoted."""
    asked = [quote.parole_id for quote in row.quotes]
    offered = {each.parole_id: each for each in quotable(session, territory, asked)}
    return [offered[parole_id] for parole_id in asked if parole_id in offered]
