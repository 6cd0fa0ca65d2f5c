"""Needs as the desk and their association read them: where each stands, and since when it waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from analysis import similar
from app.models.needs import BesoinEvent, BesoinMerge
from app.services.home.todos import Todo
from app.services.paroles import reading
from app.services.paroles.reading import Read
from surveys.models import Territory
from surveys.needs.form import WHERE
from surveys.needs.models import Association, Besoin
from surveys.needs.words import EVERYWHERE, SETTLED, URGENCIES
from surveys.reading import clean_text

ALIKE, MOST_ALIKE = 0.1, 3  # a suggestion for a person to judge: how near, and how many


@dataclass(frozen=True)
class Need:
    """One need, its words with their tags, and its account. `into`: the need it was merged into."""

    row: Besoin
    association: Association
    read: Read
    account: Sequence[BesoinEvent]
    into: "Need | None" = None
    merged: Sequence["Need"] = ()

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def decision(self) -> BesoinEvent | None:
        """The last status given, its reason and its date; a merged need follows the kept one."""
        account = self.into.account if self.into else self.account
        return next((line for line in reversed(account) if line.kind == "status"), None)

    @property
    def status(self) -> str:
        return (self.decision and self.decision.status) or "recu"

    @property
    def settled(self) -> bool:
        return self.status in SETTLED

    @property
    def waiting_since(self) -> date | None:
        """The day of the first thing said to which nobody has answered yet; None when none."""
        said = [(self.row.received_on, "association")]
        said += [(line.happened_on, line.author) for line in self.account]
        since = None
        for day, author in said:
            since = (since or day) if author == "association" else None
        return since

    @property
    def last_on(self) -> date:
        """The day of the last thing said or decided."""
        days = [line.happened_on for line in self.account]
        return max(
            [self.row.received_on, *days, *([self.decision.happened_on] if self.decision else [])]
        )

    def waits(self, today: date) -> int | None:
        """For how many days it has been waiting; None when it is not."""
        return (today - self.waiting_since).days if self.waiting_since else None

    def concerns(self, commune: str) -> bool:
        """Whether it is about this commune, by name or as part of the whole territory."""
        named = self.row.answers.get(WHERE, [EVERYWHERE])
        return commune in named or EVERYWHERE in named


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; "" narrows nothing. `waiting`: for that many days or more."""

    status: str = ""
    commune: str = ""
    enjeu: str = ""
    domaine: str = ""
    urgence: str = ""
    waiting: str = ""

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "Filters":
        return cls(**{f.name: clean_text(form.get(f.name, ""))[:600] for f in fields(cls)})

    def as_query(self) -> dict[str, str]:
        """What an address needs to say the same."""
        said = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in said.items() if value}

    def keeps(self, need: Need, today: date) -> bool:
        tagged = all(
            any(tag.key in key.split(",") for tag in need.read.of(family))
            for family, key in (("enjeu", self.enjeu), ("domaine", self.domaine))
            if key
        )
        return (
            tagged
            and self.status in ("", need.status)
            and self.urgence in ("", need.row.answers.get("urgence"))
            and (not self.commune or need.concerns(self.commune))
            and (not self.waiting or _waits_enough(need.waits(today), self.waiting))
        )


def _waits_enough(days: int | None, wanted: str) -> bool:
    least = int(wanted[:6]) if wanted.isascii() and wanted.isdigit() else 0
    return days is not None and days >= least


def every(session: Session, territory: Territory) -> list[Need]:
    """All the needs of a territory: those that have waited longest, then the newest."""
    return sorted(_read(session, territory, _rows(territory)), key=_most_awaited)


def _rows(territory: Territory) -> Select[Any]:
    entities: list[Any] = [Besoin, Association]
    rows: Select[Any] = select(*entities).join(Besoin.association)
    return rows.where(Association.territory_id == territory.id).order_by(Besoin.id)


