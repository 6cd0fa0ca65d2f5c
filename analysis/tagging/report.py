"""An evaluation as one HTML page: the figures, and the reliability plot with its table."""

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from analysis.tagging.reliability import SAID, BandShare, Bin, gap

_SIZE: Final = 360
_EDGE: Final = 44


def write(
    path: Path, text: str, bins: Sequence[Bin], shares: Sequence[BandShare], warnings: Sequence[str]
) -> None:
    """`text`: the figures as for a terminal; `bins`, `shares`: as `reliability` gives them."""
    parts = [
        "<!doctype html>",
        '<html lang="fr"><meta charset="utf-8"><title>Évaluation du classeur</title>',
        "<style>body{font:1.05rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;"
        "padding:0 1rem;color:#1e2a2d}table{border-collapse:collapse;margin:1rem 0}"
        "caption{text-align:left;font-weight:700}th,td{padding:.3rem .8rem;text-align:right;"
        "border-bottom:1px solid #d9d2c3}th:first-child{text-align:left}pre{overflow-x:auto}"
        "svg{max-width:100%;height:auto}</style>",
        "<main><h1>Évaluation du classeur</h1>",
        *(f"<p><strong>{html.escape(sentence)}</strong></p>" for sentence in warnings),
        f"<h2>Les scores tiennent-ils parole ?</h2>{plot(bins)}{_bins_table(bins)}",
        _bands_table(shares) if shares else "",
        f"<h2>Étiquette par étiquette</h2><pre>{html.escape(text)}</pre></main></html>",
    ]
    path.write_text("\n".join(parts), encoding="utf-8")


def plot(bins: Sequence[Bin]) -> str:
    """An SVG: on the diagonal, a score is the share that proves right; areas follow counts."""
    most = max((each.count for each in bins), default=1)
    told = "; ".join(
        f"score {decimal(each.score, 2)}, part juste {decimal(each.right, 2)}" for each in bins
    )
    dots = [
        f'<circle cx="{_x(each.score):.1f}" cy="{_y(each.right):.1f}" '
        f'r="{4 + 12 * (each.count / most) ** 0.5:.1f}" fill="#175a63" fill-opacity=".75"/>'
        for each in bins
    ]
    side, end = _EDGE, _EDGE + _SIZE
    marks = [
        f'<text x="{_x(at):.1f}" y="{end + 18}" text-anchor="middle">{decimal(at, 1)}</text>'
        f'<text x="{side - 8}" y="{_y(at) + 4:.1f}" text-anchor="end">{decimal(at, 1)}</text>'
        for at in (0.0, 0.5, 1.0)
    ]
    return (
        f'<svg viewBox="0 0 {end + 20} {end + 44}" width="{end + 20}" role="img" '
        'aria-labelledby="titre dit" font-size="13" xmlns="http://www.w3.org/2000/svg">'
        '<title id="titre">Score annoncé et part juste</title>'
        f'<desc id="dit">{html.escape(told)}. Les mêmes chiffres sont dans la table.</desc>'
        f'<path d="M{side} {side}V{end}H{end}" fill="none" stroke="#262626"/>'
        f'<path d="M{side} {end}L{end} {side}" stroke="#6d7b80" stroke-dasharray="5 4"/>'
        f"{''.join(dots)}{''.join(marks)}"
        f'<text x="{(side + end) / 2}" y="{end + 38}" text-anchor="middle">score annoncé</text>'
        f'<text x="{side}" y="{side - 14}">part juste</text></svg>'
    )


def decimal(value: float, places: int) -> str:
    """0,95: a French comma."""
    return f"{value:.{places}f}".replace(".", ",")


def _x(share: float) -> float:
    return _EDGE + _SIZE * share


def _y(share: float) -> float:
    return _EDGE + _SIZE * (1 - share)


def _bins_table(bins: Sequence[Bin]) -> str:
    rows = [
        [
            f"{decimal(each.low, 1)} à {decimal(each.high, 1)}",
            str(each.count),
            decimal(each.score, 3),
            decimal(each.right, 3),
        ]
        for each in bins
    ]
    head = ("Score annoncé", "Étiquettes", "Score moyen", "Part juste")
    caption = f"Écart moyen entre score et part juste : {decimal(gap(bins), 3)}"
    return _table(caption, head, rows)


def _bands_table(shares: Sequence[BandShare]) -> str:
    rows = [[SAID[s.state], decimal(s.share, 3), decimal(s.right, 3)] for s in shares]
    return _table("États de confiance", ("État", "Part des réponses", "Part juste"), rows)


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{html.escape(first)}</th>'
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f"<table><caption>{html.escape(caption)}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
