"""What the paroles hold beyond counts: words, subjects, quotes, labels together, copied texts."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
from sqlalchemy.orm import Session

from analysis import copies, quotes
from analysis.distinctive import Distinctive, distinctive
from analysis.emerging import Topic, topics
from analysis.french import MONTHS, WIDE
from analysis.together import Pair, pairs
from app.services import territories
from app.services.reports import exporting
from surveys import words
from surveys.models import Survey, Territory

Label = tuple[str, str]
# Each with what it is called in a list, and at the top of its page.
VIEWS: Final[dict[str, Label]] = {
    "mots": ("Les mots de chacun", "Les mots que les uns disent plus que les autres"),
    "ailleurs": ("Hors des enjeux", "Ce qui revient hors des enjeux"),
    "ensemble": ("Enjeux dits ensemble", "Les enjeux dont parlent les mêmes personnes"),
    "citations": ("Citations par enjeu", "Des paroles qui résument chaque enjeu"),
    "copies": ("Textes recopiés", "Les textes recopiés"),
}
BY: Final[dict[str, str]] = {"public": "Public", "commune": "Commune", "month": "Mois"}
QUOTES: Final = 3
MOST_BARE: Final = 12
# Two are enough to look at, for who may see everything; three to say that something recurs.
FEWEST_OUTSIDE: Final = 2


@dataclass(frozen=True)
class Said:
    """A parole, and how to find it again."""

    parole_id: int
    text: str
    public: str


@dataclass(frozen=True)
class Outside:
    """Paroles of no enjeu: the subjects that recur in them, with their quotes, and a few others."""

    topics: tuple[tuple[Topic, tuple[Said, ...]], ...]
    paroles: int
    people: int
    others: tuple[Said, ...]


@dataclass(frozen=True)
class Campaign:
    """Nearly one text from several people: the first as written, and how the others wrote it."""

    people: int
    campaign: bool
    first: Said
    others: tuple[Said, ...]


@dataclass(frozen=True)
class Shown:
    """What a view needs; the rest is empty. paroles: how many there are; enjeux: labels by key."""

    paroles: int
    enjeux: dict[str, str]
    people: int = 0
    groups: Sequence[tuple[str, int, tuple[Distinctive, ...]]] = ()
    outside: Outside | None = None
    representative: Sequence[tuple[Label, int, tuple[Said, ...]]] = ()
    pairs: tuple[Pair, ...] = ()
    copied: Sequence[Campaign] = ()


def show(session: Session, territory: Territory, survey: str | None, view: str, by: str) -> Shown:
    """A view of `VIEWS` but « copies », of a questionnaire or of all; by: of `BY`, for words."""
    paroles, labels = frame(session, territory, survey), enjeux(session, territory)
    shown = Shown(len(paroles), dict(labels), int(paroles["response_id"].nunique()))
    if paroles.empty:
        return shown
    if view == "mots":
        return replace(shown, groups=said_more(paroles, territory, by))
    if view == "ailleurs":
        return replace(shown, outside=outside(paroles))
    if view == "citations":
        return replace(shown, representative=representative(paroles, labels))
    return replace(shown, pairs=together(paroles, labels))


def frame(session: Session, territory: Territory, survey: str | None = None) -> pd.DataFrame:
    """Paroles with their standing tags, those of texts counted once left out where so chosen."""
    found = exporting.paroles_frame(session, territory, survey)
    return exporting.once(session, territory, found)[0]


def said_more(
    paroles: pd.DataFrame, territory: Territory, by: str
) -> list[tuple[str, int, tuple[Distinctive, ...]]]:
    """For each public, commune or month: its name, how many people, the words it says more."""
    groups = list(map(_month, paroles["received_on"])) if by == "month" else list(paroles[by])
    rows = zip(paroles["response_id"], groups, paroles["text"], strict=True)
    found = distinctive((person, group, text) for person, group, text in rows if group)
    people = paroles["response_id"].groupby(pd.Series(groups, dtype=object)).nunique()
    return [
        (label, int(people.get(key, 0)), found.get(key, ()))
        for key, label in _labels(territory, by, groups)
        if people.get(key, 0)
    ]


def _month(day: object) -> str:
    return str(day)[:7]


def _labels(territory: Territory, by: str, groups: Sequence[Hashable]) -> list[Label]:
    if by == "public":
        return list(words.PUBLICS.items())
    if by == "commune":
        return [(c.code_insee, c.name) for c in territory.communes]
    months = sorted({str(group) for group in groups})
    return [(m, f"{MONTHS[int(m[5:7]) - 1].capitalize()}{WIDE}{m[:4]}") for m in months]


def outside(paroles: pd.DataFrame) -> Outside:
    """What recurs in paroles of no enjeu, that the machine could read."""
    bare = paroles[[not keys for keys in paroles["enjeux"]]]
    bare = bare[~bare["foreign"].astype(bool)].reset_index(drop=True)
    others = paroles[[bool(keys) for keys in paroles["enjeux"]]]
    found = topics(_texts(bare), _texts(others), fewest=FEWEST_OUTSIDE)
    quoted = {at for topic in found for at in topic.quotes}
    left = [at for at in range(len(bare)) if at not in quoted and len(bare["text"][at]) > 20]
    return Outside(
        tuple((topic, tuple(_said(bare, at) for at in topic.quotes)) for topic in found),
        len(bare),
        int(bare["response_id"].nunique()),
        tuple(_said(bare, at) for at in left[:MOST_BARE]),
    )


def _texts(paroles: pd.DataFrame) -> list[tuple[object, str]]:
    return list(zip(paroles["response_id"], paroles["text"], strict=True))


def _said(paroles: pd.DataFrame, at: int) -> Said:
    row = paroles.iloc[at]
    return Said(int(row["parole_id"]), str(row["text"]), str(row["public"]))


def representative(
    paroles: pd.DataFrame, enjeux: Sequence[Label]
) -> list[tuple[Label, int, tuple[Said, ...]]]:
    """For each enjeu: how many people, and a few paroles close to what many of them said."""
    found, used = [], frozenset[object]()
    for key, label in enjeux:
        about = paroles[[key in keys for keys in paroles["enjeux"]]].reset_index(drop=True)
        places = quotes.choose(about, number=QUOTES, used=used)
        chosen = tuple(_said(about, place) for place in places)
        used |= {each.parole_id for each in chosen}
        found.append(((key, label), int(about["response_id"].nunique()), chosen))
    return found


def together(paroles: pd.DataFrame, enjeux: Sequence[Label]) -> tuple[Pair, ...]:
    """Pairs of enjeux, by persons."""
    spoken: dict[object, set[str]] = defaultdict(set)
    for person, keys in zip(paroles["response_id"], paroles["enjeux"], strict=True):
        spoken[person] |= set(keys)
    return pairs(spoken.values(), [key for key, _ in enjeux])


def square(pairs: Iterable[Pair], labels: Mapping[str, str]) -> dict[tuple[str, str], int | None]:
    """Persons of each pair, row by row in the grid's order; on the diagonal, those of one label."""
    counts: dict[tuple[str, str], int] = {}
    for pair in pairs:
        counts[pair.first, pair.second] = counts[pair.second, pair.first] = pair.both
        counts[pair.first, pair.first], counts[pair.second, pair.second] = pair.one, pair.other
    return {(row, column): counts.get((row, column)) for row in labels for column in labels}


def copied(session: Session, territory: Territory, survey: Survey) -> list[Campaign]:
    """Texts that several people sent nearly alike to a questionnaire, most people first."""
    paroles = exporting.paroles_frame(session, territory, survey.slug)
    places = {key: at for at, key in enumerate(paroles["parole_id"])}
    rows = zip(paroles["parole_id"], paroles["response_id"], paroles["text"], strict=True)
    return [
        Campaign(
            found.people,
            found.campaign,
            _said(paroles, places[found.keys[0]]),
            tuple(_said(paroles, places[key]) for key in found.keys[1:]),
        )
        for found in copies.groups(list(rows))
    ]


def choose_copies(survey: Survey, *, once: bool) -> None:
    """How copied texts of a questionnaire count from now on."""
    survey.copies_once = once


def enjeux(session: Session, territory: Territory) -> list[Label]:
    return [(theme.key, theme.label) for theme in territories.themes(session, territory)["enjeu"]]
