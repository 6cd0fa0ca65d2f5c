"""Two people code a sealed sample, each alone: how far they agree, and what is to be settled."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from analysis.agreement import compare, krippendorff_alpha
from app.models.coding import Coding, Tag
from app.models.double_coding import BlindCoding, CodingSample, SampleItem
from app.models.grid import FAMILIES, Theme
from app.models.staff import User
from app.services.paroles import deciding
from surveys.models import Parole, Response, Survey, Territory

SMALLEST, LARGEST, USUAL = 10, 300, 50
CODERS = 2

Labels = Mapping[str, Sequence[str]]


class Taken(Exception):
    """Two other people code this sample, or this parole was coded already by the same person."""


@dataclass(frozen=True)
class Progress:
    """How far each coder is; `opened`: two have coded everything, so codings may be seen."""

    sample: CodingSample
    coders: Sequence[tuple[User, int]]

    @property
    def size(self) -> int:
        return len(self.sample.items)

    @property
    def opened(self) -> bool:
        finished = [user for user, count in self.coders if count >= self.size]
        return self.size > 0 and len(finished) >= CODERS

    def done_by(self, user_id: int) -> int:
        return next((count for user, count in self.coders if user.id == user_id), 0)

    def open_to(self, user_id: int) -> bool:
        """Whether this person may code: one of the two, with something left."""
        known = {user.id for user, _ in self.coders}
        return (user_id in known or len(known) < CODERS) and self.done_by(user_id) < self.size


@dataclass(frozen=True)
class Line:
    """One label: how often each coder gave it, and kappas (Cohen) of each pair."""

    family: str
    key: str
    label: str
    counts: tuple[int, int]
    people: float
    machine: tuple[float, float]


@dataclass(frozen=True)
class Both:
    """One parole of an opened sample, and the two codings."""

    item: SampleItem
    first: Labels
    second: Labels

    @property
    def agree(self) -> bool:
        return all(
            set(self.first.get(family, ())) == set(self.second.get(family, ()))
            for family in FAMILIES
        )

    @property
    def common(self) -> dict[str, set[str]]:
        """What both gave."""
        return {
            family: set(self.first.get(family, ())) & set(self.second.get(family, ()))
            for family in FAMILIES
        }


@dataclass(frozen=True)
class Outcome:
    """What two codings tell. `alphas`: family → (between people, machine with the first, with the
    second), Krippendorff's, all labels of the family together."""

    coders: tuple[User, User]
    lines: Sequence[Line]
    alphas: Mapping[str, tuple[float, float, float]]
    both: Sequence[Both]

    @property
    def differing(self) -> list[Both]:
        return [each for each in self.both if not each.agree]

    @property
    def waiting(self) -> list[Both]:
        return [each for each in self.differing if each.item.settled_at is None]

    @property
    def agreed_waiting(self) -> list[Both]:
        return [each for each in self.both if each.agree and each.item.settled_at is None]


def drawable(session: Session, territory: Territory) -> int:
    return session.scalar(select(func.count()).select_from(_read_here(territory).subquery())) or 0


def draw(
    session: Session, territory: Territory, size: int, *, by: int, now: datetime
) -> CodingSample:
    """Draws paroles that the machine has read, at random, and seals what it proposed. Flushes."""
    ids = list(session.scalars(_read_here(territory)))
    drawn = random.SystemRandom().sample(ids, min(size, len(ids)))
    last = select(func.max(CodingSample.number)).where(CodingSample.territory_id == territory.id)
    sample = CodingSample(
        territory_id=territory.id,
        number=(session.scalar(last) or 0) + 1,
        drawn_at=now,
        drawn_by_id=by,
    )
    machine = _machine(session, drawn)
    sample.items = [
        SampleItem(parole_id=each, rank=rank, machine=machine[each])
        for rank, each in enumerate(drawn, start=1)
    ]
    session.add(sample)
    session.flush()
    return sample


def samples(session: Session, territory: Territory) -> list[Progress]:
    """Newest first."""
    rows = select(CodingSample).where(CodingSample.territory_id == territory.id)
    found = session.scalars(rows.order_by(CodingSample.number.desc()))
    return [progress(session, sample) for sample in found]


def find(session: Session, territory: Territory, number: int) -> Progress | None:
    row = select(CodingSample).where(
        CodingSample.territory_id == territory.id, CodingSample.number == number
    )
    sample = session.scalar(row)
    return None if sample is None else progress(session, sample)


def progress(session: Session, sample: CodingSample) -> Progress:
    rows = (
        select(User, func.count())
        .join(BlindCoding, BlindCoding.coder_id == User.id)
        .where(BlindCoding.sample_id == sample.id)
        .group_by(User.id)
        .order_by(func.min(BlindCoding.coded_at), User.id)
    )
    return Progress(sample, [(user, count) for user, count in session.execute(rows)])


