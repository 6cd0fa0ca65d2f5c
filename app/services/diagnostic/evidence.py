"""What a citation says today, what it said when it was cited, and whether that differs."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from app import formats
from app.models.diagnostic import Citation
from app.models.portrait import Indicator
from app.models.supply import STATES, Service
from app.services import territories
from app.services.besoins import needs
from app.services.diagnostic import portrait, supply
from app.services.paroles import reading
from app.services.paroles.reading import Filters
from surveys.models import Parole, Territory
from surveys.needs.words import STATUSES
from surveys.words import PUBLICS

GONE: Final = "[retiré par son auteur]"
MOVED: Final = 0.1  # a set of paroles changed once a tenth of it came or went
UNTOLD: Final = {"secret": "secret statistique", "missing": "non disponible"}


@dataclass(frozen=True)
class Evidence:
    """One citation in words. source: where it comes from; changed: "" while it is as cited."""

    citation: Citation
    text: str
    source: str
    changed: str
    filters: Filters | None = None


def look(session: Session, territory: Territory, citation: Citation, *, exact: bool) -> Evidence:
    """A citation as it stands. exact: whether numbers of paroles may be told."""
    if citation.kind == "indicator":
        return _figure(territory, citation)
    if citation.kind == "service":
        return _service(territory, citation)
    if citation.kind == "paroles":
        return _paroles(session, territory, citation, exact)
    if citation.kind == "besoins":
        return _besoins(session, territory, citation, exact)
    return _document(citation)


def _document(citation: Citation) -> Evidence:
    document = citation.document
    if document is None:  # refused by the database; a template must not fall over all the same
        return Evidence(citation, "", "", "Ce document n’est plus là.")
    dated = f" ({document.dated})" if document.dated else ""
    named = f"{document.title}{dated}"
    if not citation.passage:
        return Evidence(citation, named, citation.place, "")
    where = f"{named}, {citation.place}" if citation.place else named
    return Evidence(citation, f"« {citation.passage} »", where, "")


def seen_figure(figure: portrait.Figure) -> dict[str, Any]:
    """What is remembered of a figure on the day it is cited."""
    return {
        "label": figure.indicator.label,
        "unit": figure.indicator.unit,
        "status": figure.status,
        "value": figure.value,
        "source": figure.source,
    }


def _figure(territory: Territory, citation: Citation) -> Evidence:
    seen = citation.seen
    where = portrait.area_name(territory, citation.area, citation.area_code)
    now = current(citation)
    text = f"{seen.get('label', '')}, {where} : {amount(seen)}"
    if citation.year:
        text += f" ({citation.year})"
    changed = ""
    if now is None:
        changed = "Ce chiffre n’est plus dans le portrait."
    elif (now.status, now.value) != (seen.get("status"), seen.get("value")):
        changed = f"Le chiffre est maintenant : {amount(seen_figure(now))}."
    return Evidence(citation, text, str(seen.get("source", "")), changed)


def current(citation: Citation) -> portrait.Figure | None:
    indicator: Indicator | None = citation.indicator
    if indicator is None:
        return None
    whole = portrait.Portrait(indicator, tuple(portrait.told(indicator)))
    return whole.at(citation.area, citation.area_code, citation.year)


def amount(seen: Mapping[str, Any]) -> str:
    value = seen.get("value")
    if value is None:
        return UNTOLD.get(str(seen.get("status")), "")
    shown = formats.number(int(value) if float(value).is_integer() else float(value))
    return f"{shown} {seen.get('unit', '')}".rstrip()


def seen_service(service: Service) -> dict[str, Any]:
    """What is remembered of a service on the day it is cited."""
    return {
        "name": service.name,
        "kind": service.kind,
        "places": service.places,
        "communes": list(service.communes),
        "everywhere": service.everywhere,
        "state": service.state,
        "source": service.source,
    }


def _service(territory: Territory, citation: Citation) -> Evidence:
    seen, service = citation.seen, citation.service
    text = str(seen.get("name", ""))
    if seen.get("state"):
        text += f" ({STATES[seen['state']]})"
    if service is None:
        return Evidence(citation, text, str(seen.get("source", "")), "Ce service n’est plus noté.")
    names = {commune.code_insee: commune.name for commune in territory.communes}
    source = f"{supply.where(service, names)} · {service.source}"
    now = seen_service(service)
    differs = [
        key
        for key in ("name", "places", "communes", "everywhere", "state")
        if now[key] != seen.get(key)
    ]
    changed = f"La fiche de ce service a changé depuis : {service.name}." if differs else ""
    return Evidence(citation, text, source, changed)


def seen_paroles(session: Session, territory: Territory, filters: Filters) -> dict[str, Any]:
    """What is remembered of a set of paroles: their number, never their words."""
    return {"count": reading.count(session, territory, filters)}


def seen_parole(parole: Parole) -> dict[str, Any]:
    """What is remembered of one parole: the digest of its masked text, never the text."""
    return {"digest": hashlib.sha256(parole.text.encode()).hexdigest()}


def _paroles(session: Session, territory: Territory, citation: Citation, exact: bool) -> Evidence:
    if not citation.chosen:
        return _one_parole(citation)
    filters = Filters.from_form(citation.chosen)
    count, now = int(citation.seen.get("count", 0)), reading.count(session, territory, filters)
    about = in_words(session, territory, filters)
    text = (
        f"{formats.plural(count, 'parole', 'paroles')} : {about}"
        if exact
        else f"Des paroles : {about}"
    )
    changed = ""
    if exact and abs(now - count) > MOVED * max(count, 1):
        changed = f"Il y en a maintenant {formats.number(now)}."
    return Evidence(
        citation,
        text,
        f"Paroles de terrain, au {formats.short_day(citation.cited_on)}",
        changed,
        filters,
    )


def seen_besoins(
    session: Session, territory: Territory, filters: needs.Filters, today: date
) -> dict[str, Any]:
    """What is remembered of a set of needs: their number, never their words."""
    return {"count": len(besoins(session, territory, filters, today))}


def besoins(
    session: Session, territory: Territory, filters: needs.Filters, today: date
) -> list[needs.Need]:
    """The needs that these filters keep."""
    return [each for each in needs.every(session, territory) if filters.keeps(each, today)]


def _besoins(session: Session, territory: Territory, citation: Citation, exact: bool) -> Evidence:
    if not citation.chosen:
        return _one_parole(citation)
    filters = needs.Filters.from_form(citation.chosen)
    count = int(citation.seen.get("count", 0))
    about = needs_in_words(session, territory, filters)
    if not exact:
        text, changed = f"Des besoins d’associations : {about}", ""
    else:
        now = seen_besoins(session, territory, filters, citation.cited_on)["count"]
        one, many = "besoin d’association", "besoins d’associations"
        text = f"{formats.plural(count, one, many)} : {about}"
        moved = abs(now - count) > MOVED * max(count, 1)
        changed = f"Il y en a maintenant {formats.number(now)}." if moved else ""
    source = f"Besoins des associations, au {formats.short_day(citation.cited_on)}"
    return Evidence(citation, text, source, changed)


def needs_in_words(session: Session, territory: Territory, filters: needs.Filters) -> str:
    """« domaine Logement, retenus »."""
    names = {commune.code_insee: commune.name for commune in territory.communes}
    known = labels(session, territory)
    told = [
        f"{name} {_labelled(known, name, value)}"
        for name, value in (("enjeu", filters.enjeu), ("domaine", filters.domaine))
        if value
    ]
    if filters.status:
        told.append(STATUSES[filters.status].lower() if filters.status in STATUSES else "")
    if filters.commune:
        told.append(names.get(filters.commune, filters.commune))
    if filters.urgence:
        told.append(f"urgence : {filters.urgence.replace('_', ' ')}")
    return ", ".join(filter(None, told)) or "tous"


def labels(session: Session, territory: Territory) -> dict[tuple[str, str], str]:
    """Names of the grid's labels, by family and key."""
    grid = territories.themes(session, territory)
    return {(family, each.key): each.label for family in grid for each in grid[family]}


