"""The diagnostic as documents, on the desk: which form, which state of it, and the file."""

from io import BytesIO

from flask import abort, make_response, render_template, request, send_file
from werkzeug.wrappers import Response

from app import web
from app.desk.access import may
from app.desk.reports import export_jobs
from app.desk.reports.exports import let_batch_in
from app.extensions import db
from app.models.diagnostic import DiagnosticVersion
from app.services.diagnostic import delivering, diagnostic_versions
from app.services.reports import delivery, jobs

ALWAYS_LONG = ("odt",)  # LibreOffice takes its time to start


def show() -> str:
    return _page()


def _page(error: str = "") -> str:
    return render_template(
        "desk/diagnostic/documents.html",
        documents=delivering.DOCUMENTS,
        versions=diagnostic_versions.versions(db.session(), web.territory()),
        chosen=request.values,
        jobs=[each for each in export_jobs.mine() if each.what == "diagnostic"],
        error=error,
    )


def make() -> Response:
    """The file at once, or the page that waits for a long one."""
    format_ = request.args.get("format", "")
    if format_ not in delivering.DOCUMENTS:
        abort(404)
    exact = request.args.get("exact") == "1"
    if exact and not may("exact"):
        abort(403)
    version = _version()
    if not exact:
        let_batch_in()
    name = _name(format_, version, exact=exact)
    if lacking := delivering.unavailable(format_):
        return make_response(_page(lacking), 503)
    if format_ in ALWAYS_LONG:
        return make_response(
            render_template("desk/diagnostic/document_long.html", chosen=request.args)
        )
    stream = BytesIO()
    delivering.deliver(
        db.session(),
        web.territory(),
        version,
        format_,
        exact=exact,
        today=web.today(),
        target=stream,
    )
    stream.seek(0)
    kind = delivery.MIMETYPES[delivering.suffix(format_)]
    answer = send_file(stream, mimetype=kind, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def order() -> Response:
    """A long one, made apart; what the page said of it is checked again."""
    format_ = request.form.get("format", "")
    if format_ not in delivering.DOCUMENTS:
        abort(404)
    exact = request.form.get("exact") == "1"
    if exact and not may("exact"):
        abort(403)
    version = _version()
    if not exact:
        let_batch_in()
    choices = {"format": [format_], "version": [str(version.number)] if version else []}
    choices["exact"] = ["1"] if exact else []
    title = f"Diagnostic, {delivering.DOCUMENTS[format_][0]}"
    name = _name(format_, version, exact=exact)
    right = "exact" if exact else "synthesis"
    return export_jobs.order(jobs.Order("diagnostic", choices, right, title, name))


def _version() -> DiagnosticVersion | None:
    typed = request.values.get("version", "")
    if not typed:
        return None
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    return delivering.find(db.session(), web.territory(), number) or abort(404)


def _name(format_: str, version: DiagnosticVersion | None, *, exact: bool) -> str:
    what = f"diagnostic-version-{version.number}" if version else "diagnostic"
    what += "-affiche" if format_ == "a3" else ""
    kind = delivering.suffix(format_)
    return delivery.file_name(what, web.territory(), web.today(), kind, exact=exact)
