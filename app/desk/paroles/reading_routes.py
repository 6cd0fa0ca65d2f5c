"""Addresses of decisions on many paroles at once, and of the journal of decisions."""

from flask import Blueprint

from app.desk.paroles import journal, together


def init_blueprint(blueprint: Blueprint) -> None:
    add = blueprint.add_url_rule
    add("/paroles/ensemble", "together", together.together)
    add("/paroles/ensemble", "decide_together", together.decide_together, methods=["POST"])
    undo = "/paroles/ensemble/<int(max=999999999):number>/annuler"
    add(undo, "undo_together", together.undo_together, methods=["POST"])
    add("/paroles/journal", "journal", journal.journal)
