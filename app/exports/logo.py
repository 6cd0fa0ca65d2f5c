"""A territory's logo: re-drawn from its dots alone, so that nothing else of the file is kept."""

import io
import warnings
from typing import Final

from PIL import Image, UnidentifiedImageError

MAX_BYTES: Final = 2_000_000
MOST_DOTS: Final = 40_000_000
LARGEST: Final = (1200, 600)
SMALLEST: Final = 40
FORMATS: Final = ("PNG", "JPEG")
# How a whole file ends. Pillow alone does not tell: WeasyPrint makes it accept what is cut short.
ENDS: Final = {"PNG": b"IEND", "JPEG": b"\xff\xd9"}


class BadLogo(ValueError):
    """This file is no logo: the sentence says what to do."""


def redrawn(data: bytes) -> bytes:
    """A PNG of 1200 × 600 dots at most, without the notes of a camera. Raises `BadLogo`."""
    if len(data) > MAX_BYTES:
        raise BadLogo("Ce fichier est trop lourd : 2 Mo au plus. Enregistrez-le en plus petit.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as found:
                if ENDS[found.format or ""] not in data:
                    raise OSError("cut short")
                return _drawn(found)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning) as error:
        if isinstance(error, BadLogo):
            raise
        raise BadLogo(
            "Ce fichier ne se lit pas comme une image PNG ou JPEG. Demandez l’une des deux à qui "
            "a dessiné le logo : un SVG ou un PDF ne tient pas dans un document Word."
        ) from error


def _drawn(found: Image.Image) -> bytes:
    wide, high = found.size
    if min(wide, high) < SMALLEST:
        raise BadLogo(f"Ce logo est trop petit : il faut {SMALLEST} points de côté au moins.")
    if wide * high > MOST_DOTS:
        raise BadLogo("Cette image a trop de points. Enregistrez le logo en plus petit.")
    # Dots alone are carried over: position, camera and comments stay behind.
    clear = "A" in found.getbands() or "transparency" in found.info
    dots = found.convert("RGBA" if clear else "RGB")
    dots.thumbnail(LARGEST)
    dots.info.clear()
    stream = io.BytesIO()
    dots.save(stream, format="PNG", optimize=True)
    return stream.getvalue()