def _most_awaited(need: Need) -> tuple[bool, int, int, int]:
    since, urgency = need.waiting_since, need.row.answers.get("urgence")
    place = URGENCIES.index(urgency) if urgency in URGENCIES else len(URGENCIES)
    if since is None:
        return (True, -need.last_on.toordinal(), place, need.id)
    return (False, since.toordinal(), place, need.id)


def _read(session: Session, territory: Territory, wanted: Select[Any]) -> list[Need]:
    rows = session.execute(wanted).all()
    reads = reading.several(session, territory, [need.parole_id for need, _ in rows])
    accounts = _accounts(session, [need.id for need, _ in rows])
    alone = {
        need.id: Need(need, association, reads[need.parole_id], accounts[need.id])
        for need, association in rows
    }
    into = _merges(session, alone)
    return [_joined(need, alone, into) for need in alone.values()]


def _joined(need: Need, alone: Mapping[int, Need], into: Mapping[int, int]) -> Need:
    kept = alone.get(into.get(need.id, 0))
    merged = [alone[other] for other, target in into.items() if target == need.id]
    return Need(need.row, need.association, need.read, need.account, kept, merged)


def _accounts(session: Session, ids: Sequence[int]) -> dict[int, list[BesoinEvent]]:
    found: dict[int, list[BesoinEvent]] = {need_id: [] for need_id in ids}
    rows = select(BesoinEvent).where(BesoinEvent.besoin_id.in_(ids)).order_by(BesoinEvent.id)
    for line in session.scalars(rows):
        found[line.besoin_id].append(line)
    return found


def _merges(session: Session, ids: Iterable[int]) -> dict[int, int]:
    """Need → the one it was merged into, both among these."""
    wanted = list(ids)
    rows = select(BesoinMerge).where(
        BesoinMerge.besoin_id.in_(wanted), BesoinMerge.into_id.in_(wanted)
    )
    return {merge.besoin_id: merge.into_id for merge in session.scalars(rows)}


def of_association(session: Session, territory: Territory, association: Association) -> list[Need]:
    """All that an association asked for, in the order it did."""
    mine = Besoin.association_id == association.id
    followed = (
        select(BesoinMerge.into_id).join(Besoin, Besoin.id == BesoinMerge.besoin_id).where(mine)
    )
    rows = _rows(territory).where(mine | Besoin.id.in_(followed))
    found = _read(session, territory, rows)
    return sorted((n for n in found if n.association is association), key=lambda n: n.row.rank)


def waiting(needs: Iterable[Need]) -> list[Need]:
    """Those that nobody has answered, in the order given."""
    return [need for need in needs if need.waiting_since]


def todos(needs: Iterable[Need], today: date) -> list[Todo]:
    """The line of the desk's first page: how many needs wait for an answer, since when."""
    left = waiting(needs)
    if not left:
        return []
    days = max(need.waits(today) or 0 for need in left)
    count = "1 besoin" if len(left) == 1 else f"{len(left)} besoins"
    since = f"depuis {days} j." if days else "depuis aujourd’hui"
    reason = "Une association attend de savoir où en est sa demande."
    return [Todo(f"{count} sans réponse {since}", reason, "Répondre", "desk.oldest_need")]


def alike(need: Need, needs: Iterable[Need]) -> list[tuple[Need, float]]:
    """The needs whose words are nearest, for a person to judge; never one already merged."""
    others = {n.id: n for n in needs if n.id != need.id and n.into is None}
    texts = {key: other.read.parole.text for key, other in others.items()}
    near = similar.nearest(need.read.parole.text, texts, least=ALIKE)
    return [(others[key], score) for key, score in near[:MOST_ALIKE]]


def actions(needs: Iterable[Need]) -> list[str]:
    """The names of actions already given, so that one action keeps one name."""
    return sorted(
        {need.decision.action for need in needs if need.decision and need.decision.action}
    )
