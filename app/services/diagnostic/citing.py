"""What a constat rests on: a source cited, taken away, read again."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models.coding import Coding
from app.models.diagnostic import Citation, Constat, Document
from app.models.staff import User
from app.models.supply import Service
from app.services.besoins import needs
from app.services.diagnostic import evidence, portrait
from app.services.diagnostic.account import note
from app.services.diagnostic.constats import reopened
from app.services.paroles.reading import Filters
from app.services.refusal import Refused
from surveys.models import Parole, Survey, Territory


def cite(
    session: Session,
    territory: Territory,
    constat: Constat,
    asked: dict[str, Any],
    by: User,
    now: datetime,
) -> Citation:
    """Adds a citation, with what it says today. Raises `Refused`; flushes.

    asked: kind, then as that kind's columns of `Citation` (indicator key, service id, parole id or
    `chosen` filters, document id).
    """
    citation = cite_as_told(session, territory, constat, asked, now.date())
    note(session, constat, "cited", by, now, citation.kind)
    reopened(session, constat, by, now)
    return citation


def cite_as_told(
    session: Session, territory: Territory, constat: Constat, asked: dict[str, Any], on: date
) -> Citation:
    """The citation alone, without a line in the account. Raises `Refused`; flushes."""
    makers = {
        "indicator": _cite_figure,
        "service": _cite_service,
        "paroles": _cite_paroles,
        "besoins": _cite_besoins,
        "document": _cite_document,
    }
    if asked.get("kind") not in makers:
        raise Refused(
            "Dites ce que vous citez : un chiffre, un service, des paroles, des besoins "
            "ou un document."
        )
    citation = makers[asked["kind"]](session, territory, asked | {"on": on})
    citation.kind, citation.cited_on = asked["kind"], on
    citation.position = max((each.position for each in constat.citations), default=0) + 1
    constat.citations.append(citation)
    session.flush()
    return citation


def _cite_figure(session: Session, territory: Territory, asked: dict[str, Any]) -> Citation:
    found = portrait.one(session, territory, str(asked.get("indicator", "")))
    where = (asked.get("area", ""), asked.get("area_code", ""), asked.get("year"))
    figure = found.at(*where) if found else None
    if figure is None:
        raise Refused("Ce chiffre n’est pas dans le portrait. Choisissez-en un de la liste.")
    return Citation(
        indicator=figure.indicator,
        area=figure.area,
        area_code=figure.area_code,
        year=figure.year,
        seen=evidence.seen_figure(figure),
    )


def _cite_service(session: Session, territory: Territory, asked: dict[str, Any]) -> Citation:
    found = session.get(Service, asked.get("service") or 0)
    if found is None or found.territory_id != territory.id:
        raise Refused("Ce service n’est pas dans l’offre. Choisissez-en un de la liste.")
    return Citation(service=found, seen=evidence.seen_service(found))


def _cite_paroles(session: Session, territory: Territory, asked: dict[str, Any]) -> Citation:
    if asked.get("parole"):
        return _cite_one(session, territory, asked["parole"])
    filters = Filters.from_form(asked.get("chosen", {})).but()
    if not filters.narrowed:
        raise Refused("Choisissez quelles paroles : un enjeu, un domaine, un public, un mot…")
    seen = evidence.seen_paroles(session, territory, filters)
    if not seen["count"]:
        raise Refused("Aucune parole ne correspond. Élargissez les filtres.")
    return Citation(chosen=filters.as_query(), seen=seen)


def _cite_besoins(session: Session, territory: Territory, asked: dict[str, Any]) -> Citation:
    if asked.get("parole"):
        return _cite_one(session, territory, asked["parole"])
    # « Depuis tant de jours » would be another set each morning.
    filters = replace(needs.Filters.from_form(asked.get("chosen", {})), waiting="")
    if not filters.as_query():
        raise Refused("Choisissez quels besoins : un enjeu, un domaine, une commune, un état…")
    seen = evidence.seen_besoins(session, territory, filters, asked["on"])
    if not seen["count"]:
        raise Refused("Aucun besoin ne correspond. Élargissez les filtres.")
    return Citation(chosen=filters.as_query(), seen=seen)


def _cite_one(session: Session, territory: Territory, parole_id: int) -> Citation:
    """Only what a person has read is quoted before a committee."""
    found = session.get(Parole, parole_id)
    coding = session.get(Coding, parole_id)
    here = found and session.get_one(Survey, found.response.survey_id).territory_id
    if found is None or here != territory.id:
        raise Refused("Cette parole n’est pas de ce territoire, ou n’est plus là.")
    if coding is None or coding.checked_at is None:
        raise Refused("Vérifiez d’abord cette parole : on ne cite que ce qu’une personne a relu.")
    return Citation(parole=found, seen=evidence.seen_parole(found))


def _cite_document(session: Session, territory: Territory, asked: dict[str, Any]) -> Citation:
    found = session.get(Document, asked.get("document") or 0)
    if found is None or found.territory_id != territory.id:
        raise Refused("Ce document n’est pas enregistré. Ajoutez-le d’abord.")
    place, passage = str(asked.get("place", "")), str(asked.get("passage", ""))
    return Citation(
        document=found, place=place.strip()[:120], passage=passage.strip(" «»\u00a0\u202f")[:1000]
    )


def withdraw(
    session: Session, constat: Constat, citation: Citation, by: User, now: datetime
) -> None:
    """Takes a citation away; a validated constat goes back to be discussed. Flushes."""
    constat.citations.remove(citation)
    session.flush()
    note(session, constat, "uncited", by, now, citation.kind)
    reopened(session, constat, by, now)


def reread(
    session: Session, territory: Territory, constat: Constat, by: User, now: datetime
) -> None:
    """A person read the evidence again: what it says today is what it is held to. Flushes."""
    for citation in list(constat.citations):
        if not evidence.look(session, territory, citation, exact=True).changed:
            continue
        again = _again(session, territory, citation, now.date())
        if again is None:
            constat.citations.remove(citation)
        else:
            citation.seen, citation.cited_on = again, now.date()
    session.flush()
    note(session, constat, "reread", by, now)


def _again(
    session: Session, territory: Territory, citation: Citation, today: date
) -> dict[str, Any] | None:
    """What the evidence says now; None when it is gone."""
    if citation.kind == "service":
        return evidence.seen_service(citation.service) if citation.service else None
    if citation.kind == "indicator":
        figure = evidence.current(citation)
        return evidence.seen_figure(figure) if figure else None
    if citation.parole is not None:
        return evidence.seen_parole(citation.parole)
    if citation.chosen and citation.kind == "besoins":
        asked = needs.Filters.from_form(citation.chosen)
        return evidence.seen_besoins(session, territory, asked, today)
    if citation.chosen:
        return evidence.seen_paroles(session, territory, Filters.from_form(citation.chosen))
    return None
