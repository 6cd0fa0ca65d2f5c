"""The shipped Word template in a territory's colours."""

from typing import Any, Final

from docx.oxml.ns import qn
from docx.shared import RGBColor

SHIPPED: Final = "175A63"  # `templates/make_template.py`
SMALLER_TITLES: Final = ("Heading 2", "Titre du sommaire")
RULED: Final = ("Quote", "Auteur de citation")


def recolour(document: Any, accent: str, second: str = "") -> None:
    """accent, second: #rrggbb; without a second one, its places keep what they have."""
    chosen = _plain(accent)
    for element in document.styles.element.iter():
        for name in (qn("w:val"), qn("w:color")):
            if element.get(name) == SHIPPED:
                element.set(name, chosen)
    if not second:
        return
    for name in SMALLER_TITLES:
        document.styles[name].font.color.rgb = RGBColor.from_string(_plain(second))
    for name in RULED:
        for side in document.styles[name].element.iter(qn("w:left")):
            side.set(qn("w:color"), _plain(second))


def _plain(colour: str) -> str:
    return colour.removeprefix("#").upper()
