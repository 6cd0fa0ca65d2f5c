"""Who has not been heard: one sentence each, with the means to reach them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.census import Census
from app.services.figures.census import BANDS, CHILDREN
from app.services.home.overview import Line, Overview, Reach
from surveys.models import Territory
from surveys.words import AGE_BANDS, PUBLICS

# Far under their share: less than half of what it would give, where it would give three at least.
HALF, LEAST = 0.5, 3
NAMED = 3
PLACES = {"habitant": "habitantes et habitants", "association": "associations", "elu": "élus"}


@dataclass(frozen=True)
class Means:
    """A page that helps to reach them. posts: the communes for which a button makes what is missing
    (short address, code, poster), by INSEE code."""

    label: str
    endpoint: str
    values: Mapping[str, str]
    posts: Sequence[str] = ()


@dataclass(frozen=True)
class Unheard:
    """One sentence, and what can be done."""

    said: str
    means: Sequence[Means]


def unheard(session: Session, territory: Territory, seen: Overview) -> list[Unheard]:
    """Communes, ages, publics and ways of answering, in that order. Nobody before anyone did."""
    if not seen.responses:
        return []
    main = _main(seen.lines)
    return [
        *_communes(seen, main),
        *_ages(session, territory, seen, main),
        *_publics(seen),
        *_offline(seen, main),
    ]


def _main(lines: Iterable[Line]) -> Line | None:
    """The open questionnaire of residents with most answers."""
    open_ = [line for line in lines if line.state == "open" and line.public == "habitant"]
    return max(open_, key=lambda line: line.responses, default=None)


def _means(
    line: Line | None, *, communes: Sequence[Reach] = (), paper: bool = False
) -> list[Means]:
    if line is None:
        return []
    slug = line.survey.slug
    found = []
    if communes:
        for_whom = communes[0].name if len(communes) == 1 else "chacune"
        label = f"Préparer l’affiche et l’adresse de {for_whom}"
        codes = [place.code for place in communes]
        found.append(Means(label, "desk.add_communes", {"slug": slug}, codes))
    found.append(Means("Affiches et adresses courtes", "desk.outreach", {"slug": slug}))
    if paper:
        found.append(Means("Feuilles à imprimer", "desk.paper_sheets", {"slug": slug}))
    return found


def low(seen: Overview) -> set[str]:
    """Codes of the communes heard far less than their share, those of nobody included."""
    return {place.code for place in (*seen.silent, *_under(seen))} if seen.responses else set()


def _communes(seen: Overview, main: Line | None) -> list[Unheard]:
    found = []
    if silent := seen.silent:
        people = sum(place.population for place in silent)
        said = f"{_listed(silent)} : personne n’y a encore répondu ({people} habitants)."
        found.append(Unheard(said, _means(main, communes=silent, paper=True)))
    if few := _under(seen):
        told = ", ".join(f"{place.name} ({place.responses})" for place in few[: 2 * NAMED])
        more = len(few) - 2 * NAMED
        told += f" et {more} autres communes" if more > 0 else ""
        said = f"Moins de la moitié de leur part : {told}."
        found.append(Unheard(said, _means(main, communes=few, paper=True)))
    return found


def _under(seen: Overview) -> list[Reach]:
    """Heard, but far less than the commune's share of the population."""
    everyone = sum(place.population for place in seen.reach)
    answered = sum(place.responses for place in seen.reach)
    found = []
    for place in seen.reach:
        expected = answered * place.population / everyone if everyone else 0
        if place.responses and expected >= LEAST and place.responses < HALF * expected:
            found.append(place)
    return sorted(found, key=lambda place: (place.per_hundred, place.name))


def _listed(places: Sequence[Reach]) -> str:
    names = [place.name for place in sorted(places, key=lambda place: place.name)]
    if len(names) > 2 * NAMED:
        return f"{len(names)} communes, dont {', '.join(names[:NAMED])}"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"


def _ages(
    session: Session, territory: Territory, seen: Overview, main: Line | None
) -> list[Unheard]:
    said = {key: count for key, count in seen.ages if key in AGE_BANDS}
    people = _people(session, territory)
    if not people or sum(said.values()) < LEAST:
        return []
    told = sum(said.values())
    whole = sum(people.values())
    found = []
    for band, many in people.items():
        count = sum(said.get(inner, 0) for inner in BANDS[band])
        expected = told * many / whole
        if band != CHILDREN and expected >= LEAST and count < HALF * expected:
            share = round(100 * many / whole)
            heard = f"{count} réponse{'s' if count > 1 else ''}" if count else "aucune réponse"
            words = f"Les {_aged(band)} : {heard}, pour {share}\u202f% de la population."
            found.append(Unheard(words, _means(main)))
    return found


def _aged(band: str) -> str:
    return str(AGE_BANDS.get(band, f"{band} ans")).lower()


def has_census(session: Session, territory: Territory) -> bool:
    """Whether the population by age was imported."""
    return bool(_people(session, territory))


def _people(session: Session, territory: Territory) -> dict[str, float]:
    """Who lives here by age, from the newest import; nothing without one."""
    rows = select(Census).where(Census.territory_id == territory.id)
    census = session.scalars(
        rows.order_by(Census.id.desc()).limit(1).options(selectinload(Census.lines))
    ).first()
    found: dict[str, float] = {}
    for line in census.lines if census else ():
        if line.age_band:
            found[line.age_band] = found.get(line.age_band, 0.0) + line.people
    return found


def _publics(seen: Overview) -> list[Unheard]:
    heard = dict(seen.publics)
    found = []
    for public in PUBLICS:
        asked = [line for line in seen.lines if line.public == public and line.state == "open"]
        if asked and not heard.get(public):
            said = f"Aucune réponse n’est venue : {PLACES[public]}."
            values = {"slug": asked[0].survey.slug}
            means = [
                Means("Inviter par courriel ou par lettre", "desk.invitations", values),
                *_means(asked[0]),
            ]
            found.append(Unheard(said, means))
    return found


def _offline(seen: Overview, main: Line | None) -> list[Unheard]:
    """Those without the internet: paper and interviews are how they are heard."""
    by_way = dict(seen.channels)
    other = by_way.get("papier", 0) + by_way.get("entretien", 0)
    if main is None or seen.responses < 2 * LEAST or other >= 0.1 * seen.responses:
        return []
    how = f"{other} sur {seen.responses} réponses" if other else "aucune réponse"
    said = f"Les personnes sans internet : {how} sur papier ou en entretien."
    values = {"slug": main.survey.slug}
    return [Unheard(said, [Means("Feuilles à imprimer", "desk.paper_sheets", values)])]
