"""« Présentation des documents »: one's own Word template, logo, colours and words."""

from io import BytesIO

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Redirection

from app import web
from app.exports import own_template
from app.exports.docx_file import BadTemplate
from app.extensions import db
from app.services.reports import delivery, dressing
from app.services.reports.dressing import BadDress
from surveys.base import start_writing

Answer = str | Redirection | tuple[str, int]
PAGE = "/exports/presentation"
TYPED = ("contact", "intro", "accent", "second")


def add_doors(blueprint: Blueprint) -> None:
    add = blueprint.add_url_rule
    add(PAGE, "dress", show)
    add(PAGE, "change_dress", change, methods=["POST"])
    add(f"{PAGE}/logo.png", "dress_logo", logo)
    add(f"{PAGE}/logo", "change_logo", change_logo, methods=["POST"])
    add(f"{PAGE}/modele", "put_template", put_template, methods=["POST"])
    add(f"{PAGE}/modele-livre", "restore_template", restore_template, methods=["POST"])
    add("/exports/modele.docx", "export_template", template)
    add("/exports/modele-livre.docx", "shipped_template", shipped_template)


def show() -> Answer:
    return _page()


def _page(field: str = "", error: str = "") -> Answer:
    session, territory = db.session(), web.territory()
    chosen, worn = dressing.of(session, territory), dressing.dress(session, territory)
    kept = {name: getattr(chosen, name) if chosen else "" for name in TYPED}
    mine = field in TYPED
    page = render_template(
        "desk/reports/dress.html",
        chosen=chosen,
        worn=worn,
        typed={name: request.form.get(name, "") if mine else kept[name] for name in TYPED},
        longest={"contact": dressing.LONGEST_CONTACT, "intro": dressing.LONGEST_INTRO},
        lacks=own_template.lacks(worn.template) if worn.template else (),
        field=field,
        error=error,
        ink=dressing.INK,
    )
    return (page, 422) if error else page


def change() -> Answer:
    """Words and colours; all are kept, or none."""
    session = db.session()
    start_writing(session)
    try:
        typed = {name: request.form.get(name, "") for name in TYPED}
        dressing.change(session, web.territory(), **typed)
    except BadDress as reason:
        session.rollback()
        return _page(reason.field, str(reason))
    session.commit()
    return _back("mots")


def change_logo() -> Answer:
    """Another logo, or none any more."""
    session, data = db.session(), _sent()
    remove = request.form.get("action") == "remove"
    if not remove and not data:
        return _page("logo", "Choisissez d’abord une image, PNG ou JPEG.")
    start_writing(session)
    try:
        if remove:
            dressing.remove_logo(session, web.territory())
        else:
            dressing.put_logo(session, web.territory(), data)
    except BadDress as reason:
        session.rollback()
        return _page(reason.field, str(reason))
    session.commit()
    return _back("logo-titre")


def logo() -> Response:
    chosen = dressing.of(db.session(), web.territory())
    if chosen is None or chosen.logo is None:
        abort(404)
    answer = send_file(BytesIO(chosen.logo), mimetype="image/png")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def put_template() -> Answer:
    """Checked and tried first, with no lock held: nothing is kept of a template that fails."""
    data = _sent()
    if not data:
        return _page("modele", "Choisissez d’abord votre modèle, un document Word (.docx).")
    try:
        checked = own_template.check(data)
    except BadTemplate as reason:
        return _page("modele", str(reason))
    session, name, by = db.session(), request.files["file"].filename or "", current_user.email
    start_writing(session)
    dressing.put_template(session, web.territory(), checked, name, by=by, today=web.today())
    session.commit()
    return _back("modele-titre")


def restore_template() -> Redirection:
    session = db.session()
    start_writing(session)
    dressing.restore_template(session, web.territory())
    session.commit()
    return _back("modele-titre")


def template() -> Response:
    """The template in use, to be changed in Word or LibreOffice."""
    return _document(original=False, name="modele-synthese.docx")


def shipped_template() -> Response:
    return _document(original=True, name="modele-synthese-livre.docx")


def _document(*, original: bool, name: str) -> Response:
    stream = BytesIO(dressing.template(db.session(), web.territory(), original=original))
    kind = delivery.MIMETYPES["docx"]
    answer = send_file(stream, mimetype=kind, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent() -> bytes:
    file = request.files.get("file")
    return file.read() if file else b""


def _back(anchor: str) -> Redirection:
    return redirect(url_for("desk.dress", _anchor=anchor), 303)
