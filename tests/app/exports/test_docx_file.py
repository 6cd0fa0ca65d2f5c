"""The Word document reads as one: headings, contents, captions, alternatives, method."""

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from analysis.summary import Synthesis
from app.exports.docx_file import TEMPLATE, BadTemplate, synthesis_docx
from app.exports.story import Dress, tell
from app.exports.templates import make_template

TODAY = date(2026, 11, 23)


def written(synthesis: Synthesis, target: Path | None = None, **given: Any) -> Any:
    stream = io.BytesIO()
    story = tell(synthesis, territory_name="Pays & <test>", today=TODAY)
    synthesis_docx(story, target or stream, **given)
    return Document(str(target) if target else stream)


@pytest.fixture(scope="module")
def document(protected: Synthesis) -> Any:
    return written(protected)


def styled(document: Any, *styles: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name in styles]


def text(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_chapters_follow_from_who_answered_to_method(document: Any) -> None:
    assert styled(document, "Heading 1") == [
        "Qui a répondu", "Vue d’ensemble", "Autonomie", "=Cohésion & <lien>",
        "Enjeux dont rien n’est publié", "Méthode et limites",
    ]  # fmt: skip


def test_the_first_page_gives_territory_period_summary_and_banner(document: Any) -> None:
    shown = text(document)
    assert "Pays & <test>" in shown
    assert "du 1er\u00a0septembre au 28\u00a0septembre\u00a02026" in shown
    assert "149\u00a0personnes ont répondu à «\u00a0Vivre ici\u00a0»" in shown
    assert styled(document, "Bandeau") == [
        "Données d’exemple, synthétiques\u00a0: personnes et propos inventés."
    ]


def test_the_contents_link_to_every_chapter(document: Any) -> None:
    lines = [p for p in document.paragraphs if p.style.name == "TOC 1"]
    titles = [line._p.xpath("string(w:hyperlink/w:r/w:t)") for line in lines]
    assert titles == styled(document, "Heading 1")
    anchors = {line._p.find(qn("w:hyperlink")).get(qn("w:anchor")) for line in lines}
    bookmarks = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    assert len(anchors) == len(lines)
    assert anchors <= bookmarks


def test_every_picture_has_its_own_alternative_and_a_numbered_caption(document: Any) -> None:
    pictures = list(document.element.iter(qn("wp:docPr")))
    assert pictures
    described = [picture.get("descr") for picture in pictures]
    assert all(re.match("Diagramme en barres|Nuage de mots", words) for words in described)
    assert len(set(described)) == len(described)
    captions = styled(document, "Caption")
    assert [caption.split(".")[0] for caption in captions] == [
        f"Figure {n}" for n in range(1, len(pictures) + 1)
    ]


def test_header_rows_are_repeated_and_rows_are_not_cut(document: Any) -> None:
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_verbatims_stand_between_guillemets_and_keep_their_signs(document: Any) -> None:
    quotes = styled(document, "Quote")
    assert quotes
    assert all(re.fullmatch("«\u00a0.+\u00a0»", quote) for quote in quotes)
    assert any("& <b> {{ 7*7 }}" in quote for quote in quotes)


def test_no_small_count_is_written(document: Any) -> None:
    numbers = [row.cells[1].text for table in document.tables[1:] for row in table.rows[1:]]
    assert all(number == "–" or int(number) >= 11 for number in numbers)


def test_an_enjeu_of_four_persons_is_only_named(document: Any) -> None:
    assert "Enjeu rare" in styled(document, "List Bullet")


def test_the_language_the_title_and_the_page_numbers_are_set(document: Any) -> None:
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr-FR"}
    assert document.core_properties.title == "Ce que dit le terrain : Pays & <test>"
    footer = document.sections[0].footer._element
    codes = [code.text.strip() for code in footer.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_nothing_of_the_template_is_left(document: Any) -> None:
    left = document.element.xml.replace("{{ 7*7 }}", "")
    assert not re.search(r"\{[{%]|[%}]\}", left)


def test_the_method_says_tagger_quality_checks_and_limits(document: Any) -> None:
    method = "\n".join(styled(document, "List Bullet"))
    for words in ("sur 10, en mots", "ne représentent pas", "moins de 11 personnes", "50"):
        assert words in method


def test_exact_identifiers_stand_on_one_small_line_at_the_end(document: Any) -> None:
    assert document.paragraphs[-1].style.name == "Repères"
    said = document.paragraphs[-1].text
    assert "version essai-1" in said
    assert "F1 de 0,5" in said
    others = "\n".join(p.text for p in document.paragraphs[:-1])
    assert "essai-1" not in others
    assert "F1" not in others


def test_an_exact_document_says_not_to_pass_it_on(exact: Synthesis) -> None:
    document = written(exact)
    assert "Enjeu rare" in styled(document, "Heading 1")
    assert "ne le diffusez pas" in text(document)


def test_one_enjeu_makes_a_document_without_overview(make_synthesis: Any) -> None:
    document = written(make_synthesis(chosen=["cohesion"]))
    assert styled(document, "Heading 1") == [
        "Qui a répondu", "=Cohésion & <lien>", "Méthode et limites",
    ]  # fmt: skip


@pytest.mark.parametrize("k", [None, 11])
def test_without_answers_the_document_says_so(make_synthesis: Any, k: int | None) -> None:
    assert "Personne n’a encore répondu" in text(written(make_synthesis(k, rows=0)))


def test_the_template_in_the_repository_is_the_one_the_script_builds(tmp_path: Path) -> None:
    make_template.build(tmp_path / "again.docx")
    built, kept = Document(str(tmp_path / "again.docx")), Document(str(TEMPLATE))
    assert built.element.xml == kept.element.xml
    assert built.styles.element.xml == kept.styles.element.xml


def test_a_template_she_changed_is_used(protected: Synthesis, tmp_path: Path) -> None:
    mine = Document(str(TEMPLATE))
    mine.add_paragraph("Ajouté par la chargée pour {{ territoire }}")
    mine.save(str(tmp_path / "mien.docx"))
    document = written(protected, template=tmp_path / "mien.docx")
    assert document.paragraphs[-1].text == "Ajouté par la chargée pour Pays & <test>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ teritoire }}", "« {{ teritoire }} »"),
        ("{{ participation.canal }}", "« {{ participation.canal }} »"),
        ("{% if plusieurs %}", "n’est pas comprise"),
        ("{{ territoire", "n’est pas comprise"),
        ("{{ territoire.__class__.__mro__ }}", "n’est pas comprise"),
        ("{{ ''.__class__.__base__.__subclasses__() }}", "n’est pas comprise"),
        ("{% for a in 'x' * 9 %}{% endfor %}", "n’est pas comprise"),
    ],
)
def test_a_bad_mark_in_a_template_is_named(
    protected: Synthesis, tmp_path: Path, text: str, said: str
) -> None:
    mine = Document(str(TEMPLATE))
    mine.add_paragraph(text)
    mine.save(str(tmp_path / "mien.docx"))
    with pytest.raises(BadTemplate) as refused:
        written(protected, template=tmp_path / "mien.docx")
    assert said in str(refused.value).replace("\u00a0", " ")


