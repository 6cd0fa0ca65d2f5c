"""Every address of the shared diagnostic, visible at once."""

from flask import Blueprint

from app.desk.diagnostic import (
    bringing,
    citing,
    constats,
    diagnostic,
    documents,
    enjeux,
    offer,
    portrait,
)

HERE = "/diagnostic"
NUMBER = "int(max=2147483647)"
CONSTAT = f"{HERE}/constats/<{NUMBER}:number>"
FILE = f"{HERE}/fichiers/<{NUMBER}:number>"
IMPORT = f"{HERE}/imports/<{NUMBER}:number>"
STAKE = f"{HERE}/enjeux/<key>"
SERVICE = f"/offre/<{NUMBER}:number>"


def init_blueprint(blueprint: Blueprint) -> None:
    add = blueprint.add_url_rule
    add(HERE, "diagnostic", diagnostic.board)
    add(f"{HERE}/proposer", "suggest_constats", diagnostic.suggest, methods=["POST"])
    add(f"{HERE}/projection", "projector", diagnostic.projector)
    add(f"{HERE}/enjeux", "stakes", enjeux.stakes_page)
    add(f"{HERE}/enjeux", "add_stake", enjeux.add, methods=["POST"])
    add(f"{HERE}/matrice.svg", "matrix_picture", enjeux.matrix_picture)
    add(STAKE, "stake", enjeux.stake)
    add(STAKE, "decide_priority", enjeux.decide, methods=["POST"])
    add(f"{STAKE}/changer", "edit_stake", enjeux.edit)
    add(f"{STAKE}/renommer", "rename_stake", enjeux.rename, methods=["POST"])
    add(f"{STAKE}/reunir", "merge_stake", enjeux.merge, methods=["POST"])
    add(f"{STAKE}/separer", "separate_stake", enjeux.separate, methods=["POST"])
    add(f"{STAKE}/retirer", "remove_stake", enjeux.remove, methods=["POST"])
    add(f"{HERE}/versions", "diagnostic_versions", diagnostic.versions)
    add(f"{HERE}/versions", "freeze_diagnostic", diagnostic.freeze, methods=["POST"])
    add(f"{HERE}/versions/<{NUMBER}:number>", "diagnostic_version", diagnostic.version)
    add(f"{HERE}/documents", "diagnostic_documents", documents.show)
    add(f"{HERE}/documents/fichier", "diagnostic_document", documents.make)
    add(f"{HERE}/documents/travaux", "order_diagnostic", documents.order, methods=["POST"])
    add(f"{HERE}/diagnostic.json", "diagnostic_file", diagnostic.file)
    add(f"{HERE}/importer", "show_diagnostic_file", diagnostic.show_file)
    add(f"{HERE}/importer", "load_diagnostic_file", diagnostic.load_file, methods=["POST"])
    add(f"{HERE}/nouveau", "new_constat", constats.new)
    add(f"{HERE}/nouveau", "add_constat", constats.add, methods=["POST"])
    add(CONSTAT, "constat", constats.show)
    add(f"{CONSTAT}/modifier", "edit_constat", constats.edit)
    add(f"{CONSTAT}/modifier", "change_constat", constats.change, methods=["POST"])
    add(f"{CONSTAT}/citer", "choose_citation", citing.choose)
    add(f"{CONSTAT}/citer", "cite", citing.cite, methods=["POST"])
    add(f"{CONSTAT}/retirer", "withdraw_citation", citing.withdraw, methods=["POST"])
    add(f"{CONSTAT}/sources/<{NUMBER}:citation>", "source", citing.source)
    add(f"{CONSTAT}/etat", "move_constat", constats.move, methods=["POST"])
    add(f"{CONSTAT}/garder", "keep_suggestion", constats.keep, methods=["POST"])
    add(f"{CONSTAT}/relire", "reread_constat", constats.reread, methods=["POST"])
    add(f"{CONSTAT}/remarque", "comment_constat", constats.comment, methods=["POST"])
    add(f"{CONSTAT}/vote", "vote_constat", constats.vote, methods=["POST"])
    add(f"{HERE}/documents", "add_document", citing.add_document, methods=["POST"])
    add("/offre", "supply", offer.supply)
    add("/offre/nouveau", "new_service", offer.new)
    add("/offre/nouveau", "add_service", offer.add, methods=["POST"])
    add(SERVICE, "service", offer.show)
    add(f"{SERVICE}/modifier", "edit_service", offer.edit)
    add(f"{SERVICE}/modifier", "change_service", offer.change, methods=["POST"])
    add(f"{SERVICE}/retirer", "remove_service", offer.remove, methods=["POST"])
    add("/portrait", "portrait", portrait.portrait)
    add("/portrait/<key>", "indicator", portrait.indicator)
    add("/portrait/importer", "show_figures_file", bringing.show_figures)
    add("/portrait/importer", "bring_figures", bringing.bring_figures, methods=["POST"])
    add("/offre/importer", "show_services_file", bringing.show_services)
    add("/offre/importer", "bring_services", bringing.bring_services, methods=["POST"])
    add(FILE, "file_columns", bringing.columns)
    add(FILE, "say_columns", bringing.say_columns, methods=["POST"])
    add(f"{FILE}/apercu", "file_preview", bringing.preview)
    add(f"{FILE}/apercu", "carry_out_import", bringing.carry_out, methods=["POST"])
    add(f"{FILE}/abandonner", "drop_file", bringing.drop, methods=["POST"])
    add(IMPORT, "data_import", bringing.data_import)
    add(f"{IMPORT}/annuler", "undo_import", bringing.undo, methods=["POST"])
