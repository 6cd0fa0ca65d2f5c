"""What tests of the shared diagnostic put in a database."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models.diagnostic import Constat, Document
from app.models.portrait import DataImport, Indicator, IndicatorValue
from app.models.supply import Service
from app.services.diagnostic import constats, documents, supply
from surveys.models import Territory

AT = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
DAY = date(2026, 5, 4)
BLANK: dict[str, Any] = dict.fromkeys(supply.TEXTS, "") | {
    "state": "",
    "places": 1,
    "communes": [],
    "everywhere": False,
    "domaines": [],
}


def constat(
    session: Session, here: Territory, sentence: str = "On s’entraide.", **said: Any
) -> Constat:
    """A point fort, unless `said` tells otherwise."""
    typed = {"kind": "point_fort", "sentence": sentence, **said}
    typed = {"domaines": [], "enjeux": [], "communes": []} | typed
    return constats.write(session, here, typed, None, AT)


def document(session: Session, here: Territory, title: str = "Convention") -> Document:
    return documents.add(session, here, title=title)


def service(session: Session, here: Territory, name: str = "Crèche", **said: Any) -> Service:
    typed = BLANK | {"name": name, "kind": "accueil_petite_enfance", "source": "visite"} | said
    return supply.write(session, here, Service(), typed)


def told(
    session: Session, here: Territory, value: float | None, *, key: str = "population", **said: Any
) -> IndicatorValue:
    """One import of one figure of the whole territory."""
    came_with = DataImport(
        territory_id=here.id, what="indicators", name="f.csv", source="Insee", made_on=DAY
    )
    indicator = session.query(Indicator).filter_by(territory_id=here.id, key=key).first()
    if indicator is None:
        indicator = Indicator(territory_id=here.id, key=key, label="Population", unit="habitants")
    session.add_all([came_with, indicator])
    session.flush()
    where = {"area": "territory", "area_code": "", "year": 2023} | said
    made = IndicatorValue(came_with=came_with, indicator=indicator, value=value, **where)
    session.add(made)
    session.flush()
    session.expire(indicator)
    return made


def figure(key: str = "population", **said: Any) -> dict[str, Any]:
    """What cites that figure."""
    where = {"area": "territory", "area_code": "", "year": 2023}
    return {"kind": "indicator", "indicator": key} | where | said
