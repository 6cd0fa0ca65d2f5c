"""What may tell a machine from a person: noted beside an answer that is stored all the same.

A password manager may fill any input, a practised hand may be quick. A person looks at it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from app import web
from surveys.words import FAST, HONEYPOT

TRAP = "website"  # an input that nobody sees: only a machine fills it
LEAST_SECONDS = 3


def of(raw: Mapping[str, Sequence[str]], secret: bytes, *, timed: bool) -> str:
    """The signs that a form carries, keys of `surveys.words.SUSPICIONS` with a blank between."""
    signs = [HONEYPOT] if any(raw.get(TRAP, ())) else []
    if timed and _too_fast(raw, secret):
        signs.append(FAST)
    return " ".join(signs)


def _too_fast(raw: Mapping[str, Sequence[str]], secret: bytes) -> bool:
    """Whether its page was given a moment ago; without a good date of issue nothing is known."""
    given = web.given(secret, next(iter(raw.get("issued", ())), ""))
    if given is None:
        return False
    # Whole seconds, as it is signed: what seems two seconds may be nearly three.
    return 0 <= int(datetime.now(UTC).timestamp()) - int(given.timestamp()) < LEAST_SECONDS


def issued(raw: Mapping[str, Sequence[str]]) -> str:
    """The date of issue of a form that is shown again: the first one, else now's."""
    carried, secret = next(iter(raw.get("issued", ())), ""), web.secret()
    return carried if web.given(secret, carried) else web.issued(secret)
