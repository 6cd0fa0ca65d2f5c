"""Every address of invitations, visible at once."""

from flask import Blueprint

from app.desk.collection import inviting, mailing

HERE = "/collecte/<slug>/inviter"
# Identifiers have 53 bits; a bigger number would be an error of the database.
CONTACT = f"{HERE}/contact/<int(max=9007199254740991):number>"
KIND = "<any(invitation, reminder, letter):kind>"
MAILING = f"{HERE}/envoi/<int(max=999999999):number>"


def init_blueprint(blueprint: Blueprint) -> None:
    add = blueprint.add_url_rule
    add(HERE, "invitations", inviting.invitations)
    add(f"{HERE}/acces", "set_access", inviting.set_access, methods=["POST"])
    add(f"{HERE}/modele.csv", "contacts_example", inviting.example)
    add(f"{HERE}/importer", "show_contacts_file", inviting.show_contacts_file)
    add(f"{HERE}/importer", "import_contacts", inviting.import_contacts, methods=["POST"])
    add(f"{HERE}/contact", "new_contact", inviting.new_contact)
    add(f"{HERE}/contact", "add_contact", inviting.add_contact, methods=["POST"])
    add(CONTACT, "contact", inviting.contact)
    add(CONTACT, "change_contact", inviting.change_contact, methods=["POST"])
    add(f"{CONTACT}/retirer", "remove_contact", inviting.remove_contact, methods=["POST"])
    add(f"{HERE}/message/{KIND}", "write_message", mailing.write)
    add(f"{HERE}/message/{KIND}", "prepare_message", mailing.prepare, methods=["POST"])
    add(MAILING, "mailing", mailing.mailing)
    add(MAILING, "send_mailing", mailing.send, methods=["POST"])
    add(f"{MAILING}/lettres.pdf", "letters", mailing.letters)
