"""The enjeux of a territory: the grid's, as people added, renamed and merged them since."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.models.diagnostic import Constat
from app.models.enjeux import EnjeuEvent
from app.models.staff import User
from app.services import territories
from app.services.refusal import Refused
from surveys.models import Territory

LONGEST: Final = 160
UNKNOWN: Final = "Cet enjeu n’est pas, ou n’est plus, dans la liste. Choisissez-en un qui y est."


@dataclass(frozen=True)
class Enjeu:
    """One enjeu as it stands. into: the one that took it in, "" while it stands by itself.

    in_grid: whether the tagger has a label for it. labels: the grid's labels whose paroles it
    counts, its own and those of the enjeux merged into it; none where it was added by people.
    """

    key: str
    label: str
    position: int
    definition: str = ""
    into: str = ""
    in_grid: bool = False
    gone: bool = False
    labels: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """What a filter of paroles says to find its paroles, each once."""
        return ",".join(self.labels)


@dataclass(frozen=True)
class Enjeux:
    """All the enjeux that ever were, by key, in the grid's order then that of their coming."""

    every: Mapping[str, Enjeu]

    @property
    def standing(self) -> list[Enjeu]:
        return [each for each in self.every.values() if not each.into and not each.gone]

    def find(self, key: str) -> Enjeu | None:
        """One that stands."""
        found = self.every.get(key)
        return None if found is None or found.into or found.gone else found

    def root(self, key: str) -> str:
        """The key of the enjeu that counts for this one: itself, or the one that took it in."""
        found = self.every.get(key)
        return self.root(found.into) if found is not None and found.into else key

    def roots(self, keys: Sequence[str]) -> list[str]:
        """The same for several, each once."""
        return list(dict.fromkeys(self.root(key) for key in keys))

    def members(self, key: str) -> list[Enjeu]:
        """Those merged into it, through others or not."""
        return [each for each in self.every.values() if each.into and self.root(each.key) == key]

    def label(self, key: str) -> str:
        found = self.every.get(key)
        return found.label if found else key

    @property
    def labels(self) -> dict[str, str]:
        return {key: each.label for key, each in self.every.items()}

    @property
    def counted_as(self) -> dict[str, str]:
        """Label of the grid → the enjeu that counts its paroles, where that is another."""
        return {
            label: each.key for each in self.standing for label in each.labels if label != each.key
        }


def read(session: Session, territory: Territory) -> Enjeux:
    """The enjeux as they stand, made of the grid and of what was changed since."""
    themes = territories.themes(session, territory)["enjeu"]
    found = {
        each.key: Enjeu(each.key, each.label, each.position, each.definition, in_grid=True)
        for each in themes
    }
    for event in history(session, territory):
        _apply(found, event)
    whole = Enjeux(found)
    return Enjeux({key: replace(each, labels=_labels(whole, each)) for key, each in found.items()})


def _apply(found: dict[str, Enjeu], event: EnjeuEvent) -> None:
    """A later grid may have dropped what a line is about: its name is then the line's."""
    before = found.get(event.key) or Enjeu(event.key, event.was or event.label, len(found))
    if event.act == "added":
        after = replace(before, label=event.label, definition=before.definition or event.reason)
    elif event.act == "renamed":
        after = replace(before, label=event.label)
    elif event.act == "merged":
        after = replace(before, into=event.into)
    elif event.act == "separated":
        after = replace(before, into="")
    else:
        after = replace(before, gone=True)
    found[event.key] = after


def _labels(whole: Enjeux, enjeu: Enjeu) -> tuple[str, ...]:
    family = [enjeu, *whole.members(enjeu.key)] if not enjeu.into else [enjeu]
    return tuple(each.key for each in family if each.in_grid)


def history(session: Session, territory: Territory) -> list[EnjeuEvent]:
    """All that was changed, the oldest first."""
    rows = (
        select(EnjeuEvent)
        .where(EnjeuEvent.territory_id == territory.id)
        .options(joinedload(EnjeuEvent.by))
        .order_by(EnjeuEvent.id)
    )
    return list(session.scalars(rows))


@dataclass(frozen=True)
class Note:
    """Who changes the enjeux, on which day, and why."""

    by: User | None
    on: date
    reason: str = ""


def add(session: Session, territory: Territory, label: str, note: Note) -> EnjeuEvent:
    """An enjeu that the grid has not. Raises `Refused`; flushes."""
    there = read(session, territory)
    label = _named(there, label)
    return _kept(session, territory, "added", _key(there, label), "", label, note)


def rename(session: Session, territory: Territory, key: str, label: str, note: Note) -> EnjeuEvent:
    """Raises `Refused`; flushes."""
    there = read(session, territory)
    was = _standing(there, key).label
    return _kept(session, territory, "renamed", key, was, _named(there, label), note)


