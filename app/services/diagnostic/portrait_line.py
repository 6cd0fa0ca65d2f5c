"""A small line picture of a figure over the years: its points, in the units of an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 320
HEIGHT: Final = 110
_MARGIN: Final = 12


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    year: int
    value: float


@dataclass(frozen=True)
class Line:
    """dots: from the oldest year. points: the same, as SVG's `polyline` wants them."""

    dots: tuple[Dot, ...]

    @property
    def points(self) -> str:
        return " ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in self.dots)


def line(told: Sequence[tuple[int, float]]) -> Line | None:
    """None under two years. The scale begins at zero unless that would flatten the line."""
    if len(told) < 2:
        return None
    ordered = sorted(told)
    first, last = ordered[0][0], ordered[-1][0]
    values = [value for _, value in ordered]
    low, high = min(values), max(values)
    floor = 0.0 if low >= 0 and high - low > 0.25 * high else low
    if low == high:  # nothing moved: in the middle
        floor, high = low - 1, low + 1
    reach = high - floor
    return Line(
        tuple(
            Dot(
                _MARGIN + (WIDTH - 2 * _MARGIN) * (year - first) / (last - first),
                HEIGHT - _MARGIN - (HEIGHT - 2 * _MARGIN) * (value - floor) / reach,
                year,
                value,
            )
            for year, value in ordered
        )
    )
