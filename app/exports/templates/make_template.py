"""Builds `synthese.docx`, the Word template of the thematic synthesis: run it to start afresh.

The template is meant to be edited in Word or LibreOffice; what stands between {{ }} or {% %} is
filled in by docxtpl. Run: python -m app.exports.templates.make_template
"""

from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

TEMPLATE: Final = Path(__file__).with_name("synthese.docx")
ACCENT: Final = "175A63"
INK: Final = "262626"
SOFT: Final = "5A5A5A"
SERIF: Final = ("Georgia", "Liberation Serif")
SANS: Final = ("Arial", "Liberation Sans")
KEPT_WITH_NEXT: Final = (
    "Heading 1", "Heading 2", "Titre de tableau", "Figure", "Titre du sommaire",
    "Entrée de chapitre", "Entête de tableau", "Entête de nombre", "Cellule", "Nombre", "Quote",
    "Caption",
)  # fmt: skip


def build(target: Path = TEMPLATE) -> None:
    document = Document()
    _page(document)
    _styles(document)
    _table_style(document)
    _font_fallbacks(document)
    _footer(document)
    _body(document)
    document.core_properties.title = "{{ titre }} : {{ territoire }}"
    document.core_properties.author = "{{ territoire }}"
    document.core_properties.language = "fr-FR"
    document.core_properties.comments = ""
    document.save(str(target))


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.1), Cm(2.0)


def _styles(document: Any) -> None:
    styles = document.styles
    _french(styles.element)
    _style(styles["Normal"], SANS, 10.5, INK, after=7, line=1.25)
    _style(styles["Title"], SERIF, 30, ACCENT, after=4, before=0)
    _style(styles["Subtitle"], SERIF, 12, SOFT, after=3)
    _style(styles["Heading 1"], SERIF, 18, ACCENT, before=26, after=8)
    _style(styles["Heading 2"], SERIF, 12.5, INK, before=11, after=4)
    _style(styles["Caption"], SANS, 9, SOFT, before=2, after=6)
    _style(styles["Quote"], SERIF, 10.5, INK, before=6, after=2, line=1.2)
    _added(styles, "Figure", SANS, 10.5, INK, before=2, after=2)
    _added(styles, "Titre de tableau", SANS, 9, SOFT, before=6, after=3)
    _added(styles, "Auteur de citation", SANS, 9, SOFT, after=3)
    _added(styles, "Note", SANS, 9, SOFT, before=4, after=4)
    _added(styles, "Repères", SANS, 8, SOFT, before=10, after=0)
    _added(styles, "Bandeau", SANS, 11, "7A3B12", after=10, bold=True)
    _added(styles, "Chapeau", SANS, 12, INK, before=14, after=14, line=1.35)
    _added(styles, "Introduction", SANS, 11, INK, before=8, after=4, line=1.3)
    _added(styles, "Entrée de chapitre", SANS, 11, INK, after=6, line=1.3)
    _added(styles, "Entête de tableau", SANS, 10, ACCENT, before=2, after=2, bold=True)
    _added(styles, "Entête de nombre", SANS, 10, ACCENT, before=2, after=2, bold=True)
    _added(styles, "Cellule", SANS, 10, INK, before=1.5, after=1.5)
    _added(styles, "Nombre", SANS, 10, INK, before=1.5, after=1.5)
    _added(styles, "Titre du sommaire", SERIF, 13, INK, before=16, after=5)
    _added(styles, "TOC 1", SANS, 11, INK, after=3)
    styles["List Bullet"].paragraph_format.space_after = Pt(6)
    _shape(styles)


def _shape(styles: Any) -> None:
    """Alignments, indents and what must stay on the same page."""
    for name in KEPT_WITH_NEXT:
        styles[name].paragraph_format.keep_with_next = True
    for name in ("Quote", "Caption", "Note", "Auteur de citation", "Entrée de chapitre"):
        styles[name].paragraph_format.keep_together = True
    for name in ("Nombre", "Entête de nombre"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name in ("Quote", "Auteur de citation"):
        styles[name].paragraph_format.left_indent = Cm(0.6)
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    styles["Quote"].font.italic = False
    tabs = styles["TOC 1"].paragraph_format.tab_stops
    tabs.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT, 1)
    _ruled(styles["Bandeau"], "left", "7A3B12", 18, 8)
    _ruled(styles["Quote"], "left", ACCENT, 12, 10)
    _ruled(styles["Auteur de citation"], "left", ACCENT, 12, 10)


