"""The rights that the shared diagnostic asks for: read it, discuss it, write it."""

RIGHTS = {
    **dict.fromkeys(
        (
            "diagnostic",
            "constat",
            "stake",
            "supply",
            "service",
            "portrait",
            "indicator",
            "projector",
            "diagnostic_versions",
            "diagnostic_version",
        ),
        "synthesis",
    ),
    # It tells how many paroles each constat cites: for whoever may see exact counts.
    "diagnostic_file": "exact",
    "comment_constat": "comment",
    "vote_constat": "discuss",
    **dict.fromkeys(
        (
            "new_constat",
            "add_constat",
            "edit_constat",
            "change_constat",
            "choose_citation",
            "cite",
            "withdraw_citation",
            "move_constat",
            "reread_constat",
            "decide_priority",
            "add_document",
            "new_service",
            "add_service",
            "edit_service",
            "change_service",
            "remove_service",
            "freeze_diagnostic",
            "show_diagnostic_file",
            "load_diagnostic_file",
            "keep_suggestion",
            "suggest_constats",
        ),
        "diagnose",
    ),
}
