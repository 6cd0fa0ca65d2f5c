"""What each series of a file is called: by a person, by the catalogue, or as the file does."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.portrait import Indicator
from app.services.imports import catalogue
from app.services.imports.areas import fold
from app.services.imports.plan import Plan, Series
from app.services.imports.reading import Reading
from surveys.models import Territory

# Words of a title that tell the unit, the first found wins.
_UNITS: Final = (
    (r"taux|part|pourcentage|proportion", "%"),
    (r"montant|revenu|euros?", "€"),
    (r"foyers?|allocataires?", "foyers"),
    (r"personnes?", "personnes"),
    (r"habitants?|population", "habitants"),
    (r"menages?", "ménages"),
    (r"familles?", "familles"),
    (r"logements?|residences?", "logements"),
    (r"enfants?", "enfants"),
    (r"eleves?", "élèves"),
    (r"places?", "places"),
    (r"equipements?|etablissements?", "équipements"),
)


def name(plan: Plan, reading: Reading, session: Session, territory: Territory) -> None:
    """Gives each series its label, unit and domaine, and says what may not enter as it is."""
    by_key, by_label = _there(session, territory)
    for series in plan.series.values():
        entry = _entry(series, reading)
        typed = reading.named.get(series.key, {})
        _call(series, entry, typed, reading)
        series.keep = bool(typed["keep"]) if "keep" in typed else _usual(plan, reading, entry)
        there = by_label.get(fold(series.label)) or by_key.get(entry.key if entry else "")
        series.indicator = there.key if there else _key(series, entry, by_key)
        series.problem = _problem(series, there)
    _same_names(plan.kept())


def _there(
    session: Session, territory: Territory
) -> tuple[dict[str, Indicator], dict[str, Indicator]]:
    rows = session.scalars(select(Indicator).where(Indicator.territory_id == territory.id)).all()
    return {each.key: each for each in rows}, {fold(each.label): each for each in rows}


def _entry(series: Series, reading: Reading) -> catalogue.Entry | None:
    if reading.of("figure"):
        return catalogue.by_title(series.key) or catalogue.entries().get(fold(series.key))
    titles = reading.of("indicator")
    said = series.key.split("·")
    if len(titles) != len(said):
        return None
    return catalogue.by_dimensions(dict(zip(titles, said, strict=True)))


def _call(
    series: Series, entry: catalogue.Entry | None, typed: Mapping[str, Any], reading: Reading
) -> None:
    label = str(typed.get("label", "")).strip() or (entry.label if entry else series.told)
    unit = str(typed.get("unit", "")).strip()
    unit = unit or (entry.unit if entry else series.unit or reading.unit or guessed_unit(label))
    series.label, series.unit = label[:200], unit[:40]
    told = typed.get("domaine", entry.domaine if entry else "")
    series.domaine = str(told)[:60]
    series.definition = entry.tells if entry and entry.label == series.label else ""


def _usual(plan: Plan, reading: Reading, entry: catalogue.Entry | None) -> bool:
    """Of a published file, or of many things, those of the catalogue are ticked; else all."""
    return entry is not None or (not reading.layout and len(plan.series) <= 12)


def guessed_unit(label: str) -> str:
    plain = fold(label)
    return next((unit for words, unit in _UNITS if re.search(rf"\b({words})\b", plain)), "")


def _key(series: Series, entry: catalogue.Entry | None, there: Mapping[str, Indicator]) -> str:
    if entry is not None and entry.label == series.label:
        return entry.key
    base = fold(series.label).replace(" ", "_")[:55] or "indicateur"
    key, number = base, 2
    while key in there or key in catalogue.entries():
        key, number = f"{base}_{number}", number + 1
    return key


def _problem(series: Series, there: Indicator | None) -> str:
    if not series.unit:
        return f"« {series.label} » : dites en quelle unité (habitants, foyers, %…)."
    if there is not None and there.unit != series.unit:
        return (
            f"« {series.label} » existe déjà, en {there.unit} ; ici en {series.unit}. Donnez-lui "
            "un autre nom, ou la même unité."
        )
    return ""


def _same_names(kept: Sequence[Series]) -> None:
    """Two series of one name would be one indicator told twice."""
    first: dict[str, Series] = {}
    for series in kept:
        known = first.setdefault(series.indicator, series)
        if known is not series:
            series.problem = (
                f"« {known.told} » et « {series.told} » deviendraient le même indicateur, "
                f"« {known.label} ». Décochez l’un des deux, ou changez son nom."
            )
