"""The shared diagnostic: constats, what they rest on, what is said of them and decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.models.coding import Coding
from app.models.diagnostic import (
    KINDS,
    STATES,
    VALID,
    Citation,
    Constat,
    ConstatEvent,
    Document,
    Priority,
)
from app.models.grid import Theme
from app.models.portrait import Indicator
from app.models.staff import User
from app.models.supply import Service
from app.services import territories
from app.services.diagnostic import evidence, portrait
from app.services.diagnostic.evidence import Evidence
from app.services.paroles.reading import Filters
from app.services.refusal import Refused
from app.services.reports.committee import VOTES
from surveys.models import Parole, Survey, Territory

LONGEST: Final = 600
RANKS: Final[dict[int, str]] = {1: "prioritaire", 2: "important", 3: "à garder en vue"}
OPENED: Final = tuple(state for state in STATES if state not in ("suggere", "ecarte"))


@dataclass(frozen=True)
class Shown:
    """A constat with its evidence, numbered as the board cites it."""

    constat: Constat
    evidence: tuple[Evidence, ...]

    @property
    def to_reread(self) -> list[Evidence]:
        return [each for each in self.evidence if each.changed]


@dataclass(frozen=True)
class Stake:
    """An enjeu as the board lists it: the people's rank, and the constats that lead to it."""

    theme: Theme
    priority: Priority | None
    strengths: tuple[Shown, ...]
    warnings: tuple[Shown, ...]


@dataclass(frozen=True)
class Board:
    """The whole diagnostic on one screen. columns: kind → heading → constats, in their order."""

    columns: dict[str, dict[str, list[Shown]]]
    stakes: tuple[Stake, ...]
    suggested: tuple[Shown, ...]

    @property
    def constats(self) -> list[Shown]:
        return [one for column in self.columns.values() for each in column.values() for one in each]

    @property
    def to_reread(self) -> list[Shown]:
        return [shown for shown in self.constats if shown.to_reread]


def board(session: Session, territory: Territory, *, exact: bool) -> Board:
    """Everything that is kept, validated or not; what was set aside is not shown."""
    shown = [_shown(session, territory, each, exact) for each in constats(session, territory)]
    kept = [each for each in shown if each.constat.state in OPENED]
    columns: dict[str, dict[str, list[Shown]]] = {kind: {} for kind in KINDS}
    for each in kept:
        columns[each.constat.kind].setdefault(each.constat.heading, []).append(each)
    ranks = priorities(session, territory)
    stakes = [
        Stake(
            theme,
            ranks.get(theme.key),
            tuple(e for e in kept if _leads(e, theme.key, "point_fort")),
            tuple(e for e in kept if _leads(e, theme.key, "point_vigilance")),
        )
        for theme in territories.themes(session, territory)["enjeu"]
    ]
    stakes.sort(
        key=lambda stake: (stake.priority.rank if stake.priority else 9, stake.theme.position)
    )
    suggested = tuple(each for each in shown if each.constat.state == "suggere")
    return Board(columns, tuple(stakes), suggested)


def _leads(shown: Shown, enjeu: str, kind: str) -> bool:
    return shown.constat.kind == kind and enjeu in shown.constat.enjeux


def constats(session: Session, territory: Territory) -> list[Constat]:
    """All of the territory, in their order, evidence loaded."""
    rows = (
        select(Constat)
        .where(Constat.territory_id == territory.id)
        .options(
            selectinload(Constat.citations).options(
                joinedload(Citation.service),
                joinedload(Citation.document),
                joinedload(Citation.parole),
                joinedload(Citation.indicator).selectinload(Indicator.values),
            )
        )
        .order_by(Constat.position, Constat.id)
    )
    return list(session.scalars(rows))


def find(session: Session, territory: Territory, constat_id: int) -> Constat | None:
    found = session.get(Constat, constat_id)
    return found if found is not None and found.territory_id == territory.id else None


def _shown(session: Session, territory: Territory, constat: Constat, exact: bool) -> Shown:
    told = [evidence.look(session, territory, each, exact=exact) for each in constat.citations]
    return Shown(constat, tuple(told))


def show(session: Session, territory: Territory, constat: Constat, *, exact: bool) -> Shown:
    return _shown(session, territory, constat, exact)


# What is written


