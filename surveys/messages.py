"""Every reason to refuse an answer; a writer finds the words in `surveys/sentences/`."""

from collections.abc import Sequence
from datetime import date

from surveys.sentences import Items, Message, quoted

CHOOSE = Message("choose")
TICK = Message("tick")
COMMUNE = Message("commune")
AGE = Message("age")
NUMBER = Message("number")
WRITE = Message("write")
DATE = Message("date")
RANK = Message("rank")
ROWS = Message("rows")
CONSENT = Message("consent")

ONLY_ONE = Message("only_one")
NOT_OFFERED = Message("not_offered")
COMMUNE_NOT_OFFERED = Message("commune_not_offered")
AGE_NOT_OFFERED = Message("age_not_offered")

NOT_A_NUMBER = Message("not_a_number")
NOT_A_DECIMAL = Message("not_a_decimal")
NO_SUCH_DATE = Message("no_such_date")
NOT_A_DATE = Message("not_a_date")
NOT_A_YEAR = Message("not_a_year")
NOT_WHOLE = Message("not_whole")
BAD_EMAIL = Message("bad_email")


def too_few(minimum: int, ticked: int) -> Message:
    """Fewer boxes ticked than asked."""
    return Message("too_few", {"minimum": minimum, "ticked": ticked}, count=minimum)


def too_many(maximum: int, ticked: int) -> Message:
    """More boxes ticked than asked."""
    return Message("too_many", {"maximum": maximum, "ticked": ticked}, count=maximum)


def not_alone(choice: str) -> Message:
    """A box such as « Aucune » ticked beside another one."""
    return Message("not_alone", {"choice": choice})


def tick_other(choice: str) -> Message:
    """Something specified under « Autre » while another answer is chosen."""
    return Message("tick_other", {"choice": choice})


def parts_missing(parts: Sequence[str]) -> Message:
    """A date begun and not finished: `jour`, `mois`, `annee`."""
    named = tuple(Message(f"part.{part}") for part in parts)
    return Message("parts_missing", {"parts": Items(named, "and")})


def no_such_rank(last: int) -> Message:
    """A rank that is not offered."""
    return Message("no_such_rank", {"last": last})


def same_rank(rank: int, choices: Sequence[str]) -> Message:
    """Two answers given one rank."""
    return Message("same_rank", {"rank": rank, "choices": quoted(choices, "and")})


def rows_missing(rows: Sequence[str]) -> Message:
    """Lines left out of a matrix that wants them all."""
    return Message("rows_missing", {"rows": quoted(rows)})


def in_row(row: str, sentence: str | Message) -> Message:
    """What is wrong on one line of a matrix."""
    return Message("in_row", {"row": row, "sentence": sentence})


def not_in_period(first: date | None, last: date | None) -> Message:
    """A date outside its bounds."""
    if first and last:
        return Message("between_days", {"first": first, "last": last})
    if first:
        return Message("from_day", {"first": first})
    return Message("until_day", {"last": last}) if last else DATE


def too_long(maximum: int, excess: int) -> Message:
    """A text longer than its box."""
    return Message("too_long", {"excess": excess, "maximum": maximum}, count=excess)


def not_between(low: float, high: float, unit: str) -> Message:
    """A number outside two bounds."""
    return Message("not_between", {"low": low, "high": _measure(high, unit)})


def too_small(low: float, unit: str) -> Message:
    """A number under the only bound there is on that side."""
    return Message("too_small", {"low": _measure(low, unit)})


def too_big(high: float, unit: str) -> Message:
    """A number over the only bound there is on that side."""
    return Message("too_big", {"high": _measure(high, unit)})


def _measure(number: float, unit: str) -> Message | float:
    return Message("measure", {"number": number, "unit": unit}) if unit else number
