"""Letters to those invited without an e-mail: one page each, folded for a window envelope."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from app.exports import pdf_file, qr_code
from app.exports.spread import Spread, style


@dataclass(frozen=True)
class Addressee:
    """What one letter alone carries."""

    lines: Sequence[str]
    link: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Letter(Spread):
    """A spread, as its letters word it: `subject` and `paragraphs` are the same for all."""

    subject: str
    paragraphs: Sequence[str]
    day: str

    @property
    def door(self) -> str:
        """The address to type, where the code is asked for."""
        return f"{self.public_url.split('://')[-1].removeprefix('www.')}/i"


def letters(letter: Letter, addressees: Sequence[Addressee]) -> bytes:
    """One A4 page per addressee, tagged. Raises `pdf_file.CannotPrint`."""
    squares = {
        f"qr-{number}.svg": qr_code.picture(one.link, "svg")
        for number, one in enumerate(addressees)
    }
    page = render_template("print/letter.html", it=letter, addressees=addressees)
    return pdf_file.render(page, style("letter.css", letter.territory.accent), squares)


def paragraphs(body: str) -> list[str]:
    """The parts of a text between blank lines."""
    return [part.strip() for part in body.split("\n\n") if part.strip()]
