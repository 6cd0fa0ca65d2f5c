"""« Comparer »: two periods, surveys or cycles side by side; the address says it all."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from flask import Blueprint, Response, abort, render_template, request, send_file

from analysis import pictures
from analysis.crossing import FEWEST
from app import web
from app.desk.figures.numbers import as_document
from app.exports.rows_xlsx import comparison_xlsx
from app.extensions import db
from app.services.figures import comparisons
from app.services.figures.comparisons import Compared, Side, Together
from app.services.reports import delivery


@dataclass(frozen=True)
class Asked:
    """What the address asks for, and what it could ask for instead."""

    together: Together
    before: Side
    after: Side
    subjects: list[tuple[str, str]]
    subject: str
    error: str = ""
    early: bool = False


def add_doors(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/chiffres/comparer", "compare", compare)
    blueprint.add_url_rule("/chiffres/comparer/dessin.svg", "compare_picture", picture)
    blueprint.add_url_rule("/chiffres/comparer/tableau.xlsx", "export_comparison", export)


def compare() -> str:
    """The comparison that the address asks for: it can be sent to a colleague, or kept."""
    asked = _asked()
    compared = _compared(asked) if asked else None
    return render_template(
        "desk/figures/compare.html",
        asked=asked,
        choices=asked.together.choices() if asked else [],
        compared=compared,
        drawing=_drawing(compared) if compared else None,
        verdicts=comparisons.VERDICTS,
        fewest=FEWEST,
        address=request.query_string.decode(),
    )


def picture() -> Response:
    asked = _asked()
    compared = _compared(asked) if asked else None
    found = (_drawing(compared) if compared else None) or abort(404)
    return as_document(found, "comparaison")


def export() -> Response:
    """The table of the page, in a spreadsheet."""
    asked = _asked()
    compared = (_compared(asked) if asked else None) or abort(404)
    about = f"{compared.label} ; {compared.names[0]}, puis {compared.names[1]}"
    stream = BytesIO()
    comparison_xlsx(
        comparisons.records(compared), comparisons.COLUMNS, stream, about=about, today=web.today()
    )
    stream.seek(0)
    name = delivery.file_name("comparaison", web.territory(), web.today(), "xlsx", exact=True)
    response = send_file(
        stream, mimetype=delivery.MIMETYPES["xlsx"], as_attachment=True, download_name=name
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked() -> Asked | None:
    """None where nothing was published yet; 404 for what does not exist."""
    together = Together(db.session(), web.territory())
    choices = [key for key, _ in together.choices()]
    if not choices:
        return None
    given, error = request.args, ""
    days: dict[str, date | None] = {}
    for name in ("avant_de", "avant_a", "apres_de", "apres_a"):
        try:
            days[name] = date.fromisoformat(given[name]) if given.get(name) else None
        except ValueError:
            days[name], error = None, "Écrivez les jours comme 2026-11-23, ou laissez-les vides."
    # Nothing chosen yet: what can be compared, rather than the first two of the list.
    opening = None if {"avant", "apres", *days} & set(given) else together.opening()
    early = opening is None and not {"avant", "apres", *days} & set(given)
    before = Side(given.get("avant", choices[0]), days["avant_de"], days["avant_a"])
    after = Side(
        given.get("apres", choices[min(1, len(choices) - 1)]), days["apres_de"], days["apres_a"]
    )
    if opening:
        before, after = opening
    if not {before.key, after.key} <= set(choices):
        abort(404)
    subjects = together.subjects(before.key, after.key)
    # Another side was chosen: what was compared before may not be asked in it.
    subject = given.get("quoi", "")
    if subject not in dict(subjects):
        subject = subjects[0][0]
    return Asked(together, before, after, subjects, subject, error, early)


def _compared(asked: Asked) -> Compared | None:
    if asked.error or asked.early:
        return None
    return asked.together.compare(asked.before, asked.after, asked.subject)


def _drawing(compared: Compared) -> pictures.Picture | None:
    """None where too few answered to draw shares."""
    rows = [
        (line.label, line.share_before, line.share_after)
        for line in compared.change.lines
        if line.share_before is not None and line.share_after is not None
    ]
    try:
        names = f"Avant : {compared.names[0]}", f"Après : {compared.names[1]}"
        return pictures.dumbbell(rows, names, compared.label)
    except ValueError:
        return None
