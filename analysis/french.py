"""Numbers, dates and lists as French readers expect them, in documents and pictures."""

from collections.abc import Sequence
from datetime import date
from typing import Final

NARROW: Final = "\u202f"
WIDE: Final = "\u00a0"
MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


def number(value: float) -> str:
    """5 372 · 21,5: narrow no-break spaces, one decimal at most."""
    rounded = round(value, 1)
    pattern = f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:,.1f}"
    return pattern.replace(",", NARROW).replace(".", ",")


def percent(share: float) -> str:
    """0.215 as « 22 % »."""
    return f"{number(round(share * 100))}{NARROW}%"


def plural(count: int, one: str, many: str) -> str:
    """« 1 réponse », « 2 réponses »; French counts 0 and 1 alike."""
    return f"{number(count)}{WIDE}{one if abs(count) < 2 else many}"


def day(value: date) -> str:
    """« 1er octobre 2026 », with no-break spaces."""
    first = "1er" if value.day == 1 else str(value.day)
    return f"{first}{WIDE}{MONTHS[value.month - 1]}{WIDE}{value.year}"


def listing(items: Sequence[str]) -> str:
    """« a, b et c »."""
    return " et ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)
