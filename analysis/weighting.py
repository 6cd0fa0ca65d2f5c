"""Answers weighted so that those who answered resemble those who live there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

FEWEST: Final = 50  # persons, under which weighting says more of chance than of people
FEWEST_IN_GROUP: Final = 5  # persons, under which a group is put with another
CAP: Final = 5.0  # the most that one answer counts, against the mean of 1
ROUNDS: Final = 200
CLOSE: Final = 1e-6  # of the whole: a margin is reached
OTHERS: Final = "autres"


class CannotWeight(ValueError):
    """These answers cannot stand for these people; the message is a French sentence to show."""


@dataclass(frozen=True)
class Margin:
    """How many live in each group: `people` by key of `column`.

    ordered: whether neighbours follow each other (ages): a group of too few answers then joins
    the next one, instead of « autres ».
    """

    column: str
    people: Mapping[str, float]
    ordered: bool = False


@dataclass(frozen=True)
class Weighted:
    """What weighting gave.

    weights: one per row weighted, mean 1, indexed as the frame (rows that lack a group are out).
    effective: Kish's number of answers, (sum w)² / sum w². largest: the highest weight.
    capped: how many answers are at the cap. gap: the largest difference left between a group's
    share and its share of the people, 0 to 1. joined: by column, the groups put together.
    """

    weights: pd.Series
    effective: float
    largest: float
    capped: int
    gap: float
    joined: Mapping[str, tuple[tuple[str, ...], ...]]


def effective_n(weights: pd.Series) -> float:
    """Kish's effective number of answers (L. Kish, Survey Sampling, 1965): (sum w)² / sum w²."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def rake(frame: pd.DataFrame, margins: Sequence[Margin], *, cap: float = CAP) -> Weighted:
    """Weights that bring the sample's groups to their shares of the people, each margin in turn.

    frame: one row per person, with a column per margin (keys, or missing: the row is left out).
    Raking (W. E. Deming, F. F. Stephan, Ann. Math. Stat. 11, 1940), weights capped at `cap` times
    their mean (`cap` above 1) after each round, so that nobody speaks for too many. Groups of fewer
    than `FEWEST_IN_GROUP` answers are joined first. Raises CannotWeight when too few answered, or
    when no margin has two groups left.
    """
    known = frame[[margin.column for margin in margins]].dropna()
    if len(known) < FEWEST:
        raise CannotWeight(
            f"Il y a {len(known)} réponses dont on connaît la place dans la population : "
            f"il en faut au moins {FEWEST} pour redresser. Regardez les chiffres non redressés."
        )
    groups, shares, joined = dict[str, pd.Series](), dict[str, pd.Series](), {}
    for margin in margins:
        together = _joined(known[margin.column].astype(str), margin)
        joined[margin.column] = tuple(keys for keys in together if len(keys) > 1)
        if len(together) > 1:
            name = {key: "|".join(keys) for keys in together for key in keys}
            groups[margin.column] = known[margin.column].astype(str).map(name)
            people = pd.Series(margin.people, dtype=float).rename(name).groupby(level=0).sum()
            shares[margin.column] = people / people.sum()
    if not groups:
        raise CannotWeight(
            "Presque toutes les réponses viennent d’un seul groupe : il n’y a rien à redresser. "
            "Allez chercher les autres, puis revenez."
        )
    weights = _raked(groups, shares, cap)
    return Weighted(
        weights=weights,
        effective=effective_n(weights),
        largest=float(weights.max()),
        capped=int((weights > cap * 0.999).sum()),
        gap=_gap(weights, groups, shares),
        joined=joined,
    )


def _joined(seen: pd.Series, margin: Margin) -> list[tuple[str, ...]]:
    """The margin's groups, those of too few answers put with others, in order."""
    if strangers := sorted(set(seen) - set(margin.people)):
        raise CannotWeight(
            f"La population importée ne dit rien de « {strangers[0]} ». "
            "Complétez le fichier, puis importez-le de nouveau."
        )
    counts = seen.value_counts()
    sizes: list[tuple[tuple[str, ...], int]] = [
        ((key,), int(counts.get(key, 0))) for key in margin.people
    ]
    return _neighbours(sizes) if margin.ordered else _others(sizes)


def _neighbours(sizes: list[tuple[tuple[str, ...], int]]) -> list[tuple[str, ...]]:
    """Each group too small joins the smaller of its two neighbours, smallest first."""
    groups = list(sizes)
    while len(groups) > 1 and min(size for _, size in groups) < FEWEST_IN_GROUP:
        place = min(range(len(groups)), key=lambda index: groups[index][1])
        beside = [index for index in (place - 1, place + 1) if 0 <= index < len(groups)]
        other = min(beside, key=lambda index: groups[index][1])
        low, high = min(place, other), max(place, other)
        merged = (groups[low][0] + groups[high][0], groups[low][1] + groups[high][1])
        groups[low : high + 1] = [merged]
    return [keys for keys, _ in groups]


def _others(sizes: list[tuple[tuple[str, ...], int]]) -> list[tuple[str, ...]]:
    """The groups too small in one, with the smallest of the others until it is large enough."""
    ranked = sorted(sizes, key=lambda group: group[1])
    small = [group for group in ranked if group[1] < FEWEST_IN_GROUP]
    large = ranked[len(small) :]
    while small and large and sum(size for _, size in small) < FEWEST_IN_GROUP:
        small.append(large.pop(0))
    kept = [keys for keys, _ in sizes if (keys, dict(sizes)[keys]) in large]
    return [*kept, tuple(key for keys, _ in small for key in keys)] if small else kept


def _raked(
    groups: Mapping[str, pd.Series], shares: Mapping[str, pd.Series], cap: float
) -> pd.Series:
    weights = pd.Series(1.0, index=next(iter(groups.values())).index)
    for _ in range(ROUNDS):
        before = weights
        for column, group in groups.items():
            told = weights.groupby(group).sum() / len(weights)
            weights = weights * group.map(shares[column] / told)
        weights = _capped(weights / float(weights.mean()), cap)
        if float((weights - before).abs().max()) < CLOSE:
            break
    return weights


def _capped(weights: pd.Series, cap: float) -> pd.Series:
    """No weight above `cap`; what is cut goes to the others, so that their mean stays 1."""
    while bool((weights > cap).any()):
        weights = weights.clip(upper=cap)
        full = weights >= cap
        rest = len(weights) - cap * int(full.sum())
        weights = weights.where(full, weights * (rest / float(weights[~full].sum())))
    return weights


def _gap(
    weights: pd.Series, groups: Mapping[str, pd.Series], shares: Mapping[str, pd.Series]
) -> float:
    return max(
        float((weights.groupby(group).sum() / len(weights) - shares[column]).abs().max())
        for column, group in groups.items()
    )
