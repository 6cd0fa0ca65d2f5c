"""Whether far more answers arrive than a survey is used to: answers are counted, never people.

Counted where the limits are, in memory or in Redis, under the survey's number alone. In memory,
each process counts what it sees. A count that cannot be made stops nobody.
"""

import hashlib
import time

from app.extensions import limiter

MINUTE, HOUR, DAY = 60, 3600, 86_400
FLOOR = {MINUTE: 30, HOUR: 80}  # so many answers are nothing strange, whatever the survey
TIMES = 4  # beyond that, so many times what it usually gets in as long


def arrived(survey_id: int, key: str) -> bool:
    """Counts an answer that arrives; whether too many have, in the last minute or hour.

    One form sent again and again, under its own key, counts once a minute: else one person would
    make everybody wait, and what the door hands on to the view would count twice.
    """
    try:
        count = _recent if _again(survey_id, key) else _counted
        now = [(length, count(survey_id, "arrived", length)) for length in FLOOR]
        usual = _recent(survey_id, "stored", DAY) / DAY
    except limiter.storage.base_exceptions:
        return False
    return any(count > max(FLOOR[length], TIMES * usual * length) for length, count in now)


def stored(survey_id: int) -> None:
    """Counts an answer that was stored: what the survey is used to."""
    if not limiter.enabled:
        return
    try:
        limiter.storage.incr(_name(survey_id, "stored", DAY, _window(DAY)), 2 * DAY)
    except limiter.storage.base_exceptions:
        return


def _again(survey_id: int, key: str) -> bool:
    digest = hashlib.blake2b(key.encode(), digest_size=12).hexdigest()
    return limiter.storage.incr(f"surge/{survey_id}/key/{digest}", MINUTE) > 1


def _counted(survey_id: int, what: str, length: int) -> float:
    limiter.storage.incr(_name(survey_id, what, length, _window(length)), 2 * length)
    return _recent(survey_id, what, length)


def _recent(survey_id: int, what: str, length: int) -> float:
    """How many in the last `length` seconds: this window's, and what is left of the one before."""
    window = _window(length)
    here, before = (
        limiter.storage.get(_name(survey_id, what, length, number))
        for number in (window, window - 1)
    )
    return here + before * (1 - time.time() % length / length)


def _window(length: int) -> int:
    return int(time.time()) // length


def _name(survey_id: int, what: str, length: int, window: int) -> str:
    return f"surge/{survey_id}/{what}/{length}/{window}"
