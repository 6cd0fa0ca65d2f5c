"""An .xlsx file as plain rows, or a sentence: a hostile one costs neither time nor memory."""

from dataclasses import dataclass

from surveys import limited
from surveys.outcome import UnreadableForm

MAX_BYTES = 5_000_000

_SAVE = "Dans votre tableur, choisissez « Enregistrer sous », puis « Excel 2007-365 (.xlsx) »."
_REFUSED = {
    "broken": f"Ce classeur est abîmé et ne s’ouvre pas. {_SAVE}",
    "heavy": "Ce classeur demande trop de mémoire : ce n’est pas un questionnaire. " + _SAVE,
    "slow": "Ce classeur est trop long à lire : ce n’est pas un questionnaire. "
    "Gardez les seules feuilles survey, choices et settings.",
    "entries": "Ce classeur contient {} fichiers : ce n’est pas un questionnaire. "
    "Gardez les seules feuilles survey, choices et settings.",
    "bomb": "Ce classeur, une fois décompressé, est démesuré : ce n’est pas un questionnaire. "
    "Gardez les seules feuilles survey, choices et settings.",
    "secret": "Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe.",
    "macros": "Ce classeur contient des macros, des programmes que nous n’ouvrons pas. "
    "Enregistrez-le en « .xlsx », sans macros.",
    "doctype": "Ce classeur contient une déclaration de document (DTD) qu’aucun tableur n’écrit. "
    + _SAVE,
    "ods": f"Ce classeur est au format OpenDocument (.ods). {_SAVE}",
    "not_a_workbook": f"Ce fichier est une archive, pas un classeur .xlsx. {_SAVE}",
    "rows": "La feuille « {} » dépasse {} lignes : ce n’est pas un questionnaire.",
    "columns": "La feuille « {} », ligne {}, dépasse {} colonnes. Retirez les colonnes inutiles.",
    "cell": "La feuille « {} », ligne {}, a une cellule démesurée. Raccourcissez ce texte.",
    "text": "Ce classeur contient trop de texte : ce n’est pas un questionnaire.",
}


@dataclass(frozen=True)
class Workbook:
    """Sheets by name, in lower case for those we read; a row is its line and its cells."""

    sheets: dict[str, list[tuple[int, list[str]]]]


def open_workbook(data: bytes) -> Workbook:
    """The rows of an .xlsx file. Raises `UnreadableForm`."""
    _check_kind(data)
    answer = limited.ask("xlsx", data)
    if "refused" in answer:
        raise UnreadableForm(_REFUSED[answer["refused"]].format(*answer["what"]))
    sheets = {
        name: [(line, cells) for line, cells in rows] for name, rows in answer["sheets"].items()
    }
    return Workbook(sheets)


def _check_kind(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise UnreadableForm("Ce fichier dépasse 5 Mo : ce n’est pas un questionnaire.")
    if not data.strip():
        raise UnreadableForm("Ce fichier est vide.")
    if data.startswith(b"%PDF"):
        raise UnreadableForm(f"Ce fichier est un PDF, pas un classeur. {_SAVE}")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableForm(
            f"Ce classeur est d’un ancien format (.xls), ou protégé par un mot de passe. {_SAVE}"
        )
    if not data.startswith(b"PK"):
        raise UnreadableForm(f"Ce fichier n’est pas un classeur .xlsx. {_SAVE}")
