"""The thematic synthesis as a Word document, from a template that its author can edit."""

import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Cm, Pt, RGBColor
from docxtpl import DocxTemplate, InlineImage

from analysis.charts import Bar, bars
from analysis.clouds import draw
from analysis.disclosure import HIDDEN, Table
from analysis.french import number, percent
from analysis.summary import EnjeuSummary, Synthesis
from app.exports import contents, wording
from app.exports.safe import clean
from app.exports.target import Target

TEMPLATE: Final = Path(__file__).parent / "templates" / "synthese.docx"
TITLE: Final = "Ce que dit le terrain"
SUBTITLE: Final = "Synthèse thématique des paroles de terrain"
SHORT_TITLE: Final = "Synthèse des paroles de terrain"
NOT_XML: Final = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
FEWEST_WORDS: Final = 5
MARK: Final = "8A1C1C"
CLOUD_WIDTH: Final = 14.0
COLUMNS: Final = {
    "public": "Public",
    "commune": "Commune",
    "channel": "Canal",
    "domaines": "Domaine",
}


def synthesis_docx(
    synthesis: Synthesis,
    *,
    territory_name: str,
    today: date,
    target: Target,
    template: Path = TEMPLATE,
) -> None:
    """Writes the document. template: a .docx with the marks of `templates/make_template.py`."""
    document = DocxTemplate(template)
    document.render(_plain(_context(document, synthesis, territory_name, today)), autoescape=True)
    _unescape_properties(document.docx.core_properties)
    contents.fill(document.docx)
    _mark(document.docx, wording.mark(synthesis))
    document.save(str(target) if isinstance(target, Path) else target)


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


def _mark(document: Any, text: str) -> None:
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


class _Figures:
    """Pictures placed in the document, numbered in order of appearance."""

    def __init__(self, document: Any) -> None:
        self.document, self.count = document, 0

    def __call__(self, png: bytes, alt: str, caption: str, width: float = 16.0) -> dict[str, Any]:
        self.count += 1
        image = _Described(self.document, io.BytesIO(png), width=Cm(width))
        image.alt = alt
        return {"image": image, "legende": f"Figure {self.count}. {caption}"}


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


def _context(
    document: Any, synthesis: Synthesis, territory_name: str, today: date
) -> dict[str, Any]:
    figures = _Figures(document)
    told = [one for one in synthesis.enjeux if one.n_people is not None]
    return {
        "titre": TITLE,
        "sous_titre": SUBTITLE,
        "titre_court": SHORT_TITLE,
        "territoire": territory_name,
        "periode": f"Réponses reçues {wording.period(synthesis)}",
        "bandeau": " ".join(wording.synthetic_banner(synthesis)),
        "resume": wording.summary(synthesis),
        "chiffres": list(_key_figures(synthesis)),
        "participation": {
            "publics": _table(synthesis.by_public),
            "communes": _table(synthesis.by_commune),
            "canaux": _table(synthesis.by_channel),
            "notes": wording.notes(
                synthesis, synthesis.by_public, synthesis.by_commune, synthesis.by_channel
            ),
        },
        "plusieurs": len(synthesis.by_enjeu.rows) > 1,
        "ensemble": _overview(figures, synthesis),
        "domaines": {
            **_table(synthesis.by_domaine),
            "notes": wording.notes(synthesis, synthesis.by_domaine),
        },
        "enjeux": [_chapter(figures, one, synthesis) for one in told],
        "tus": [one.label for one in synthesis.enjeux if one.n_people is None],
        "phrase_tus": wording.NO_ENJEU.format(k=synthesis.k),
        "methode": wording.method(synthesis, today),
    }


def _key_figures(synthesis: Synthesis) -> Iterator[dict[str, str]]:
    yield {"nom": "Personnes qui ont répondu", "valeur": number(synthesis.n_responses)}
    yield {"nom": "Réponses libres lues", "valeur": number(synthesis.n_paroles)}
    without = synthesis.share_without
    if without is not None:
        yield {"nom": "Réponses libres hors des enjeux suivis", "valeur": percent(without)}
    checked = percent(synthesis.share_checked)
    yield {"nom": "Réponses libres relues par une personne", "valeur": checked}


def _table(table: Table) -> dict[str, Any]:
    """A table's lines; none when it tells nothing (`wording.notes` says so instead)."""
    lines = [
        {"nom": row.label, "valeur": HIDDEN if row.people is None else number(row.people)}
        for row in table.rows
        if row.people != 0
    ]
    return {
        "titre": f"{table.title}, en nombre de personnes",
        "colonne": COLUMNS[table.key],
        "lignes": lines if table.tells else [],
    }


def _overview(figures: _Figures, synthesis: Synthesis) -> dict[str, Any]:
    if len(synthesis.by_enjeu.rows) < 2:
        return {}
    rows = sorted(synthesis.by_enjeu.rows, key=lambda row: -(row.people or 0))
    chart = bars(
        [Bar(row.key, row.label, row.people, _share(row.people, synthesis)) for row in rows],
        about="les enjeux, du plus au moins cité",
        label="Enjeu",
    )
    return {
        "phrase": wording.overview(synthesis),
        **figures(chart.png, chart.alt, wording.OVERVIEW),
    }


def _share(people: int | None, synthesis: Synthesis) -> str:
    return percent(people / synthesis.n_responses) if people else ""


def _chapter(figures: _Figures, one: EnjeuSummary, synthesis: Synthesis) -> dict[str, Any]:
    publics, communes = _table(one.by_public), _table(one.by_commune)
    return {
        "titre": one.label,
        "phrase": wording.chapter(one, synthesis),
        "tons": _tones(figures, one) if one.by_polarity.tells else None,
        "reparti": publics["lignes"] or communes["lignes"],
        "publics": publics,
        "communes": communes,
        "notes": " ".join(
            filter(
                None,
                (
                    wording.notes(synthesis, one.by_polarity, one.by_public, one.by_commune),
                    wording.unread(one, synthesis),
                ),
            )
        ),
        "nuage": _cloud(figures, one, synthesis),
        "citations": [
            {"texte": wording.quoted(quote.text), "auteur": wording.attribution(quote, synthesis)}
            for quote in one.quotes
        ],
    }


def _tones(figures: _Figures, one: EnjeuSummary) -> dict[str, Any]:
    people = one.n_people or 0
    chart = bars(
        [
            Bar(row.key, row.label, row.people, percent(row.people / people) if row.people else "")
            for row in one.by_polarity.rows
        ],
        about=f"ce qui est dit {wording.OF[one.family]} {wording.quoted(one.label)}",
        label="Polarité",
        out_of=people,
    )
    return figures(chart.png, chart.alt, wording.tones(people))


def _cloud(figures: _Figures, one: EnjeuSummary, synthesis: Synthesis) -> dict[str, Any] | None:
    if len(one.words) < FEWEST_WORDS:
        return None
    cloud = draw(one.words, about=f"{one.family} {wording.quoted(one.label)}")
    if cloud is None:
        return None
    return figures(cloud.png, cloud.alt, wording.cloud(synthesis), CLOUD_WIDTH)
