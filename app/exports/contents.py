"""The table of contents of a Word document, filled in before anyone opens it."""

from copy import deepcopy
from typing import Any, Final

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

HEADING: Final = "Heading 1"
FIRST_ID: Final = 9000


def fill(document: Any) -> None:
    """Writes one line per first-level heading into the TOC field of `document`, linked to it.

    Page numbers are fields: LibreOffice computes them when it opens the document; Word does when
    the reader updates the table or prints. A document without a TOC field is left as it is.
    """
    place = _toc(document)
    headings = [p for p in document.paragraphs if p.style.name == HEADING and p.text.strip()]
    if place is None or not headings:
        return
    for number, heading in enumerate(headings):
        _bookmark(heading, number)
    lines = [deepcopy(place._p) for _ in headings]
    for number, (line, heading) in enumerate(zip(lines, headings, strict=True)):
        _empty(line)
        _entry(line, heading.text, _name(number))
        place._p.addprevious(line)
    place._p.getparent().remove(place._p)


def _toc(document: Any) -> Any:
    for paragraph in document.paragraphs:
        if any("TOC" in (code.text or "") for code in paragraph._p.iter(qn("w:instrText"))):
            return paragraph
    return None


def _name(number: int) -> str:
    return f"_Toc{FIRST_ID + number}"


def _bookmark(heading: Any, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(FIRST_ID + number))
    start.set(qn("w:name"), _name(number))
    properties = heading._p.pPr
    if properties is None:
        heading._p.insert(0, start)
    else:
        properties.addnext(start)
    heading._p.append(end)


def _empty(line: Any) -> None:
    for child in list(line):
        if child.tag != qn("w:pPr"):
            line.remove(child)


def _entry(line: Any, title: str, anchor: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    link.set(qn("w:history"), "1")
    link.append(_text(title))
    link.append(parse_xml(f"<w:r {nsdecls('w')}><w:tab/></w:r>"))
    for run in _field(f" PAGEREF {anchor} \\h ", "…"):
        link.append(run)
    line.append(link)


def _text(text: str) -> Any:
    run = parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve"/></w:r>')
    run[0].text = text
    return run


def _mark(kind: str) -> Any:
    return parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>')


def _code(code: str) -> Any:
    run = parse_xml(f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve"/></w:r>')
    run[0].text = code
    return run


def _field(code: str, shown: str) -> list[Any]:
    begin, code_, separate = _mark("begin"), _code(code), _mark("separate")
    begin[0].set(qn("w:dirty"), "true")
    return [begin, code_, separate, _text(shown), _mark("end")]


def _begin(line: Any) -> None:
    at = 1 if line[0].tag == qn("w:pPr") else 0
    for run in (_mark("separate"), _code(' TOC \\o "1-1" \\h \\z \\u '), _mark("begin")):
        line.insert(at, run)


def _end(line: Any) -> None:
    line.append(_mark("end"))
