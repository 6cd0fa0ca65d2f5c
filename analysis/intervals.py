"""How far chance alone may move a share."""

from math import sqrt
from typing import Final

Z95: Final = 1.959964


def wilson(share: float, n: float, z: float = Z95) -> tuple[float, float]:
    """The interval of a share (0 to 1) seen among `n` persons, at 95 % unless `z` says otherwise.

    n: persons, or an effective number of them where answers are weighted; above 0.
    Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927): unlike the usual ± it
    stays between 0 and 1, and says something at 0 and 1. Raises ValueError for `n` under or at 0.
    """
    if n <= 0:
        raise ValueError("Sans aucune réponse, une part n’a pas d’intervalle.")
    middle = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def newcombe(
    before: float, n_before: float, after: float, n_after: float, z: float = Z95
) -> tuple[float, float]:
    """The interval of `after - before`, two shares (0 to 1) seen among different persons.

    n_before, n_after: persons, above 0. Hybrid of two Wilson intervals, method 10 of R. G.
    Newcombe, Statistics in Medicine 17 (1998) 873-890: with (l1, u1) and (l2, u2) those of before
    and after, d - sqrt((p2 - l2)² + (u1 - p1)²) to d + sqrt((u2 - p2)² + (p1 - l1)²). It supposes
    that nobody is on both sides. Raises ValueError for a number under or at 0.
    """
    low_1, high_1 = wilson(before, n_before, z)
    low_2, high_2 = wilson(after, n_after, z)
    change = after - before
    return (
        change - sqrt((after - low_2) ** 2 + (high_1 - before) ** 2),
        change + sqrt((high_2 - after) ** 2 + (before - low_1) ** 2),
    )
