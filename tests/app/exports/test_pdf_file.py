"""Documents fetch nothing, carry their own fonts, and say how they are read aloud."""

import builtins
import sys
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from app.exports import pdf_file
from tests.printing import pango, words, words_by_page

PAGE = '<!doctype html><html lang="fr"><head><title>Essai</title></head><body>{}</body></html>'


@pango
@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:1/x.png",
        "https://example.org/x.png",
        "//example.org/x.png",
        "data:image/png;base64,AAAA",
        "ftp://example.org/x",
        "x.png",
        "../secret_key",
        "paroles:inconnue.svg",
        "PAROLES:qr.svg",
    ],
)
@pytest.mark.parametrize("where", ['<img src="{}" alt="x">', '<link rel="stylesheet" href="{}">'])
def test_a_document_names_nothing_but_what_it_was_given(where: str, address: str) -> None:
    with pytest.raises(pdf_file.ForeignAddress):
        pdf_file.render(PAGE.format(where.format(address)), "", {"qr.svg": b"<svg/>"})


@pango
def test_a_stylesheet_cannot_call_home_either() -> None:
    css = "body{background:url(http://127.0.0.1:1/x.png)}"
    with pytest.raises(pdf_file.ForeignAddress):
        pdf_file.render(PAGE.format("<h1>x</h1>"), css)


@pango
def test_a_document_is_tagged_and_says_its_language_and_title() -> None:
    made = PdfReader(BytesIO(pdf_file.render(PAGE.format("<h1>Été</h1><p>Œuvre</p>"), "")))
    root: Any = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made.metadata is not None
    assert made.metadata.title == "Essai"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


@pango
def test_the_fonts_are_ours_and_embedded() -> None:
    css = "body{font-family:Texte}h1{font-family:Titre}"
    made = PdfReader(BytesIO(pdf_file.render(PAGE.format("<h1>É</h1><p>’ œ\u202f5</p>"), css)))
    fonts: Any = made.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    found = {}
    for font in fonts.values():
        inside = font.get_object()["/DescendantFonts"][0].get_object()
        found[str(inside["/BaseFont"]).split("+")[1]] = inside["/FontDescriptor"]
    assert {name.split("-")[0] for name in found} == {"Texte", "Titre"}
    assert all("/FontFile2" in one or "/FontFile3" in one for one in found.values())


@pango
def test_copies_share_their_pages_and_carry_their_own_stamps() -> None:
    body = pdf_file.render(PAGE.format("<p>Un</p><p style='break-before:page'>Deux</p>"), "")
    stamps = "".join(f"<p style='break-after:page'>{one}</p>" for one in ("A1", "A2", "B1", "B2"))
    made = pdf_file.laid_over(body, pdf_file.render(PAGE.format(stamps), ""), 2, "Lot")
    assert words_by_page(made) == ["Un A1", "Deux A2", "Un B1", "Deux B2"]
    assert "Lot" in str(PdfReader(BytesIO(made)).metadata)
    many = pdf_file.laid_over(body, pdf_file.render(PAGE.format(stamps * 20), ""), 40, "Lot")
    assert len(many) < 8 * len(made)
    assert words(many).count("Deux") == 40


def test_a_machine_without_pango_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    for name in [name for name in sys.modules if name.startswith("weasyprint")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    pdf_file._weasyprint.cache_clear()
    try:
        assert not pdf_file.available()
        with pytest.raises(pdf_file.CannotPrint, match="apt install libpango"):
            pdf_file.render(PAGE.format(""), "")
    finally:
        pdf_file._weasyprint.cache_clear()
