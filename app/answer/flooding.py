"""How many answers one network may leave in an hour, and the page shown beyond: every word stays.

A class on one tablet, a family behind one box, a day at the market leave fewer. Only answers that
were stored count: mending a form or sending it again after a lost receipt takes nothing away.
"""

import time

from flask import Response, g, request
from flask_limiter import RequestLimit

from app import web
from app.answer import pages
from app.extensions import limiter

MOST = "60 per hour"


def count() -> None:
    """The answer of this request was stored: it counts."""
    g.answer_stored = True


def _was_stored(_response: Response) -> bool:
    return bool(g.get("answer_stored"))


def _refuse(limit: RequestLimit) -> Response:
    """Not stored: when to send again, with everything that was typed, under the same key."""
    wait = min(3600, max(1, round(limit.reset_at - time.time())))
    if web.wants_json():
        response = web.json_answer({"error": str(pages.MANY)}, 429)
        response.headers["Retry-After"] = str(wait)
        return response
    opened = pages.find((request.view_args or {})["slug"], remembered=True)
    raw, minutes = pages.inputs(), -(-wait // 60)
    key = pages.key_of(raw)
    return pages.show_waiting(
        opened, raw, status=429, wait=wait, key=key, late="many", minutes=str(minutes)
    )


limited = limiter.limit(lambda: MOST, deduct_when=_was_stored, on_breach=_refuse)
