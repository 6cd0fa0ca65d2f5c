"""A contact as a person writes it, and a list of them read from a CSV file."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from email_validator import EmailNotValidError, validate_email

from surveys import csv_lines
from surveys.csv_lines import MAX_CELL, TooManyCells, UnreadableFile
from surveys.importing import Problem
from surveys.reading import clean_text
from surveys.words import LANGUAGES

COLUMNS = ("nom", "structure", "courriel", "adresse", "code postal", "ville", "langue")
MAX_BYTES = 2_000_000
MOST = 5_000
LONGEST, LONGEST_LINE, MOST_LINES = 120, 38, 5  # 38 signs: what a French envelope's line holds
_OTHER_NAMES = {
    "qualite": "structure",
    "organisme": "structure",
    "association": "structure",
    "fonction": "structure",
    "email": "courriel",
    "e mail": "courriel",
    "mail": "courriel",
    "adresse postale": "adresse",
    "cp": "code postal",
    "commune": "ville",
    "code langue": "langue",
}


class BadContact(ValueError):
    """A contact that cannot be: its sentence, in French, says what to do; `field` says where."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Who is invited. `address` has a line per line of the envelope, under the name."""

    name: str
    organisation: str = ""
    email: str = ""
    address: str = ""
    language: str = "fr"

    @property
    def identity(self) -> str:
        """What makes two lines the same contact: the mail address, else the name and where."""
        return self.email.lower() or f"{plain(self.name)}\n{plain(self.address)}"

    def as_plain(self) -> dict[str, str]:
        return asdict(self)


def from_plain(data: Mapping[str, str]) -> Contact:
    """The contact that `as_plain` made."""
    known = {field.name for field in fields(Contact)}
    return Contact(**{name: text for name, text in data.items() if name in known})


@dataclass(frozen=True)
class Reading:
    """What a file holds: good contacts, bad lines, lines that say one contact again."""

    contacts: tuple[Contact, ...]
    problems: tuple[Problem, ...]
    twice: tuple[Problem, ...]
    ignored: tuple[str, ...]
    encoding: str


def checked(typed: Mapping[str, str]) -> Contact:
    """The contact of these fields, named as `COLUMNS`. Raises `BadContact`."""
    name = _line(typed, "nom")
    if not name:
        raise BadContact("nom", "écrivez le nom de la personne ou de la structure")
    contact = Contact(
        name=name,
        organisation=_line(typed, "structure"),
        email=_email(_line(typed, "courriel")),
        address=_address(typed),
        language=_language(_line(typed, "langue")),
    )
    if not contact.email and not contact.address:
        raise BadContact("courriel", "donnez un courriel, ou une adresse postale pour une lettre")
    return contact


def read(data: bytes) -> Reading:
    """A CSV file of contacts, one a line, columns as `COLUMNS`. Raises `UnreadableFile`."""
    if len(data) > MAX_BYTES:
        raise UnreadableFile("Le fichier dépasse 2 Mo. Coupez-le en plusieurs.")
    records, encoding = csv_lines.lines(data)
    header = csv_lines.header(
        records, "nom", lambda cell: _OTHER_NAMES.get(plain(cell), plain(cell))
    )
    good: dict[str, tuple[int, Contact]] = {}
    problems: list[Problem] = []
    twice: list[Problem] = []
    for line, cells in records:
        if len(good) + len(problems) >= MOST:
            raise UnreadableFile(f"Le fichier dépasse {MOST} lignes. Coupez-le en plusieurs.")
        try:
            contact = checked(csv_lines.named(header, cells))
        except (BadContact, TooManyCells) as error:
            problems.append(Problem(line, str(error)))
            continue
        if contact.identity in good:
            first = good[contact.identity][0]
            twice.append(Problem(line, f"même personne qu’à la ligne {first}, comptée une fois"))
        else:
            good[contact.identity] = line, contact
    ignored = tuple(name for name in header if name and name not in COLUMNS)
    found = tuple(contact for _, contact in good.values())
    return Reading(found, tuple(problems), tuple(twice), ignored, encoding)


def plain(text: str) -> str:
    """Without case, accents nor punctuation: how two spellings of one name are compared."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (
        sign if sign.isalnum() else " " for sign in decomposed if not unicodedata.combining(sign)
    )
    return " ".join("".join(kept).split())


def _line(typed: Mapping[str, str], name: str) -> str:
    text = " ".join(clean_text(typed.get(name, "")[:MAX_CELL]).split())
    if len(text) > LONGEST:
        raise BadContact(name, f"raccourcissez « {text[:20]}… » : {LONGEST} signes au plus")
    return text


def _email(text: str) -> str:
    if not text:
        return ""
    try:
        return str(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError as error:
        sentence = f"« {text[:60]} » n’est pas une adresse de courriel"
        raise BadContact("courriel", sentence) from error


def _address(typed: Mapping[str, str]) -> str:
    written = clean_text(typed.get("adresse", "")[:MAX_CELL]).replace("|", "\n").splitlines()
    town = f"{_line(typed, 'code postal')} {_line(typed, 'ville')}".strip()
    found = [line for line in (" ".join(part.split()) for part in [*written, town]) if line]
    if len(found) > MOST_LINES or any(len(line) > LONGEST_LINE for line in found):
        raise BadContact(
            "adresse",
            f"écrivez l’adresse en {MOST_LINES} lignes au plus, de {LONGEST_LINE} signes au plus, "
            "avec une barre | entre deux lignes",
        )
    return "\n".join(found)


def _language(text: str) -> str:
    said = plain(text) or "fr"
    known = {"francais": "fr", "anglais": "en", "english": "en", "facile a lire": "falc"}
    language = known.get(said, said)
    if language not in LANGUAGES:
        raise BadContact("langue", f"« {text[:20]} » n’est pas une langue ; écrivez fr, en ou falc")
    return language
