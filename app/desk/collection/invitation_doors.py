"""The right that invitations ask for: who may see whom a survey invites."""

RIGHTS = dict.fromkeys(
    (
        "invitations",
        "set_access",
        "contacts_example",
        "show_contacts_file",
        "import_contacts",
        "new_contact",
        "add_contact",
        "contact",
        "change_contact",
        "remove_contact",
        "write_message",
        "prepare_message",
        "mailing",
        "send_mailing",
        "letters",
    ),
    "contacts",
)
