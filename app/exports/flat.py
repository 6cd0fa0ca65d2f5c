"""A synthesis as flat tables, the same for CSV and for spreadsheets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.disclosure import HIDDEN, Row, Table
from analysis.summary import EnjeuSummary, Synthesis

Record = Mapping[str, object]
Column = tuple[str, str]

# The columns of `flask export paroles`, in order, and what each holds.
PAROLES: Final[tuple[Column, ...]] = (
    ("source_id", "Identifiant dans le fichier d’origine, ou calculé à l’import"),
    ("text", "Réponse libre, données personnelles masquées"),
    ("public", "habitant, association ou elu"),
    ("commune", "Code Insee de la commune"),
    ("enjeux", "Clés des enjeux, séparées par |"),
    ("domaines", "Clés des domaines d’intervention, séparées par |"),
    ("polarity", "point_fort, point_vigilance, proposition ou neutre"),
    ("state", "proposed : classée par la machine seule ; sinon relue par une personne"),
    ("source", "machine ou human : d’où viennent les étiquettes"),
)
_WHERE: Final = (("enjeu", "Clé de l’enjeu"), ("libelle_enjeu", "Enjeu"))
_CELL: Final = (
    ("cle", "Clé de la ligne : public, code Insee, polarité"),
    ("libelle", "Libellé de la ligne"),
    ("personnes", f"Nombre de personnes ; « {HIDDEN} » : non publié"),
    ("communes", "Codes Insee regroupés dans la ligne, séparés par |"),
)


@dataclass(frozen=True)
class Flat:
    """name: of the sheet; columns: (key, what it holds); rows: values by key."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Record, ...]


def flat_tables(synthesis: Synthesis) -> tuple[Flat, ...]:
    """Every figure, word and verbatim of the document, one table per subject."""
    return (
        _overview(synthesis),
        _crossed("Par public", synthesis.enjeux, lambda chapter: chapter.by_public),
        _crossed("Par commune", synthesis.enjeux, lambda chapter: chapter.by_commune),
        _crossed("Par polarité", synthesis.enjeux, lambda chapter: chapter.by_polarity),
        _quotes(synthesis),
        _words(synthesis),
        Flat("Domaines", _CELL[:3], tuple(_cells(synthesis.by_domaine.rows))),
        _participation(synthesis),
    )
