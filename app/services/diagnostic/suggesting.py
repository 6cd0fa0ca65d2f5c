"""Constats that the data suggest: strong signals, gaps, services asked for though they exist.

Each is a proposal that cites its evidence; nothing is said of the territory until a person keeps
it. No number stands in the sentence: committees read it, and counts are for whoever may see them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from app.models.supply import Service
from app.services import territories
from app.services.diagnostic import board, citing, constats, enjeux, stakes, supply
from surveys.models import Territory

FEWEST: Final = 30  # paroles under which nothing is suggested
MOST_SERVICES: Final = 3  # cited by one suggestion
SHARE: Final = 0.5  # of an enjeu's paroles that must be warnings for it to be a strong signal


@dataclass(frozen=True)
class Suggestion:
    """A sentence, what makes it the same one next time, and what it cites."""

    key: str
    sentence: str
    enjeux: tuple[str, ...]
    domaines: tuple[str, ...]
    cites: tuple[dict[str, Any], ...]


def propose(session: Session, territory: Territory, now: datetime) -> int:
    """Adds the suggestions that were never made here; says how many. Flushes."""
    known = {each.suggestion for each in board.constats(session, territory)}
    new = [each for each in suggestions(session, territory) if each.key not in known]
    for each in new:
        typed = {
            "kind": "point_vigilance",
            "state": "suggere",
            "sentence": each.sentence,
            "suggestion": each.key,
            "enjeux": list(each.enjeux),
            "domaines": list(each.domaines),
            "communes": [],
        }
        constat = constats.write(session, territory, typed, None, now)
        for asked in each.cites:
            citing.cite_as_told(session, territory, constat, asked, now.date())
    return len(new)


def suggestions(session: Session, territory: Territory) -> Iterator[Suggestion]:
    """What the data suggest today; nothing from the invented paroles of a sample territory."""
    if territory.is_sample:
        return
    known = enjeux.read(session, territory)
    said = stakes.by_tone(session, territory, known)
    grid = territories.themes(session, territory)
    services = supply.services(session, territory)
    for enjeu in known.standing:
        warned, total = (
            said["enjeu", enjeu.key, "point_vigilance"],
            _total(said, "enjeu", enjeu.key),
        )
        if total >= FEWEST and warned >= SHARE * total:
            yield Suggestion(
                f"signal:{enjeu.key}",
                f"« {enjeu.label} » revient souvent comme point de vigilance dans les paroles.",
                (enjeu.key,),
                (),
                (_paroles(enjeu=enjeu.asked, polarity="point_vigilance"),),
            )
    for theme in grid["domaine"]:
        here = [each for each in services if theme.key in each.domaines]
        if _total(said, "domaine", theme.key) >= FEWEST and not here:
            yield Suggestion(
                f"manque:{theme.key}",
                f"On parle de « {theme.label} », et aucun service n’y est noté.",
                (),
                (theme.key,),
                (_paroles(domaine=theme.key),),
            )
        elif here and said["domaine", theme.key, "proposition"] >= FEWEST:
            yield Suggestion(
                f"demande:{theme.key}",
                f"Des services existent pour « {theme.label} », et on en demande pourtant.",
                (),
                (theme.key,),
                (_paroles(domaine=theme.key, polarity="proposition"), *map(_service, _first(here))),
            )


def _first(services: list[Service]) -> list[Service]:
    return services[:MOST_SERVICES]


def _paroles(**chosen: str) -> dict[str, Any]:
    return {"kind": "paroles", "chosen": chosen}


def _service(service: Service) -> dict[str, Any]:
    return {"kind": "service", "service": service.id}


def _total(said: stakes.Counts, family: str, key: str) -> int:
    return sum(count for (f, k, _), count in said.items() if (f, k) == (family, key))
