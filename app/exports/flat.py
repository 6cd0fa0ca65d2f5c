"""A synthesis as flat tables, the same for CSV and for spreadsheets."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
_WHERE: Final = (
    ("famille", "enjeu ou domaine : de quoi parle la ligne"),
    ("enjeu", "Clé de l’enjeu, ou du domaine"),
    ("libelle_enjeu", "Son libellé"),
)
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


def _people(value: int | None) -> int | str:
    return HIDDEN if value is None else value


def _cells(rows: Iterable[Row]) -> Iterator[dict[str, object]]:
    for row in rows:
        yield {
            "cle": row.key,
            "libelle": row.label,
            "personnes": _people(row.people),
            "communes": row.members,
        }


def _overview(synthesis: Synthesis) -> Flat:
    columns = (
        *_WHERE,
        ("personnes", f"Personnes qui en parlent ; « {HIDDEN} » : non publié"),
        ("part", "Part des personnes qui ont répondu, de 0 à 1"),
        ("paroles", "Réponses libres qui en parlent"),
    )
    rows = (
        {
            **_named(chapter),
            "personnes": _people(chapter.n_people),
            "part": None if chapter.share is None else round(chapter.share, 4),
            "paroles": _people(chapter.n_paroles),
        }
        for chapter in synthesis.enjeux
    )
    return Flat("Enjeux", columns, tuple(rows))


def _named(chapter: EnjeuSummary) -> dict[str, object]:
    return {"famille": chapter.family, "enjeu": chapter.key, "libelle_enjeu": chapter.label}


def _crossed(
    name: str, chapters: Sequence[EnjeuSummary], table: Callable[[EnjeuSummary], Table]
) -> Flat:
    rows = [
        {**_named(chapter), **cells}
        for chapter in chapters
        for cells in _cells(table(chapter).rows)
    ]
    columns = _CELL if any(row["communes"] for row in rows) else _CELL[:3]
    return Flat(name, (*_WHERE, *columns), tuple(rows))


def _quotes(synthesis: Synthesis) -> Flat:
    columns = (
        *_WHERE,
        ("verbatim", "Réponse libre choisie, données personnelles masquées"),
        ("public", "Public, si le groupe est assez nombreux"),
        ("commune", "Commune, si le groupe est assez nombreux"),
        ("polarite", "Polarité, si le groupe est assez nombreux"),
    )
    rows = (
        {
            **_named(chapter),
            "verbatim": quote.text,
            "public": synthesis.names["public"].get(quote.public or ""),
            "commune": synthesis.names["commune"].get(quote.commune or ""),
            "polarite": synthesis.names["polarity"].get(quote.polarity or ""),
        }
        for chapter in synthesis.enjeux
        for quote in chapter.quotes
    )
    return Flat("Verbatims", columns, tuple(rows))


def _words(synthesis: Synthesis) -> Flat:
    columns = (
        *_WHERE,
        ("rang", "Du plus au moins cité"),
        ("mot", f"Mot dit par {max(3, synthesis.k or 0)} personnes ou plus"),
        ("personnes", f"Nombre de personnes ; « {HIDDEN} » : non publié"),
    )
    least = synthesis.k or 0
    rows = (
        {
            **_named(chapter),
            "rang": rank,
            "mot": word.text,
            "personnes": _people(word.people if word.people >= least else None),
        }
        for chapter in synthesis.enjeux
        for rank, word in enumerate(chapter.words, 1)
    )
    return Flat("Mots", columns, tuple(rows))


def _participation(synthesis: Synthesis) -> Flat:
    tables = (synthesis.by_public, synthesis.by_commune, synthesis.by_channel)
    rows = [{"tableau": table.title, **cells} for table in tables for cells in _cells(table.rows)]
    return Flat("Participation", (("tableau", "Par public, commune ou canal"), *_CELL), tuple(rows))
