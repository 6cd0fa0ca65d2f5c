"""A moment's work, or a moment's wait, that stands for one answer: signed, and good for it alone.

The work is ALTCHA's (proof of work v2, SHA-256), done by `static/answer/proof.js`; whoever has no
script waits instead. Both name the form's own key, under which an answer is stored once: nothing
needs to be remembered to refuse a second use, and neither needs to expire.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any

import altcha
from itsdangerous import BadSignature, Signer

LEAST_WORK, MOST_WORK = 20_000, 60_000  # digests: a fifth of a second, two on an old phone
WAIT = 20  # seconds
LONGEST = 2000  # characters of a proof


@dataclass(frozen=True)
class Asked:
    """What an answer is asked for: either of the two will do."""

    challenge: dict[str, Any]
    patience: str
    wait: int


def ask(secret: bytes, slug: str, key: str, given: str = "") -> Asked:
    """A challenge, and a wait; the one begun before goes on (`given`: what the form carries)."""
    bound = _bound(slug, key)
    ripe = _ripe(secret, bound, given if given.isascii() else "") or int(time.time()) + WAIT
    counter = LEAST_WORK + secrets.randbelow(MOST_WORK - LEAST_WORK)
    work = altcha.create_challenge(
        "SHA-256", 1, counter=counter, data={"for": bound}, hmac_secret=_own(secret)
    )
    patience = _signer(secret).sign(f"{bound}-{ripe}").decode()
    return Asked(work.to_dict(), patience, max(1, ripe - int(time.time())))


def is_good(secret: bytes, slug: str, key: str, given: str) -> bool:
    """Whether the work was done, or the time waited, for this very answer."""
    bound = _bound(slug, key)
    if not given.isascii() or len(given) > LONGEST:
        return False
    ripe = _ripe(secret, bound, given)
    return ripe <= time.time() if ripe else _is_done(secret, bound, given)


def _is_done(secret: bytes, bound: str, given: str) -> bool:
    if not altcha.verify_solution(given, _own(secret)).verified:
        return False
    return altcha.Payload.from_base64(given).challenge.parameters.data == {"for": bound}


def _ripe(secret: bytes, bound: str, given: str) -> int:
    """When a wait is over; 0 where this is none, or that of another answer."""
    try:
        whose, _, when = _signer(secret).unsign(given).decode().partition("-")
    except BadSignature:
        return 0
    return int(when) if whose == bound else 0


def _bound(slug: str, key: str) -> str:
    return hashlib.sha256(f"{slug}\n{key}".encode()).hexdigest()[:32]


def _own(secret: bytes) -> bytes:
    """A secret of its own: what signs challenges signs nothing else."""
    return hashlib.sha256(b"altcha" + secret).digest()


def _signer(secret: bytes) -> Signer:
    return Signer(secret, salt="patience")
