"""Responses to look at: those that carry a sign of a machine, and texts that come again and again.

Nothing is taken out: a person looks, and says which are true. Twins are found when the page is
read, from the masked texts; one day is all that is known of when a response came.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.text import fold, words
from surveys.models import Parole, Response, Survey
from surveys.words import SUSPICIONS, TWIN

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
    rows = select(
        Response.id, Response.received_on, Response.suspicion, Response.vouched, Response.channel
    ).where(Response.survey_id == survey.id, Response.source_id.is_(None))
    found = list(session.execute(rows.order_by(Response.received_on, Response.id)))
    days = {each: day for each, day, _, _, channel in found if channel == "web"}
    texts = _texts(session, survey, days)
    twins = set(_twins(texts, days))
    lines = []
    for each, day, signs, vouched, _ in found:
        reasons = [*signs.split(), *([TWIN] if each in twins else [])]
        if reasons:
            said = next(iter(texts.get(each, ())), "")[:EXCERPT]
            lines.append(Doubt(each, day, tuple(SUSPICIONS[key] for key in reasons), said, vouched))
    lines.sort(key=lambda line: (line.received_on, line.reasons, fold(line.said)))
    return Doubts(tuple(lines), _total(session, survey))


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


def _twins(texts: dict[int, list[str]], days: dict[int, date]) -> Iterator[int]:
    """Responses whose long text came from at least `TWINS` of them on one day."""
    groups: dict[tuple[date, bytes], set[int]] = defaultdict(set)
    for response_id, said in texts.items():
        for text in said:
            if likeness := _likeness(text):
                groups[days[response_id], likeness].add(response_id)
    for group in groups.values():
        if len(group) >= TWINS:
            yield from group


def _likeness(text: str) -> bytes:
    """The same for texts with the same words: order, case, accents, numbers do not count."""
    own = {word for word in words(text) if not word.isdigit()}
    if len(own) < LEAST_WORDS:
        return b""
    return hashlib.sha256(" ".join(sorted(own)).encode()).digest()