def _style(
    style: Any,
    font: tuple[str, str],
    size: float,
    color: str,
    *,
    before: float = 0,
    after: float = 0,
    line: float = 1.0,
    bold: bool = False,
) -> None:
    style.font.name, style.font.size = font[0], Pt(size)
    style.font.color.rgb = RGBColor.from_string(color)
    style.font.bold = style.font.italic = None
    style.font.bold, style.font.italic = bold, False
    _fonts(style.element.get_or_add_rPr(), font[0])
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line
    shape.widow_control = True
    for border in style.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    for spacing in style.element.findall(qn("w:rPr") + "/" + qn("w:spacing")):
        spacing.getparent().remove(spacing)


def _added(styles: Any, name: str, *arguments: Any, **shape: Any) -> None:
    names = [style.name for style in styles]
    style = styles[name] if name in names else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    style.quick_style = True
    _style(style, *arguments, **shape)


def _fonts(properties: Any, name: str) -> None:
    """The font for every script, without the theme's."""
    fonts = properties.find(qn("w:rFonts"))
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)


def _french(styles: Any) -> None:
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")
        language.set(qn("w:eastAsia"), "fr-FR")


def _ruled(style: Any, side: str, color: str, width: int, space: int) -> None:
    """A line on one side of a paragraph; width in eighths of a point."""
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="single" w:sz="{width}" w:space="{space}" '
        f'w:color="{color}"/></w:pBdr>'
    )
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


