"""A file of services read as somebody said it should be: what would enter, what is refused."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from app.models.portrait import BroughtFile, DataImport
from app.models.supply import KINDS, Service
from app.services.diagnostic import contacts, supply
from app.services.imports import keeping, offer_words
from app.services.imports.areas import Map, WrongPlace, fold
from app.services.imports.plan import SHOWN, STRANGERS, Refusal
from app.services.imports.reading import Reading
from app.services.refusal import Refused
from surveys.models import Territory
from surveys.reading import clean_text
from surveys.tables import Table

MOST: Final = 2_000
MOST_KINDS: Final = 60
_EVERYWHERE: Final = frozenset(
    ("tout le territoire", "territoire", "toutes", "toutes les communes", "intercommunal")
)
# Joined where several columns, or a list in one cell, say it.
_TEXTS: Final = {"public": 200, "opening": 300, "contact": 300, "capacity": 120, "funding": 300}


@dataclass(frozen=True)
class Line:
    """One service that would enter, and the line that says it. kind_said: the file's own words."""

    number: int
    told: dict[str, Any]
    kind_said: str


@dataclass
class Plan:
    """kinds: the file's own words for a kind → the kind, as a person said or as guessed.

    already: how many are noted already; they stay as they are. personal: contacts left out because
    they look like somebody's own.
    """

    lines: list[Line] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    refused: int = 0
    read: int = 0
    elsewhere: int = 0
    strangers: list[str] = field(default_factory=list)
    already: int = 0
    personal: list[Refusal] = field(default_factory=list)
    blocked: str = ""

    def refuse(self, line: int, words: str) -> None:
        self.refused += 1
        if len(self.refusals) < SHOWN:
            self.refusals.append(Refusal(line, words))


def planned(
    table: Table, reading: Reading, places: Map, known: set[str], domaines: Mapping[str, str]
) -> Plan:
    """known: keys of the services noted already. domaines: key → label. Raises `UnreadableFile`."""
    made, keys = Plan(), set(known)
    order = {title: number for number, title in enumerate(table.titles)}
    columns = {
        role: [order[t] for t in reading.of(role) if t in order]
        for role in set(reading.columns.values())
        if role
    }
    for number, cells in table.rows():
        made.read += 1
        row = [*cells, *[""] * (len(table.titles) - len(cells))]
        said = {role: [row[at].strip() for at in where] for role, where in columns.items()}
        try:
            line = _line(number, said, reading, places, domaines, made)
        except (WrongPlace, Refused) as bad:
            made.refuse(number, f"{str(bad).rstrip('.')}.")
            continue
        if line is not None:
            _take(made, line, keys, known)
        if len(made.lines) > MOST:
            made.blocked = f"Plus de {MOST} services. Gardez ceux de votre territoire."
            break
    return made


def _take(made: Plan, line: Line, keys: set[str], known: set[str]) -> None:
    key = supply.key_of(line.told["name"], line.told["communes"])
    if key in known:
        made.already += 1
    elif key in keys:
        made.refuse(line.number, f"« {line.told['name']} » est déjà plus haut, au même endroit.")
    else:
        keys.add(key)
        made.counts[line.kind_said] += 1
        made.lines.append(line)


def _line(
    number: int,
    said: Mapping[str, Sequence[str]],
    reading: Reading,
    places: Map,
    domaines: Mapping[str, str],
    made: Plan,
) -> Line | None:
    """None where the service is elsewhere."""
    name = clean_text(" ".join(" ".join(said.get("name", ())).split()))
    if not name:
        raise Refused("Le nom du service manque.")
    where = _where(said.get("commune", ()), places)
    if where is None:
        made.elsewhere += 1
        _stranger(made, said["commune"])
        return None
    kind_said = _kind_said(said.get("kind", ()))
    kind = _kind(kind_said, name, reading, made)
    told: dict[str, Any] = {
        "name": name[:200],
        "kind": kind,
        "communes": where[0],
        "everywhere": where[1],
        "domaines": offer_words.domaines_of(said.get("domaine", ()), domaines)
        or list(KINDS[kind][1]),
        "places": offer_words.places_of(said.get("places", ())),
        "state": offer_words.state_of(said.get("state", ())),
        "note": offer_words.joined(said.get("note", ()))[:1000],
        "source": reading.source.strip()[:300],
    }
    told |= {role: offer_words.joined(said.get(role, ()))[:most] for role, most in _TEXTS.items()}
    if (own := contacts.personal(told["contact"])) and not reading.personal:
        made.personal.append(Refusal(number, f"{name} : {own}"))
        told["contact"] = offer_words.joined(
            [c for c in offer_words.parts(told["contact"]) if not contacts.personal(c)]
        )
    return Line(number, told, kind_said)


def _stranger(made: Plan, cells: Sequence[str]) -> None:
    """A few places that are not ours and are written in letters: a misspelt name is seen."""
    told = next((c[:60] for c in cells if c and not c[0].isdigit()), "")
    if told and told not in made.strangers and len(made.strangers) < STRANGERS:
        made.strangers.append(told)


def _where(cells: Sequence[str], places: Map) -> tuple[list[str], bool] | None:
    """Codes of its communes, and whether it serves everywhere; None when it is elsewhere.

    Several columns may say it (a code, a name): the first that does wins.
    """
    for cell in filter(None, cells):
        listed = offer_words.listed(cell)
        if fold(cell) in _EVERYWHERE:
            return [], True
        found = [place for each in listed if (place := places.at(each)) is not None]
        if any(place.area == "territory" for place in found):
            return [], True
        if codes := sorted({place.code for place in found if place.area == "commune"}):
            return codes, False
        return None
    return [], False


def _kind_said(cells: Sequence[str]) -> str:
    said = [each for cell in cells if cell for each in offer_words.listed(cell)]
    return clean_text(" · ".join(dict.fromkeys(said)))[:80]


def _kind(said: str, name: str, reading: Reading, made: Plan) -> str:
    """As a person said of these words; else as they, or the name, suggest."""
    typed = str(reading.named.get(said, {}).get("kind", "")) if said else ""
    kind = typed if typed in KINDS else offer_words.guessed(said)
    if said and said not in made.kinds and len(made.kinds) < MOST_KINDS:
        made.kinds[said] = kind
    return kind or offer_words.guessed(name) or "autre"


def carry_out(
    session: Session,
    territory: Territory,
    file: BroughtFile,
    reading: Reading,
    plan: Plan,
    day: date,
) -> DataImport:
    """Stores what a plan holds, as one import. Raises `Refused`; flushes."""
    if plan.blocked:
        raise Refused(plan.blocked)
    if not plan.lines:
        raise Refused("Rien à importer : aucun service nouveau dans vos communes.")
    made = keeping.begin(session, territory, file, reading, day)
    for line in plan.lines:
        key = supply.key_of(line.told["name"], line.told["communes"])
        session.add(Service(territory_id=territory.id, key=key, import_id=made.id, **line.told))
    session.flush()
    return made
