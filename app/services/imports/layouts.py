"""The published layouts we know by their columns, each with what its columns hold."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.models.portrait import INDICATORS, SERVICES
from app.services.imports import catalogue

FEW_COLUMNS: Final = 60
GEOGRAPHY: Final = ("DEP", "REG", "DEPCOM", "LIBCOM", "IRIS", "DCIRIS", "COM", "EPCI")
Told = dict[str, str]


@dataclass(frozen=True)
class Layout:
    """label: what people call it. source: what to write as source where the file says no more.

    adds: lines of the same place and year add up, each counting its value, or one.
    """

    key: str
    what: str
    label: str
    source: str
    needs: frozenset[str]
    roles: Callable[[Sequence[str]], Told]
    adds: bool = False


def recognised(titles: Sequence[str], what: str) -> Layout | None:
    """The first layout all of whose columns are there."""
    there = frozenset(titles)
    return next((each for each in LAYOUTS if each.what == what and each.needs <= there), None)


def by_key(key: str) -> Layout | None:
    return next((each for each in LAYOUTS if each.key == key), None)


def _fixed(roles: Told) -> Callable[[Sequence[str]], Told]:
    return lambda titles: {title: roles.get(title, "") for title in titles}


def _melodi(titles: Sequence[str]) -> Told:
    """Every other column is a dimension: age, sex, measure…"""
    known = {
        "GEO": "area",
        "GEO_OBJECT": "level",
        "TIME_PERIOD": "year",
        "OBS_VALUE": "value",
        "UNIT_MEASURE": "unit",
        "CONF_STATUS": "status",
        "OBS_STATUS": "status",
        "UNIT_MULT": "power",
        "FREQ": "",
        "DECIMALS": "",
    }
    return {title: known.get(title, "indicator") for title in titles}


def _wide(titles: Sequence[str]) -> Told:
    """All of a small base; of « dossier complet » and its 1,900 columns, those with a name here."""
    told = {"CODGEO": "area", "LIBGEO": "name"} | dict.fromkeys(GEOGRAPHY, "")
    few = len(titles) <= FEW_COLUMNS
    return {t: told.get(t, "figure" if few or catalogue.by_title(t) else "") for t in titles}


def _caf(titles: Sequence[str]) -> Told:
    """Cafdata by its labels (« Nombre foyers RSA ») or its names (« indfoy_rsa »)."""
    known = {
        "Numéro commune": "area",
        "Code Insee": "area",
        "numcomdo": "area",
        "Nom commune": "name",
        "nomcomdo": "name",
        "Date référence": "year",
        "dtreffre": "year",
    }
    figure = re.compile(r"(Nombre|Montant|Taux) .*|ind(foy|nbp|mtt)_.*")
    return {t: known.get(t, "figure" if figure.fullmatch(t) else "") for t in titles}


_BPE: Final = {"DEPCOM": "area", "AN": "year", "TYPEQU": "indicator", "NB_EQUIP": "value"}
_SCDL: Final = {
    "EQUIP_NOM": "name",
    "EQUIP_TYPE": "kind",
    "EQUIP_THEME": "kind",
    "ADR_COMMUNE": "commune",
    "COMMUNE": "commune",
    "EQUIP_OUVERTURE": "opening",
    "EQUIP_TEL": "contact",
    "EQUIP_EMAIL": "contact",
    "EQUIP_WEB": "contact",
}
# The names of version 1, then those of version 0 that differ.
_INCLUSION: Final = {
    "nom": "name",
    "code_insee": "commune",
    "telephone": "contact",
    "courriel": "contact",
    "horaires_accueil": "opening",
    "site_web": "contact",
    "page_web": "contact",
    "reseaux_porteurs": "kind",
    "thematiques": "kind",
    "type": "kind",
    "types": "kind",
    "publics": "public",
    "publics_precisions": "public",
    "conditions_acces": "note",
    "horaires_ouverture": "opening",
    "typologie": "kind",
    "profils": "public",
}
LAYOUTS: Final = (
    Layout(
        "bpe",
        INDICATORS,
        "Base permanente des équipements (Insee), en nombres",
        "Insee, Base permanente des équipements",
        frozenset(("DEPCOM", "TYPEQU", "NB_EQUIP")),
        _fixed(_BPE),
        adds=True,
    ),
    Layout(
        "bpe_lines",
        INDICATORS,
        "Base permanente des équipements (Insee), une ligne par équipement",
        "Insee, Base permanente des équipements",
        frozenset(("DEPCOM", "TYPEQU")),
        _fixed({key: role for key, role in _BPE.items() if key != "NB_EQUIP"}),
        adds=True,
    ),
    Layout(
        "melodi",
        INDICATORS,
        "Catalogue de données de l’Insee, une ligne par chiffre",
        "Insee",
        frozenset(("GEO", "OBS_VALUE", "TIME_PERIOD")),
        _melodi,
    ),
    Layout(
        "wide",
        INDICATORS,
        "Base communale ou dossier complet de l’Insee, une colonne par chiffre",
        "Insee, recensement de la population",
        frozenset(("CODGEO",)),
        _wide,
    ),
    Layout(
        "caf",
        INDICATORS,
        "Cafdata (allocataires par commune)",
        "Cnaf, Cafdata",
        frozenset(("Numéro commune", "Date référence")),
        _caf,
    ),
    Layout(
        "caf_names",
        INDICATORS,
        "Cafdata (allocataires par commune)",
        "Cnaf, Cafdata",
        frozenset(("numcomdo", "dtreffre")),
        _caf,
    ),
    Layout(
        "scdl",
        SERVICES,
        "Équipements collectifs, schéma national scdl/equipements",
        "Équipements publics (schéma scdl/equipements)",
        frozenset(("EQUIP_UID", "EQUIP_NOM")),
        _fixed(_SCDL),
    ),
    Layout(
        "inclusion_services",
        SERVICES,
        "data·inclusion, services",
        "data·inclusion",
        frozenset(("structure_id", "nom", "thematiques")),
        _fixed(_INCLUSION),
    ),
    Layout(
        "inclusion",
        SERVICES,
        "data·inclusion, structures",
        "data·inclusion",
        frozenset(("nom", "date_maj", "code_insee")),
        _fixed(_INCLUSION),
    ),
)
