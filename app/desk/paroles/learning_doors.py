"""The right that each page about what the machine learns, or about coding by two, asks for."""

RIGHTS = {
    "learnt": "read",
    "learn": "teach",
    "restore": "teach",
    "preview_words": "teach",
    "add_words": "teach",
    "remove_words": "teach",
    "two_coders": "code",
    "draw_sample": "teach",
    "sample": "code",
    "code_blind": "code",
    "store_blind": "code",
    "arbitrate": "teach",
    "settle_both": "teach",
    "keep_agreed": "teach",
}