def _labelled(known: Mapping[tuple[str, str], str], family: str, value: str) -> str:
    """« Autonomie », or « Autonomie ou Cohésion sociale » where several were merged."""
    return " ou ".join(known.get((family, key), key) for key in value.split(","))


def _one_parole(citation: Citation) -> Evidence:
    parole = citation.parole
    if parole is None:
        return Evidence(citation, GONE, "Paroles de terrain", "Cette parole a été retirée.")
    moved = seen_parole(parole) != citation.seen
    changed = "Le texte de cette parole a été corrigé depuis." if moved else ""
    source = "Besoin d’une association" if citation.kind == "besoins" else "Parole de terrain"
    return Evidence(citation, f"« {parole.text} »", source, changed)


def in_words(session: Session, territory: Territory, filters: Filters) -> str:
    """« enjeu Autonomie, habitants, Cazals »."""
    known = labels(session, territory)
    names = {commune.code_insee: commune.name for commune in territory.communes}
    told = []
    for name, value in filters.as_query().items():
        if name in ("enjeu", "domaine"):
            told.append(f"{name} {_labelled(known, name, value)}")
        elif name == "polarity":
            told.append(known.get((name, value), value).lower())
        elif name == "public":
            told.append(PUBLICS.get(value, value).lower())
        elif name == "commune":
            told.append(names.get(value, value))
        elif name == "text":
            told.append(f"« {value} »")
        else:
            told.append(f"{_OTHERS.get(name, name)} {value}")
    return ", ".join(told) or "toutes"


_OTHERS: Final = {
    "survey": "questionnaire",
    "age": "âge",
    "channel": "reçues par",
    "since": "depuis le",
    "until": "jusqu’au",
    "checked": "vérifiées :",
}
