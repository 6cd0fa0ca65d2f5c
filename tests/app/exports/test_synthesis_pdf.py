"""The synthesis as PDF: tagged, titled, its chapters outlined, each page marked if exact."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from analysis.summary import Synthesis
from app.exports.story import Dress, tell
from app.exports.synthesis_pdf import synthesis_pdf
from tests.printing import pango

pytestmark = pango
TODAY = date(2026, 11, 23)


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def made(synthesis: Synthesis, **dress: Any) -> PdfReader:
    stream = io.BytesIO()
    told = tell(synthesis, territory_name="Pays & <test>", today=TODAY, dress=Dress(**dress))
    synthesis_pdf(told, stream)
    return PdfReader(stream)


def alternatives(reader: PdfReader) -> list[str]:
    """The words of each figure, wherever it stands in the tree of tags."""
    found, stack = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while stack:
        node = stack.pop().get_object()
        if isinstance(node, list):
            stack += node
        elif isinstance(node, dict):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            if "/K" in node:
                stack.append(node["/K"])
    return found


@pytest.mark.usefixtures("context")
def test_it_reads_as_a_document(protected: Synthesis) -> None:
    reader = made(protected)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Ce que dit le terrain : Pays & <test>"
    outline = [str(item["/Title"]) for item in reader.outline if not isinstance(item, list)]
    assert outline == [
        "Qui a répondu", "Vue d’ensemble", "Autonomie", "=Cohésion & <lien>",
        "Ce dont rien n’est publié", "Méthode et limites",
    ]  # fmt: skip
    assert len([alt for alt in alternatives(reader) if "Diagramme" in alt]) >= 3
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    for number, page in enumerate(pages, 1):
        assert f"Page {number} sur {len(pages)}" in page
    assert "n = 149" in " ".join(pages).replace("\xa0", " ")
    assert not any("EXACT" in page for page in pages)


@pytest.mark.usefixtures("context")
def test_an_exact_one_says_so_on_each_page(exact: Synthesis) -> None:
    pages = made(exact, intro="Bonjour <b>à</b> toutes").pages
    texts = [page.extract_text() for page in pages]
    assert all("EXACT, INTERNE, NE PAS DIFFUSER" in text for text in texts)
    assert "Bonjour <b>à</b> toutes" in texts[0]
