"""Figures as they are kept once published: plain data, without a word of anyone's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import DEFAULT_K, Table
from analysis.summary import EnjeuSummary, Synthesis
from app.models.restitution import PublishedSynthesis, Restitution
from surveys.models import Territory


class TooClose(ValueError):
    """Published beside what was published before, it would tell of a few people: the sentence
    says what to do."""


def check_distance(before: Iterable[int], now: int, k: int = DEFAULT_K) -> None:
    """Two publications count the same people, or differ by `k` of them. Raises `TooClose`."""
    if any(0 < abs(now - each) < k for each in before):
        raise TooClose(
            f"Depuis une publication précédente, le nombre de réponses a changé de moins de {k}. "
            "Publiées toutes les deux, elles diraient ce que ces quelques personnes ont répondu. "
            f"Attendez {k} réponses nouvelles."
        )


@dataclass(frozen=True)
class Counted:
    """How many a publication counted: everyone, and by question of one survey."""

    n: int
    questions: Mapping[str, int]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Counted":
        found = content.get("findings", ())
        return cls(content["n"], {each["key"]: each["n"] for each in found if each["survey"]})

    def plain(self) -> dict[str, Any]:
        return {"n": self.n, "questions": dict(self.questions)}


def earlier(session: Session, territory: Territory) -> list[Counted]:
    """What every publication of this territory counted, those withdrawn since included."""
    syntheses = select(PublishedSynthesis).where(PublishedSynthesis.territory_id == territory.id)
    results = select(Restitution).where(Restitution.territory_id == territory.id)
    found = [Counted.of(one.content) for one in session.scalars(syntheses)]
    for row in session.scalars(results):
        found += [Counted(each["n"], each["questions"]) for each in row.past]
        if row.content:
            found.append(Counted.of(row.content))
    return found


def table(shown: Table) -> dict[str, Any]:
    """A protected table: rows are [label, persons or None where hidden]."""
    return {
        "title": shown.title,
        "total": shown.total,
        "rows": [[row.label, row.people] for row in shown.rows],
        "hides": shown.hides,
        "tells": shown.tells,
    }


def synthesis(made: Synthesis) -> dict[str, Any]:
    """A protected synthesis. Raises ValueError for an exact one, which is handed to nobody."""
    if made.k is None:
        raise ValueError("exact figures are not published")
    return {
        **about(made),
        "by_enjeu": table(made.by_enjeu),
        "by_domaine": table(made.by_domaine),
        "enjeux": [_chapter(made, one) for one in made.enjeux],
    }


def about(made: Synthesis) -> dict[str, Any]:
    """Who answered, when, and how it was read."""
    return {
        "k": made.k,
        "n": made.n_responses,
        "paroles": made.n_paroles,
        "first": _day(made.first),
        "last": _day(made.last),
        "by_public": table(made.by_public),
        "by_commune": table(made.by_commune),
        "by_channel": table(made.by_channel),
        "checked": made.share_checked,
        "surveys": [
            list(pair) for pair in zip(made.origin.surveys, made.origin.accesses, strict=True)
        ],
        "tagger": made.origin.tagger_version,
        "quality": made.origin.quality_words,
        "measured": made.origin.tagger_quality,
        "versions": list(made.origin.versions),
        "synthetic": made.origin.synthetic,
    }


def _chapter(made: Synthesis, one: EnjeuSummary) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "people": one.n_people,
        "share": one.share,
        "by_public": table(one.by_public),
        "by_commune": table(one.by_commune),
        "by_polarity": table(one.by_polarity),
        "words": [word.text for word in one.words],
        "quotes": [
            [
                quote.parole_id,
                _label(made, "public", quote.public),
                _label(made, "commune", quote.commune),
            ]
            for quote in one.quotes
        ],
    }


def _label(made: Synthesis, column: str, key: str | None) -> str:
    names: Mapping[str, str] = made.names[column]
    return names.get(key, "") if key else ""


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