def _table_style(document: Any) -> None:
    document.styles.element.append(
        parse_xml(
            f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Tableau">
              <w:name w:val="Tableau"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>
              <w:qFormat/>
              <w:tblPr><w:tblBorders>
                <w:top w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/>
                <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/>
                <w:insideH w:val="single" w:sz="4" w:space="0" w:color="D5D5D5"/>
              </w:tblBorders><w:tblCellMar>
                <w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>
              </w:tblCellMar></w:tblPr>
              <w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{ACCENT}"/></w:rPr>
                <w:tcPr><w:tcBorders>
                  <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/>
                </w:tcBorders></w:tcPr>
              </w:tblStylePr>
            </w:style>"""
        )
    )


def _font_fallbacks(document: Any) -> None:
    """Where a font is lacking, one that comes with LibreOffice takes its place."""
    part = next(p for p in document.part.package.iter_parts() if "fontTable" in str(p.partname))
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{fallback}"/></w:font>'
        for name, fallback in (SERIF, SANS)
    )
    part._blob = f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _footer(document: Any) -> None:
    line = document.sections[0].footer.paragraphs[0]
    _style(document.styles["Footer"], SANS, 9, SOFT)
    tabs = document.styles["Footer"].element.find(".//" + qn("w:tabs"))
    if tabs is not None:
        tabs.getparent().remove(tabs)
    document.styles["Footer"].paragraph_format.tab_stops.add_tab_stop(
        Cm(16), WD_TAB_ALIGNMENT.RIGHT
    )
    line.add_run("{{ territoire }} · {{ titre_court }}\tPage ")
    _field(line, "PAGE")
    line.add_run(" sur ")
    _field(line, "NUMPAGES")


def _field(paragraph: Any, code: str, shown: str = "1") -> None:
    for kind in ("begin", "separate", "end"):
        run = paragraph.add_run()
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
        if kind == "begin":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            paragraph.add_run()._r.append(text)
        if kind == "separate":
            paragraph.add_run(shown)


def _body(document: Any) -> None:
    write = _Writer(document)
    write.only_if("bandeau", lambda: write("Bandeau", "{{ bandeau }}"))
    write.only_if("logo", lambda: write("Figure", "{{ logo }}"))
    write("Title", "{{ titre }}")
    write("Subtitle", "{{ sous_titre }}")
    write("Subtitle", "{{ territoire }}")
    write("Subtitle", "{{ periode }}")
    write("", "{%p for ligne in introduction %}")
    write("Introduction", "{{ ligne }}")
    write("", "{%p endfor %}")
    write.only_if("contact", lambda: write("Introduction", "{{ contact }}"))
    write("Chapeau", "{{ resume }}")
    write.table("chiffres", ("En bref", "Nombre"))
    write("Titre du sommaire", "Sommaire")
    _field(write("TOC 1", ""), 'TOC \\o "1-1" \\h \\z \\u', "Sommaire à mettre à jour")
    _who_answered(write)
    write.only_if("plusieurs", lambda: _overview(write))
    write("", "{%p for e in enjeux %}")
    _chapter(write)
    write("", "{%p endfor %}")
    write.only_if("tus", lambda: _silent(write))
    write("Heading 1", "Méthode et limites").paragraph_format.page_break_before = True
    write("", "{%p for phrase in methode %}")
    write("List Bullet", "{{ phrase }}")
    write("", "{%p endfor %}")
    write("Repères", "{{ technique }}")


def _who_answered(write: "_Writer") -> None:
    write("Heading 1", "Qui a répondu").paragraph_format.page_break_before = True
    for name in ("publics", "communes", "canaux"):
        write.titled_table(f"participation.{name}")
    write.only_if("participation.notes", lambda: write("Note", "{{ participation.notes }}"))


def _overview(write: "_Writer") -> None:
    write("Heading 1", "Vue d’ensemble")
    write("Entrée de chapitre", "{{ ensemble.phrase }}")
    _figure(write, "ensemble")
    write.titled_table("domaines")
    write.only_if("domaines.notes", lambda: write("Note", "{{ domaines.notes }}"))


def _chapter(write: "_Writer") -> None:
    write("Heading 1", "{{ e.titre }}")
    write("Entrée de chapitre", "{{ e.phrase }}")
    write.only_if("e.tons", lambda: _figure(write, "e.tons"))
    write.only_if("e.reparti", lambda: write("Heading 2", "Qui en parle"))
    for name in ("publics", "communes"):
        write.titled_table(f"e.{name}")
    write.only_if("e.notes", lambda: write("Note", "{{ e.notes }}"))
    write.only_if("e.nuage", lambda: _words(write))
    write.only_if("e.citations", lambda: _quotes(write))


def _silent(write: "_Writer") -> None:
    write("Heading 1", "Enjeux dont rien n’est publié")
    write("Entrée de chapitre", "{{ phrase_tus }}")
    write("", "{%p for nom in tus %}")
    write("List Bullet", "{{ nom }}")
    write("", "{%p endfor %}")


def _figure(write: "_Writer", name: str) -> None:
    write("Figure", "{{ " + name + ".image }}")
    write("Caption", "{{ " + name + ".legende }}")


def _words(write: "_Writer") -> None:
    write("Heading 2", "Avec quels mots")
    _figure(write, "e.nuage")


def _quotes(write: "_Writer") -> None:
    write("Heading 2", "Paroles choisies")
    write("", "{%p for c in e.citations %}")
    write("Quote", "{{ c.texte }}")
    write.only_if("c.auteur", lambda: write("Auteur de citation", "{{ c.auteur }}"))
    write("", "{%p endfor %}")


class _Writer:
    """Adds paragraphs and tables to the template."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def __call__(self, style: str, text: str) -> Any:
        return self.document.add_paragraph(text, style=style or "Normal")

    def only_if(self, condition: str, write: Any) -> None:
        self("", "{%p if " + condition + " %}")
        write()
        self("", "{%p endif %}")

    def titled_table(self, name: str) -> None:
        self("", "{%p if " + name + ".lignes %}")
        self("Titre de tableau", "{{ " + name + ".titre }}")
        self.table(name + ".lignes", ("{{ " + name + ".colonne }}", "Personnes"))
        self("", "{%p endif %}")

    def table(self, name: str, header: tuple[str, str]) -> None:
        """Two columns, one row per item of `name` (nom, valeur); the header row is repeated."""
        table = self.document.add_table(rows=4, cols=2, style="Tableau")
        table.autofit = False
        texts: list[tuple[str, str]] = [
            header,
            ("{%tr for l in " + name + " %}", ""),
            ("{{ l.nom }}", "{{ l.valeur }}"),
            ("{%tr endfor %}", ""),
        ]
        for row, two in zip(table.rows, texts, strict=True):
            _fill(row, two, ("Cellule", "Nombre"))
        _fill(table.rows[0], ("", ""), ("Entête de tableau", "Entête de nombre"))
        _row(table.rows[0], "tblHeader")


def _fill(row: Any, texts: tuple[str, str], styles: tuple[str, str]) -> None:
    for cell, text, style, width in zip(row.cells, texts, styles, (Cm(12.5), Cm(3.5)), strict=True):
        cell.width = width
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(text)
    if row._tr.get_or_add_trPr().find(qn("w:cantSplit")) is None:
        _row(row, "cantSplit")


def _row(row: Any, property_: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{property_}"))


if __name__ == "__main__":
    build()
