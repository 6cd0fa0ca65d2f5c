"""The right that each page about many decisions asks for."""

RIGHTS = {
    "together": "code",
    "decide_together": "code",
    "undo_together": "code",
    "journal": "read",
}
