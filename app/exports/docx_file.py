"""The thematic synthesis as a Word document, from a template that its author can edit."""

import io
import re
from html import unescape
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError, UndefinedError
from lxml.etree import XMLSyntaxError

from app.exports import contents, marks, recolour
from app.exports.safe import clean
from app.exports.story import SHORT_TITLE, SUBTITLE, TITLE, Chapter, Dress, Figure, Shown, Story
from app.exports.target import Target

TEMPLATE: Final = Path(__file__).parent / "templates" / "synthese.docx"
NOT_XML: Final = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
MARK: Final = "8A1C1C"
Template = Path | io.BytesIO | None
WIDE, NARROW = 16.0, 14.0  # centimetres
LOGO: Final = 2.2


class BadTemplate(ValueError):
    """Somebody's own template cannot be filled in; the sentence names the mark and what to do."""


def synthesis_docx(story: Story, target: Target, *, template: Template = None) -> None:
    """Writes the document. template: a .docx with the marks of `templates/make_template.py`; None
    for the territory's own, else the one that ships, in the territory's colours.

    Raises `BadTemplate`.
    """
    document = _filled(template or _own(story), story)
    _unescape_properties(document.docx.core_properties)
    contents.fill(document.docx)
    lacks = story.banner and story.banner not in _text(document.docx)
    for line in filter(None, (story.banner if lacks else "", story.mark)):
        mark_pages(document.docx, line)
    document.save(str(target) if isinstance(target, Path) else target)


def _own(story: Story) -> io.BytesIO:
    dress = story.dress
    return io.BytesIO(dress.template or dressed(dress))


def dressed(dress: Dress) -> bytes:
    """The template that ships, in these colours: what may be taken away and changed."""
    document = Document(str(TEMPLATE))
    recolour.recolour(document, dress.accent, dress.second)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _filled(template: Path | io.BytesIO, story: Story) -> Any:
    """The template with its marks replaced, in a sandbox: a mark shows a text, it runs nothing."""
    document = None
    try:
        document = DocxTemplate(template)
        context = _plain(_context(document, story))
        document.render(context, jinja_env=marks.Marks(), autoescape=True)
    except UndefinedError as error:
        found = re.findall("'([^']+)'", str(error))[-1:]
        name = found[0] if found else "?"
        tag = marks.where(_sources(template), name)
        shown = f", dans la balise «\u00a0{tag}\u00a0»" if tag else ""
        raise BadTemplate(
            f"Le modèle demande «\u00a0{name}\u00a0», que rien ne remplit{shown}. Vérifiez comment "
            "elle est écrite, ou repartez du modèle livré."
        ) from error
    except TemplateError as error:
        raise BadTemplate(
            marks.problem(_sources(template))
            or f"Une balise du modèle n’est pas comprise. {marks.ADVICE}"
        ) from error
    except (BadZipFile, KeyError, ValueError, PackageNotFoundError, XMLSyntaxError) as error:
        raise BadTemplate(
            "Ce modèle ne s’ouvre pas comme un document Word (.docx). Enregistrez-le de nouveau "
            "dans Word ou LibreOffice au format .docx."
        ) from error
    return document


def _sources(template: Path | io.BytesIO) -> list[str]:
    document = DocxTemplate(template)
    document.init_docx()
    return marks.sources(document)


def _text(document: Any) -> str:
    return "\n".join(text.text or "" for text in document.element.body.iter(qn("w:t")))


def _plain(value: Any) -> Any:
    """Every text on one line, without what XML cannot hold: docxtpl would drop signs silently."""
    if isinstance(value, str):
        return re.sub(" +", " ", NOT_XML.sub(" ", clean(value)))
    if isinstance(value, dict):
        return {key: _plain(inside) for key, inside in value.items()}
    return [_plain(inside) for inside in value] if isinstance(value, list) else value


def _unescape_properties(properties: Any) -> None:
    """docxtpl escapes them as if they stood in the text."""
    properties.title, properties.author = map(unescape, (properties.title, properties.author))


def mark_pages(document: Any, text: str) -> None:
    """Written at the top of each page, whatever the template."""
    if not text:
        return
    for section in document.sections:
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        for header in headers:
            header.is_linked_to_previous = False
            line = header.paragraphs[0].insert_paragraph_before()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = line.add_run(text)
            run.bold, run.font.size = True, Pt(10)
            run.font.color.rgb = RGBColor.from_string(MARK)


class _Described(InlineImage):  # type: ignore[misc]  # docxtpl has no types
    """A picture with its alternative in words, which docxtpl leaves out."""

    alt = ""

    def _insert_image(self) -> str:
        part = self.tpl.current_rendering_part
        inline = part.new_pic_inline(self.image_descriptor, self.width, self.height)
        drawing = parse_xml(inline.xml)
        for properties in drawing.xpath(".//wp:docPr | .//pic:cNvPr"):
            properties.set("descr", self.alt)
        inside = parse_xml(drawing.xml).xml
        return (
            f'</w:t></w:r><w:r><w:drawing>{inside}</w:drawing></w:r><w:r><w:t xml:space="preserve">'
        )


def _picture(document: Any, png: bytes, alt: str, **size: float) -> _Described:
    image = _Described(document, io.BytesIO(png), **{side: Cm(cm) for side, cm in size.items()})
    image.alt = alt
    return image


def _context(document: Any, story: Story) -> dict[str, Any]:
    """What the template's marks stand for: the names that its author knows, in French."""
    logo = story.dress.logo
    return {
        "logo": _picture(document, logo, f"Logo : {story.territory}", height=LOGO) if logo else "",
        "titre": TITLE,
        "sous_titre": SUBTITLE,
        "titre_court": SHORT_TITLE,
        "territoire": story.territory,
        "introduction": story.dress.intro.splitlines(),
        "contact": story.dress.contact,
        "periode": story.period,
        "bandeau": story.banner,
        "resume": story.summary,
        "chiffres": [{"nom": name, "valeur": value} for name, value in story.figures],
        "participation": {
            "publics": _table(story.publics),
            "communes": _table(story.communes),
            "canaux": _table(story.channels),
            "notes": story.notes,
        },
        "plusieurs": story.overview is not None,
        "ensemble": _figure(document, story.overview) | {"phrase": story.overview_sentence},
        "domaines": _table(story.domaines) | {"notes": story.domaines_notes},
        "enjeux": [_chapter(document, one) for one in story.chapters],
        "tus": list(story.silent),
        "phrase_tus": story.silent_sentence,
        "methode": list(story.method),
        "technique": story.technical,
    }


def _table(shown: Shown) -> dict[str, Any]:
    rows = [{"nom": name, "valeur": value} for name, value in shown.rows]
    return {"titre": shown.title, "colonne": shown.column, "lignes": rows}


def _figure(document: Any, figure: Figure | None) -> dict[str, Any]:
    if figure is None:
        return {}
    width = WIDE if figure.wide else NARROW
    image = _picture(document, figure.png, figure.alt, width=width)
    return {"image": image, "legende": figure.caption}


def _chapter(document: Any, one: Chapter) -> dict[str, Any]:
    return {
        "titre": one.title,
        "phrase": one.sentence,
        "tons": _figure(document, one.tones),
        "reparti": one.publics.rows or one.communes.rows,
        "publics": _table(one.publics),
        "communes": _table(one.communes),
        "notes": one.notes,
        "nuage": _figure(document, one.cloud),
        "citations": [{"texte": text, "auteur": author} for text, author in one.quotes],
    }
