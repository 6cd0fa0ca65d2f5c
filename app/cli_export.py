"""The `flask export` commands."""

from flask.cli import AppGroup

export_group = AppGroup("export", help="Réponses, paroles, synthèses.")
