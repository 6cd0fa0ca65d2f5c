"""The sample's diagnostic: what the convention's public summary says, each sentence citing it."""

import tomllib
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.portrait import DataImport, Indicator, IndicatorValue
from app.services.diagnostic import board, diagnostic_file, portrait
from app.services.samples.sample import FOLDER
from surveys.models import Territory

POPULATION = "population_municipale"


def sample_diagnostic(session: Session, territory: Territory, now: datetime) -> int:
    """Adds it where the territory has no constat yet; how many came in. Flushes."""
    if board.constats(session, territory):
        return 0
    _populations(session, territory, now)
    described = tomllib.loads((FOLDER / "diagnostic.toml").read_text("utf-8"))
    return diagnostic_file.load(session, territory, described, None, now)


def _populations(session: Session, territory: Territory, now: datetime) -> None:
    """The communes' municipal populations, as loaded with the territory, and their sum."""
    if portrait.one(session, territory, POPULATION) is not None:
        return
    came_with = DataImport(
        territory_id=territory.id,
        what="indicators",
        name="Territoire",
        source=territory.population_source[:300],
        made_on=now.date(),
    )
    indicator = Indicator(
        territory_id=territory.id,
        key=POPULATION,
        label="Population municipale",
        unit="habitants",
        definition="Les habitants qui ont leur résidence habituelle dans la commune.",
    )
    told = [("commune", c.code_insee, c.population) for c in territory.communes]
    told.append(("territory", "", sum(c.population for c in territory.communes)))
    indicator.values = [
        IndicatorValue(came_with=came_with, area=area, area_code=code, value=float(people))
        for area, code, people in told
    ]
    session.add_all([came_with, indicator])
    session.flush()
