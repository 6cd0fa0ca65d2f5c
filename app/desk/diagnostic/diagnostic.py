"""The shared diagnostic on the desk: the board, the projector, versions, the file."""

import json
from typing import Any

from flask import Response as Answer
from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.desk.access import may
from app.extensions import db
from app.models.diagnostic import KINDS, STATES, DiagnosticVersion
from app.models.staff import User
from app.services.diagnostic import (
    account,
    diagnostic_file,
    diagnostic_shape,
    diagnostic_versions,
    frozen,
    matrix,
    stakes,
    suggesting,
)
from app.services.diagnostic import (
    board as boards,
)
from app.services.diagnostic.board import Board
from app.services.diagnostic.diagnostic_shape import BadFile
from app.services.diagnostic.ranks import RANKS
from app.services.refusal import Refused
from surveys.base import start_writing
from surveys.reading import clean_text

Page = str | Response | tuple[str, int]


def board() -> Page:
    """Three columns; each sentence with the sources it cites, opened beside it."""
    session, territory = db.session(), web.territory()
    shown = _board()
    versions = diagnostic_versions.versions(session, territory)
    return render_template(
        "desk/diagnostic/board.html",
        board=shown,
        matrix=matrix.matrix(session, territory, shown, exact=may("exact"), listen=may("exact")),
        labels=stakes.grid_labels(session, territory),
        remarks=account.remarks(session, territory),
        kinds=KINDS,
        states=STATES,
        ranks=RANKS,
        last=versions[0] if versions else None,
        bare=stakes.first_without_evidence(shown),
        looked=request.args.get("propose", type=int),
    )


def _board() -> Board:
    return boards.board(db.session(), web.territory(), exact=may("exact"))


def suggest() -> Page:
    """Looks for what the data suggest, then shows it apart from what people wrote."""
    session = db.session()
    start_writing(session)
    found = suggesting.propose(session, web.territory(), web.now())
    session.commit()
    return redirect(url_for("desk.diagnostic", propose=found, _anchor="propositions"), 303)


def projector() -> Page:
    """One idea per screen, large; the next one by a link that has the focus."""
    slides = _board().constats
    at = request.args.get("n", 1, type=int)
    if not 1 <= at <= max(1, len(slides)):
        abort(404)
    return render_template(
        "desk/diagnostic/projector.html",
        slide=slides[at - 1] if slides else None,
        at=at,
        last=len(slides),
        kinds=KINDS,
        states=STATES,
        labels=stakes.grid_labels(db.session(), web.territory()),
    )


def versions(error: str = "") -> Page:
    session, territory = db.session(), web.territory()
    found = diagnostic_versions.versions(session, territory)
    now = diagnostic_file.as_plain(session, territory)
    page = render_template(
        "desk/diagnostic/versions.html",
        versions=found,
        changes=diagnostic_versions.changes(found[0].content, now) if found else [],
        states=STATES,
        ranks=RANKS,
        error=error,
        typed=request.form,
    )
    return (page, 422) if error else page


def freeze() -> Page:
    session = db.session()
    start_writing(session)
    meeting = clean_text(request.form.get("meeting", ""))
    me = session.get_one(User, current_user.id)
    try:
        made = diagnostic_versions.freeze(session, web.territory(), meeting, me, web.today())
    except Refused as refusal:
        session.rollback()
        return versions(str(refusal))
    number = made.number
    session.commit()
    return redirect(url_for("desk.diagnostic_version", number=number), 303)


def version(number: int) -> Page:
    """A frozen version, and what changed since another."""
    found = {
        each.number: each for each in diagnostic_versions.versions(db.session(), web.territory())
    }
    if number not in found:
        abort(404)
    if request.args.get("format") == "json":
        if not may("exact"):
            abort(403)
        return _json(found[number].content, f"diagnostic-version-{number}.json")
    other = request.args.get("depuis", number - 1, type=int)
    before: DiagnosticVersion | None = found.get(other)
    return render_template(
        "desk/diagnostic/version.html",
        version=found[number],
        intact=diagnostic_versions.intact(found[number]),
        documents={each["title"]: each for each in found[number].content["documents"]},
        quotes=frozen.quotes(db.session(), web.territory(), found[number].content),
        lost=frozen.LOST,
        names=frozen.names(found[number].content),
        before=before,
        others=[each for each in found.values() if each.number != number],
        changes=diagnostic_versions.changes(before.content, found[number].content)
        if before
        else [],
        kinds=KINDS,
        states=STATES,
        ranks=RANKS,
    )


def file() -> Response:
    """The diagnostic as it stands, as data that an import reads back."""
    content = diagnostic_file.as_plain(db.session(), web.territory())
    return _json(content, "diagnostic.json")


def _json(content: dict[str, Any], name: str) -> Response:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    answer = Answer(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def show_file(error: str = "") -> Page:
    page = render_template("desk/diagnostic/import.html", error=error)
    return (page, 422) if error else page


def load_file() -> Page:
    sent = request.files.get("file")
    session = db.session()
    try:
        plain = diagnostic_shape.read(sent.stream.read() if sent else b"")
    except BadFile as refusal:
        return show_file(str(refusal))
    start_writing(session)
    me = session.get_one(User, current_user.id)
    try:
        diagnostic_file.load(session, web.territory(), plain, me, web.now())
    except BadFile as refusal:
        session.rollback()
        return show_file(str(refusal))
    session.commit()
    return redirect(url_for("desk.diagnostic"), 303)
