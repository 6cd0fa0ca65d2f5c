"""How far two codings agree: precision, recall, F1, Cohen's kappa, Krippendorff's alpha."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """One label found by a coding and by a reference, counted answer by answer."""

    both: int
    only_found: int
    only_gold: int
    neither: int

    @property
    def support(self) -> int:
        """How many answers have the label in the reference."""
        return self.both + self.only_gold

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return _share(self.both, self.both + self.only_found)

    @property
    def recall(self) -> float:
        """Share of what was to be found that was; 0 where there was nothing to find."""
        return _share(self.both, self.support)

    @property
    def f1(self) -> float:
        """2·TP / (2·TP + FP + FN), the harmonic mean of precision and recall."""
        return _share(2 * self.both, 2 * self.both + self.only_found + self.only_gold)

    @property
    def kappa(self) -> float:
        """Cohen's kappa of the two yes/no codings (see `cohen_kappa`)."""
        total = self.both + self.only_found + self.only_gold + self.neither
        found = _share(self.both + self.only_found, total)
        gold = _share(self.support, total)
        return _beyond_chance(
            _share(self.both + self.neither, total),
            found * gold + (1 - found) * (1 - gold),
        )

    def __add__(self, other: "Agreement") -> "Agreement":
        return Agreement(
            self.both + other.both,
            self.only_found + other.only_found,
            self.only_gold + other.only_gold,
            self.neither + other.neither,
        )


def compare(found: Sequence[bool], gold: Sequence[bool]) -> Agreement:
    """Counts one label over answers. Raises ValueError if the two have not the same length."""
    pairs = Counter((bool(f), bool(g)) for f, g in zip(found, gold, strict=True))
    return Agreement(pairs[True, True], pairs[True, False], pairs[False, True], pairs[False, False])


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """(p_o - p_e) / (1 - p_e) for two coders who each give one label per answer.

    Source: Cohen, « A coefficient of agreement for nominal scales », 1960. 1 where both always
    give the same single label. Raises ValueError if lengths differ or nothing was coded.
    """
    if not first:
        raise ValueError("nothing was coded")
    count = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / count
    one, two = Counter(first), Counter(second)
    expected = sum(one[label] * two[label] for label in one) / count**2
    return _beyond_chance(observed, expected)


def krippendorff_alpha(units: Sequence[Sequence[Hashable | None]]) -> float:
    """Nominal alpha, 1 - D_o / D_e; any number of coders, missing codes (None) allowed.

    `units`: one sequence of codes per answer. Answers with fewer than two codes say nothing.
    Source: Krippendorff, « Content Analysis », 2004, chapter 11, coincidence matrix. 1 where only
    one label was ever used. Raises ValueError if no answer was coded twice.
    """
    coded = [[code for code in unit if code is not None] for unit in units]
    coded = [unit for unit in coded if len(unit) > 1]
    if not coded:
        raise ValueError("no answer was coded twice")
    totals = Counter(code for unit in coded for code in unit)
    count = sum(totals.values())
    disagreed = sum(_disagreeing_pairs(Counter(unit)) / (len(unit) - 1) for unit in coded)
    expected = _disagreeing_pairs(totals) / (count - 1)
    return 1.0 if expected == 0 else 1 - disagreed / expected


def _disagreeing_pairs(counts: Counter[Hashable]) -> int:
    """Ordered pairs of codes that differ."""
    total = sum(counts.values())
    return total**2 - sum(number**2 for number in counts.values())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _beyond_chance(observed: float, expected: float) -> float:
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)
