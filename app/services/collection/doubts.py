"""Responses to look at: those that carry a sign of a machine, and those that come again and again.

Nothing is taken out: a person looks, and says which are true. What repeats is found when the page
is read, from the masked texts; one day is all that is known of when a response came.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis import bursts, copies
from analysis.text import fold, words
from surveys.models import Parole, Response, Survey
from surveys.words import NEAR, SUSPICIONS, TICKS, TWIN

TWINS = 5  # the same text from so many people in one day
LEAST_WORDS = 8  # shorter ones (« rien à dire ») are written again and again by honest people
EXCERPT = 300


@dataclass(frozen=True)
class Doubt:
    """One response to look at: why, the first of its texts, whether a person vouched for it."""

    response_id: int
    received_on: date
    reasons: tuple[str, ...]
    said: str
    vouched: bool


@dataclass(frozen=True)
class Doubts:
    """Those of a survey, by day; `total`: every response of the survey."""

    lines: tuple[Doubt, ...]
    total: int

    @property
    def open(self) -> list[Doubt]:
        """Nobody vouched for these yet."""
        return [line for line in self.lines if not line.vouched]

    @property
    def vouched(self) -> list[Doubt]:
        return [line for line in self.lines if line.vouched]

    @property
    def without(self) -> int:
        """How many responses there are without those."""
        return self.total - len(self.open)


def of_survey(session: Session, survey: Survey) -> Doubts:
    """What is to be looked at among the responses that came by the web."""
    found = _responses(session, survey)
    texts = _texts(session, survey, (row.id for row in found if row.channel == "web"))
    signs = _signs(found, texts)
    lines = []
    for row in found:
        if reasons := signs.get(row.id):
            said = next(iter(texts.get(row.id, ())), "")[:EXCERPT]
            told = tuple(SUSPICIONS[key] for key in reasons)
            lines.append(Doubt(row.id, row.received_on, told, said, row.vouched))
    lines.sort(key=lambda line: (line.received_on, line.reasons, fold(line.said)))
    return Doubts(tuple(lines), _total(session, survey))


def signs(session: Session, survey: Survey) -> dict[int, str]:
    """Keys of `surveys.words.SUSPICIONS`, a blank between, of each response nobody vouched for."""
    found = _responses(session, survey)
    texts = _texts(session, survey, (row.id for row in found if row.channel == "web"))
    vouched = {row.id for row in found if row.vouched}
    every = _signs(found, texts)
    return {each: " ".join(keys) for each, keys in every.items() if keys and each not in vouched}


def _responses(session: Session, survey: Survey) -> list[Any]:
    columns = (
        Response.id,
        Response.received_on,
        Response.suspicion,
        Response.vouched,
        Response.channel,
        Response.answers,
    )
    rows = select(*columns).where(Response.survey_id == survey.id, Response.source_id.is_(None))
    return list(session.execute(rows.order_by(Response.received_on, Response.id)))


def _signs(found: list[Any], texts: Mapping[int, list[str]]) -> dict[int, list[str]]:
    """What tells against each response: what was noted when it came, then what repeats."""
    signs = {row.id: row.suspicion.split() for row in found}
    days: dict[date, list[Any]] = defaultdict(list)
    for row in found:
        if row.channel == "web":
            days[row.received_on].append(row)
    for day in days.values():
        said = {row.id: texts[row.id] for row in day if row.id in texts}
        twins = set(_twins(said))
        for sign, those in (
            (TWIN, twins),
            (NEAR, copies.near_texts(said) - twins),
            (TICKS, _same_ticks(day, found)),
        ):
            for each in those:
                signs[each].append(sign)
    return signs


def _same_ticks(day: list[Any], found: list[Any]) -> set[int]:
    own = {row.id: row.answers for row in day}
    return bursts.same_ticks(own, (row.answers for row in found if row.id not in own))


def vouch(session: Session, survey: Survey, response_id: int, *, vouched: bool) -> bool:
    """Says that a response is a true one, or takes it back; False where there is none. Flushes."""
    found = session.scalar(
        select(Response).where(Response.id == response_id, Response.survey_id == survey.id)
    )
    if found is None:
        return False
    found.vouched = vouched
    session.flush()
    return True


def _total(session: Session, survey: Survey) -> int:
    counted = select(func.count()).where(Response.survey_id == survey.id)
    return session.scalar(counted.select_from(Response)) or 0


def _texts(session: Session, survey: Survey, among: Iterable[int]) -> dict[int, list[str]]:
    rows = (
        select(Parole.response_id, Parole.text)
        .join(Response, Response.id == Parole.response_id)
        .where(Response.survey_id == survey.id, Response.source_id.is_(None))
        .order_by(Parole.response_id, Parole.question)
    )
    kept, found = set(among), defaultdict(list)
    for response_id, text in session.execute(rows):
        if response_id in kept:
            found[response_id].append(text)
    return found


def _twins(said: Mapping[int, list[str]]) -> Iterator[int]:
    """Responses of one day whose long text came from at least `TWINS` of them."""
    groups: dict[bytes, set[int]] = defaultdict(set)
    for response_id, texts in said.items():
        for text in texts:
            if likeness := _likeness(text):
                groups[likeness].add(response_id)
    for group in groups.values():
        if len(group) >= TWINS:
            yield from group


def _likeness(text: str) -> bytes:
    """The same for texts with the same words: order, case, accents, numbers do not count."""
    own = {word for word in words(text) if not word.isdigit()}
    if len(own) < LEAST_WORDS:
        return b""
    return hashlib.sha256(" ".join(sorted(own)).encode()).digest()
