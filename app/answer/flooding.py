"""How many answers one network may leave in an hour, and the page shown beyond: every word stays.

A class on one tablet, a family behind one box, a day at the market leave fewer. Only answers that
were stored count: mending a form or sending it again after a lost receipt takes nothing away.
"""

import time
from contextlib import suppress

from flask import Response, g, request
from flask_limiter import RequestLimit
from limits import parse

from app import web
from app.answer import pages
from app.extensions import limiter, network_of

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


def room(secret: str, address: str) -> bool:
    """Whether this network may leave one more, asked before Flask has a request.

    No where the counts do not answer: `limited` knows what to do then.
    """
    if not limiter.enabled:
        return True
    with suppress(Exception):
        return limiter.limiter.test(parse(MOST), *_counted(secret, address))
    return False


def took(secret: str, address: str) -> None:
    """One more was stored: an answer that is there is acknowledged, counted or not."""
    if limiter.enabled:
        with suppress(Exception):
            limiter.limiter.hit(parse(MOST), *_counted(secret, address))


def _counted(secret: str, address: str) -> tuple[str, str]:
    """Where Flask-Limiter counts for `limited` below: by network and endpoint."""
    return network_of(secret, address), "answer.submit"


limited = limiter.limit(lambda: MOST, deduct_when=_was_stored, on_breach=_refuse)
