"""Pages to print, made by WeasyPrint: it fetches nothing, and writes with our own fonts."""

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, PdfObject

FONTS = Path(__file__).parent / "fonts"
OURS = "paroles:"  # the only addresses that a document may name: what we hold in memory
A4 = (595.276, 841.89)  # points
MIMETYPE = "application/pdf"
MISSING = (
    "Les pages à imprimer demandent la bibliothèque Pango, qui manque sur ce serveur. "
    "Demandez à qui le tient de l’installer : « apt install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0 », puis de relancer le service."
)


class CannotPrint(Exception):
    """This machine lacks what WeasyPrint needs: the sentence says what to install."""


class ForeignAddress(ValueError):
    """A document named something that it was not given."""


@cache
def _weasyprint() -> Any:
    """WeasyPrint, loaded when first needed: it takes a second and needs system libraries."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise CannotPrint(MISSING) from error
    return weasyprint


def available() -> bool:
    """Whether this machine can make pages to print."""
    try:
        _weasyprint()
    except CannotPrint:
        return False
    return True


def render(html: str, css: str, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """A tagged PDF (PDF/UA-1) of one HTML page. Raises `CannotPrint`, `ForeignAddress`.

    `pictures`: name → SVG or PNG, which the page names as `paroles:<name>`. Any other address in
    it stops the making, whatever the protocol: a document can neither read a file nor call home.
    """
    weasyprint = _weasyprint()
    fetcher = _fetcher({**_fonts(), **(pictures or {})})
    fonts = weasyprint.text.fonts.FontConfiguration()
    sheet = weasyprint.CSS(string=font_faces() + css, url_fetcher=fetcher, font_config=fonts)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=OURS)
    stream = BytesIO()
    try:
        page.write_pdf(stream, stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")
    except weasyprint.urls.FatalURLFetchingError as error:  # not an Exception: it would kill more
        raise ForeignAddress(str(error)) from None
    return stream.getvalue()


def page_count(pdf: bytes) -> int:
    """How many pages a document has."""
    return len(PdfReader(BytesIO(pdf)).pages)


def joined(documents: Sequence[bytes], title: str) -> bytes:
    """One document after the other."""
    writer = PdfWriter()
    for document in documents:
        writer.append(BytesIO(document))
    writer.add_metadata({"/Title": title})
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def laid_over(body: bytes, stamps: bytes, copies: int, title: str) -> bytes:
    """`copies` of a document, each with two pages of `stamps` over it: its first page, the others.

    Each page of the body is stored once, however many the copies.
    """
    writer = PdfWriter()
    pages = [_drawing(writer, page) for page in PdfReader(BytesIO(body)).pages]
    over = [_drawing(writer, page) for page in PdfReader(BytesIO(stamps)).pages]
    for copy in range(copies):
        for number, page in enumerate(pages):
            _add_page(writer, page, over[2 * copy + (number > 0)])
    writer.add_metadata({"/Title": title})
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _drawing(writer: PdfWriter, page: PageObject) -> PdfObject:
    """A page as a drawing that others may show (a form XObject, ISO 32000-1, 8.10)."""
    contents = page.get_contents()
    drawing = DecodedStreamObject()
    drawing.set_data(b"" if contents is None else contents.get_data())
    drawing[NameObject("/Type")] = NameObject("/XObject")
    drawing[NameObject("/Subtype")] = NameObject("/Form")
    drawing[NameObject("/BBox")] = page.mediabox
    drawing[NameObject("/Resources")] = page["/Resources"].clone(writer)
    return writer._add_object(drawing.flate_encode())


def _add_page(writer: PdfWriter, under: PdfObject, over: PdfObject) -> None:
    page = writer.add_blank_page(*A4)
    shown = DictionaryObject({NameObject("/Under"): under, NameObject("/Over"): over})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): shown})
    contents = DecodedStreamObject()
    contents.set_data(b"/Under Do /Over Do")
    page[NameObject("/Contents")] = writer._add_object(contents)


def _fetcher(files: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OurFilesOnly(URLFetcher):  # type: ignore[misc]
        """Serves `files` and refuses everything else."""

        def fetch(self, url: str, headers: object = None) -> Any:
            name = url.removeprefix(OURS)
            if name == url or name not in files:
                raise FatalURLFetchingError("a document may only name what it was given")
            return URLFetcherResponse(url, files[name])

    return OurFilesOnly()


@cache
def _fonts() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in FONTS.glob("*.woff2")}


def font_faces() -> str:
    """Our fonts under the names « Texte » and « Titre »: documents look alike on every machine."""
    faces = (
        ("Texte", "atkinson-400.woff2", 400, "normal"),
        ("Texte", "atkinson-400-italic.woff2", 400, "italic"),
        ("Texte", "atkinson-700.woff2", 700, "normal"),
        ("Titre", "literata-700.woff2", 700, "normal"),
    )
    return "".join(
        f"@font-face{{font-family:{family};font-weight:{weight};font-style:{style};"
        f"src:url({OURS}{name})}}"
        for family, name, weight, style in faces
    )
