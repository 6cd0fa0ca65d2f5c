"""How often one network may type a code that opens nothing."""

from flask import Response, g

from app.extensions import limiter

TRIES = "20 per hour"  # wrong codes, from one network; right ones are not counted


def _was_wrong(_response: Response) -> bool:
    return bool(g.get("wrong_code"))


guesses = limiter.shared_limit(TRIES, scope="receipt codes", deduct_when=_was_wrong)
