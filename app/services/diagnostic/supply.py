"""What there is on a territory: services listed, counted by commune, and where nothing is known."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import String, select
from sqlalchemy.orm import Session

from app.models.supply import KINDS, STATES, Service
from app.services.diagnostic import contacts
from app.services.refusal import Refused
from surveys.models import Commune, Territory

THERE: Final = "there"
PERHAPS: Final = "perhaps"
NOTHING: Final = "nothing"
TEXTS: Final = (
    "name",
    "public",
    "opening",
    "contact",
    "capacity",
    "funding",
    "note",
    "source",
)


@dataclass(frozen=True)
class Place:
    """What is recorded of one kind in one commune.

    state: `there`; `perhaps` when a service of that kind exists and nobody wrote where; `nothing`.
    """

    state: str
    services: tuple[Service, ...]


@dataclass(frozen=True)
class Line:
    """One kind (or one domaine) across the communes."""

    key: str
    label: str
    places: dict[str, Place]
    everywhere: tuple[Service, ...]
    somewhere: tuple[Service, ...]

    @property
    def without(self) -> list[str]:
        """INSEE codes of the communes where nothing is recorded, nor perhaps."""
        return [code for code, place in self.places.items() if place.state == NOTHING]


def services(session: Session, territory: Territory) -> list[Service]:
    """All of them, by kind as `KINDS` orders it, then by name."""
    rows = select(Service).where(Service.territory_id == territory.id).order_by(Service.name)
    order = list(KINDS)
    found = session.scalars(rows).all()
    return sorted(found, key=lambda each: order.index(each.kind) if each.kind in order else 99)


def find(session: Session, territory: Territory, service_id: int) -> Service | None:
    found = session.get(Service, service_id)
    return found if found is not None and found.territory_id == territory.id else None


def by_kind(territory: Territory, found: Sequence[Service]) -> list[Line]:
    """One line per kind, those without any service too: what is missing is what one looks for."""
    return [
        _line(territory, key, label, [each for each in found if each.kind == key])
        for key, (label, _) in KINDS.items()
        if key != "autre"
    ]


def by_domaine(
    territory: Territory, found: Sequence[Service], domaines: Iterable[tuple[str, str]]
) -> list[Line]:
    """One line per domaine of the territory's grid."""
    return [
        _line(territory, key, label, [each for each in found if key in each.domaines])
        for key, label in domaines
    ]


def _line(territory: Territory, key: str, label: str, found: Sequence[Service]) -> Line:
    everywhere = tuple(each for each in found if each.everywhere)
    somewhere = tuple(each for each in found if not each.everywhere and not each.communes)
    places = {c.code_insee: _place(c, found, everywhere, somewhere) for c in territory.communes}
    return Line(key, label, places, everywhere, somewhere)


def _place(
    commune: Commune,
    found: Sequence[Service],
    everywhere: Sequence[Service],
    somewhere: Sequence[Service],
) -> Place:
    here = tuple(each for each in found if commune.code_insee in each.communes)
    if here or everywhere:
        return Place(THERE, here)
    return Place(PERHAPS if somewhere else NOTHING, ())


def where(service: Service, names: dict[str, str]) -> str:
    """« Cazals, Salviac », « tout le territoire », « lieu non dit par la source »."""
    if service.everywhere:
        return "tout le territoire"
    if not service.communes:
        return "lieu non dit par la source"
    return ", ".join(names.get(code, code) for code in service.communes)


def key_of(name: str, communes: Sequence[str]) -> str:
    """What makes two lines the same service: its name and where it is."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100]
    return "-".join([words, *sorted(communes)[:1]])


def write(
    session: Session, territory: Territory, service: Service, typed: Mapping[str, Any]
) -> Service:
    """Stores what a form says of a service, new or not. Raises `Refused`; flushes."""
    name, source = " ".join(str(typed["name"]).split()), str(typed["source"]).strip()
    if not name:
        raise Refused("Donnez le nom du service.")
    if typed["kind"] not in KINDS:
        raise Refused("Choisissez un genre de service dans la liste.")
    if not source:
        raise Refused("Dites d’où vous le savez : un document, une visite, un appel, et la date.")
    if typed["state"] and typed["state"] not in STATES:
        raise Refused("Choisissez un état dans la liste.")
    if not 0 <= typed["places"] <= 10_000:
        raise Refused("Écrivez combien il y en a : 1, 2, 3… ou 0 si on ne le sait pas.")
    known = {commune.code_insee for commune in territory.communes}
    if not known.issuperset(typed["communes"]):
        raise Refused("Choisissez des communes du territoire.")
    if (own := contacts.personal(typed["contact"])) and not typed.get("contact_kept"):
        raise Refused(
            f"« {own} » paraît être à une personne. Mettez le contact de la structure, ou cochez "
            "« C’est bien celui de la structure »."
        )
    key = key_of(name, typed["communes"])
    there = session.scalar(
        select(Service).where(Service.territory_id == territory.id, Service.key == key)
    )
    if there is not None and there is not service:
        raise Refused(f"« {there.name} » est déjà noté au même endroit. Modifiez sa fiche.")
    for field, value in typed.items():
        if field == "contact_kept":
            continue
        limit = getattr(Service, field).type
        setattr(service, field, value[: limit.length] if isinstance(limit, String) else value)
    service.name, service.source, service.key = name[:200], source[:300], key
    service.territory_id = territory.id
    service.import_id = None  # it is hers now: undoing its import leaves it
    service.domaines = typed["domaines"] or list(KINDS[typed["kind"]][1])
    session.add(service)
    session.flush()
    return service


def remove(session: Session, service: Service) -> None:
    """Takes a service off the list; constats that cite it keep what they saw. Flushes."""
    session.delete(service)
    session.flush()
