"""The resident's pages: the open consultations, the form, the receipt, the follow-up."""

from flask import Blueprint

from app.answer import follow_up, invited, later, links, views

blueprint = Blueprint("answer", __name__)
blueprint.add_url_rule("/", "home", views.home)
blueprint.add_url_rule("/l/<code>", "short_link", links.short_link)
blueprint.add_url_rule("/i", "invitation", invited.show_code)
blueprint.add_url_rule("/i", "type_invitation", invited.type_code, methods=["POST"])
blueprint.add_url_rule("/i/<token>", "invited", invited.invited)
blueprint.add_url_rule("/i/<token>/ne-plus-ecrire", "show_stop", invited.show_stop)
blueprint.add_url_rule("/i/<token>/ne-plus-ecrire", "stop", invited.stop, methods=["POST"])
blueprint.add_url_rule("/suivi", "any_follow_up", follow_up.any_follow_up)
blueprint.add_url_rule("/suivi", "any_look_up", follow_up.any_look_up, methods=["POST"])
blueprint.add_url_rule("/q/<slug>", "form", views.form)
blueprint.add_url_rule("/q/<slug>", "submit", views.submit, methods=["POST"])
blueprint.add_url_rule("/q/<slug>/langue", "switch", views.switch, methods=["GET", "POST"])
blueprint.add_url_rule("/q/<slug>/plus-tard", "kept", later.again)
blueprint.add_url_rule("/q/<slug>/plus-tard", "keep", later.keep, methods=["POST"])
blueprint.add_url_rule("/q/<slug>/recu/<ticket>", "receipt", views.receipt)
blueprint.add_url_rule("/q/<slug>/suivi", "follow_up", follow_up.follow_up)
blueprint.add_url_rule("/q/<slug>/suivi", "look_up", follow_up.look_up, methods=["POST"])
blueprint.add_url_rule("/q/<slug>/suivi/corriger", "correct", follow_up.correct, methods=["POST"])
blueprint.add_url_rule("/q/<slug>/suivi/effacer", "withdraw", follow_up.withdraw, methods=["POST"])
