"""The synthesis as a tagged PDF, for who reads it as it is."""

import re
from pathlib import Path

from flask import current_app

from app.exports import pdf_file
from app.exports.safe import clean
from app.exports.spread import style
from app.exports.story import SUBTITLE, TITLE, Figure, Story
from app.exports.target import Target

SHEET = "synthesis.css"
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")  # line ends stay


def synthesis_pdf(story: Story, target: Target) -> None:
    """Writes the document. Raises `pdf_file.CannotPrint` where Pango is not there."""
    pictures = dict[str, bytes]()

    def picture(figure: Figure) -> str:
        """The name under which the page may show it."""
        name = f"{len(pictures)}.png"
        pictures[name] = figure.png
        return f"{pdf_file.OURS}{name}"

    if story.dress.logo:
        pictures["logo.png"] = story.dress.logo
    # Not `render_template`: a command and a job have no request, which pages ask things of.
    page = current_app.jinja_env.get_template("print/synthesis.html")
    html = page.render(it=story, title=TITLE, subtitle=SUBTITLE, picture=picture)
    made = pdf_file.render(UNSEEN.sub(" ", clean(html)), _sheet(story), pictures)
    if isinstance(target, Path):
        target.write_bytes(made)
    else:
        target.write(made)


def _sheet(story: Story) -> str:
    second = f":root{{--second:{story.dress.second}}}" if story.dress.second else ""
    return second + style(SHEET, story.dress.accent)
