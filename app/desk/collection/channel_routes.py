"""Every address by which a survey is spread, printed and typed back, visible at once."""

from flask import Blueprint

from app.desk.collection import double_entry, doubts, entry, outreach, printing

SPREAD = "/collecte/<slug>/diffuser"
PAPER = "/collecte/<slug>/papier"
ENTRY = "/collecte/<slug>/saisie"
SECOND = f"{ENTRY}/controle"
DOUBTS = "/collecte/<slug>/a-regarder"
COMPARED = f"{SECOND}/<int(max=99999):lot>-<int(max=999):number>"


def init_blueprint(blueprint: Blueprint) -> None:
    add = blueprint.add_url_rule
    add(SPREAD, "outreach", outreach.outreach)
    add(SPREAD, "add_campaign", outreach.add_campaign, methods=["POST"])
    add(f"{SPREAD}/pour-les-communes", "add_communes", outreach.add_communes, methods=["POST"])
    add(f"{SPREAD}/affiches.pdf", "posters", printing.posters)
    add(f"{SPREAD}/<key>", "change_campaign", outreach.change_campaign, methods=["POST"])
    add(f"{SPREAD}/<key>/qr.<any(svg, png):kind>", "campaign_qr", outreach.campaign_qr)
    poster = f"{SPREAD}/<key>/affiche-<any(a4, a3):size>.pdf"
    add(poster, "campaign_poster", printing.campaign_poster)
    add(PAPER, "paper_sheets", printing.paper_sheets)
    add(PAPER, "add_batch", printing.add_batch, methods=["POST"])
    add(f"{PAPER}/modele.pdf", "blank_sheet", printing.blank_sheet)
    add(f"{PAPER}/lot-<int(max=99999):number>.pdf", "batch_pdf", printing.batch_pdf)
    add(ENTRY, "entry", entry.entry)
    add(f"{ENTRY}/feuille", "show_sheet", entry.show_sheet)
    add(f"{ENTRY}/feuille", "store_sheet", entry.store_sheet, methods=["POST"])
    add(SECOND, "double", double_entry.double)
    add(f"{SECOND}/feuille", "show_second", double_entry.show_second)
    add(f"{SECOND}/feuille", "store_second", double_entry.store_second, methods=["POST"])
    add(COMPARED, "two_entries", double_entry.two_entries)
    add(COMPARED, "settle_sheet", double_entry.settle_sheet, methods=["POST"])
    add(DOUBTS, "doubts", doubts.doubts)
    one = f"{DOUBTS}/<int(max=9007199254740991):response_id>"
    add(one, "vouch", doubts.vouch, methods=["POST"])