def write(
    session: Session, territory: Territory, typed: dict[str, Any], by: User | None, now: datetime
) -> Constat:
    """A new constat, proposed. Raises `Refused`; flushes. typed: as the columns of `Constat`."""
    constat = Constat(
        territory_id=territory.id, made_on=now.date(), state=typed.pop("state", "propose"), **typed
    )
    _check(territory, constat)
    last = select(func.max(Constat.position)).where(Constat.territory_id == territory.id)
    constat.position = constat.position or (session.scalar(last) or 0) + 1
    session.add(constat)
    session.flush()
    note(session, constat, "made", by, now, constat.sentence)
    return constat


def reword(
    session: Session,
    territory: Territory,
    constat: Constat,
    typed: dict[str, Any],
    by: User,
    now: datetime,
) -> None:
    """Changes what a constat says; one that was validated goes back to be discussed. Flushes."""
    before = constat.sentence
    for name, value in typed.items():
        setattr(constat, name, value)
    _check(territory, constat)
    note(session, constat, "reworded", by, now, before)
    _reopened(session, constat, by, now)


def _check(territory: Territory, constat: Constat) -> None:
    constat.sentence = " ".join(constat.sentence.split())
    if not constat.sentence:
        raise Refused("Écrivez le constat : une phrase.")
    if len(constat.sentence) > LONGEST:
        raise Refused(f"Le constat dépasse {LONGEST} signes. Gardez une phrase, citez le reste.")
    if constat.kind not in KINDS:
        raise Refused("Dites si c’est un point fort ou un point de vigilance.")
    known = {commune.code_insee for commune in territory.communes}
    if strangers := set(constat.communes) - known:
        raise Refused(f"La commune {sorted(strangers)[0]} n’est pas du territoire.")


def _reopened(session: Session, constat: Constat, by: User, now: datetime) -> None:
    if constat.state in VALID:
        constat.state = "discute"
        note(session, constat, "state", by, now, "discute", "Le constat a changé après validation.")
    session.flush()


def move(
    session: Session,
    territory: Territory,
    constat: Constat,
    state: str,
    by: User,
    now: datetime,
    reason: str = "",
) -> None:
    """Takes a constat to another state. Raises `Refused`; flushes."""
    if state not in OPENED and state != "ecarte":
        raise Refused("Choisissez un état de la liste.")
    if state in VALID and not constat.citations:
        raise Refused(
            "Ce constat ne cite rien : on ne peut pas le valider. "
            "Ajoutez un chiffre, un service, des paroles ou un document."
        )
    if state in VALID and show(session, territory, constat, exact=True).to_reread:
        raise Refused("Ce que ce constat cite a changé. Relisez ses sources, puis validez-le.")
    if state == "ecarte" and not reason.strip():
        raise Refused("Dites en une phrase pourquoi ce constat est écarté.")
    constat.state = state
    note(session, constat, "state", by, now, state, reason.strip())
    session.flush()


def comment(session: Session, constat: Constat, words: str, by: User, now: datetime) -> None:
    """Raises `Refused`; flushes."""
    words = words.strip()[:2000]
    if not words:
        raise Refused("Écrivez votre remarque, puis envoyez-la.")
    note(session, constat, "comment", by, now, "", words)


def vote(session: Session, constat: Constat, choice: str, by: User, now: datetime) -> None:
    """The last vote of a person counts; each stays written. Raises `Refused`; flushes."""
    if choice not in VOTES:
        raise Refused("Choisissez pour, contre ou abstention.")
    note(session, constat, "vote", by, now, choice)


def note(
    session: Session,
    constat: Constat,
    act: str,
    by: User | None,
    now: datetime,
    told: str = "",
    words: str = "",
) -> None:
    """One more line of the constat's account. Flushes."""
    session.add(
        ConstatEvent(
            constat_id=constat.id,
            act=act,
            by_id=by.id if by else None,
            at=now,
            told=told,
            note=words,
        )
    )
    session.flush()


def account(session: Session, constat: Constat) -> list[ConstatEvent]:
    """All that was said and done about it, the newest first."""
    rows = (
        select(ConstatEvent)
        .where(ConstatEvent.constat_id == constat.id)
        .options(joinedload(ConstatEvent.by))
        .order_by(ConstatEvent.id.desc())
    )
    return list(session.scalars(rows))


def remarks(session: Session, territory: Territory) -> dict[int, tuple[int, int]]:
    """How many remarks and votes each constat has had, by identifier."""
    rows = (
        select(ConstatEvent.constat_id, ConstatEvent.act, func.count())
        .join(Constat, Constat.id == ConstatEvent.constat_id)
        .where(Constat.territory_id == territory.id, ConstatEvent.act.in_(("comment", "vote")))
        .group_by(ConstatEvent.constat_id, ConstatEvent.act)
    )
    found: dict[int, dict[str, int]] = {}
    for constat_id, act, count in session.execute(rows):
        found.setdefault(constat_id, {})[act] = count
    return {key: (acts.get("comment", 0), acts.get("vote", 0)) for key, acts in found.items()}


