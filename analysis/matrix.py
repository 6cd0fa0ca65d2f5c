"""Three measures of each subject as one picture: two as places in a grid, the third as a shape."""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle, Wedge

from analysis.charts import ACCENT, INK, STYLE
from analysis.french import NARROW, WIDE
from analysis.pictures import Picture

SIGNS_PER_LINE: Final = 23
LINE, GAP, RADIUS = 0.21, 0.14, 0.1  # inches: a line of words, between two marks, a mark
ACROSS, MARGIN, HEAD = 2.35, 1.55, 0.62
LEVELS: Final = 3


@dataclass(frozen=True)
class Mark:
    """One subject. across, up, fill: 0 (little) to 2 (much), None where it is not known."""

    label: str
    across: int | None
    up: int | None
    fill: int | None


@dataclass(frozen=True)
class Axis:
    """What a measure is called, and the names of its levels: not known, then 0 to 2."""

    name: str
    unknown: str
    levels: tuple[str, str, str]

    def told(self, level: int | None) -> str:
        return self.unknown if level is None else self.levels[level]


@dataclass(frozen=True)
class Drawn(Picture):
    """The picture as SVG and PNG, and the same in words."""

    png: bytes


def level(value: float, bounds: tuple[float, float]) -> int:
    """0 under the first bound, 1 from it, 2 from the second."""
    return (value >= bounds[0]) + (value >= bounds[1])


def draw(marks: Sequence[Mark], across: Axis, up: Axis, fill: Axis) -> Drawn:
    """A grid: much to the right, much at the top; full shapes for much. What is not known has a
    column and a row of its own, and an open shape with a question mark: it is never zero.

    Raises ValueError without a mark.
    """
    if not marks:
        raise ValueError("Sans rien à placer, il n’y a pas de matrice.")
    with matplotlib.rc_context(STYLE):
        figure = _figure(marks, across, up, fill)
        png, svg = io.BytesIO(), io.StringIO()
        figure.savefig(png, format="png", dpi=200, metadata={"Software": None})
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return Drawn(svg.getvalue(), _alt(marks, across, up, fill), png.getvalue())


def _alt(marks: Sequence[Mark], *axes: Axis) -> str:
    told = [
        f"{mark.label}{WIDE}: "
        + ", ".join(
            f"{axis.name.lower()} {axis.told(value)}"
            for axis, value in zip(axes, (mark.across, mark.up, mark.fill), strict=True)
        )
        for mark in marks
    ]
    return f"Matrice. {f'{NARROW}; '.join(told)}."


def _figure(marks: Sequence[Mark], across: Axis, up: Axis, fill: Axis) -> Figure:
    columns = _places(mark.across for mark in marks)
    rows = _places(mark.up for mark in marks)
    heights = {row: _height(marks, columns, row) for row in rows}
    width = MARGIN + ACROSS * len(columns)
    height = HEAD + sum(heights.values()) + 0.75
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.axis("off")
    top = HEAD
    for row in reversed(rows):
        _row(axes, marks, columns, row, top, heights[row], up)
        top += heights[row]
    for place, column in enumerate(columns):
        _words(axes, MARGIN + ACROSS * place + 0.1, HEAD - 0.1, across.told(column), va="bottom")
    axes.text(MARGIN + 0.1, 0.1, f"{across.name} →", weight="bold", color=INK, va="top")
    axes.text(0.1, HEAD - 0.1, f"{up.name} ↑", weight="bold", color=INK, va="bottom", size=10)
    _key(axes, top + 0.4, fill)
    return figure


def _places(values: Any) -> list[int | None]:
    """Every level, after what is not known where something is not."""
    return [*([None] if None in set(values) else []), *range(LEVELS)]


def _wrapped(label: str) -> list[str]:
    return textwrap.wrap(label, SIGNS_PER_LINE) or [""]


def _tall(mark: Mark) -> float:
    return LINE * len(_wrapped(mark.label)) + GAP


def _height(marks: Sequence[Mark], columns: Sequence[int | None], row: int | None) -> float:
    stacked = [
        sum(_tall(mark) for mark in marks if (mark.across, mark.up) == (column, row))
        for column in columns
    ]
    return max(*stacked, 0.45) + 0.2


def _row(
    axes: Axes,
    marks: Sequence[Mark],
    columns: Sequence[int | None],
    row: int | None,
    top: float,
    height: float,
    up: Axis,
) -> None:
    _words(axes, 0.1, top + 0.16, "\n".join(textwrap.wrap(up.told(row), 17)), va="top")
    for place, column in enumerate(columns):
        left = MARGIN + ACROSS * place
        shade = "#ffffff" if None not in (row, column) else "#f3f1ec"
        axes.add_patch(
            Rectangle((left, top), ACROSS, height, facecolor=shade, edgecolor="#8c8c8c", lw=0.7)
        )
        at = top + 0.16
        for mark in marks:
            if (mark.across, mark.up) == (column, row):
                _mark(axes, left + 0.2, at + LINE / 2, mark.fill)
                text = "\n".join(_wrapped(mark.label))
                _words(axes, left + 0.4, at, text, va="top", size=10.5)
                at += _tall(mark)


def _words(axes: Axes, x: float, y: float, text: str, *, va: Any, size: float = 10) -> None:
    axes.text(x, y, text, color=INK, va=va, size=size, linespacing=1.25)


def _mark(axes: Axes, x: float, y: float, fill: int | None) -> None:
    """Empty, half, full; a question mark where it is not known."""
    axes.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor=INK, lw=1.1))
    if fill is None:
        axes.text(x, y, "?", ha="center", va="center", size=8, color=INK)
    elif fill == 2:
        axes.add_patch(Circle((x, y), RADIUS, facecolor=ACCENT, edgecolor=INK, lw=1.1))
    elif fill == 1:
        axes.add_patch(Wedge((x, y), RADIUS, 90, 270, facecolor=ACCENT, edgecolor=INK, lw=1.1))


def _key(axes: Axes, y: float, fill: Axis) -> None:
    """What the shapes say, under the grid."""
    axes.text(0.1, y, f"{fill.name}{WIDE}:", weight="bold", color=INK, va="center", size=10)
    x = MARGIN + 0.2
    for value in (0, 1, 2, None):
        _mark(axes, x, y, value)
        told = fill.told(value)
        _words(axes, x + 0.2, y, told, va="center")
        x += 0.62 + 0.095 * len(told)
