"""Which territory a request is about, and what belongs to it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.grid import Theme
from surveys.asking import Choice, Context
from surveys.models import Survey, Territory


class NoTerritory(Exception):
    """The installation holds no territory yet, or several and none of that name."""


def for_host(session: Session, host: str) -> Territory:
    """The territory whose host this is, else the only one. Raises `NoTerritory`."""
    territories = session.scalars(select(Territory).order_by(Territory.id)).all()
    named = [territory for territory in territories if territory.host == host]
    if named or len(territories) == 1:
        return (named or territories)[0]
    raise NoTerritory(host)


def by_key(session: Session, key: str | None) -> Territory:
    """The territory of that key, else the only one. Raises `NoTerritory`."""
    statement = select(Territory).order_by(Territory.id)
    if key:
        statement = statement.where(Territory.key == key)
    territories = session.scalars(statement).all()
    if len(territories) != 1:
        raise NoTerritory(key or "")
    return territories[0]


def context(territory: Territory) -> Context:
    """What questions need to know of the territory: its communes, by name."""
    return Context(
        communes=tuple(Choice(key=c.code_insee, label=c.name) for c in territory.communes)
    )


def themes(session: Session, territory: Territory) -> dict[str, list[Theme]]:
    """The territory's grid: family → labels in their order."""
    grid: dict[str, list[Theme]] = {"enjeu": [], "domaine": [], "polarity": []}
    rows = select(Theme).where(Theme.territory_id == territory.id).order_by(Theme.position)
    for theme in session.scalars(rows):
        grid[theme.family].append(theme)
    return grid


def surveys(session: Session, territory: Territory) -> list[Survey]:
    """The territory's published questionnaires, in the order they were made; archived ones too."""
    return [found for found in gathered(session, territory) if found.kind == "questionnaire"]


def gathered(session: Session, territory: Territory) -> list[Survey]:
    """All that paroles may answer: the questionnaires, and the needs of associations."""
    rows = (
        select(Survey)
        .where(Survey.territory_id == territory.id, Survey.versions.any())
        .order_by(Survey.id)
    )
    return list(session.scalars(rows))
