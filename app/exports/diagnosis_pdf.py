"""The shared diagnostic as tagged PDF: a report to read, and its board on an A3 to pin up."""

from pathlib import Path

from flask import current_app

from app.exports import pdf_file
from app.exports.diagnosis import TITLE, Diagnosis
from app.exports.safe import clean
from app.exports.spread import style
from app.exports.synthesis_pdf import SHEET, UNSEEN
from app.exports.target import Target


def diagnosis_pdf(told: Diagnosis, target: Target) -> None:
    """Writes the report. Raises `pdf_file.CannotPrint` where Pango is not there."""
    _printed(told, target, "print/diagnosis.html", (SHEET, "diagnosis.css"))


def diagnosis_a3(told: Diagnosis, target: Target) -> None:
    """Writes the board: three columns on an A3 that lies down, its sources under it."""
    _printed(told, target, "print/diagnosis_a3.html", ("diagnosis_a3.css",))


def _printed(told: Diagnosis, target: Target, page: str, sheets: tuple[str, ...]) -> None:
    pictures = {"matrix.svg": told.matrix.svg.encode()} if told.matrix else {}
    if told.dress.logo:
        pictures["logo.png"] = told.dress.logo
    # Not `render_template`: a command and a job have no request, which pages ask things of.
    html = current_app.jinja_env.get_template(page).render(it=told, title=TITLE)
    second = f":root{{--second:{told.dress.second}}}" if told.dress.second else ""
    css = second + "".join(style(sheet, told.dress.accent) for sheet in sheets)
    made = pdf_file.render(UNSEEN.sub(" ", clean(html)), css, pictures)
    if isinstance(target, Path):
        target.write_bytes(made)
    else:
        target.write(made)
