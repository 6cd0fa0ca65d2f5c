"""Loads a territory from data files: its communes, its grid, its questionnaires, sample paroles."""

import csv
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.tagging.grid import Grid, shipped_grids
from app.models.grid import Theme
from app.services import territories
from app.services.collection import collecting
from surveys import storage
from surveys.loader import catalogue
from surveys.models import Commune, Survey, Territory
from surveys.words import PUBLICS

FOLDER = Path(__file__).parents[2] / "sample"


def load_territory(session: Session, folder: Path = FOLDER) -> Territory:
    """The territory of a folder (territory.toml, communes.csv), made or brought up to date."""
    described: dict[str, Any] = tomllib.loads((folder / "territory.toml").read_text("utf-8"))
    territory = session.scalar(select(Territory).where(Territory.key == described["key"]))
    if territory is None:
        territory = Territory(**described)
        session.add(territory)
    _load_communes(territory, folder / "communes.csv")
    session.flush()
    for grid in shipped_grids().values():
        load_grid(session, territory, grid)
    return territory


def _load_communes(territory: Territory, path: Path) -> None:
    known = {commune.code_insee: commune for commune in territory.communes}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            commune = known.get(row["code_insee"])
            if commune is None:
                commune = Commune(code_insee=row["code_insee"])
                territory.communes.append(commune)
            commune.name = row["nom"]
            commune.postal_codes = row["codes_postaux"]
            commune.population = int(row["population_municipale"])


def load_grid(session: Session, territory: Territory, grid: Grid) -> None:
    """Brings a territory's labels of one family up to date; labels no longer in the file stay."""
    rows = select(Theme).where(Theme.territory_id == territory.id, Theme.family == grid.family)
    known = {theme.key: theme for theme in session.scalars(rows)}
    for position, label in enumerate(grid.labels, start=1):
        theme = known.get(label.key)
        if theme is None:
            theme = Theme(territory_id=territory.id, family=grid.family, key=label.key)
            session.add(theme)
        theme.label, theme.definition = label.label, label.definition
        theme.includes, theme.excludes = label.includes, label.excludes
        theme.expressions = list(label.expressions)
        theme.counter_expressions = list(label.counter_expressions)
        theme.example, theme.position, theme.version = label.example, position, grid.version
    session.flush()


def replace_grid(session: Session, territory: Territory, grid: Grid) -> None:
    """Gives a territory these labels of a family and no other; what was decided stays stored."""
    keys = {label.key for label in grid.labels}
    rows = select(Theme).where(Theme.territory_id == territory.id, Theme.family == grid.family)
    for theme in session.scalars(rows).all():
        if theme.key not in keys:
            session.delete(theme)
    session.flush()
    load_grid(session, territory, grid)


def publish_catalogue(session: Session, territory: Territory, today: date) -> None:
    """Publishes the ready questionnaires that this territory does not have yet."""
    there = set(session.scalars(select(Survey.slug)))  # a draft keeps its address too
    order = list(PUBLICS)  # residents first, on every list
    for definition in sorted(catalogue().values(), key=lambda ready: order.index(ready.public)):
        if definition.slug not in there:
            storage.publish(session, territory, definition, today=today, opens_on=today)


def sample_paroles(session: Session, territory: Territory, protect: storage.Protect) -> int:
    """Adds the sample's synthetic paroles to the first questionnaire; twice adds nothing."""
    survey = territories.surveys(session, territory)[0]
    data = (FOLDER / "paroles.csv").read_bytes()
    # Its days are invented: none is « to come », even on a machine whose clock is behind them.
    plan = collecting.plan_import(territory, survey, None, data, "paroles.csv", date.max)
    return collecting.carry_out(session, collecting.mask(plan, protect))
