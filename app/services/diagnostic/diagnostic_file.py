"""The whole diagnostic as plain data: what a file holds, what is read back, what is frozen.

`docs/diagnostic.md` documents the form. A set of paroles is its filters and its number, one parole
the digest of its text: a frozen diagnostic never holds what somebody said.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.diagnostic import Citation, Constat, Document, Priority
from app.models.portrait import DataImport, Indicator, IndicatorValue
from app.models.staff import User
from app.models.supply import KINDS, Service
from app.services.diagnostic import (
    board,
    citing,
    constats,
    diagnostic_shape,
    documents,
    enjeux,
    portrait,
    ranks,
    supply,
)
from app.services.diagnostic.diagnostic_shape import FORMAT, BadFile
from app.services.diagnostic.enjeux import Enjeu
from app.services.refusal import Refused
from surveys.models import Territory

_CONSTAT = ("kind", "heading", "sentence", "domaines", "enjeux", "communes", "state")
_SERVICE = (
    "name",
    "kind",
    "domaines",
    "places",
    "communes",
    "everywhere",
    "public",
    "opening",
    "contact",
    "capacity",
    "state",
    "funding",
    "note",
    "source",
)
_EVENT = ("act", "key", "was", "label", "into", "reason")
_DOCUMENT = ("title", "author", "dated", "address")
_LISTS = ("domaines", "enjeux", "communes")


def as_plain(session: Session, territory: Territory) -> dict[str, Any]:
    """What is kept of the territory's diagnostic, in its order; proposals of the tool left out."""
    found = [c for c in board.constats(session, territory) if c.state != "suggere"]
    ranked = ranks.priorities(session, territory)
    return {
        "format": FORMAT,
        "territory": territory.key,
        "documents": [_fields(each, _DOCUMENT) for each in documents.every(session, territory)],
        "indicators": [_indicator(each) for each in portrait.portraits(session, territory)],
        "services": [_fields(each, _SERVICE) for each in supply.services(session, territory)],
        "constats": [
            _fields(each, _CONSTAT) | {"citations": [_citation(c) for c in each.citations]}
            for each in found
        ],
        "enjeux": [
            _enjeu(each, ranked.get(each.key))
            for each in enjeux.read(session, territory).every.values()
            if not each.gone
        ],
        "enjeux_history": [
            _fields(each, _EVENT) | {"decided_on": each.decided_on.isoformat()}
            for each in enjeux.history(session, territory)
        ],
    }


def _enjeu(each: Enjeu, rank: Priority | None) -> dict[str, Any]:
    """An enjeu that stands, or the one that took it in; and its rank, where people decided."""
    told = {"key": each.key, "label": each.label}
    if each.into:
        told["into"] = each.into
    if rank is None:
        return told
    return told | {
        "rank": rank.rank,
        "meeting": rank.meeting,
        "decided_on": rank.decided_on.isoformat(),
        "reason": rank.reason,
    }