def merge(session: Session, territory: Territory, key: str, into: str, note: Note) -> EnjeuEvent:
    """`key` and what it took in count under `into` from now on. Raises `Refused`; flushes."""
    there = read(session, territory)
    if key == into:
        raise Refused("Un enjeu ne se réunit pas à lui-même. Choisissez-en un autre.")
    was, label = _standing(there, key).label, _standing(there, into).label
    return _kept(session, territory, "merged", key, was, label, note, into)


def separate(session: Session, territory: Territory, key: str, note: Note) -> EnjeuEvent:
    """Undoes a merge: the enjeu stands by itself again. Raises `Refused`; flushes."""
    there = read(session, territory)
    found = there.every.get(key)
    if found is None or not found.into:
        raise Refused("Cet enjeu n’est réuni à aucun autre.")
    _free(there, found.label, but=key)
    return _kept(session, territory, "separated", key, there.label(found.into), found.label, note)


def remove(session: Session, territory: Territory, key: str, note: Note) -> EnjeuEvent:
    """Takes back one that was added and that nothing uses yet. Raises `Refused`; flushes."""
    there = read(session, territory)
    found = _standing(there, key)
    if found.in_grid:
        raise Refused("Les paroles sont classées sous cet enjeu. Réunissez-le à un autre.")
    used = any(key in keys for keys in session.scalars(_led_to(territory)))
    if used or there.members(key):
        raise Refused("Des constats ou des enjeux y mènent. Réunissez-le plutôt à un autre.")
    return _kept(session, territory, "removed", key, found.label, found.label, note)


def replay(
    session: Session, territory: Territory, lines: Sequence[Mapping[str, Any]], by: User | None
) -> None:
    """Adds the lines of a file that are not there yet, in order, with their days.

    lines: as the columns of `EnjeuEvent`, days in ISO form. Raises `Refused`; flushes.
    """
    there = {_line(each) for each in history(session, territory)}
    found = dict(read(session, territory).every)
    for told in lines:
        event = EnjeuEvent(
            territory_id=territory.id,
            act=told["act"],
            key=told["key"],
            was=told.get("was", ""),
            label=told["label"],
            into=told.get("into", ""),
            reason=told.get("reason", ""),
            decided_on=date.fromisoformat(told["decided_on"]),
            by_id=by.id if by else None,
        )
        if _line(event) in there:
            continue
        if not _follows(Enjeux(found), event):
            raise Refused(f"L’histoire des enjeux ne se suit pas, à « {event.label} ».")
        session.add(event)
        _apply(found, event)
    session.flush()


def _line(event: EnjeuEvent) -> tuple[Any, ...]:
    return event.act, event.key, event.was, event.label, event.into, event.decided_on


def _follows(there: Enjeux, event: EnjeuEvent) -> bool:
    """Whether a line can come after what is there: no merge into itself, nor of what left."""
    found = there.find(event.key)
    if event.act == "added":
        return event.key not in there.every
    if event.act == "separated":
        return bool(event.key in there.every and there.every[event.key].into)
    if event.act == "merged":
        return found is not None and event.key != event.into and there.find(event.into) is not None
    return found is not None and not (event.act == "removed" and found.in_grid)


def _led_to(territory: Territory) -> Select[Any]:
    return select(Constat.enjeux).where(Constat.territory_id == territory.id)


def _standing(there: Enjeux, key: str) -> Enjeu:
    found = there.find(key)
    if found is None:
        raise Refused(UNKNOWN)
    return found


def _named(there: Enjeux, typed: str) -> str:
    label = " ".join(typed.split())
    if not label:
        raise Refused("Donnez un nom à l’enjeu.")
    if len(label) > LONGEST:
        raise Refused(f"Ce nom dépasse {LONGEST} signes. Raccourcissez-le.")
    _free(there, label)
    return label


def _free(there: Enjeux, label: str, but: str = "") -> None:
    for each in there.standing:
        if each.key != but and each.label.casefold() == label.casefold():
            raise Refused(f"« {each.label} » est déjà le nom d’un enjeu. Choisissez-en un autre.")


def _key(there: Enjeux, label: str) -> str:
    """A key made of the name, that no enjeu ever had."""
    plain = unicodedata.normalize("NFKD", label.casefold())
    words = re.sub(r"[^a-z0-9]+", "_", re.sub(r"[\u0300-\u036f]", "", plain)).strip("_")[:50]
    key, number = words or "enjeu", 2
    while key in there.every:
        key, number = f"{words or 'enjeu'}_{number}", number + 1
    return key


def _kept(
    session: Session,
    territory: Territory,
    act: str,
    key: str,
    was: str,
    label: str,
    note: Note,
    into: str = "",
) -> EnjeuEvent:
    made = EnjeuEvent(
        territory_id=territory.id,
        act=act,
        key=key,
        was=was,
        label=label,
        into=into,
        reason=note.reason.strip()[:2000],
        decided_on=note.on,
        by_id=note.by.id if note.by else None,
    )
    session.add(made)
    session.flush()
    return made
