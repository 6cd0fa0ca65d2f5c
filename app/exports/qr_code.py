"""Addresses as QR codes: drawn for a page, saved for a printer, or put in a document."""

from io import BytesIO

import segno

_DARK_EDGE = 4  # white modules around the code, as the standard asks (ISO/IEC 18004)
MIMETYPES = {"svg": "image/svg+xml", "png": "image/png"}


def picture(address: str, kind: str) -> bytes:
    """The address as a QR code, `svg` or `png` (about 1,000 pixels wide: sharp on a poster)."""
    code = segno.make(address, error="m", micro=False)
    stream = BytesIO()
    if kind == "svg":
        code.save(stream, kind="svg", scale=8, border=_DARK_EDGE, xmldecl=False)
    else:
        modules = code.symbol_size(border=_DARK_EDGE)[0]
        code.save(stream, kind="png", scale=max(1, 1000 // modules), border=_DARK_EDGE)
    return stream.getvalue()
