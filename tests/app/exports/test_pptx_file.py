"""Slides for a committee: a title each, pictures told in words and figures, nothing small told."""

import io
from datetime import date
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Pt

from analysis.summary import Synthesis
from app.exports.pptx_file import LONGEST_QUOTE, synthesis_pptx
from app.exports.story import Dress, tell

TODAY = date(2026, 11, 23)


def slides(synthesis: Synthesis, **dress: Any) -> list[Any]:
    stream = io.BytesIO()
    told = tell(synthesis, territory_name="Pays & <test>", today=TODAY, dress=Dress(**dress))
    synthesis_pptx(told, stream)
    return list(Presentation(stream).slides)


def words(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def pictures(slide: Any) -> list[Any]:
    return [shape for shape in slide.shapes if shape.shape_type == 13]


@pytest.fixture(scope="module")
def deck(protected: Synthesis) -> list[Any]:
    return slides(protected)


def test_each_slide_has_a_title_of_its_own_and_few_words(deck: list[Any]) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in deck]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    assert titles[0] == "Ce que dit le terrain"
    assert titles[1] == "149\u00a0personnes ont répondu"
    assert titles[-1] == "Ce que ces chiffres ne disent pas"
    assert all(len(words(slide).split()) < 100 for slide in deck)


def test_each_picture_is_told_in_words_and_its_table_is_in_the_notes(deck: list[Any]) -> None:
    shown = [slide for slide in deck if pictures(slide)]
    assert len(shown) > 3
    for slide in shown:
        for picture in pictures(slide):
            said = picture._element.nvPicPr.cNvPr.get("descr")
            assert said.startswith("Diagramme en barres")
        assert "Personnes" in slide.notes_slide.notes_text_frame.text


def test_the_method_is_behind_the_last_slide_and_nothing_small_is_told(deck: list[Any]) -> None:
    notes = deck[-1].notes_slide.notes_text_frame.text
    for said in ("essai-1", "F1 de 0,5", "ne représentent pas", "moins de 11 personnes"):
        assert said in notes
    assert "Enjeu rare" in notes  # named among what is not published, and nowhere counted
    assert not any("Enjeu rare\u00a0:" in words(slide) for slide in deck)


def test_quotes_are_short_and_large(deck: list[Any]) -> None:
    quoting = [slide for slide in deck if "en leurs mots" in words(slide)]
    assert quoting
    for slide in quoting:
        runs = [
            run
            for shape in slide.shapes
            if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs
            for run in paragraph.runs
            if run.text.startswith("«")
        ]
        assert runs
        assert all(run.font.size >= Pt(24) and len(run.text) <= LONGEST_QUOTE for run in runs)


def test_an_exact_deck_says_so_on_each_slide(exact: Synthesis, deck: list[Any]) -> None:
    assert all("EXACT, INTERNE, NE PAS DIFFUSER" in words(slide) for slide in slides(exact))
    assert not any("EXACT" in words(slide) for slide in deck)


def test_a_deck_of_nothing_is_one_all_the_same(make_synthesis: Any) -> None:
    assert len(slides(make_synthesis(11, rows=0))) >= 3