def test_the_shipped_template_takes_the_colours_of_the_territory(protected: Synthesis) -> None:
    dress = Dress(accent="#7a1f5c", second="#1f4f7a", contact="Mairie, 05", intro="Un mot.\nDeux.")
    stream = io.BytesIO()
    story = tell(protected, territory_name="Pays", today=TODAY, dress=dress)
    synthesis_docx(story, stream)
    document = Document(stream)
    assert "175A63" not in document.styles.element.xml
    assert str(document.styles["Heading 1"].font.color.rgb) == "7A1F5C"
    assert str(document.styles["Heading 2"].font.color.rgb) == "1F4F7A"
    assert styled(document, "Introduction") == ["Un mot.", "Deux.", "Mairie, 05"]


def test_a_template_without_a_banner_still_says_that_data_are_invented(
    protected: Synthesis,
) -> None:
    mine, stream, target = Document(), io.BytesIO(), io.BytesIO()
    mine.add_paragraph("{{ titre }}")
    mine.save(stream)
    dress = Dress(template=stream.getvalue())
    story = tell(protected, territory_name="Pays", today=TODAY, dress=dress)
    synthesis_docx(story, target)
    header = Document(target).sections[0].header
    assert "synthétiques" in "".join(p.text for p in header.paragraphs)


def test_what_is_no_word_document_is_told_so(protected: Synthesis) -> None:
    with pytest.raises(BadTemplate, match="ne s’ouvre pas comme un document Word"):
        written(protected, template=io.BytesIO(b"PK not a document"))


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(protected: Synthesis, tmp_path: Path) -> None:
    written(protected, tmp_path / "s.docx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", "txt:Text", "s.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    opened = (tmp_path / "s.txt").read_text(encoding="utf-8-sig")
    assert "Méthode et limites" in opened
    assert re.search(r"Autonomie\s*\d", opened)