def votes(events: Sequence[ConstatEvent]) -> dict[str, int]:
    """How many people hold each vote: the last of each. events: the newest first."""
    held: dict[int, str] = {}
    for event in events:
        if event.act == "vote" and event.by_id is not None:
            held.setdefault(event.by_id, event.told)
    return {choice: list(held.values()).count(choice) for choice in VOTES}


# What it rests on


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
    _reopened(session, constat, by, now)
    return citation


def cite_as_told(
    session: Session, territory: Territory, constat: Constat, asked: dict[str, Any], on: date
) -> Citation:
    """The citation alone, without a line in the account. Raises `Refused`; flushes."""
    makers = {
        "indicator": _cite_figure,
        "service": _cite_service,
        "paroles": _cite_paroles,
        "document": _cite_document,
    }
    if asked.get("kind") not in makers:
        raise Refused("Dites ce que vous citez : un chiffre, un service, des paroles, un document.")
    citation = makers[asked["kind"]](session, territory, asked)
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
    _reopened(session, constat, by, now)


def reread(
    session: Session, territory: Territory, constat: Constat, by: User, now: datetime
) -> None:
    """A person read the evidence again: what it says today is what it is held to. Flushes."""
    for citation in list(constat.citations):
        if not evidence.look(session, territory, citation, exact=True).changed:
            continue
        again = _again(session, territory, citation)
        if again is None:
            constat.citations.remove(citation)
        else:
            citation.seen, citation.cited_on = again, now.date()
    session.flush()
    note(session, constat, "reread", by, now)


def _again(session: Session, territory: Territory, citation: Citation) -> dict[str, Any] | None:
    """What the evidence says now; None when it is gone."""
    if citation.kind == "service":
        return evidence.seen_service(citation.service) if citation.service else None
    if citation.kind == "indicator":
        figure = evidence.current(citation)
        return evidence.seen_figure(figure) if figure else None
    if citation.parole is not None:
        return evidence.seen_parole(citation.parole)
    if citation.chosen:
        return evidence.seen_paroles(session, territory, Filters.from_form(citation.chosen))
    return None


# Documents and priorities


def documents(session: Session, territory: Territory) -> list[Document]:
    rows = select(Document).where(Document.territory_id == territory.id).order_by(Document.title)
    return list(session.scalars(rows))


def add_document(
    session: Session,
    territory: Territory,
    *,
    title: str,
    author: str = "",
    dated: str = "",
    address: str = "",
) -> Document:
    """Raises `Refused`; flushes."""
    title = " ".join(title.split())[:300]
    if not title:
        raise Refused("Donnez le titre du document.")
    if address and not address.startswith(("https://", "http://")):
        raise Refused("L’adresse commence par https://. Sinon, laissez-la vide.")
    there = select(Document.id).where(
        Document.territory_id == territory.id, Document.title == title
    )
    if session.scalar(there) is not None:
        raise Refused("Ce document est déjà enregistré.")
    made = Document(
        territory_id=territory.id,
        title=title,
        author=author.strip()[:200],
        dated=dated.strip()[:60],
        address=address.strip()[:500],
    )
    session.add(made)
    session.flush()
    return made


def priorities(session: Session, territory: Territory) -> dict[str, Priority]:
    """The newest decision on each enjeu."""
    rows = (
        select(Priority)
        .where(Priority.territory_id == territory.id)
        .options(joinedload(Priority.by))
        .order_by(Priority.id)
    )
    return {each.enjeu: each for each in session.scalars(rows)}


def decide_priority(
    session: Session,
    territory: Territory,
    enjeu: str,
    *,
    rank: int,
    meeting: str,
    on: date,
    reason: str,
    by: User | None,
) -> Priority:
    """What a meeting decided of an enjeu; earlier decisions stay. Raises `Refused`; flushes."""
    if rank not in RANKS:
        raise Refused("Choisissez un rang de la liste.")
    if not meeting.strip():
        raise Refused(
            "Dites en quelle réunion c’est décidé : une priorité est décidée par des gens."
        )
    made = Priority(
        territory_id=territory.id,
        enjeu=enjeu,
        rank=rank,
        meeting=meeting.strip()[:200],
        decided_on=on,
        reason=reason.strip()[:2000],
        by_id=by.id if by else None,
    )
    session.add(made)
    session.flush()
    return made
