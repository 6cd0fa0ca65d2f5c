"""The synthesis as slides for a committee: few words, one idea each, the figures in the notes."""

import io
from collections.abc import Sequence
from typing import Any, Final, Protocol

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Cm, Pt

from analysis.french import NARROW, WIDE, number
from app.exports.docx_file import NOT_XML
from app.exports.safe import clean
from app.exports.story import SHORT_TITLE, TITLE, Chapter, Dress, Figure, Shown, Story
from app.exports.target import Target

WIDTH, HEIGHT = Cm(33.867), Cm(19.05)
LEFT, ACROSS = Cm(1.8), Cm(30.2)
TOP, ROOM = Cm(4.0), Cm(12.9)
INK, SOFT, MARK = "262626", "5A5A5A", "8A1C1C"
SERIF, SANS = "Georgia", "Arial"
TITLE_ONLY: Final = 5
# What screen readers pass over (Office 2019 and later).
DECORATIVE: Final = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
    "</a:extLst>"
)
LONGEST_QUOTE: Final = 200
QUOTES: Final = 2
LIMITS: Final = (
    "Ceux qui ont répondu l’ont choisi : ils ne représentent pas toute la population.",
    "On compte des personnes. Une même personne peut parler de plusieurs enjeux.",
    "Un programme classe les réponses, des personnes relisent : il reste des erreurs.",
)
HIDDEN_LIMIT: Final = "Les chiffres qui concernent trop peu de personnes sont cachés."


def synthesis_pptx(story: Story, target: Target) -> None:
    """Writes the slides; what a slide leaves out is in its notes."""
    slides = _Slides(story)
    slides.opening()
    slides.who()
    if story.overview:
        slides.picture("Ce dont on parle le plus", story.overview, story.overview_sentence)
    for chapter in story.chapters:
        slides.chapter(chapter)
    slides.limits()
    slides.deck.save(str(target) if hasattr(target, "suffix") else target)


class Dressed(Protocol):
    """What a deck asks of what it tells."""

    @property
    def territory(self) -> str: ...
    @property
    def mark(self) -> str: ...
    @property
    def dress(self) -> Dress: ...


class Deck:
    """Slides being written: their title, their foot, their words, what the speaker reads."""

    def __init__(self, told: Dressed, title: str, short_title: str) -> None:
        self.dressed, self.short_title = told, short_title
        self.accent = told.dress.accent.removeprefix("#").upper()
        self.second = told.dress.second.removeprefix("#").upper() or self.accent
        self.deck: Any = Presentation()
        self.deck.slide_width, self.deck.slide_height = WIDTH, HEIGHT
        relations = self.deck.part.rels
        for name in [one.rId for one in relations.values() if "printerSettings" in one.reltype]:
            relations.pop(name)  # of whoever made the library's own blank deck
        properties = self.deck.core_properties
        properties.title = one_line(f"{title} : {told.territory}")
        properties.author, properties.language = one_line(told.territory), "fr-FR"
        properties.comments = properties.subject = ""

    def _slide(self, title: str, *, size: int = 36, top: int = Cm(1.5), foot: bool = True) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[TITLE_ONLY])
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = LEFT, top, ACROSS, Cm(2.4)
        head.text_frame.word_wrap, head.text_frame.vertical_anchor = True, MSO_ANCHOR.BOTTOM
        self._write(head.text_frame.paragraphs[0], title, size, self.accent, SERIF, bold=True)
        self._rule(slide, top + Cm(2.5))
        if self.dressed.mark:
            self._text(slide, [self.dressed.mark], Cm(0.4), Cm(1), size=16, color=MARK, bold=True)
        if foot:
            self._foot(slide)
        return slide

    def _rule(self, slide: Any, top: int) -> None:
        """A short line under the title, for the eye alone."""
        line = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, LEFT + Cm(0.25), top, Cm(3), Cm(0.12))
        line.fill.solid()
        line.fill.fore_color.rgb = RGBColor.from_string(self.second)  # type: ignore[no-untyped-call]
        line.line.fill.background()
        line.shadow.inherit = False
        properties = line._element.nvSpPr.cNvPr
        properties.append(parse_xml(DECORATIVE))

    def _foot(self, slide: Any) -> None:
        frame = self._text(
            slide, [f"{self.dressed.territory} · {self.short_title} · "], Cm(17.6), Cm(1), 12, SOFT
        )
        field = parse_xml(
            '<a:fld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            'id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
            f'<a:rPr lang="fr-FR" sz="1200"/><a:t>{len(self.deck.slides)}</a:t></a:fld>'
        )
        frame.paragraphs[0]._p.append(field)

    def _text(
        self,
        slide: Any,
        lines: Sequence[str],
        top: int,
        height: int,
        size: int,
        color: str = INK,
        *,
        font: str = SANS,
        bold: bool = False,
        between: int = 8,
    ) -> Any:
        frame = slide.shapes.add_textbox(LEFT, top, ACROSS, height).text_frame
        frame.word_wrap = True
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
            paragraph.space_after = Pt(between)
            self._write(paragraph, line, size, color, font, bold=bold)
        return frame

    @staticmethod
    def _write(paragraph: Any, text: str, size: int, color: str, font: str, *, bold: bool) -> None:
        run = paragraph.add_run()
        run.text = one_line(text)
        run.font.size, run.font.name, run.font.bold = Pt(size), font, bold
        run.font.color.rgb = RGBColor.from_string(color)  # type: ignore[no-untyped-call]
        run._r.get_or_add_rPr().set("lang", "fr-FR")
        paragraph._p.get_or_add_pPr().set("algn", "l")

    def _notes(self, slide: Any, lines: Sequence[str]) -> None:
        frame = slide.notes_slide.notes_text_frame
        frame.text = "\n".join(one_line(line) for line in lines if line)
        for properties in frame._txBody.iter(qn("a:rPr")):
            properties.set("lang", "fr-FR")


