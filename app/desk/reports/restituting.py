"""Public results at the desk: begin, choose, look, publish, withdraw."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import web
from app.extensions import db
from app.models.restitution import Restitution
from app.services.reports import exporting, publishing, restituting
from app.services.reports import results as published_results
from app.services.reports.restituting import LONGEST, CannotPublish
from surveys.base import start_writing
from surveys.reading import clean_text

_ONE = "/syntheses/resultats/<slug>"


def add_doors(blueprint: Blueprint) -> None:
    add = blueprint.add_url_rule
    add("/syntheses/resultats", "results", results)
    add("/syntheses/resultats", "begin_results", begin_results, methods=["POST"])
    add(_ONE, "edit_results", edit_results)
    add(_ONE, "save_results", save_results, methods=["POST"])
    add(f"{_ONE}/apercu", "preview_results", preview_results)
    add(f"{_ONE}/publier", "publish_results", publish_results, methods=["POST"])
    add(f"{_ONE}/retirer", "withdraw_results", withdraw_results, methods=["POST"])


def results() -> str:
    return _list_page()


def _list_page(error: str = "") -> str:
    return render_template(
        "desk/reports/results.html",
        found=published_results.every(db.session(), web.territory()),
        waiting=publishing.waiting(db.session(), web.territory()),
        error=error,
    )


def begin_results() -> Response | tuple[str, int]:
    title = _typed("title")
    if not title:
        return _list_page("Donnez un titre à la page : il dit de quoi il s’agit."), 422
    session = db.session()
    start_writing(session)
    publishing.advance(session, web.territory())
    slug = restituting.begin(session, web.territory(), title).slug
    session.commit()
    return redirect(url_for("desk.edit_results", slug=slug), 303)


def edit_results(slug: str) -> str:
    return _edit_page(_find(slug))


def _edit_page(row: Restitution, error: str = "") -> str:
    session, territory = db.session(), web.territory()
    made = exporting.synthesis(session, territory, exact=False)
    chosen = [quote.parole_id for quote in row.quotes]
    return render_template(
        "desk/reports/results_edit.html",
        row=row,
        figures=restituting.figures(session, territory, made),
        quotable=restituting.quotable(session, territory, chosen),
        chosen=chosen,
        made=made,
        most=restituting.MOST_QUOTES,
        longest=LONGEST,
        done=request.args.get("fait", ""),
        error=error,
        address=f"{web.settings().public_url}/resultats/{row.slug}",
    )


def save_results(slug: str) -> Response:
    """Keeps what was typed and ticked; nothing is public yet. A published page is not rewritten."""
    session = db.session()
    start_writing(session)
    row = _find(slug)
    if row.published_on:
        abort(409)
    texts = {name: _typed(name) for name in ("title", *restituting.TEXTS)}
    findings = [
        {"key": key, "sentence": _typed(f"sentence.{place}", "sentence")}
        for place in range(restituting.MOST_FINDINGS)
        if (key := clean_text(request.form.get(f"finding.{place}", ""))[:200])
    ]
    ticked = [int(text) for text in request.form.getlist("quote") if _is_number(text)]
    restituting.save(session, row, texts, findings, ticked)
    publishing.advance(session, web.territory())
    session.commit()
    look = "look" in request.form
    address = "desk.preview_results" if look else "desk.edit_results"
    return redirect(url_for(address, slug=slug, fait=None if look else "garde"), 303)


def _typed(name: str, limit: str = "") -> str:
    text = clean_text(request.form.get(name, "")).strip()
    return text.replace("\r\n", "\n")[: LONGEST[limit or name]]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 17


def preview_results(slug: str) -> str:
    """The page as everyone would read it, figures of today."""
    row, session, territory = _find(slug), db.session(), web.territory()
    made = exporting.synthesis(session, territory, exact=False)
    content = row.content or restituting.prepared(session, territory, row, made)
    return render_template("results/page.html", preview=True, **shown(row, content))


def shown(row: Restitution, content: dict[str, Any]) -> dict[str, Any]:
    """What the public page's template needs."""
    return {
        "row": row,
        "content": content,
        "quotes": published_results.read_quotes(db.session(), web.territory(), row),
    }


def publish_results(slug: str) -> Response | tuple[str, int]:
    session = db.session()
    start_writing(session)
    row = _find(slug)
    try:
        if not row.published_on:
            restituting.publish(
                session, web.territory(), row, by=current_user.email, today=web.today()
            )
    except CannotPublish as error:
        session.rollback()
        return _edit_page(_find(slug), str(error)), 422
    session.commit()
    return redirect(url_for("desk.edit_results", slug=slug, fait="publie"), 303)


def withdraw_results(slug: str) -> Response:
    session = db.session()
    start_writing(session)
    restituting.withdraw(session, _find(slug))
    session.commit()
    return redirect(url_for("desk.edit_results", slug=slug, fait="retire"), 303)


def _find(slug: str) -> Restitution:
    found = published_results.find(db.session(), web.territory(), slug)
    if found is None:
        abort(404)
    return found
