"""Addresses of what the machine learns, and of coding by two."""

from flask import Blueprint

from app.desk.paroles import learning, two_coders

_SAMPLE = "/paroles/a-deux/<int(max=999999):number>"
_PAROLE = "<int(max=9007199254740991):parole_id>"


def init_blueprint(blueprint: Blueprint) -> None:
    add = blueprint.add_url_rule
    add("/paroles/machine", "learnt", learning.learnt)
    add("/paroles/machine/apprendre", "learn", learning.learn, methods=["POST"])
    add("/paroles/machine/reprendre", "restore", learning.restore, methods=["POST"])
    add("/paroles/mots", "preview_words", learning.preview_words)
    add("/paroles/mots", "add_words", learning.add_words, methods=["POST"])
    remove = "/paroles/mots/<int(max=999999999):term_id>/retirer"
    add(remove, "remove_words", learning.remove_words, methods=["POST"])
    add("/paroles/a-deux", "two_coders", two_coders.two_coders)
    add("/paroles/a-deux", "draw_sample", two_coders.draw_sample, methods=["POST"])
    add(_SAMPLE, "sample", two_coders.sample)
    add(f"{_SAMPLE}/coder", "code_blind", two_coders.code_blind)
    store = f"{_SAMPLE}/coder/{_PAROLE}"
    add(store, "store_blind", two_coders.store_blind, methods=["POST"])
    add(f"{_SAMPLE}/trancher", "arbitrate", two_coders.arbitrate)
    settle = f"{_SAMPLE}/trancher/{_PAROLE}"
    add(settle, "settle_both", two_coders.settle_both, methods=["POST"])
    add(f"{_SAMPLE}/accords", "keep_agreed", two_coders.keep_agreed, methods=["POST"])
