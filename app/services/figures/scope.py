"""What a synthesis is limited to, and how to say it: surveys, themes, publics, communes, period."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from analysis.french import WIDE, day, listing
from app.models.publication import CountedResponse
from app.services import territories
from app.services.questionnaires import questionnaires
from surveys import words
from surveys.models import Parole, Response, Survey, Territory


class UnknownKey(ValueError):
    """Something asked for does not exist here; the message is a French sentence."""


@dataclass(frozen=True)
class Scope:
    """Keys, each empty for « all »: enjeux and domaines choose chapters, the rest chooses people.

    since, until: days of reception, both included.
    """

    enjeux: tuple[str, ...] = ()
    domaines: tuple[str, ...] = ()
    surveys: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def limited(self) -> bool:
        """Whether some answers are left out: such a synthesis is exact, and stays inside."""
        return bool(self.surveys or self.publics or self.communes or self.since or self.until)


EVERYONE = Scope()


def check(session: Session, territory: Territory, scope: Scope) -> None:
    """Raises `UnknownKey` for what this territory does not have, or a period upside down."""
    grid = territories.themes(session, territory)
    known = {
        "Enjeu": (scope.enjeux, [theme.key for theme in grid["enjeu"]]),
        "Domaine": (scope.domaines, [theme.key for theme in grid["domaine"]]),
        "Questionnaire": (scope.surveys, _slugs(session, territory)),
        "Public": (scope.publics, list(words.PUBLICS)),
        "Commune": (scope.communes, [c.code_insee for c in territory.communes]),
    }
    for what, (asked, there) in known.items():
        if unknown := [key for key in asked if key not in there]:
            raise UnknownKey(
                f"{what} inconnu{WIDE}: {', '.join(unknown)}. Choisissez parmi{WIDE}: "
                f"{', '.join(there)}."
            )
    if scope.since and scope.until and scope.since > scope.until:
        raise UnknownKey(
            f"La période commence le {day(scope.since)} et finit le {day(scope.until)}{WIDE}: "
            "échangez les deux dates."
        )


def size(session: Session, territory: Territory, scope: Scope, *, exact: bool) -> tuple[int, int]:
    """How many responses and paroles the synthesis counts."""
    mine = [Survey.territory_id == territory.id, *_conditions(scope)]
    responses = select(func.count(Response.id)).join(Survey, Survey.id == Response.survey_id)
    paroles = (
        select(func.count(Parole.id))
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
    )
    if not exact:
        mine.append(Response.id.in_(select(CountedResponse.response_id)))
    return (
        session.scalar(responses.where(*mine)) or 0,
        session.scalar(paroles.where(*mine)) or 0,
    )


def _conditions(scope: Scope) -> Iterator[ColumnElement[bool]]:
    for column, keys in (
        (Survey.slug, scope.surveys),
        (Response.public, scope.publics),
        (Response.commune, scope.communes),
    ):
        if keys:
            yield column.in_(keys)
    if scope.since:
        yield Response.received_on >= scope.since
    if scope.until:
        yield Response.received_on <= scope.until


def _slugs(session: Session, territory: Territory) -> list[str]:
    return [survey.slug for survey in territories.gathered(session, territory)]


def among(frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The rows of these people; columns survey, public, commune, received_on."""
    kept = pd.Series(True, index=frame.index)
    for column, keys in (
        ("survey", scope.surveys),
        ("public", scope.publics),
        ("commune", scope.communes),
    ):
        if keys:
            kept &= frame[column].isin(keys)
    if scope.since:
        kept &= frame["received_on"] >= scope.since
    if scope.until:
        kept &= frame["received_on"] <= scope.until
    return frame[kept].reset_index(drop=True)


def in_words(session: Session, territory: Territory, scope: Scope) -> tuple[str, ...]:
    """What the answers are limited to: « public : habitants », « communes : Cazals et Gindou »."""
    titles = questionnaires.titles(territories.gathered(session, territory))
    names = {c.code_insee: c.name for c in territory.communes}
    publics = {key: label.lower() for key, label in words.PUBLICS.items()}
    return (
        *_named("questionnaire", [f"«{WIDE}{titles[key]}{WIDE}»" for key in scope.surveys]),
        *_named("public", [publics[key] for key in scope.publics]),
        *_named("commune", [names[key] for key in scope.communes]),
        *_period(scope.since, scope.until),
    )


def _named(what: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{what}{'s' if len(names) > 1 else ''}{WIDE}: {listing(names)}"


def _period(since: date | None, until: date | None) -> Iterator[str]:
    if since and until:
        yield f"réponses reçues du {day(since)} au {day(until)}"
    elif since:
        yield f"réponses reçues depuis le {day(since)}"
    elif until:
        yield f"réponses reçues jusqu’au {day(until)}"
