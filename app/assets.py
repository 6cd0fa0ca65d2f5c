"""Stylesheets and scripts: few small files, named by their content and kept for a year."""

import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, Response, abort, request

from surveys.words import LANGUAGES

FOLDER = Path(__file__).parent / "static"
PARTS = {
    "public": ("vendor/simple.public.css", "base.css", "public.css"),
    "results": ("vendor/simple.public.css", "base.css", "public.css", "results.css"),
    "desk": ("vendor/simple.min.css", "base.css", "desk.css", "editor.css"),
}
SCRIPTS = {
    **{
        f"answer-{language}": tuple(
            f"answer/{part}.js" for part in ("queue", "kept", f"words.{language}", "form")
        )
        for language in LANGUAGES
    },
    "worker": ("answer/queue.js", "answer/worker.js"),
    "proof": ("answer/proof.js",),
    "coding": ("coding.js",),
    "entry": ("entry.js",),
    "export_job": ("export_job.js",),
    "projector": ("projector.js",),
}
_TEXTS = re.compile(r"(\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`)")  # every blank counts there
ACCENT, DARK_ACCENT, DARK_PAPER = "#175a63", "#5fb3be", "#1f2729"  # as written in base.css


def init_app(app: Flask) -> None:
    app.add_url_rule("/style/<accent>/<side>.<digest>.css", "style", _serve)
    app.add_template_global(style_url)
    app.add_url_rule("/script/<name>.<digest>.js", "script", _serve_script)
    app.add_url_rule("/sw.js", "worker", _serve_worker)
    for address in (script_url, worker_url):
        app.add_template_global(address)


def style_url(side: str, accent: str) -> str:
    """The address of a side's stylesheet in a territory's colour."""
    digest = _named(_sheet(side, accent.lstrip("#")))
    # Written, not built by url_for: the page that refuses a forged host has no address to build on.
    return f"{request.script_root}/style/{accent.lstrip('#')}/{side}.{digest}.css"


def script_url(name: str) -> str:
    """The address of one of our scripts: another one when its content changes."""
    digest = _named(_script(name))
    return f"{request.script_root}/script/{name}.{digest}.js"


def worker_url() -> str:
    """Where the public pages' service worker is: at the root, for it to see them all."""
    return f"{request.script_root}/sw.js"


def _serve_script(name: str, digest: str) -> Response:
    if name not in SCRIPTS:
        abort(404)
    return _kept_for_a_year(_script(name), "text/javascript", digest)


def _serve_worker() -> Response:
    """Asked for again at each visit: « not modified » is all that it costs."""
    body = _script("worker")
    response = Response(body, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(hashlib.sha256(body).hexdigest()[:16])
    return response.make_conditional(request)  # type: ignore[return-value]


@cache
def _script(name: str) -> bytes:
    parts = [(FOLDER / part).read_text("utf-8") for part in SCRIPTS[name]]
    return _without_comments("".join(parts)).encode()


def _without_comments(script: str) -> str:
    """Comments, indents and needless blanks out; our scripts hold no comment within a text."""
    script = re.sub(r"^\s*/\*.*?\*/\n", "", script, flags=re.S | re.M)
    script = re.sub(r"(^|[ ;])//[^\n\"]*$", lambda found: found[1].strip(), script, flags=re.M)
    script = re.sub(r"\n\s*", "\n", script).strip() + "\n"
    pieces = _TEXTS.split(script)
    pieces[::2] = [
        re.sub(r" ?(=>|&&|\|\||[={}(),;:?<>*!+]) ?", r"\1", piece) for piece in pieces[::2]
    ]
    return "".join(pieces)


def _named(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:10]


def _kept_for_a_year(body: bytes, mimetype: str, digest: str) -> Response:
    """Under its own name only: another one must not be kept with this content."""
    response = Response(body, mimetype=mimetype)
    right = digest == _named(body)
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if right else "no-cache"
    )
    return response


def _serve(accent: str, side: str, digest: str) -> Response:
    if side not in PARTS or not re.fullmatch(r"[0-9a-fA-F]{6}", accent):
        abort(404)
    return _kept_for_a_year(_sheet(side, accent), "text/css", digest)


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