def digest(plain: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON: the same content has the same digest, whatever its order."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _fields(row: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _indicator(each: portrait.Portrait) -> dict[str, Any]:
    values = [
        {
            "area": f.area,
            "area_code": f.area_code,
            "year": f.year,
            "status": f.status,
            "value": f.value,
            "source": f.source,
        }
        for f in each.figures
    ]
    return _fields(each.indicator, ("key", "label", "unit", "domaine", "definition")) | {
        "values": values
    }


def _citation(each: Citation) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": each.kind, "cited_on": each.cited_on.isoformat()}
    if each.kind == "document" and each.document is not None:
        return told | {
            "document": each.document.title,
            "place": each.place,
            "passage": each.passage,
        }
    told["seen"] = each.seen
    if each.kind == "indicator":
        key = each.indicator.key if each.indicator else ""
        told |= {
            "indicator": key,
            "area": each.area,
            "area_code": each.area_code,
            "year": each.year,
        }
    elif each.kind == "service":
        told["service"] = each.service.name if each.service else ""
        told["where"] = list(each.service.communes) if each.service else []
    elif each.chosen:
        told["chosen"] = each.chosen
    return told


# Reading back


def load(
    session: Session, territory: Territory, plain: Mapping[str, Any], by: User | None, now: datetime
) -> int:
    """Adds what a file says to a territory; what is there already stays. Raises `BadFile`; flushes.

    Returns how many constats came in.
    """
    diagnostic_shape.check(plain)
    try:
        _load_documents(session, territory, plain.get("documents", ()))
        _load_indicators(session, territory, plain.get("indicators", ()), now.date())
        _load_services(session, territory, plain)
        enjeux.replay(session, territory, plain.get("enjeux_history", ()), by)
        came = _load_constats(session, territory, plain, by, now)
        _load_ranks(session, territory, plain.get("enjeux", ()), by)
    except Refused as refusal:
        raise BadFile(f"Ce fichier ne peut pas entrer. {refusal}") from refusal
    return came


def _load_documents(
    session: Session, territory: Territory, listed: Sequence[Mapping[str, Any]]
) -> None:
    known = {each.title for each in documents.every(session, territory)}
    for each in listed:
        if each["title"] not in known:
            told = {name: str(each.get(name, "")) for name in _DOCUMENT}
            documents.add(session, territory, **told)


def _load_indicators(
    session: Session, territory: Territory, listed: Sequence[Mapping[str, Any]], today: date
) -> None:
    imports: dict[str, DataImport] = {}
    rows = select(Indicator.key).where(Indicator.territory_id == territory.id)
    known = set(session.scalars(rows))
    for each in listed:
        if each["key"] in known:
            continue
        known.add(each["key"])
        made = Indicator(
            territory_id=territory.id,
            key=each["key"],
            label=each["label"],
            unit=each.get("unit", ""),
            domaine=each.get("domaine", ""),
            definition=each.get("definition", ""),
        )
        session.add(made)
        for value in each.get("values", ()):
            source = str(value["source"])
            if source not in imports:
                imports[source] = DataImport(
                    territory_id=territory.id,
                    what="indicators",
                    name="Diagnostic",
                    source=source,
                    made_on=today,
                )
                session.add(imports[source])
                session.flush()
            made.values.append(_value(value, imports[source]))
        session.flush()


def _value(told: Mapping[str, Any], came_with: DataImport) -> IndicatorValue:
    value = told.get("value")
    status = told.get("status", "known" if value is not None else "missing")
    return IndicatorValue(
        came_with=came_with,
        area=told["area"],
        area_code=told.get("area_code", ""),
        year=told.get("year"),
        status=status,
        value=None if value is None else float(value),
    )


def _load_services(session: Session, territory: Territory, plain: Mapping[str, Any]) -> None:
    known = {each.key for each in supply.services(session, territory)}
    for each in plain.get("services", ()):
        told = {name: each[name] for name in _SERVICE if name in each}
        told.setdefault("domaines", list(KINDS[each["kind"]][1]))
        told.setdefault("source", _first_title(plain))
        key = supply.key_of(told["name"], told.get("communes", ()))
        if key not in known:
            session.add(Service(territory_id=territory.id, key=key, **told))
            known.add(key)
    session.flush()


def _first_title(plain: Mapping[str, Any]) -> str:
    documents = plain.get("documents", ())
    return str(documents[0]["title"]) if documents else "fichier importé"


def _load_constats(
    session: Session, territory: Territory, plain: Mapping[str, Any], by: User | None, now: datetime
) -> int:
    known = {each.sentence for each in board.constats(session, territory)}
    came = 0
    for each in plain.get("constats", ()):
        if each["sentence"] in known:
            continue
        typed = {name: each[name] for name in _CONSTAT if name in each}
        typed |= {name: list(each.get(name, ())) for name in _LISTS}
        constat = constats.write(session, territory, typed, by, now)
        for told in each.get("citations", ()):
            _load_citation(session, territory, constat, told, plain)
        came += 1
    session.flush()
    return came


def _load_citation(
    session: Session,
    territory: Territory,
    constat: Constat,
    told: Mapping[str, Any],
    plain: Mapping[str, Any],
) -> None:
    """As it was seen then: what changed since is flagged, never taken over in silence."""
    asked = dict(told)
    if told["kind"] in ("paroles", "besoins") or told.get(told["kind"]) == "":
        constat.citations.append(_remembered(told, constat))
        session.flush()
        return
    if told["kind"] == "document":
        title = told.get("document") or _first_title(plain)
        asked["document"] = _document_id(session, territory, title)
    elif told["kind"] == "service":
        name = told.get("service", "")
        key = supply.key_of(name, told.get("where", ()))
        asked["service"] = _service_id(session, territory, key, name)
    elif told["kind"] == "indicator":
        asked |= {"area_code": told.get("area_code", ""), "year": told.get("year")}
    when = _cited_on(told, constat)
    made = citing.cite_as_told(session, territory, constat, asked, when)
    if "seen" in told:
        made.seen = told["seen"]


def _remembered(told: Mapping[str, Any], constat: Constat) -> Citation:
    """Of a set of paroles, or of evidence that was gone already: what was seen of it."""
    return Citation(
        kind=told["kind"],
        position=len(constat.citations) + 1,
        area=told.get("area", ""),
        area_code=told.get("area_code", ""),
        year=told.get("year"),
        chosen=dict(told.get("chosen", {})),
        seen=dict(told.get("seen", {})),
        cited_on=_cited_on(told, constat),
    )


def _cited_on(told: Mapping[str, Any], constat: Constat) -> date:
    return date.fromisoformat(told["cited_on"]) if "cited_on" in told else constat.made_on


def _document_id(session: Session, territory: Territory, title: str) -> int:
    rows = select(Document.id).where(Document.territory_id == territory.id, Document.title == title)
    if (found := session.scalar(rows)) is None:
        raise BadFile(f"Le document « {title} » est cité, et n’est pas dans le fichier.")
    return found


def _service_id(session: Session, territory: Territory, key: str, name: str) -> int:
    """The one of this key, else one of this name: a sentence may not say where."""
    rows = (
        select(Service.id)
        .where(Service.territory_id == territory.id, (Service.key == key) | (Service.name == name))
        .order_by((Service.key == key).desc(), Service.id)
    )
    if (found := session.scalars(rows).first()) is None:
        raise BadFile(f"Le service « {name} » est cité, et n’est pas dans le fichier.")
    return found


def _load_ranks(
    session: Session, territory: Territory, listed: Sequence[Mapping[str, Any]], by: User | None
) -> None:
    there = ranks.priorities(session, territory)
    for each in listed:
        if "rank" in each and each["key"] not in there:
            ranks.decide(
                session,
                territory,
                each["key"],
                rank=each["rank"],
                meeting=each["meeting"],
                on=date.fromisoformat(each["decided_on"]),
                reason=each.get("reason", ""),
                by=by,
            )
