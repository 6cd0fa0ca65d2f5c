"""Which labels the same people speak of: counts, lift and phi."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt


@dataclass(frozen=True)
class Pair:
    """Two labels. both: persons who speak of both; one, other: of each.

    lift: how many times more than if one had nothing to do with the other (1: nothing); phi:
    correlation of the two, -1 to 1. None where one of them is nobody's, or everybody's (phi).
    """

    first: str
    second: str
    both: int
    one: int
    other: int
    lift: float | None
    phi: float | None


def pairs(spoken: Iterable[Iterable[str]], labels: Sequence[str]) -> tuple[Pair, ...]:
    """Every pair of labels, most persons first. spoken: for each person, the labels spoken of.

    lift = n · both / (one · other); phi = (n · both - one · other) / sqrt(one · other · (n - one)
    · (n - other)) (Yule, 1912), n persons in all, those who speak of none among them.
    """
    people = [frozenset(each) for each in spoken]
    counts = {label: sum(label in each for each in people) for label in labels}
    found = []
    for first, second in combinations(labels, 2):
        both = sum(first in each and second in each for each in people)
        found.append(_pair(first, second, both, counts, len(people)))
    return tuple(sorted(found, key=lambda pair: -pair.both))


def _pair(first: str, second: str, both: int, counts: dict[str, int], people: int) -> Pair:
    one, other = counts[first], counts[second]
    product = one * other
    spread = product * (people - one) * (people - other)
    return Pair(
        first,
        second,
        both,
        one,
        other,
        people * both / product if product else None,
        (people * both - product) / sqrt(spread) if spread else None,
    )