class _Slides(Deck):
    """The synthesis's deck."""

    def __init__(self, story: Story) -> None:
        super().__init__(story, TITLE, SHORT_TITLE)
        self.story = story

    def opening(self) -> None:
        story = self.story
        slide = self._slide(TITLE, size=54, top=Cm(5.2), foot=False)
        if story.dress.logo:
            logo = slide.shapes.add_picture(
                io.BytesIO(story.dress.logo), LEFT, Cm(1.4), height=Cm(2.6)
            )
            described(logo, f"Logo : {story.territory}")
        lines = [line for line in (story.territory, story.period, story.dress.contact) if line]
        lines += [story.banner] if story.banner else []
        self._text(slide, lines, Cm(8.6), Cm(5), size=24, color=SOFT)
        self._notes(slide, [story.dress.intro, story.summary])

    def who(self) -> None:
        """The one number, and who they are."""
        story = self.story
        people = dict(story.figures).get("Personnes qui ont répondu", "0")
        many = "personne a répondu" if story.people < 2 else "personnes ont répondu"
        title = f"{people}\u00a0{many}"
        tables = (story.publics, story.communes, story.channels)
        told = [_told(one) for one in tables if one.rows]
        if story.who:
            self.picture(title, story.who, story.summary, *told, story.notes)
            return
        slide = self._slide(title)
        self._text(slide, [story.notes or story.summary], TOP, ROOM, size=26)
        self._notes(slide, [story.summary, *told])

    def chapter(self, one: Chapter) -> None:
        """What is said, then who says it in their own words."""
        many = "personne" if one.people < 2 else "personnes"
        title = f"{one.title}\u00a0: {number(one.people)}\u00a0{many}, {one.share}"
        if one.tones:
            self.picture(title, one.tones, one.sentence, one.notes)
        else:
            slide = self._slide(title)
            self._text(slide, [one.sentence], TOP, ROOM, size=28)
            self._notes(slide, [one.notes])
        quotes = [quote for quote in one.quotes if len(quote[0]) <= LONGEST_QUOTE][:QUOTES]
        if quotes:
            self.quotes(one, quotes)

    def picture(self, title: str, figure: Figure, *said: str) -> None:
        """A figure as large as the slide allows; its table is in the notes."""
        slide = self._slide(title)
        picture = slide.shapes.add_picture(io.BytesIO(figure.png), LEFT, TOP, width=ACROSS)
        room = ROOM - Cm(1.3)
        if picture.height > room:
            ratio = room / picture.height
            picture.width, picture.height = int(picture.width * ratio), room
        picture.top = TOP + (room - picture.height) // 2
        described(picture, one_line(figure.alt))
        self._text(slide, [figure.caption], TOP + room + Cm(0.2), Cm(1.2), size=14, color=SOFT)
        self._notes(slide, [*said, *(" : ".join(row) for row in figure.rows)])

    def quotes(self, one: Chapter, quotes: Sequence[tuple[str, str]]) -> None:
        slide = self._slide(f"{one.title}, en leurs mots")
        frame = self._text(slide, [], TOP, ROOM, size=28)
        for place, (text, author) in enumerate(quotes):
            paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
            paragraph.space_before, paragraph.space_after = Pt(26 * bool(place)), Pt(6)
            self._write(paragraph, text, 28, INK, SERIF, bold=False)
            if author:
                self._write(frame.add_paragraph(), author, 18, SOFT, SANS, bold=False)
        self._notes(slide, [f"{text} {author}" for text, author in one.quotes])

    def limits(self) -> None:
        slide = self._slide("Ce que ces chiffres ne disent pas")
        lines = [*LIMITS, *([] if self.story.mark else [HIDDEN_LIMIT])]
        self._text(slide, lines, TOP, ROOM, size=26, between=14)
        silent = [f"{self.story.silent_sentence} {', '.join(self.story.silent)}."]
        told = [*self.story.method, *(silent if self.story.silent else []), self.story.technical]
        self._notes(slide, told)


def one_line(text: str) -> str:
    """On one line, without what XML cannot hold."""
    return NOT_XML.sub(" ", clean(text))


def _told(one: Shown) -> str:
    """A table as a line."""
    rows = [f"{name}{WIDE}: {value}" for name, value in one.rows]
    return f"{one.title}. {f'{NARROW}; '.join(rows)}"


def described(picture: Any, words: str) -> None:
    picture._element.nvPicPr.cNvPr.set("descr", words)
