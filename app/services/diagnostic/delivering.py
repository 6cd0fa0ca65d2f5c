"""The diagnostic as a file: which writer makes which format."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.exports import odt_file, pdf_file
from app.exports.diagnosis import Diagnosis
from app.exports.diagnosis_docx import diagnosis_docx
from app.exports.diagnosis_pdf import diagnosis_a3, diagnosis_pdf
from app.exports.diagnosis_pptx import diagnosis_pptx
from app.exports.target import Target
from app.models.diagnostic import DiagnosticVersion
from app.services.diagnostic import diagnostic_versions, telling
from app.services.reports.delivery import Unavailable
from surveys.models import Territory

# Format → what it is called, what it is for.
DOCUMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "docx": ("Document Word", "le rapport entier, à relire et à retoucher"),
    "odt": ("Document OpenDocument", "le même, pour LibreOffice"),
    "pdf": ("PDF", "le même, à lire et à imprimer tel quel"),
    "pptx": ("Diapositives", "à projeter en réunion, les sources à la fin"),
    "a3": ("Affiche A3 (PDF)", "le tableau en trois colonnes et ses sources, à afficher"),
}
SUFFIXES: Final = {"a3": "pdf"}


def suffix(format_: str) -> str:
    """The end of the file's name."""
    return SUFFIXES.get(format_, format_)


def unavailable(format_: str) -> str:
    """What this machine lacks to make this format, in a sentence; nothing when it can."""
    if format_ == "odt" and not odt_file.available():
        return odt_file.MISSING
    return pdf_file.MISSING if format_ in ("pdf", "a3") and not pdf_file.available() else ""


def find(session: Session, territory: Territory, number: int) -> DiagnosticVersion | None:
    """A frozen version by its number."""
    found = diagnostic_versions.versions(session, territory)
    return next((each for each in found if each.number == number), None)


def deliver(
    session: Session,
    territory: Territory,
    version: DiagnosticVersion | None,
    format_: str,
    *,
    exact: bool,
    today: date,
    target: Target,
) -> None:
    """Writes it. version: None for the diagnostic as it stands. Raises `Unavailable`."""
    if lacking := unavailable(format_):
        raise Unavailable(lacking)
    told = telling.tell(session, territory, version, exact=exact, today=today)
    _WRITERS[format_](told, target)


def _odt(told: Diagnosis, target: Target) -> None:
    """LibreOffice's conversion of the Word document, as for the synthesis."""
    with tempfile.TemporaryDirectory(prefix="paroles-odt-") as folder:
        made = Path(folder) / "diagnostic.docx"
        diagnosis_docx(told, made)
        try:
            converted = odt_file.convert(made, "odt")
        except odt_file.CannotConvert as reason:
            raise Unavailable(str(reason)) from reason
        if isinstance(target, Path):
            shutil.copyfile(converted, target)
        else:
            target.write(converted.read_bytes())


_WRITERS: Final[Mapping[str, Callable[[Diagnosis, Target], None]]] = {
    "docx": diagnosis_docx,
    "odt": _odt,
    "pdf": diagnosis_pdf,
    "pptx": diagnosis_pptx,
    "a3": diagnosis_a3,
}
