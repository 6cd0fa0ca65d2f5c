"""The resident's pages: the open consultations, the form, the receipt, the follow-up."""

from flask import Blueprint

from app.answer import views

blueprint = Blueprint("answer", __name__)
blueprint.add_url_rule("/", "home", views.home)
blueprint.add_url_rule("/q/<slug>", "form", views.form)
blueprint.add_url_rule("/q/<slug>", "submit", views.submit, methods=["POST"])
blueprint.add_url_rule("/q/<slug>/recu/<ticket>", "receipt", views.receipt)
blueprint.add_url_rule("/q/<slug>/suivi", "follow_up", views.follow_up)
blueprint.add_url_rule("/q/<slug>/suivi", "look_up", views.look_up, methods=["POST"])
blueprint.add_url_rule("/q/<slug>/suivi/effacer", "withdraw", views.withdraw, methods=["POST"])
