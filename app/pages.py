"""The pages that the law and people ask for: help, rights, accessibility, legal notice, health."""

from flask import Blueprint, Response, jsonify, render_template
from sqlalchemy import text

from app.extensions import db

blueprint = Blueprint("pages", __name__)


@blueprint.get("/aide", endpoint="help")
def help_page() -> str:
    return render_template("pages/help.html")


@blueprint.get("/donnees-personnelles")
def privacy() -> str:
    return render_template("pages/privacy.html")


@blueprint.get("/accessibilite")
def accessibility() -> str:
    return render_template("pages/accessibility.html")


@blueprint.get("/mentions-legales")
def legal() -> str:
    return render_template("pages/legal.html")


@blueprint.get("/sante")
def health() -> Response:
    """Answers 200 only when the database does."""
    db.session.execute(text("SELECT 1"))
    return jsonify({"ok": True})
