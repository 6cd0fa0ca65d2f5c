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
