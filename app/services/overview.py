"""Where the collection stands: who answered, from where, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.services import coding, territories
from surveys.models import Parole, Response, Survey, Territory

SECONDS_PER_PAROLE = 7  # a person's pace on the coding screen, as first guessed: 200 in 20 minutes


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
class Todo:
    """One thing to do now: what, why, and the button that does it."""

    title: str
    reason: str
    action: str
    endpoint: str
    post: bool = False


@dataclass(frozen=True)
class Overview:
    """The desk's first page."""

    responses: int
    paroles: int
    untagged: int
    to_check: int
    checked: int
    reach: Sequence[Reach]
    publics: Sequence[tuple[str, int]]
    ages: Sequence[tuple[str, int]]
    channels: Sequence[tuple[str, int]]

    @property
    def silent(self) -> list[Reach]:
        """Communes from which nobody has answered yet."""
        return [line for line in self.reach if line.responses == 0]


def overview(session: Session, territory: Territory) -> Overview:
    paroles = _count_paroles(session, territory)
    untagged = len(coding.pending(session, territory))
    to_check = coding.to_check(session, territory)
    publics = counts(session, territory, Response.public)
    return Overview(
        responses=sum(count for _, count in publics),
        paroles=paroles,
        untagged=untagged,
        to_check=to_check,
        checked=paroles - untagged - to_check,
        reach=reach(session, territory),
        publics=publics,
        ages=counts(session, territory, Response.age_band),
        channels=counts(session, territory, Response.channel),
    )


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
    lines = [
        Reach(c.code_insee, c.name, c.population, answered.get(c.code_insee, 0))
        for c in territory.communes
    ]
    return sorted(lines, key=lambda line: (-line.per_hundred, line.name))


def _count_paroles(session: Session, territory: Territory) -> int:
    statement = (
        select(func.count())
        .select_from(Parole)
        .join(Response)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id)
    )
    return session.scalar(statement) or 0


def todos(session: Session, territory: Territory, seen: Overview) -> list[Todo]:
    """What to do now, most useful first."""
    found = []
    if not territories.surveys(session, territory):
        found.append(
            Todo(
                "Aucun questionnaire n’est publié",
                "Trois sont prêts dans le catalogue.",
                "Voir la collecte",
                "desk.surveys",
            )
        )
    if seen.untagged:
        found.append(
            Todo(
                f"{_paroles(seen.untagged)} à classer",
                "La machine propose des enjeux ; vous décidez ensuite.",
                "Classer",
                "desk.tag",
                post=True,
            )
        )
    if seen.to_check:
        minutes = max(1, round(seen.to_check * SECONDS_PER_PAROLE / 60))
        found.append(
            Todo(
                f"{_paroles(seen.to_check)} à vérifier",
                f"Les plus incertaines d’abord ; environ {_duration(minutes)} en tout.",
                "Vérifier",
                "desk.review",
            )
        )
    if seen.responses and seen.silent:
        found.append(_silent(seen.silent))
    if not seen.responses:
        found.append(
            Todo(
                "Personne n’a encore répondu",
                "Partagez l’adresse d’un questionnaire, ou importez des paroles déjà recueillies.",
                "Voir la collecte",
                "desk.surveys",
            )
        )
    elif seen.paroles and not seen.untagged:
        found.append(
            Todo(
                "Une synthèse peut partir au comité",
                _checked(seen),
                "Préparer la synthèse",
                "desk.exports",
            )
        )
    return found


def _checked(seen: Overview) -> str:
    if not seen.checked:
        return "Aucune parole n’est encore vérifiée : ce serait le classement de la machine seule."
    return f"{seen.checked} sur {seen.paroles} paroles vérifiées par une personne."


def _paroles(count: int) -> str:
    return f"{count} parole" if count < 2 else f"{count} paroles"


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def _silent(silent: Sequence[Reach]) -> Todo:
    names = [line.name for line in silent]
    if len(names) == 1:
        title = f"{names[0]} n’a pas encore répondu"
    elif len(names) <= 3:
        title = f"{', '.join(names[:-1])} et {names[-1]} n’ont pas encore répondu"
    else:
        title = f"{len(names)} communes n’ont pas encore répondu"
    people = sum(line.population for line in silent)
    reason = f"{people} habitants. Un mot à la mairie, un passage au marché ?"
    return Todo(title, reason, "Partager l’adresse", "desk.surveys")