def next_for(session: Session, sample: CodingSample, user_id: int) -> int | None:
    """The first parole of the sample that this person has not coded."""
    done = select(BlindCoding.parole_id).where(
        BlindCoding.sample_id == sample.id, BlindCoding.coder_id == user_id
    )
    rows = select(SampleItem.parole_id).where(
        SampleItem.sample_id == sample.id, SampleItem.parole_id.not_in(done)
    )
    return session.scalar(rows.order_by(SampleItem.rank).limit(1))


def store(
    session: Session,
    seen: Progress,
    parole_id: int,
    labels: Mapping[str, set[str]],
    *,
    by: int,
    now: datetime,
) -> None:
    """One coding, sealed: it cannot be changed. Flushes. Raises Taken."""
    already = session.get(BlindCoding, (seen.sample.id, parole_id, by))
    if already is not None or not seen.open_to(by):
        raise Taken
    session.add(
        BlindCoding(
            sample_id=seen.sample.id,
            parole_id=parole_id,
            coder_id=by,
            labels={family: sorted(labels.get(family, ())) for family in FAMILIES},
            coded_at=now,
        )
    )
    session.flush()


def outcome(
    session: Session, seen: Progress, grid: Mapping[str, Sequence[Theme]]
) -> Outcome | None:
    """What the two codings tell; None while the sample is sealed."""
    if not seen.opened:
        return None
    one, two = [user for user, count in seen.coders if count >= seen.size][:CODERS]
    said = _codings(session, seen.sample)
    both = [
        Both(item, said[item.parole_id, one.id], said[item.parole_id, two.id])
        for item in seen.sample.items
    ]
    first, second = [each.first for each in both], [each.second for each in both]
    machine = [each.item.machine for each in both]
    lines = [
        _line(family, theme, first, second, machine)
        for family in FAMILIES
        for theme in grid[family]
    ]
    alphas = {
        family: (
            alpha(first, second, family, grid[family]),
            alpha(machine, first, family, grid[family]),
            alpha(machine, second, family, grid[family]),
        )
        for family in FAMILIES
    }
    return Outcome((one, two), lines, alphas, both)


def alpha(
    one: Sequence[Labels], two: Sequence[Labels], family: str, themes: Sequence[Theme]
) -> float:
    """Krippendorff's, nominal; each label of each parole is a unit, polarity one unit a parole."""
    pairs = list(zip(one, two, strict=True))
    if family == "polarity":
        return krippendorff_alpha(
            [[",".join(each.get(family, ())) for each in pair] for pair in pairs]
        )
    return krippendorff_alpha(
        [[t.key in each.get(family, ()) for each in pair] for pair in pairs for t in themes]
    )


def settle(
    session: Session,
    item: SampleItem,
    chosen: Mapping[str, set[str]],
    *,
    by: int,
    now: datetime,
) -> None:
    """What the chargée decides between two codings stands, as any decision. Flushes."""
    deciding.settle(session, item.parole_id, chosen, by=by, now=now, how="arbitration")
    item.settled_at = now
    session.flush()


def keep_agreed(session: Session, found: Outcome, *, by: int, now: datetime) -> None:
    """What the two coders said alike stands. Flushes."""
    for each in found.agreed_waiting:
        chosen = {family: set(each.first.get(family, ())) for family in FAMILIES}
        settle(session, each.item, chosen, by=by, now=now)


def _line(
    family: str,
    theme: Theme,
    one: Sequence[Labels],
    two: Sequence[Labels],
    machine: Sequence[Labels],
) -> Line:
    first, second, proposed = (
        [theme.key in each.get(family, ()) for each in coding] for coding in (one, two, machine)
    )
    return Line(
        family,
        theme.key,
        theme.label,
        (sum(first), sum(second)),
        compare(first, second).kappa,
        (compare(proposed, first).kappa, compare(proposed, second).kappa),
    )


def _read_here(territory: Territory) -> Select[int]:
    return (
        select(Parole.id)
        .join(Coding, Coding.parole_id == Parole.id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Coding.tagger_version != "")
        .order_by(Parole.id)
    )


def _machine(session: Session, ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = {each: {} for each in ids}
    rows = select(Tag).where(Tag.parole_id.in_(ids), Tag.source == "machine").order_by(Tag.key)
    for tag in session.scalars(rows):
        found[tag.parole_id].setdefault(tag.family, []).append(tag.key)
    return found


def _codings(session: Session, sample: CodingSample) -> dict[tuple[int, int], Labels]:
    rows = select(BlindCoding).where(BlindCoding.sample_id == sample.id)
    return {(each.parole_id, each.coder_id): each.labels for each in session.scalars(rows)}
