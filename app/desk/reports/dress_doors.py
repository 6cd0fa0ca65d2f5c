"""The right that « Présentation des documents » asks for: what is handed on carries the choice."""

RIGHTS = dict.fromkeys(
    (
        "dress",
        "change_dress",
        "dress_logo",
        "change_logo",
        "put_template",
        "restore_template",
        "export_template",
        "shipped_template",
    ),
    "publish",
)
