"""Where the collection stands: who answered, from where, by which way and when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from analysis.pictures import weeks
from app.models.coding import Coding
from app.services.figures.one_way import UNASKED
from app.services.paroles.reading import UNREAD
from app.services.questionnaires import questionnaires
from surveys.models import Parole, Response, Survey, Territory
from surveys.states import state


@dataclass(frozen=True)
class Reach:
    """Responses of one commune, set against its population."""

    code: str
    name: str
    population: int
    responses: int

    @property
    def per_hundred(self) -> float:
        return 100 * self.responses / self.population if self.population else 0.0


@dataclass(frozen=True)
class Line:
    """One questionnaire: how many answered, out of how many hoped for, until when."""

    survey: Survey
    title: str
    public: str
    state: str
    responses: int
    days_left: int | None

    @property
    def share(self) -> float:
        """Of the objective, 1 at most; 0 without one."""
        return min(1.0, self.responses / self.survey.objective) if self.survey.objective else 0.0


@dataclass(frozen=True)
class Overview:
    """The desk's first page. Responses are those to questionnaires, archived ones included: the
    needs of associations are counted among paroles, not among responses.

    asking: associations that deposited a need, whom syntheses count among those who answered."""

    lines: Sequence[Line]
    archived: int
    asking: int
    paroles: int
    untagged: int
    to_check: int
    checked: int
    foreign: int
    reach: Sequence[Reach]
    publics: Sequence[tuple[str, int]]
    ages: Sequence[tuple[str, int]]
    channels: Sequence[tuple[str, int]]
    weeks: Sequence[tuple[date, int]]

    @property
    def responses(self) -> int:
        return sum(count for _, count in self.publics)

    @property
    def people(self) -> int:
        """Whom a synthesis of everyone counts."""
        return self.responses + self.asking

    @property
    def silent(self) -> list[Reach]:
        """Communes from which nobody has answered yet."""
        return [line for line in self.reach if line.responses == 0]

    @property
    def nowhere(self) -> int:
        """Responses that do not say from which commune."""
        return self.responses - sum(line.responses for line in self.reach)


def overview(session: Session, territory: Territory, today: date) -> Overview:
    surveys = _questionnaires(session, territory)
    tallies = _tallies(session, [survey.id for survey in surveys])
    standing = _standing(session, territory)
    by_survey = tallies["survey"]
    return Overview(
        lines=[
            _line(survey, by_survey[str(survey.id)], today)
            for survey in surveys
            if survey.archived_on is None
        ],
        archived=sum(by_survey[str(s.id)] for s in surveys if s.archived_on),
        asking=_asking(session, territory),
        reach=_reached(territory, tallies["commune"]),
        publics=sorted(tallies["public"].items()),
        ages=sorted(_ages(session, tallies["age_band"], [survey.id for survey in surveys]).items()),
        channels=sorted(tallies["channel"].items()),
        weeks=_weeks(tallies["received_on"]),
        **standing,
    )


def _questionnaires(session: Session, territory: Territory) -> list[Survey]:
    rows = (
        select(Survey)
        .where(Survey.territory_id == territory.id, Survey.kind == "questionnaire")
        .where(Survey.versions.any())
        .options(selectinload(Survey.versions))
        .order_by(Survey.id)
    )
    return list(session.scalars(rows))


def _asking(session: Session, territory: Territory) -> int:
    rows = select(func.count(Response.id)).join(Survey, Survey.id == Response.survey_id)
    needs = (Survey.territory_id == territory.id, Survey.kind == "besoins")
    return session.scalar(rows.where(*needs)) or 0


def _line(survey: Survey, responses: int, today: date) -> Line:
    definition = questionnaires.definition(survey.versions[-1])
    left = (survey.closes_on - today).days if survey.closes_on else None
    return Line(survey, definition.title, definition.public, state(survey, today), responses, left)


def _tallies(session: Session, survey_ids: Sequence[int]) -> dict[str, Counter[str]]:
    """How many responses have each value of what is counted; "" where nothing was said."""
    counted: dict[str, Any] = {
        "survey": Response.survey_id,
        "commune": Response.commune,
        "public": Response.public,
        "age_band": Response.age_band,
        "channel": Response.channel,
        "received_on": Response.received_on,
    }
    found = {name: Counter[str]() for name in counted}
    for name, column in counted.items():
        rows = select(column, func.count()).where(Response.survey_id.in_(survey_ids))
        for value, count in session.execute(rows.group_by(column)):
            found[name]["" if value is None else str(value)] += count
    return found


def _ages(session: Session, told: Counter[str], survey_ids: Sequence[int]) -> Counter[str]:
    """Those never asked, associations and elected officials, apart from who kept silent."""
    silent = func.coalesce(Response.age_band, "") == ""
    rows = select(func.count()).where(Response.survey_id.in_(survey_ids), silent)
    unasked = session.scalar(rows.where(Response.public != "habitant")) or 0
    return +(told + Counter({UNASKED: unasked}) - Counter({"": unasked}))


def _weeks(days: Counter[str]) -> list[tuple[date, int]]:
    told = {date.fromisoformat(day): count for day, count in days.items()}
    by_week: Counter[date] = Counter()
    for day, count in told.items():
        by_week[day - timedelta(days=day.weekday())] += count
    return [(monday, by_week[monday]) for monday, _ in weeks(list(told))]


def _reached(territory: Territory, answered: Counter[str]) -> list[Reach]:
    lines = [
        Reach(c.code_insee, c.name, c.population, answered[c.code_insee])
        for c in territory.communes
    ]
    return sorted(lines, key=lambda line: (-line.per_hundred, line.name))


def _standing(session: Session, territory: Territory) -> dict[str, int]:
    """Of paroles, needs included: read by nobody, to check, checked, in other languages."""
    checked = Coding.checked_at.is_not(None)
    unread = Coding.parole_id.is_(None) | ((Coding.twin_key == "") & ~checked)
    foreign = Coding.language.in_(UNREAD) & ~checked
    rows = (
        select(
            func.count(),
            *(func.sum(case((kind, 1), else_=0)) for kind in (unread, checked, foreign)),
        )
        .select_from(Parole)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .outerjoin(Coding, Coding.parole_id == Parole.id)
        .where(Survey.territory_id == territory.id)
    )
    paroles, untagged, done, other = (int(count or 0) for count in session.execute(rows).one())
    left = paroles - untagged - done
    return {
        "paroles": paroles, "untagged": untagged, "to_check": left, "checked": done,
        "foreign": other,
    }  # fmt: skip


def counts(
    session: Session,
    territory: Territory,
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    survey: Survey | None = None,
) -> list[tuple[str, int]]:
    """How many responses have each value of a column; "" gathers those that say nothing."""
    statement = (
        select(column, func.count())
        .select_from(Response)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id)
        .group_by(column)
    )
    if survey is not None:
        statement = statement.where(Response.survey_id == survey.id)
    return sorted((value or "", count) for value, count in session.execute(statement))


def reach(session: Session, territory: Territory, survey: Survey | None = None) -> list[Reach]:
    """Each commune's responses, most heard first."""
    answered = dict(counts(session, territory, Response.commune, survey))
    return _reached(territory, Counter(answered))
