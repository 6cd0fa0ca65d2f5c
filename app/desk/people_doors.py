"""The right that each page about who has access, or about another territory, asks for."""

RIGHTS = {
    "people": "staff",
    "invite_person": "staff",
    "person": "staff",
    "change_person": "staff",
    "renew_link": "staff",
    "remove_person": "staff",
    "give_original": "read_original",
    "access_log": "staff",
    "other_desk": "desk",
}
