"""The diagnostic frozen at a meeting: numbered, dated, hashed; and what changed between two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models.diagnostic import DiagnosticVersion
from app.models.staff import User
from app.services.diagnostic import diagnostic_file
from app.services.refusal import Refused
from surveys.models import Territory


@dataclass(frozen=True)
class Change:
    """One thing that differs.

    what: `came`, `went`, `state`, `evidence` of a constat; `rank`, `enjeu_came`, `enjeu_went`,
    `enjeu_named`, `enjeu_merged`, `enjeu_apart` of an enjeu.
    """

    what: str
    about: str
    before: str = ""
    after: str = ""


def versions(session: Session, territory: Territory) -> list[DiagnosticVersion]:
    """The newest first."""
    rows = (
        select(DiagnosticVersion)
        .where(DiagnosticVersion.territory_id == territory.id)
        .options(joinedload(DiagnosticVersion.by))
        .order_by(DiagnosticVersion.number.desc())
    )
    return list(session.scalars(rows))


def freeze(
    session: Session, territory: Territory, meeting: str, by: User, today: date
) -> DiagnosticVersion:
    """Keeps the diagnostic as it stands. Raises `Refused`; flushes."""
    meeting = " ".join(meeting.split())[:200]
    if not meeting:
        raise Refused("Dites pour quelle réunion vous figez cette version.")
    content = diagnostic_file.as_plain(session, territory)
    if not content["constats"]:
        raise Refused("Le diagnostic est vide : écrivez d’abord un constat.")
    there, found = versions(session, territory), diagnostic_file.digest(content)
    if there and there[0].content_hash == found:
        raise Refused(f"Rien n’a changé depuis la version {there[0].number}.")
    made = DiagnosticVersion(
        territory_id=territory.id,
        number=there[0].number + 1 if there else 1,
        meeting=meeting,
        frozen_on=today,
        content=content,
        content_hash=found,
        by_id=by.id,
    )
    session.add(made)
    session.flush()
    return made


def intact(version: DiagnosticVersion) -> bool:
    """Whether the content is still what was hashed when it was frozen."""
    return diagnostic_file.digest(version.content) == version.content_hash


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """From one content to another, constats first. A reworded constat went, and another came."""
    old = {each["sentence"]: each for each in before["constats"]}
    new = {each["sentence"]: each for each in after["constats"]}
    found = [Change("came", said) for said in new if said not in old]
    found += [Change("went", said) for said in old if said not in new]
    for said in (each for each in new if each in old):
        if old[said]["state"] != new[said]["state"]:
            found.append(Change("state", said, old[said]["state"], new[said]["state"]))
        if old[said]["citations"] != new[said]["citations"]:
            counts = (str(len(each["citations"])) for each in (old[said], new[said]))
            found.append(Change("evidence", said, *counts))
    found += _enjeux(before["enjeux"], after["enjeux"])
    ranks = {each["key"]: each.get("rank") for each in before["enjeux"]}
    for each in after["enjeux"]:
        if each.get("rank") != ranks.get(each["key"]):
            was, now = ranks.get(each["key"]), each.get("rank")
            found.append(Change("rank", each["label"], str(was or ""), str(now or "")))
    return found


def _enjeux(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[Change]:
    """What was added, renamed, merged, taken back."""
    old, new = ({each["key"]: each for each in side} for side in (before, after))
    found = [Change("enjeu_went", old[key]["label"]) for key in old if key not in new]
    for key, each in new.items():
        label, was = each["label"], old.get(key)
        if was is None:
            found.append(Change("enjeu_came", label))
            continue
        if was["label"] != label:
            found.append(Change("enjeu_named", label, was["label"], label))
        into, since = each.get("into", ""), was.get("into", "")
        if into and into != since:
            found.append(Change("enjeu_merged", label, "", new.get(into, each)["label"]))
        elif since and not into:
            found.append(Change("enjeu_apart", label))
    return found
