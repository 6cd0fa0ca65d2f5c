"""A CSV file as people's spreadsheets write it: any encoding and separator, each line numbered."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

MAX_BYTES = 20_000_000
MAX_CELL = 131_072


class UnreadableFile(ValueError):
    """The file is no CSV we can read; the French sentence says why and what to do."""


class TooManyCells(ValueError):
    """A line has more cells than the header has columns; a French sentence."""


def lines(data: bytes) -> tuple[Iterator[tuple[int, list[str]]], str]:
    """The number and cells of each line that is not blank, and the encoding the file is in.

    Raises `UnreadableFile`, while they are read too.
    """
    text, encoding = _decode(data)
    return _records(text), encoding


def _decode(data: bytes) -> tuple[str, str]:
    codec, said = encoding(data)
    return data.decode(codec), said


def encoding(data: bytes) -> tuple[str, str]:
    """Python's name of the encoding of a file, and the one people know. Raises `UnreadableFile`."""
    if len(data) > MAX_BYTES:
        raise UnreadableFile("Le fichier dépasse 20 Mo. Coupez-le en plusieurs.")
    if not data.strip():
        raise UnreadableFile("Le fichier est vide.")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise UnreadableFile(
            "Ce fichier est un classeur ou un document, pas un CSV. "
            "Dans votre tableur, choisissez « Enregistrer sous », puis « CSV UTF-8 »."
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _checked(data, "utf-16"), "UTF-16"
    if b"\x00" in data:
        raise UnreadableFile("Ce fichier n’est pas un texte. Enregistrez-le en « CSV UTF-8 ».")
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _checked(data, "cp1252"), "Windows-1252"
    return "utf-8-sig", "UTF-8"


def _checked(data: bytes, codec: str) -> str:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            "L’encodage du fichier n’est pas reconnu. Enregistrez-le en « CSV UTF-8 »."
        ) from error
    return codec


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.lstrip().split("\n", 1)[0]
    separator = max((",", ";", "\t"), key=first.count)
    return records(io.StringIO(text, newline=""), separator)


def records(text: Iterable[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """The number and cells of each line that is not blank. Raises `UnreadableFile` on the way."""
    csv.field_size_limit(MAX_CELL)  # the module keeps one limit for everyone: set ours each time
    reader = csv.reader(text, delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UnreadableFile(
                f"Ligne {line} : les guillemets ne se referment pas, ou une cellule est démesurée. "
                "Corrigez cette ligne, puis recommencez."
            ) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def header(
    records: Iterator[tuple[int, list[str]]], needed: str, name: Callable[[str], str]
) -> list[str]:
    """The columns' names, taken from the first line; `name` makes one of a cell.

    Raises `UnreadableFile` when `needed` is not among them, or when one is there twice.
    """
    _, cells = next(records, (0, []))
    names = [name(cell) for cell in cells]
    if needed not in names:
        raise UnreadableFile(
            f"La première ligne doit nommer les colonnes, dont « {needed} ». "
            f"Colonnes lues : {', '.join(names[:12]) or 'aucune'}."
        )
    twice = [name for name, count in Counter(names).items() if name and count > 1]
    if twice:
        raise UnreadableFile(f"La colonne « {twice[0]} » est là deux fois. Gardez-en une.")
    return names


def named(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells of a line by column; a line may be shorter than the header, never longer.

    Raises `TooManyCells`.
    """
    if len(cells) > len(names):
        raise TooManyCells(f"{len(cells)} cellules pour {len(names)} colonnes")
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
