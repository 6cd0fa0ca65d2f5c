"""Stylesheets: one small file per side of the house, named by content and kept for a year."""

import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, Response, abort, request

FOLDER = Path(__file__).parent / "static"
PARTS = {
    "public": ("vendor/simple.min.css", "base.css", "public.css"),
    "desk": ("vendor/simple.min.css", "base.css", "desk.css", "editor.css"),
}
ACCENT, DARK_ACCENT, DARK_PAPER = "#175a63", "#5fb3be", "#1f2729"  # as written in base.css


def init_app(app: Flask) -> None:
    app.add_url_rule("/style/<accent>/<side>.<digest>.css", "style", _serve)
    app.add_template_global(style_url)
    app.add_template_global(script_url)


def style_url(side: str, accent: str) -> str:
    """The address of a side's stylesheet in a territory's colour."""
    digest = hashlib.sha256(_sheet(side, accent.lstrip("#"))).hexdigest()[:10]
    # Written, not built by url_for: the page that refuses a forged host has no address to build on.
    return f"{request.script_root}/style/{accent.lstrip('#')}/{side}.{digest}.css"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:10]


def script_url(name: str) -> str:
    """The address of one of our scripts: another one when its content changes."""
    return f"{request.script_root}/static/{name}?v={_digest(name)}"


def _serve(accent: str, side: str, digest: str) -> Response:
    if side not in PARTS or not re.fullmatch(r"[0-9a-fA-F]{6}", accent):
        abort(404)
    response = Response(_sheet(side, accent), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@lru_cache(maxsize=32)
def _sheet(side: str, accent: str) -> bytes:
    parts = [(FOLDER / name).read_text("utf-8") for name in PARTS[side]]
    sheet = _squeezed("".join(parts))
    return sheet.replace(ACCENT, f"#{accent}").replace(DARK_ACCENT, for_dark(f"#{accent}")).encode()


def _squeezed(css: str) -> str:
    """Comments and needless white space out; our own sheets hold no string with either."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip()


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two #rrggbb colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def for_dark(colour: str) -> str:
    """The same hue, lightened until it reads on the dark theme's paper (contrast of 6 or more)."""
    for step in range(101):
        channels = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
        mixed = [round(value + (255 - value) * step / 100) for value in channels]
        lightened = "#{:02x}{:02x}{:02x}".format(*mixed)
        if contrast(lightened, DARK_PAPER) >= 6:
            break
    return lightened


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
