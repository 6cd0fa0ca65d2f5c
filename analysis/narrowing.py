"""What a patient reader can deduce of hidden cells: their ranges, by linear programming."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

# A relation: low <= sum of these cells <= high.
Cell = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """What published figures say of some cells: low <= their sum <= high."""

    cells: tuple[Cell, ...]
    low: float
    high: float


def ranges(
    shown: Mapping[Cell, int], sizes: Mapping[Cell, int], known: Sequence[Known]
) -> dict[Cell, tuple[int, int]]:
    """The lowest and highest count of each cell of `sizes` that is not in `shown`.

    shown: published counts. sizes: the most each hidden cell can hold. known: relations between
    cells, in persons. Raises ValueError when the figures contradict each other.
    """
    secret = [cell for cell in sizes if cell not in shown]
    place = {cell: index for index, cell in enumerate(secret)}
    matrix, limits = _inequalities(shown, place, known)
    bounds = [(0, sizes[cell]) for cell in secret]
    found = {}
    for cell, index in place.items():
        low = _extreme(index, 1.0, matrix, limits, bounds)
        high = _extreme(index, -1.0, matrix, limits, bounds)
        found[cell] = (int(np.ceil(low - 1e-6)), int(np.floor(high + 1e-6)))
    return found


def _inequalities(
    shown: Mapping[Cell, int], place: Mapping[Cell, int], known: Sequence[Known]
) -> tuple[np.ndarray, np.ndarray]:
    rows, limits = [], []
    for relation in known:
        line = np.zeros(len(place))
        for cell in relation.cells:
            if cell in place:
                line[place[cell]] += 1
        told = sum(shown.get(cell, 0) for cell in relation.cells)
        rows += [line, -line]
        limits += [relation.high - told, told - relation.low]
    return np.array(rows).reshape(-1, len(place)), np.array(limits)


def _extreme(
    index: int,
    sign: float,
    matrix: np.ndarray,
    limits: np.ndarray,
    bounds: Sequence[tuple[int, int]],
) -> float:
    goal = np.zeros(len(bounds))
    goal[index] = sign
    found = linprog(goal, A_ub=matrix, b_ub=limits, bounds=list(bounds), method="highs")
    if not found.success:
        raise ValueError("Les chiffres publiés se contredisent : ils ne décrivent aucun groupe.")
    return float(sign * found.fun)
