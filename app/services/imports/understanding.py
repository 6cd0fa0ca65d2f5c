"""A brought file with its reading: the table, what it seems to hold, what would be imported."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.models.portrait import BroughtFile
from app.services import territories
from app.services.diagnostic import supply
from app.services.imports import areas, figures, keeping, naming, offers
from app.services.imports import reading as readings
from app.services.imports.plan import Plan
from surveys.models import Territory
from surveys.tables import Table


@dataclass(frozen=True)
class Understood:
    """reading: what a person said, else what is proposed. proposed: where it comes from."""

    table: Table
    reading: readings.Reading
    proposed: readings.Proposed
    places: areas.Map


def understood(session: Session, territory: Territory, file: BroughtFile) -> Understood:
    """Raises `UnreadableFile`."""
    said = readings.from_plain(file.reading)
    table = keeping.table(file, said.titles_on)
    places = areas.of_territory(territory)
    before = [(each.name, each.reading) for each in keeping.imports(session, territory, file.what)]
    proposed = readings.proposed(table, file.what, places, before)
    kept = said if said.columns else _begun(said, proposed.reading)
    return Understood(table, kept, proposed, places)


def _begun(said: readings.Reading, proposed: readings.Reading) -> readings.Reading:
    """What is proposed, with the line of titles that a person chose."""
    return replace(proposed, titles_on=said.titles_on, source=said.source or proposed.source)


def figures_plan(session: Session, territory: Territory, it: Understood) -> Plan:
    """Raises `UnreadableFile`."""
    plan = figures.planned(it.table, it.reading, it.places)
    naming.name(plan, it.reading, session, territory)
    return plan


def offers_plan(session: Session, territory: Territory, it: Understood) -> offers.Plan:
    """Raises `UnreadableFile`."""
    known = {each.key for each in supply.services(session, territory)}
    grid = territories.themes(session, territory)["domaine"]
    labels = {theme.key: theme.label for theme in grid}
    return offers.planned(it.table, it.reading, it.places, known, labels)


def faults(file: BroughtFile, it: Understood) -> list[str]:
    """What keeps it from being read so: French sentences that say what to do."""
    return readings.faults(it.reading, file.what)


def said_all(file: BroughtFile) -> bool:
    """Whether its columns were said; not yet, where other titles were just chosen."""
    return bool(file.reading.get("columns"))
