"""What the machine learns from people's decisions: rows to learn from, versions, the one in use.

A version is everything decided up to a moment: its file can always be made again, and is, when a
withdrawal took something away.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.coding import Coding, Decision, Tag
from app.models.learning import TaggerVersion
from app.services import territories
from app.services.paroles.lessons import Rows, as_terms, rows, terms
from surveys.models import Parole, Response, Survey, Territory

if TYPE_CHECKING:  # scikit-learn comes with it: pages that do not learn start without it
    from analysis.tagging import Grid, Tagger
    from analysis.tagging.adapting import Decided
    from analysis.tagging.lexicon import Term

ENOUGH = 20  # answers decided, below which there is nothing to learn but words
LOOKED_AT = 300  # answers not checked, drawn at random, on which changes are counted


class TooFew(Exception):
    """There are not enough decisions yet; carries how many there are."""


def base(session: Session, territory: Territory) -> "Tagger":
    """The machine as delivered; on a grid of the territory's own, from its expressions."""
    from analysis.tagging import load_shipped, shipped_grids
    from analysis.tagging.terms import regridded, same_labels

    shipped = shipped_grids()
    own = grids(session, territory)
    other = {family for family, grid in own.items() if not same_labels(shipped, grid)}
    if not other:
        return load_shipped()
    return regridded(load_shipped(), {f: own[f] if f in other else shipped[f] for f in own})


def grids(session: Session, territory: Territory) -> dict[str, "Grid"]:
    """The territory's grid, as the tagger reads it."""
    from analysis.tagging import Grid, Label, shipped_grids

    themes = territories.themes(session, territory)
    usual = shipped_grids()
    return {
        family: Grid(
            family,
            labels[0].version,
            tuple(
                Label(
                    theme.key,
                    theme.label,
                    expressions=tuple(theme.expressions),
                    counter_expressions=tuple(theme.counter_expressions),
                )
                for theme in sorted(labels, key=lambda theme: theme.position)
            ),
            usual[family].at_most,
            usual[family].default,
        )
        for family, labels in themes.items()
        if labels
    }


def versions(session: Session, territory: Territory) -> list[TaggerVersion]:
    """Newest first."""
    asked = select(TaggerVersion).where(TaggerVersion.territory_id == territory.id)
    return list(session.scalars(asked.order_by(TaggerVersion.number.desc())))


def in_use(session: Session, territory: Territory) -> TaggerVersion | None:
    """The version chosen last; None while nothing was ever learnt."""
    asked = (
        select(TaggerVersion)
        .where(TaggerVersion.territory_id == territory.id, TaggerVersion.chosen_at.is_not(None))
        .order_by(TaggerVersion.chosen_at.desc(), TaggerVersion.number.desc())
    )
    return session.scalars(asked.limit(1)).first()


def tagger(session: Session, territory: Territory, home: Path) -> "Tagger":
    """The machine in use here."""
    version = in_use(session, territory)
    if version is None or version.number == 0:
        return base(session, territory)
    return of_version(session, territory, version, home)


def of_version(
    session: Session, territory: Territory, version: TaggerVersion, home: Path
) -> "Tagger":
    """That version, from its file; made again where it is missing or what it learnt has gone."""
    from analysis.tagging import ModelError

    told = rows(session, territory, upto=version.last_decision)
    words = as_terms(terms(session, territory, at=version.made_at))
    path = _file(home, territory, version.number)
    try:
        found = _loaded(path, path.stat().st_mtime_ns)
        if found.origin_.get("rows") == _mark(told, words):
            return found
    except (ModelError, OSError):
        pass
    return _make(session, territory, told, words, path)


def study(
    session: Session, territory: Territory, home: Path, *, by: int | None, now: datetime
) -> TaggerVersion:
    """Learns all that was decided, and judges it; only reads the database. `keep` stores it.

    The new version is to be put in use unless it is worse. Raises TooFew.
    """
    told, given, known = (
        rows(session, territory),
        terms(session, territory),
        versions(session, territory),
    )
    if len(told.learnt) + len(told.held) < ENOUGH and not given and not known:
        raise TooFew(len(told.learnt) + len(told.held))
    number = known[0].number + 1 if known else 1
    before, words = tagger(session, territory, home), as_terms(given)
    made = _make(session, territory, told, words, _file(home, territory, number))
    looked, changes = _changes(session, territory, made)
    wrong_before, wrong = errors(before, told.held), errors(made, told.held)
    return TaggerVersion(
        territory_id=territory.id,
        number=number,
        made_at=now,
        by_id=by,
        last_decision=session.scalar(select(func.max(Decision.id))) or 0,
        base=base(session, territory).version,
        answers=len(told.learnt),
        terms=len(words),
        held=len(told.held),
        cells=sum(len(labels) for row in told.held for labels in row.labels.values()),
        errors_before=wrong_before,
        errors=wrong,
        looked=looked,
        changes=changes,
        chosen_at=now if wrong <= wrong_before else None,
    )


