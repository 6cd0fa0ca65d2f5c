"""What a column of a file may hold, and a guess of it from its title and first values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.models.portrait import INDICATORS, SERVICES
from app.services.imports import cells
from app.services.imports.areas import LEVELS, Map, WrongPlace, fold
from surveys.tables import Table, looks_numeric

IGNORE: Final = ""
# role → what people are asked; several columns may share those of SHARED.
FIGURES: Final[dict[str, str]] = {
    IGNORE: "Laisser de côté",
    "area": "La commune (code Insee ou nom)",
    "name": "Le nom de la commune, pour vérifier le code",
    "level": "Le niveau (commune, département, région…)",
    "figure": "Un chiffre",
    "indicator": "Ce qui est mesuré",
    "value": "La valeur de ce qui est mesuré",
    "year": "L’année",
    "unit": "L’unité",
    "status": "Si le chiffre est secret ou absent",
    "power": "La puissance de dix à appliquer",
}
OFFERS: Final[dict[str, str]] = {
    IGNORE: "Laisser de côté",
    "name": "Le nom du service",
    "kind": "Le genre de service",
    "domaine": "Le domaine",
    "commune": "La commune (code Insee ou nom)",
    "public": "Le public",
    "opening": "Les jours et heures d’ouverture",
    "contact": "Un contact de la structure",
    "capacity": "La capacité",
    "places": "Combien il y en a",
    "state": "L’état (bien utilisé, saturé…)",
    "funding": "Le financement",
    "note": "Une remarque",
}
ROLES: Final = {INDICATORS: FIGURES, SERVICES: OFFERS}
SHARED: Final = frozenset(("figure", "indicator", "status", IGNORE)) | {
    "kind",
    "commune",
    "public",
    "opening",
    "contact",
    "note",
}

_FIGURE_TITLES: Final = (
    ("area", r"code (insee|commune|geo|geographique|officiel).*|codgeo|depcom|insee( com)?|geo"),
    ("area", r"codecommune|com|commune|numero commune|numcomdo|numcom|territoire|code"),
    ("name", r"(nom|libelle)( de la)? commune|libgeo|libcom|nomcom|lib com"),
    ("level", r"geo object|niveau( geographique)?|echelle|maille"),
    ("year", r"annee|an|year|time period|millesime|date( de)? reference|dtreffre|periode|exercice"),
    ("value", r"obs value|valeur|value|nombre|effectif|nb equip"),
    ("indicator", r"indicateur|variable|libelle( indicateur)?|typequ|mesure|.* measure"),
    ("unit", r"unite.*|unit|unit measure"),
    ("status", r"statut|conf status|obs status|secret.*"),
    ("power", r"unit mult"),
)
_OFFER_TITLES: Final = (
    ("name", r"(nom|intitule|denomination|structure|service|equipement)( .*)?"),
    ("kind", r"(type|genre|categorie|nature|thematique|theme|activite)s?( .*)?"),
    ("domaine", r"domaines?( .*)?"),
    ("commune", r"communes?( .*)?|code insee.*|codgeo|depcom|villes?|lieu|localite"),
    ("public", r"publics?( .*)?|age"),
    ("opening", r"horaires?.*|ouverture.*|jours.*"),
    ("contact", r"contact|telephone|tel|mail|courriel|e mail|email|site( web| internet)?|web"),
    ("capacity", r"capacite.*|nombre de places|places|nb places"),
    ("places", r"combien|nombre"),
    ("state", r"etat|frequentation|utilisation"),
    ("funding", r"financ.*|subvention.*|budget"),
    ("note", r"remarques?|observations?|commentaires?|description"),
)
_NEVER: Final = re.compile(
    r"code postal|cp|codepostal|adr codepostal|siren.*|siret.*|lat.*|lon.*|x|y|.*contact nom.*"
    r"|(nom|prenom) (du )?(responsable|referent|contact|directeur|directrice|president).*"
    r"|responsable"
)


@dataclass(frozen=True)
class Column:
    """One column as the page shows it: titles, first values, what it seems to hold."""

    title: str
    said: str
    values: list[str]
    role: str


def guesses(table: Table, what: str, places: Map) -> dict[str, str]:
    """Title → role, for each column."""
    values = table.first_values(12)
    by_title = _FIGURE_TITLES if what == INDICATORS else _OFFER_TITLES
    found: dict[str, str] = {}
    for title, said in zip(table.titles, table.said, strict=True):
        role = _by_title((title, said), by_title)
        if role in found.values() and role not in SHARED:
            role = "name" if (what, role) == (INDICATORS, "area") else IGNORE
        found[title] = role
    if what == INDICATORS:
        _see_values(found, dict(zip(table.titles, values, strict=True)), places)
    return found


def _by_title(titles: Sequence[str], patterns: Sequence[tuple[str, str]]) -> str:
    for title in titles:
        plain = fold(title)
        if not plain or _NEVER.fullmatch(plain):
            continue
        for role, pattern in patterns:
            if re.fullmatch(pattern, plain):
                return role
    return IGNORE


def _see_values(found: dict[str, str], values: Mapping[str, list[str]], places: Map) -> None:
    """Corrects what titles suggest by what the columns hold; finds the figures."""
    if "area" not in found.values():
        seen = (title for title, told in values.items() if _places(told, places))
        if title := next(seen, None):
            found[title] = "area"
    long = "value" in found.values() and "indicator" in found.values()
    for title, role in list(found.items()):
        if role == "value" and not long:
            found[title] = "figure"
        elif role == "level" and not all(fold(each) in LEVELS for each in values[title][:1]):
            found[title] = IGNORE
        elif role == IGNORE and not long and not _NEVER.fullmatch(fold(title)):
            found[title] = "figure" if _figures(values[title]) else IGNORE


def _places(told: Sequence[str], places: Map) -> bool:
    return any(_ours(each, places) for each in told)


def _ours(cell: str, places: Map) -> bool:
    try:
        return places.at(cell) is not None
    except WrongPlace:
        return False


def _figures(told: Sequence[str]) -> bool:
    return any(map(looks_numeric, told)) and sum(map(_readable, told)) * 2 > len(told)


def _readable(cell: str) -> bool:
    try:
        cells.figure(cell)
    except cells.NotAFigure:
        return False
    return True


def columns(table: Table, chosen: Mapping[str, str]) -> list[Column]:
    values = table.first_values()
    return [
        Column(title, said, told, chosen.get(title, IGNORE))
        for title, said, told in zip(table.titles, table.said, values, strict=True)
    ]
