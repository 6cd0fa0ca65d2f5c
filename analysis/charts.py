"""Bar charts that read without colour, each with its figures as a table and in words."""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.disclosure import HIDDEN
from analysis.french import NARROW, WIDE, number

ACCENT: Final = "#175a63"
INK: Final = "#262626"
# Fill and hatch: told apart in grey as well as in colour.
STYLES: Final[dict[str, tuple[str, str]]] = {
    "point_fort": ("#175a63", ""),
    "point_vigilance": ("#f2e3d5", "////"),
    "proposition": ("#cfe0e2", "...."),
    "neutre": ("#ffffff", ""),
}
STYLE: Final[dict[Any, Any]] = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "text.parse_math": False,  # a label is what people wrote: « $ » is a dollar
    "svg.hashsalt": "paroles",
    "svg.fonttype": "none",
    "hatch.linewidth": 0.7,
    "hatch.color": INK,
}


@dataclass(frozen=True)
class Bar:
    """value: persons, or None when hidden; note: what follows the figure, such as « 22 % »."""

    key: str
    label: str
    value: int | None
    note: str = ""

    @property
    def told(self) -> str:
        """The figure in words, as the table, the alternative and the picture give it."""
        if self.value is None:
            return HIDDEN
        return f"{number(self.value)} ({self.note})" if self.note else number(self.value)


@dataclass(frozen=True)
class Chart:
    """The picture as PNG and SVG, its alternative in words, and the same figures as a table."""

    png: bytes
    svg: str
    alt: str
    header: tuple[str, str]
    table: tuple[tuple[str, str], ...]


def bars(
    shown: Sequence[Bar],
    *,
    about: str,
    unit: str = "personnes",
    label: str = "Catégorie",
    out_of: int | None = None,
    accent: str = ACCENT,
) -> Chart:
    """Horizontal bars in the order given. about: what is counted, for the alternative in words.

    out_of: the whole that each bar is a part of, drawn behind it as an empty frame. accent: the
    colour of full bars, #rrggbb.
    Hidden values have no bar, only their mark. Raises ValueError without a bar to draw.
    """
    if not shown:
        raise ValueError(
            "Un graphique sans aucune barre ne montre rien : passez au moins une ligne."
        )
    with matplotlib.rc_context(STYLE):
        figure = _figure(shown, out_of, accent)
        png, svg = _saved(figure)
    table = tuple((bar.label, bar.told) for bar in shown)
    return Chart(png, svg, _alt(shown, about, unit), (label, unit.capitalize()), table)


def _figure(shown: Sequence[Bar], out_of: int | None, accent: str) -> Figure:
    labels = [textwrap.fill(bar.label, 34) for bar in shown]
    height = 0.25 + sum(0.34 + 0.17 * text.count("\n") for text in labels)
    figure = Figure(figsize=(7.2, height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for place, bar in enumerate(shown):
        _draw(axes, place, bar, out_of, accent)
    axes.set_yticks(range(len(shown)), labels)
    _bare(axes, out_of or max((bar.value or 0) for bar in shown))
    return figure


def _draw(axes: Axes, place: int, bar: Bar, out_of: int | None, accent: str) -> None:
    if out_of:
        axes.barh(place, out_of, 0.66, color="#f6f5f2", edgecolor="#d0d0d0", linewidth=0.6)
    fill, hatch = STYLES.get(bar.key, (accent, ""))
    fill = accent if fill == ACCENT else fill
    if bar.value:
        axes.barh(place, bar.value, 0.66, color=fill, hatch=hatch, edgecolor=INK, linewidth=0.8)
    end = out_of or bar.value or 0
    axes.annotate(
        bar.told,
        (end, place),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color=INK,
    )


def _bare(axes: Axes, highest: int) -> None:
    """No frame, no grid, no scale: each bar says its figure."""
    axes.invert_yaxis()
    axes.set_xlim(0, max(highest, 1) * 1.2)
    axes.xaxis.set_visible(False)
    axes.tick_params(axis="y", length=0, colors=INK)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(INK)


def _saved(figure: Figure) -> tuple[bytes, str]:
    png, svg = io.BytesIO(), io.StringIO()
    figure.savefig(png, format="png", dpi=200, metadata={"Software": None})
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return png.getvalue(), svg.getvalue()


def _alt(shown: Sequence[Bar], about: str, unit: str) -> str:
    told = [
        f"{bar.label}{WIDE}: " + (f"{bar.told}" if bar.value is not None else "non publié")
        for bar in shown
    ]
    return f"Diagramme en barres, {about}, en nombre de {unit}. {f'{NARROW}; '.join(told)}."
