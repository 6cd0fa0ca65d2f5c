"""Two periods, two surveys or two cycles side by side, on the questions that both asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.change import Change, change
from analysis.crossing import FEWEST, Label
from analysis.french import WIDE, day, percent
from app.services import territories
from app.services.figures import crossings
from app.services.questionnaires import cycles, questionnaires
from surveys import words
from surveys.models import Response, Survey, Territory

SURVEY, CYCLE = "q.", "c."
FAR: Final = 0.1  # shares of a channel or a public this far apart are warned of
WATCHED: Final = {"channel": words.CHANNELS, "public": words.PUBLICS}
HOW: Final = {
    "channel": "La façon de répondre a changé",
    "public": "Ce ne sont pas les mêmes publics",
}


@dataclass(frozen=True)
class Side:
    """One of the two. key: `q.<slug>` or `c.<cycle>`; since, until: days of reception."""

    key: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Compared:
    """change: the figures; names: how each side is called; warnings: sentences to read first."""

    label: str
    names: tuple[str, str]
    change: Change
    warnings: tuple[str, ...]
    several: bool


class Together:
    """What of a territory's surveys may be set side by side."""

    def __init__(self, session: Session, territory: Territory) -> None:
        self.session, self.territory = session, territory
        self.surveys = territories.surveys(session, territory)

    def choices(self) -> list[Label]:
        """What may be on a side: each survey, then each cycle that gathers some."""
        titles = questionnaires.titles(self.surveys)
        found = [(f"{SURVEY}{s.slug}", f"{titles[s.slug]}{self._dated(s)}") for s in self.surveys]
        known = sorted({cycles.of(s, self.territory) for s in self.surveys} - {""})
        return found + [(f"{CYCLE}{name}", f"Tout le cycle {name}") for name in known]

    def opening(self) -> tuple[Side, Side] | None:
        """Two sides that can be compared: two surveys with answers enough, else the two halves of
        the one that has most; None where there is not enough of either yet."""
        days = {survey.slug: self._days(survey) for survey in self.surveys}
        enough = [slug for slug, received in days.items() if len(received) >= FEWEST]
        if len(enough) > 1:
            first, second = sorted(enough[:2], key=lambda slug: days[slug][0])
            return Side(f"{SURVEY}{first}"), Side(f"{SURVEY}{second}")
        if not enough:
            return None
        received = days[enough[0]]
        middle = received[len(received) // 2]
        earlier = sum(one < middle for one in received)
        if min(earlier, len(received) - earlier) < FEWEST:
            return None
        key = f"{SURVEY}{enough[0]}"
        return Side(key, until=middle - timedelta(days=1)), Side(key, since=middle)

    def _days(self, survey: Survey) -> list[date]:
        rows = select(Response.received_on).where(Response.survey_id == survey.id)
        return sorted(self.session.scalars(rows))

    def subjects(self, before: str, after: str) -> list[Label]:
        """What both sides asked, (key, label of after): tags, then questions of one key and kind.

        Raises KeyError for a side that does not exist.
        """
        first, second = self._subjects(before), self._subjects(after)
        return [
            (key, subject.label)
            for key, subject in second.items()
            if key in first and first[key].kind == subject.kind
        ]

    def compare(self, before: Side, after: Side, key: str) -> Compared:
        """Raises KeyError for a side or a question that does not exist on both."""
        dict(self.subjects(before.key, after.key))[key]
        one, other = self._answers(before, key), self._answers(after, key)
        subjects = self._subjects(before.key)[key], self._subjects(after.key)[key]
        names = self._name(before), self._name(after)
        return Compared(
            subjects[1].label,
            names,
            change(list(one["values"]), list(other["values"]), subjects[0].rows, subjects[1].rows),
            tuple(self._warnings(before, after, one, other)),
            subjects[1].several,
        )

    def of(self, key: str) -> list[Survey]:
        """The surveys of a side. Raises KeyError."""
        found = [
            survey
            for survey in self.surveys
            if key in (f"{SURVEY}{survey.slug}", f"{CYCLE}{cycles.of(survey, self.territory)}")
        ]
        if not found:
            raise KeyError(key)
        return found

    def _dated(self, survey: Survey) -> str:
        cycle = cycles.of(survey, self.territory)
        return f" ({cycle})" if cycle else ""

    def _name(self, side: Side) -> str:
        name = dict(self.choices())[side.key]
        since = f" depuis le {day(side.since)}" if side.since else ""
        until = f" jusqu’au {day(side.until)}" if side.until else ""
        return f"{name}{since}{until}"

    def _subjects(self, key: str) -> dict[str, crossings.Subject]:
        found: dict[str, crossings.Subject] = {}
        for survey in reversed(self.of(key)):
            for subject in crossings.subjects(self.session, self.territory, survey):
                found.setdefault(subject.key, subject)
        return found

    def _answers(self, side: Side, key: str) -> pd.DataFrame:
        """One row per person of a side: the keys answered, and what is watched."""
        frames = []
        kind = self._subjects(side.key)[key].kind
        for survey in self.of(side.key):
            mine = crossings.subjects(self.session, self.territory, survey)
            subject = next((s for s in mine if (s.key, s.kind) == (key, kind)), None)
            if subject is not None:
                frame = _received(crossings.respondents(self.session, self.territory, survey), side)
                frames.append(frame[list(WATCHED)].assign(values=list(subject.values(frame))))
        return pd.concat(frames, ignore_index=True)

    def _warnings(
        self, before: Side, after: Side, one: pd.DataFrame, other: pd.DataFrame
    ) -> Iterator[str]:
        if not (_apart(before, after) or set(self.of(before.key)).isdisjoint(self.of(after.key))):
            yield (
                "Les deux côtés comptent en partie les mêmes réponses : donnez-leur des dates qui "
                "ne se recouvrent pas."
            )
        if {s.access for s in self.of(before.key)} != {s.access for s in self.of(after.key)}:
            yield "Tout le monde ne pouvait pas répondre de la même façon aux deux questionnaires."
        for column, labels in WATCHED.items():
            yield from _moved(one, other, column, labels)


def _received(frame: pd.DataFrame, side: Side) -> pd.DataFrame:
    kept = pd.Series(True, index=frame.index)
    if side.since:
        kept &= frame["received_on"] >= side.since
    if side.until:
        kept &= frame["received_on"] <= side.until
    return frame[kept].reset_index(drop=True)


def _apart(one: Side, other: Side) -> bool:
    """Whether no day belongs to both."""
    first = (one.since or date.min, one.until or date.max)
    second = (other.since or date.min, other.until or date.max)
    return first[1] < second[0] or second[1] < first[0]


def _moved(
    one: pd.DataFrame, other: pd.DataFrame, column: str, labels: dict[str, str]
) -> Iterator[str]:
    """Where one side answered otherwise, or is made of others, in words."""
    if one.empty or other.empty:
        return
    shares = [frame[column].value_counts(normalize=True) for frame in (one, other)]
    far = [
        f"{label.lower()}, {percent(shares[0].get(key, 0))} puis {percent(shares[1].get(key, 0))}"
        for key, label in labels.items()
        if abs(shares[0].get(key, 0) - shares[1].get(key, 0)) > FAR
    ]
    if far:
        yield (
            f"{HOW[column]}{WIDE}: {' ; '.join(far)}. Une part de ce qui bouge peut venir de là."
        )


def records(compared: Compared) -> Sequence[dict[str, object]]:
    """The same table for a spreadsheet: columns `COLUMNS`; shares and changes in points."""

    def points(value: float | None) -> float | None:
        return None if value is None else round(100 * value, 1)

    return [
        {
            "reponse": line.label,
            "avant": line.before,
            "apres": line.after,
            "part_avant": points(line.share_before),
            "part_apres": points(line.share_after),
            "ecart": _gap(points(line.share_before), points(line.share_after)),
            "de": points(line.low),
            "a": points(line.high),
            "lecture": VERDICTS.get(line.verdict or "", "pas comparé"),
        }
        for line in compared.change.lines
    ]


def _gap(before: float | None, after: float | None) -> float | None:
    """Of the shares as they are written, so that whoever subtracts them finds it."""
    return None if before is None or after is None else round(after - before, 1)


VERDICTS: Final = {"up": "en hausse", "down": "en baisse", "unsure": "on ne peut pas conclure"}
COLUMNS: Final = (
    ("reponse", "Réponse"),
    ("avant", "Avant : personnes"),
    ("apres", "Après : personnes"),
    ("part_avant", "Avant : part, en %"),
    ("part_apres", "Après : part, en %"),
    ("ecart", "Écart, en points"),
    ("de", "Écart : au moins, en points"),
    ("a", "Écart : au plus, en points"),
    ("lecture", "Ce qu’on peut en dire"),
)
