"""The shared diagnostic as slides for a committee: few sentences each, their sources numbered."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pptx.util import Cm, Pt

from analysis.french import WIDE
from app.exports.diagnosis import (
    MATRIX,
    METHOD,
    NOTES,
    STAKES,
    TITLE,
    Constat,
    Diagnosis,
    Grid,
    Stake,
)
from app.exports.pptx_file import (
    ACROSS,
    INK,
    LEFT,
    ROOM,
    SANS,
    SOFT,
    TOP,
    Deck,
    described,
    one_line,
)
from app.exports.target import Target

HERE, SPACE = TOP + Cm(0.5), ROOM - Cm(0.5)  # under the rule of the title
LINES, SIGNS_PER_LINE = 10, 72  # of sentences on a slide, half a line between two
SOURCE_SIGNS: Final = 1_150
ROWS: Final = 8


def diagnosis_pptx(told: Diagnosis, target: Target) -> None:
    """Writes the slides; where each constat stands is in their notes."""
    slides = _Slides(told)
    slides.opening()
    for title, groups in told.columns:
        for group in groups:
            slides.constats(title, group.heading, group.constats)
    slides.stakes()
    slides.matrix()
    for stake in told.stakes:
        slides.stake(stake)
    slides.table(told.figures, (0.36, 0.2, 0.22, 0.12, 0.1))
    slides.table(told.services, (0.31, 0.25, 0.09, 0.18, 0.09, 0.08))
    slides.method()
    slides.sources()
    slides.deck.save(str(target) if isinstance(target, Path) else target)


class _Slides(Deck):
    """The deck being written."""

    def __init__(self, told: Diagnosis) -> None:
        super().__init__(told, TITLE, TITLE)
        self.told = told

    def opening(self) -> None:
        told = self.told
        slide = self._slide(TITLE, size=54, top=Cm(5.2), foot=False)
        if told.dress.logo:
            picture = io.BytesIO(told.dress.logo)
            logo = slide.shapes.add_picture(picture, LEFT, Cm(1.4), height=Cm(2.6))
            described(logo, f"Logo{WIDE}: {told.territory}")
        lines = [told.territory, told.state, *([told.banner] if told.banner else [])]
        self._text(slide, lines, Cm(8.6), Cm(5), size=24, color=SOFT)
        self._text(slide, [told.stamp], Cm(17.2), Cm(1), size=10, color=SOFT)
        self._notes(slide, [told.summary])

    def constats(self, title: str, heading: str, those: Sequence[Constat]) -> None:
        """As many slides as its sentences need."""
        whole = f"{title}{WIDE}: {heading.lower()}" if heading else title
        for place, few in enumerate(_shared(those)):
            slide = self._slide(f"{whole} (suite)" if place else whole)
            frame = self._text(slide, [], HERE, SPACE, size=24)
            for each in few:
                self._sentence(frame, each, 24)
            self._notes(slide, [f"{each.sentence} {each.about}" for each in few])

    def _sentence(self, frame: Any, each: Constat, size: int, before: str = "") -> None:
        """A sentence, and the numbers of its sources raised after it."""
        fresh = not frame.paragraphs[0].runs and len(frame.paragraphs) == 1
        paragraph = frame.paragraphs[0] if fresh else frame.add_paragraph()
        paragraph.space_after = Pt(12)
        if before:
            self._write(paragraph, before, size, INK, SANS, bold=True)
        self._write(paragraph, each.sentence, size, INK, SANS, bold=False)
        numbers = ", ".join(map(str, each.notes))
        if numbers:
            self._write(paragraph, f" {numbers}", size - 6, SOFT, SANS, bold=False)
            paragraph.runs[-1].font._element.set("baseline", "30000")
        if each.waits:
            self._write(paragraph, f" ({each.waits})", size - 6, SOFT, SANS, bold=False)

    def stakes(self) -> None:
        header = ("Enjeu", "Rang, et qui l’a décidé")
        rows = [(each.label, each.decided) for each in self.told.stakes]
        self.table(Grid(STAKES, (header, *rows)), (0.45, 0.55))

    def matrix(self) -> None:
        if self.told.matrix is None:
            return
        slide = self._slide(MATRIX)
        picture = slide.shapes.add_picture(
            io.BytesIO(self.told.matrix.png), LEFT, HERE, width=ACROSS
        )
        room = SPACE
        if picture.height > room:
            ratio = room / picture.height
            picture.width, picture.height = int(picture.width * ratio), room
        described(picture, one_line(self.told.matrix.alt))
        rows = [" · ".join(row) for row in self.told.matrix_table.rows]
        self._notes(slide, [*self.told.how, *rows])

    def stake(self, stake: Stake) -> None:
        """Why it is an enjeu: what leads to it, and what is said."""
        pairs = [("Vigilance", each) for each in stake.warnings]
        pairs += [("Point fort", each) for each in stake.strengths]
        if not pairs and not stake.said:
            return
        slide = self._slide(stake.label)
        lines = [line for line in (stake.decided, stake.members, stake.said) if line]
        self._text(slide, lines, HERE, Cm(3), size=16, color=SOFT, between=3)
        frame = self._text(slide, [], HERE + Cm(3), SPACE - Cm(3), size=20)
        for kind, each in pairs:
            self._sentence(frame, each, 18 if len(pairs) > 4 else 20, f"{kind}{WIDE}: ")
        if not pairs:
            self._text(slide, ["Aucun constat n’y mène encore."], HERE + Cm(3), Cm(2), size=20)
        self._notes(slide, [f"{each.sentence} {each.about}" for _, each in pairs])

    def table(self, grid: Grid, shares: Sequence[float] = ()) -> None:
        """As many slides as its rows need, each with the header."""
        header, *rows = grid.rows
        for start in range(0, len(rows), ROWS):
            slide = self._slide(f"{grid.title} (suite)" if start else grid.title)
            some = [header, *rows[start : start + ROWS]]
            made = slide.shapes.add_table(
                len(some), len(header), LEFT, HERE, ACROSS, Cm(1) * len(some)
            ).table
            made.horz_banding = False
            for place, share in enumerate(shares):
                made.columns[place].width = int(ACROSS * share)
            for y, row in enumerate(some):
                for x, text in enumerate(row):
                    self._cell(made.cell(y, x), text, head=y == 0)
            if grid.note:
                self._text(slide, [grid.note], TOP + ROOM, Cm(0.8), size=12, color=SOFT)

    def _cell(self, cell: Any, text: str, *, head: bool) -> None:
        """No fill: lines of words read on any projector."""
        cell.fill.background()
        cell.margin_top = cell.margin_bottom = Cm(0.08)
        color = self.accent if head else INK
        self._write(cell.text_frame.paragraphs[0], text, 14, color, SANS, bold=head)

    def method(self) -> None:
        slide = self._slide(METHOD)
        self._text(slide, self.told.method, HERE, SPACE, size=18, between=10)
        self._notes(slide, self.told.history)

    def sources(self) -> None:
        lines = [f"{place}. {text}" for place, text in enumerate(self.told.notes, start=1)]
        for place, some in enumerate(_filled(lines)):
            slide = self._slide(f"{NOTES} (suite)" if place else NOTES)
            self._text(slide, some, HERE, SPACE, size=13, between=4)


def _shared(those: Sequence[Constat]) -> Iterator[list[Constat]]:
    few: list[Constat] = []
    for each in those:
        if few and sum(map(_lines, (*few, each))) > LINES:
            yield few
            few = []
        few.append(each)
    if few:
        yield few


def _lines(each: Constat) -> float:
    return 1.5 + len(each.sentence) // SIGNS_PER_LINE


def _filled(lines: Sequence[str]) -> Iterator[list[str]]:
    some: list[str] = []
    for line in lines:
        if some and (sum(map(len, (*some, line))) > SOURCE_SIGNS or len(some) == 14):
            yield some
            some = []
        some.append(line)
    if some:
        yield some
