"""Pictures of crossings and of time: shares stacked, heat maps, weeks; readable without colour."""

import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.charts import ACCENT, INK, STYLE
from analysis.crossing import Crossing, Group
from analysis.disclosure import HIDDEN
from analysis.french import NARROW, WIDE, day, number, percent

# From one end to the other: each told from its neighbours in grey, and by its hatch.
SHADES: Final = (
    (ACCENT, ""), ("#7fa9ae", "////"), ("#dfeaeb", ""), ("#f2e3d5", "...."),
    ("#d9a36f", "\\\\\\\\"), ("#a65f1f", ""), ("#6b3b0f", "xxxx"), ("#ffffff", ""),
    ("#bdbdbd", "||||"), ("#8a8a8a", ""),
    ("#4d4d4d", "----"),
)  # fmt: skip
MOST_STACKED: Final = len(SHADES)
MOST_WEEKS: Final = 60


@dataclass(frozen=True)
class Picture:
    """svg: the drawing, its letters kept as text. alt: the same in words, one sentence a line."""

    svg: str
    alt: str


def stacked(crossing: Crossing, about: str) -> Picture:
    """One bar per group, cut by the answers' shares. For a question of one answer each.

    Groups too small for a percentage are left out. Raises ValueError when nothing can be drawn,
    or beyond `MOST_STACKED` answers.
    """
    groups = [group for group in crossing.groups if not group.few]
    if not groups or len(crossing.rows) > MOST_STACKED:
        raise ValueError("Trop peu de réponses, ou trop de choix, pour ce dessin.")
    with matplotlib.rc_context(STYLE):
        figure, axes = _figure(7.6, 1.0 + 0.45 * len(groups) + 0.2 * len(crossing.rows))
        for place, (row, label) in enumerate(crossing.rows):
            _layer(axes, crossing, groups, place, row, label)
        _named_bars(axes, groups)
        axes.legend(
            loc="upper left", bbox_to_anchor=(0, -0.02), ncols=1, frameon=False,
            handlelength=1.6, handleheight=1.0,
        )  # fmt: skip
        return Picture(_svg(figure), _told(crossing, groups, f"Barres empilées, {about}"))


def _layer(
    axes: Axes, crossing: Crossing, groups: Sequence[Group], place: int, row: str, label: str
) -> None:
    fill, hatch = SHADES[place]
    before = [
        sum(crossing.cell(key, group.key).share or 0 for key, _ in crossing.rows[:place])
        for group in groups
    ]
    shares = [crossing.cell(row, group.key).share or 0 for group in groups]
    axes.barh(
        range(len(groups)), shares, 0.66, left=before, color=fill, hatch=hatch, edgecolor=INK,
        linewidth=0.6, label=textwrap.shorten(label, 70, placeholder="…"),
    )  # fmt: skip
    for index, (start, share) in enumerate(zip(before, shares, strict=True)):
        if share >= 0.08:
            box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
            axes.text(
                start + share / 2, index, percent(share), ha="center", va="center", size=9,
                color=INK, bbox=box,
            )  # fmt: skip


def _named_bars(axes: Axes, groups: Sequence[Group]) -> None:
    names = [f"{textwrap.fill(g.label, 30)} ({number(g.people)})" for g in groups]
    axes.set_yticks(range(len(groups)), names)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.xaxis.set_visible(False)
    _bare(axes)


def heat(crossing: Crossing, about: str) -> Picture:
    """Each answer's share in each group: the darker, the more; the figure is in the square.

    Raises ValueError when no group has enough answers.
    """
    groups = [group for group in crossing.groups if not group.few]
    if not groups or not crossing.rows:
        raise ValueError("Trop peu de réponses pour ce dessin.")
    shares = {
        (row, group.label): crossing.cell(row, group.key).share
        for row, _ in crossing.rows
        for group in groups
    }
    names = [group.label for group in groups]
    told = {place: None if share is None else percent(share) for place, share in shares.items()}
    svg = _heat(crossing.rows, names, shares, told)
    return Picture(svg, _told(crossing, groups, f"Carte de chaleur, {about}"))


def heat_of_counts(
    labels: Sequence[tuple[str, str]], counts: Mapping[tuple[str, str], int | None], about: str
) -> Picture:
    """How many persons speak of both, for each pair of labels (key, label); None: hidden.

    Raises ValueError without a label.
    """
    if not labels:
        raise ValueError("Sans étiquette, il n’y a rien à dessiner.")
    names = dict(labels)
    top = max([count or 0 for count in counts.values()], default=0) or 1
    shares = {
        (row, names[column]): None if count is None else count / top
        for (row, column), count in counts.items()
    }
    told = {
        (row, names[column]): HIDDEN if count is None else number(count)
        for (row, column), count in counts.items()
    }
    pairs = [
        f"{names[row]} et {names[column]}{WIDE}: {count}"
        for (row, column), count in counts.items()
        if count and list(names).index(row) < list(names).index(column)
    ]
    alt = f"Carte de chaleur, {about}. {f'{NARROW}; '.join(pairs)}."
    return Picture(_heat(labels, [label for _, label in labels], shares, told), alt)


def _heat(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[str],
    shares: Mapping[tuple[str, str], float | None],
    told: Mapping[tuple[str, str], str | None],
) -> str:
    with matplotlib.rc_context(STYLE):
        longest = max(len(word) for name in columns for word in name.split() or [""])
        width = 3.4 + max(0.95, 0.075 * longest) * len(columns)
        figure, axes = _figure(width, 1.2 + 0.5 * len(rows))
        for y, (row, _) in enumerate(rows):
            for x, column in enumerate(columns):
                _square(axes, x, y, shares.get((row, column)), told.get((row, column)))
        axes.set_xticks(
            range(len(columns)),
            [textwrap.fill(name, 13, break_long_words=False) for name in columns],
            size=9,
        )
        axes.set_yticks(range(len(rows)), [textwrap.fill(label, 34) for _, label in rows])
        axes.xaxis.tick_top()
        axes.set_xlim(-0.5, len(columns) - 0.5)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        _bare(axes)
        return _svg(figure)