def keep(session: Session, version: TaggerVersion) -> None:
    """Stores a version; with the first one, the machine as delivered becomes number 0. Flushes."""
    if version.number == 1:
        nothing = dict.fromkeys(
            ("last_decision", "answers", "terms", "held", "cells", "errors_before", "errors"), 0
        )
        session.add(
            TaggerVersion(
                territory_id=version.territory_id,
                number=0,
                made_at=version.made_at,
                base=version.base,
                looked=0,
                changes={},
                chosen_at=version.made_at,
                **nothing,
            )
        )
    session.add(version)
    session.flush()


def restore(
    session: Session, territory: Territory, number: int, *, now: datetime
) -> TaggerVersion | None:
    """Puts a version in use again; None where there is none of that number. Flushes."""
    for version in versions(session, territory):
        if version.number == number:
            version.chosen_at = now
            session.flush()
            return version
    return None


def forget(home: Path, territory: Territory) -> None:
    """Erases what was learnt, words excepted; it is learnt again from what remains when needed.

    Called after a withdrawal: no weight keeps a trace of what was withdrawn.
    """
    for path in _folder(home, territory).glob("*.npz"):
        path.unlink(missing_ok=True)


def errors(machine: "Tagger", held: Sequence["Decided"]) -> int:
    """How many labels that people decided the machine gets wrong."""
    from analysis.tagging.adapting import mistakes

    return mistakes(machine, held)


@lru_cache(maxsize=2)
def _loaded(path: Path, _written: int) -> "Tagger":
    from analysis.tagging import load

    return load(path)


def _make(
    session: Session, territory: Territory, told: Rows, words: list["Term"], path: Path
) -> "Tagger":
    from analysis.tagging import save
    from analysis.tagging.adapting import adapt

    made = adapt(base(session, territory), words, told.learnt, name=path.stem)
    made.origin_["rows"] = _mark(told, words)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    save(made, path)
    path.chmod(0o600)
    return made


def _mark(told: Rows, words: list["Term"]) -> str:
    """What a file was made from: the same decisions and words."""
    return hashlib.sha256(f"{told.digest}{words!r}".encode()).hexdigest()


def _changes(
    session: Session, territory: Territory, made: "Tagger"
) -> tuple[int, dict[str, list[int]]]:
    """How many answers were looked at, and label → [gained, lost]: enjeux of unchecked answers."""
    from analysis.tagging.adapting import labels_of

    # Identifiers are random: the first ones are a draw.
    asked = (
        select(Parole.id, Parole.text)
        .join(Coding, Coding.parole_id == Parole.id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Coding.checked_at.is_(None))
        .order_by(Parole.id)
        .limit(LOOKED_AT)
    )
    texts: dict[int, str] = {row.id: row.text for row in session.execute(asked)}
    after = dict(zip(texts, labels_of(made, "enjeu", list(texts.values())), strict=True))
    before: dict[int, set[str]] = {parole_id: set() for parole_id in texts}
    tags = select(Tag.parole_id, Tag.key).where(
        Tag.parole_id.in_(texts), Tag.family == "enjeu", Tag.state != "refused"
    )
    for parole_id, key in session.execute(tags):
        before[parole_id].add(key)
    counts: dict[str, list[int]] = {}
    for parole_id in texts:
        for side, keys in enumerate(
            (after[parole_id] - before[parole_id], before[parole_id] - after[parole_id])
        ):
            for key in keys:
                counts.setdefault(key, [0, 0])[side] += 1
    return len(texts), counts


def _folder(home: Path, territory: Territory) -> Path:
    return home / "modeles" / str(territory.id)


def _file(home: Path, territory: Territory, number: int) -> Path:
    return _folder(home, territory) / f"v{number}.npz"
