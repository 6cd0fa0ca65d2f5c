"""The association's pages: deposit a need, follow it, write, erase: no account, a private link."""

from flask import Blueprint

from app.needs import deposit, follow_up, pages

OPENED = "/<token>"

blueprint = Blueprint("needs", __name__, url_prefix="/besoins")
blueprint.before_request(pages.speak)
blueprint.add_url_rule("", "form", deposit.form)
blueprint.add_url_rule("/langue", "switch", deposit.switch, methods=["GET", "POST"])
blueprint.add_url_rule("", "deposit", deposit.deposit, methods=["POST"])
blueprint.add_url_rule(OPENED, "follow_up", follow_up.follow_up)
blueprint.add_url_rule(f"{OPENED}/recu", "receipt", follow_up.receipt)
blueprint.add_url_rule(f"{OPENED}/ajouter", "another", deposit.another)
blueprint.add_url_rule(f"{OPENED}/ajouter", "add", deposit.add, methods=["POST"])
blueprint.add_url_rule(
    f"{OPENED}/ajouter/langue", "switch_another", deposit.switch_another, methods=["GET", "POST"]
)
blueprint.add_url_rule(f"{OPENED}/message", "reply", follow_up.reply, methods=["POST"])
blueprint.add_url_rule(f"{OPENED}/courriel", "contact", follow_up.contact, methods=["POST"])
blueprint.add_url_rule(f"{OPENED}/effacer", "withdraw", follow_up.withdraw, methods=["POST"])
