"""The chargée's pages: signed in, with a right for each door."""

from flask import Blueprint

from app.desk import access, home
from app.desk.accounts import people
from app.desk.besoins import needs
from app.desk.collection import channel_routes, collect, invitation_routes
from app.desk.diagnostic import diagnostic_routes
from app.desk.figures import comparing, gallery, numbers
from app.desk.paroles import coding, exploring, learning_routes, reading_routes
from app.desk.questionnaires import bringing, writing_routes
from app.desk.reports import committee, exports, restituting

# Identifiers have 53 bits; a bigger number would be an error of the database.
PAROLE = "/paroles/<int(max=9007199254740991):parole_id>"


blueprint = Blueprint("desk", __name__, url_prefix="/bureau")
blueprint.before_request(access.guard)
blueprint.app_context_processor(access.navigation)
writing_routes.init_blueprint(blueprint)
channel_routes.init_blueprint(blueprint)
invitation_routes.init_blueprint(blueprint)
learning_routes.init_blueprint(blueprint)
reading_routes.init_blueprint(blueprint)
diagnostic_routes.init_blueprint(blueprint)

blueprint.add_url_rule("/", "home", home.home)
blueprint.add_url_rule("/semaines.svg", "weeks_picture", home.weeks_picture)
blueprint.add_url_rule("/aide", "help", home.help_page)
blueprint.add_url_rule("/compte", "account", home.account)
blueprint.add_url_rule("/lien/<token>", "link", access.show_link)
blueprint.add_url_rule("/lien/<token>", "use_link", access.use_link, methods=["POST"])
blueprint.add_url_rule("/collecte", "surveys", collect.surveys)
blueprint.add_url_rule("/collecte/<slug>", "survey", collect.survey)
blueprint.add_url_rule("/collecte/importer", "show_survey_file", bringing.show_survey_file)
blueprint.add_url_rule(
    "/collecte/importer", "read_survey_file", bringing.read_survey_file, methods=["POST"]
)
blueprint.add_url_rule(
    "/collecte/importer/creer", "create_brought", bringing.create_brought, methods=["POST"]
)
blueprint.add_url_rule("/collecte/<slug>/questionnaire.xlsx", "survey_file", bringing.survey_file)
blueprint.add_url_rule("/collecte/<slug>/qr.svg", "qr", collect.qr)
blueprint.add_url_rule("/collecte/<slug>/importer", "show_import", collect.show_import)
blueprint.add_url_rule(
    "/collecte/<slug>/importer", "import_paroles", collect.import_paroles, methods=["POST"]
)
blueprint.add_url_rule("/paroles", "paroles", coding.paroles)
blueprint.add_url_rule("/paroles/classer", "tag", coding.tag, methods=["POST"])
blueprint.add_url_rule("/paroles/verifier", "review", coding.review)
blueprint.add_url_rule(PAROLE, "parole", coding.parole)
blueprint.add_url_rule(PAROLE, "settle", coding.settle, methods=["POST"])
blueprint.add_url_rule(f"{PAROLE}/etiquette", "decide", coding.decide, methods=["POST"])
blueprint.add_url_rule(f"{PAROLE}/annuler", "reopen", coding.reopen, methods=["POST"])
blueprint.add_url_rule(
    f"{PAROLE}/masquage", "correct_masking", coding.correct_masking, methods=["POST"]
)
needs.add_doors(blueprint)
numbers.add_doors(blueprint)
exploring.add_doors(blueprint)
exports.add_doors(blueprint)
people.add_doors(blueprint)
committee.add_doors(blueprint)
comparing.add_doors(blueprint)
gallery.add_doors(blueprint)
restituting.add_doors(blueprint)