def _square(axes: Axes, x: int, y: int, share: float | None, told: str | None) -> None:
    strength = share or 0.0
    square = Rectangle(
        (x - 0.48, y - 0.46), 0.96, 0.92, facecolor=_blend(strength), edgecolor="white"
    )
    axes.add_patch(square)
    if told is not None:
        colour = "white" if strength > 0.55 else INK
        axes.text(x, y, told, ha="center", va="center", size=10, color=colour)


def _blend(strength: float) -> str:
    """From paper to the accent colour."""
    low, high = (0xF3, 0xF1, 0xEC), tuple(int(ACCENT[at : at + 2], 16) for at in (1, 3, 5))
    mixed = (round(a + (b - a) * min(1.0, strength)) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def weeks(days: Sequence[date]) -> list[tuple[date, int]]:
    """How many of `days` fall in each week, by its Monday, weeks of nobody included.

    The last `MOST_WEEKS` only.
    """
    if not days:
        return []
    mondays = [each - timedelta(days=each.weekday()) for each in days]
    first, last = min(mondays), max(mondays)
    all_ = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    return [(monday, mondays.count(monday)) for monday in all_[-MOST_WEEKS:]]


def timeline(counts: Sequence[tuple[date, int]], about: str) -> Picture:
    """One column per week, (Monday, persons). Raises ValueError without a week."""
    if not counts:
        raise ValueError("Sans réponse, il n’y a pas de chronologie.")
    with matplotlib.rc_context(STYLE):
        figure, axes = _figure(7.6, 2.4)
        places, people = range(len(counts)), [count for _, count in counts]
        axes.bar(places, people, 0.8, color=ACCENT, edgecolor=INK, linewidth=0.6)
        for place, count in zip(places, people, strict=True):
            if len(counts) <= 20 and count:
                axes.annotate(
                    number(count), (place, count), xytext=(0, 3), textcoords="offset points",
                    ha="center", size=9,
                )  # fmt: skip
        step = -(-len(counts) // 6)
        names = [day(monday).rsplit(WIDE, 1)[0] for monday, _ in counts[::step]]
        axes.set_xticks(list(places)[::step], names, size=9)
        axes.yaxis.set_visible(False)
        axes.set_ylim(0, max(max(people), 1) * 1.2)
        _bare(axes)
        told = [f"semaine du {day(monday)}{WIDE}: {number(count)}" for monday, count in counts]
        return Picture(_svg(figure), f"Chronologie, {about}. {f'{NARROW}; '.join(told)}.")


def dumbbell(
    rows: Sequence[tuple[str, float, float]], names: tuple[str, str], about: str
) -> Picture:
    """Two shares a row, (label, before, after), 0 to 1: an empty ring, a full square, a line.

    names: what before and after are called. Raises ValueError without a row.
    """
    if not rows:
        raise ValueError("Sans part à comparer, il n’y a rien à dessiner.")
    with matplotlib.rc_context(STYLE):
        figure, axes = _figure(7.6, 1.2 + 0.5 * len(rows))
        places = range(len(rows))
        before, after = [row[1] for row in rows], [row[2] for row in rows]
        axes.hlines(places, before, after, color=INK, linewidth=1.5, zorder=1)
        axes.scatter(
            before, places, s=70, facecolors="white", edgecolors=INK, linewidths=1.6, zorder=2,
            label=textwrap.fill(names[0], 56),
        )  # fmt: skip
        axes.scatter(
            after, places, s=70, marker="s", color=ACCENT, zorder=3,
            label=textwrap.fill(names[1], 56),
        )  # fmt: skip
        for place, (_, low, high) in enumerate(rows):
            for share, side, apart in ((min(low, high), "right", -9), (max(low, high), "left", 9)):
                axes.annotate(
                    percent(share), (share, place), xytext=(apart, 0),
                    textcoords="offset points", ha=side, va="center", size=9, color=INK,
                )  # fmt: skip
        axes.set_yticks(places, [textwrap.fill(label, 34) for label, _, _ in rows])
        axes.invert_yaxis()
        top = max((*before, *after))
        axes.set_xlim(-0.08 * top - 0.02, top * 1.12 + 0.03)
        axes.xaxis.set_visible(False)
        _bare(axes)
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.02), frameon=False)
        told = [f"{label}{WIDE}: {percent(low)} puis {percent(high)}" for label, low, high in rows]
        return Picture(
            _svg(figure),
            f"Deux points par ligne, {about}{WIDE}: {names[0]}, puis {names[1]}. "
            f"{f'{NARROW}; '.join(told)}.",
        )


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def _bare(axes: Any) -> None:
    axes.tick_params(length=0, colors=INK)
    for side in axes.spines.values():
        side.set_visible(False)


def _svg(figure: Figure) -> str:
    svg = io.StringIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return svg.getvalue()


def _told(crossing: Crossing, groups: Sequence[Group], about: str) -> str:
    lines = []
    for group in groups:
        shares = [
            f"{label} {percent(crossing.cell(row, group.key).share or 0)}"
            for row, label in crossing.rows
        ]
        lines.append(f"{group.label}{WIDE}: {', '.join(shares)}")
    return f"{about}. {f'{NARROW}; '.join(lines)}."
