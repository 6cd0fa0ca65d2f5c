"""Paroles collected elsewhere, read from a CSV file: every row good, or each bad one named."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from surveys import csv_lines
from surveys.asking import Context, Question, Refused
from surveys.csv_lines import TooManyCells, UnreadableFile
from surveys.words import AGE_BANDS, CHANNELS, PUBLICS

COLUMNS = (
    "id",
    "public",
    "commune",
    "age_band",
    "submitted_at",
    "channel",
    "text",
    "language",
)
MAX_ROWS = 200_000


@dataclass(frozen=True, kw_only=True)
class Row:
    """One parole ready to store."""

    source_id: str
    public: str
    commune: str | None
    age_band: str | None
    received_on: date
    channel: str
    text: str
    language: str


@dataclass(frozen=True)
class Problem:
    """A row that cannot be stored: where it begins in the file (first line is 1), and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Reading:
    """What a file holds: good rows, bad ones, and the columns nobody knows."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    encoding: str


@dataclass(frozen=True)
class Expected:
    """What a file's rows are checked against."""

    question: Question
    public: str
    context: Context
    today: date


def read(data: bytes, expected: Expected) -> Reading:
    """Reads a CSV file of paroles.

    Columns: text (required), id, public, commune (INSEE code or name), age_band, submitted_at
    (AAAA-MM-JJ or JJ/MM/AAAA), channel, language. Raises `UnreadableFile`.
    """
    records, encoding = csv_lines.lines(data)
    header = csv_lines.header(records, "text", lambda cell: cell.strip().lower())
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: Counter[str] = Counter()
    ids: set[str] = set()
    for line, cells in records:
        if len(rows) + len(problems) >= MAX_ROWS:
            raise UnreadableFile(f"Le fichier dépasse {MAX_ROWS} lignes. Coupez-le en plusieurs.")
        try:
            row = _row(csv_lines.named(header, cells), expected, seen)
            if row.source_id in ids:
                raise Refused(f"l’identifiant « {row.source_id} » est déjà pris plus haut")
        except (Refused, TooManyCells) as refusal:
            problems.append(Problem(line, str(refusal)))
        else:
            ids.add(row.source_id)
            rows.append(row)
    ignored = tuple(name for name in header if name and name not in COLUMNS)
    return Reading(tuple(rows), tuple(problems), ignored, encoding)


def _row(cells: Mapping[str, str], expected: Expected, seen: Counter[str]) -> Row:
    text = expected.question.read([cells.get("text", "")], expected.context)
    if not isinstance(text, str):
        raise Refused("la colonne « text » est vide")
    row = Row(
        source_id="",
        public=_word(cells.get("public", ""), PUBLICS, "public") or expected.public,
        commune=_commune(cells.get("commune", ""), expected.context),
        age_band=_word(cells.get("age_band", ""), AGE_BANDS, "age_band"),
        received_on=_day(cells.get("submitted_at", ""), expected.today),
        channel=_word(cells.get("channel", ""), CHANNELS, "channel") or "papier",
        text=text,
        language=_language(cells.get("language", "")),
    )
    return replace(row, source_id=_source_id(cells, row, seen))


def _source_id(cells: Mapping[str, str], row: Row, seen: Counter[str]) -> str:
    given = cells.get("id", "")
    if len(given) > 80:
        raise Refused("l’identifiant dépasse 80 signes")
    if given:
        return given
    # A row without a date takes today's: were it hashed, the same file tomorrow would add it again.
    dated = row if cells.get("submitted_at") else replace(row, received_on=date.min)
    digest = hashlib.sha256(repr(dated).encode()).hexdigest()[:40]
    seen[digest] += 1
    return f"{digest}-{seen[digest]}"


def _word(cell: str, allowed: Sequence[str] | Mapping[str, str], column: str) -> str | None:
    if not cell:
        return None
    for word in allowed:
        if _plain(word) == _plain(cell):
            return word
    raise Refused(f"« {cell[:40]} » n’est pas permis pour {column} ; écrivez {', '.join(allowed)}")


def _commune(cell: str, context: Context) -> str | None:
    if not cell:
        return None
    for choice in context.communes:
        if cell == choice.key or _plain(cell) == _plain(choice.label):
            return choice.key
    raise Refused(f"la commune « {cell[:60]} » n’est pas du territoire")


def _day(cell: str, today: date) -> date:
    if not cell:
        return today
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(cell[:10], pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if date(2000, 1, 1) <= day <= today:
            return day
        raise Refused(f"la date « {cell[:20]} » est à venir, ou d’avant 2000")
    raise Refused(f"la date « {cell[:20]} » ne se lit pas ; écrivez AAAA-MM-JJ")


def _language(cell: str) -> str:
    if len(cell) > 8 or not cell.replace("-", "").isalpha() and cell:
        raise Refused(f"« {cell[:20]} » n’est pas un code de langue ; écrivez fr ou en")
    return cell.lower() or "fr"


@lru_cache(maxsize=4096)  # a long file repeats a few words: reading it takes half the time
def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    kept = (sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join("".join(kept).replace("-", " ").split())
