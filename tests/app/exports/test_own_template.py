"""A template somebody changed: what is refused, in which words, and what is kept of it."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from app.exports import own_template
from app.exports.docx_file import TEMPLATE, BadTemplate

PLAIN = TEMPLATE.read_bytes()
RELATIONS = "word/_rels/document.xml.rels"


def typed(text: str) -> bytes:
    """The shipped template with one more paragraph."""
    mine: Any = Document(io.BytesIO(PLAIN))
    mine.add_paragraph(text)
    stream = io.BytesIO()
    mine.save(stream)
    return stream.getvalue()


def repacked(**changed: tuple[str, str] | bytes) -> bytes:
    """The shipped template, a part replaced or added; a pair: one text in the place of another."""
    names = {name.replace("__", "/").replace("_dot_", "."): what for name, what in changed.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            body, what = old.read(name), names.pop(name, b"")
            if isinstance(what, tuple):
                assert what[0].encode() in body
                body = body.replace(what[0].encode(), what[1].encode())
            new.writestr(name, what if isinstance(what, bytes) and what else body)
        for name, what in names.items():
            assert isinstance(what, bytes)
            new.writestr(name, what)
    return stream.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(BadTemplate) as refused:
        own_template.check(data)
    return str(refused.value).replace("\u00a0", " ")


def test_the_shipped_template_passes_and_leaves_nothing_out() -> None:
    checked = own_template.check(PLAIN)
    assert checked.lacks == ()
    again = own_template.check(checked.data)
    assert again.lacks == own_template.lacks(checked.data) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ teritoire }}", "« {{ teritoire }} »"),
        ("{{ participation.canal }}", "« {{ participation.canal }} »"),
        ("{% if plusieurs %}", "« {% if plusieurs %} » n’est pas comprise : il lui manque sa fin"),
        ("{% endfor %}", "« {% endfor %} » termine ce qui n’a pas commencé"),
        ("{{ territoire", "« {{ territoire » n’est pas comprise : elle commence et ne se ferme"),
        ("{{ territoire + }}", "« {{ territoire + }} » n’est pas comprise"),
        ("{{ 'a' * 999999999 }}", "« {{ 'a' * 999999999 }} » n’est pas comprise"),
        ("{% set x = 1 %}", "« {% set x = 1 %} » n’est pas comprise"),
        ("{{ titre.__class__ }}", "n’est pas comprise"),
        ("{{ titre|tojson }}", "« {{ titre|tojson }} » n’est pas comprise"),
        ("{% for a in tus %}{{ b }}{% endfor %}", "« {{ b }} »"),
        ("{% if not plusieurs %}{{ rien }}{% endif %}", "« {{ rien }} »"),
    ],
)
def test_a_wrong_mark_is_shown(text: str, said: str) -> None:
    assert said in refusal(typed(text))


def test_loops_in_one_another_have_an_end() -> None:
    deep = "{% for a in methode %}" * 4 + "{% endfor %}" * 4
    assert "n’est pas comprise" in refusal(typed(deep))


def test_a_document_without_marks_is_no_template() -> None:
    stream = io.BytesIO()
    Document().save(stream)
    assert "aucune balise" in refusal(stream.getvalue())


def test_what_is_left_out_is_told() -> None:
    mine: Any = Document()
    mine.add_paragraph("{{ titre }}, {{ territoire }}")
    stream = io.BytesIO()
    mine.save(stream)
    lacks = own_template.check(stream.getvalue()).lacks
    assert "la méthode et les limites" in lacks
    assert "ce qui est dit de chaque enjeu" in lacks


@pytest.mark.parametrize("data", [b"", b"PK no", b"%PDF-1.7", zipfile.__doc__.encode()])
def test_what_is_no_word_document_is_told_so(data: bytes) -> None:
    assert "ne s’ouvre pas comme un document Word" in refusal(data)


def test_another_kind_of_package_is_no_word_document() -> None:
    types = ("wordprocessingml.document.main", "spreadsheetml.sheet.main")
    assert "ne s’ouvre pas" in refusal(repacked(**{"[Content_Types]_dot_xml": types}))


def test_macros_and_objects_are_refused() -> None:
    assert "macros" in refusal(repacked(word__vbaProject_dot_bin=b"x"))
    assert "macros" in refusal(repacked(word__embeddings__oleObject1_dot_bin=b"x"))


def external(kind: str) -> bytes:
    link = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="https://ailleurs.example/x" TargetMode="External"/>'
    )
    end = "</Relationships>"
    return repacked(**{RELATIONS.replace("/", "__").replace(".", "_dot_"): (end, link + end)})


def test_what_would_be_fetched_from_elsewhere_is_refused() -> None:
    assert "https://ailleurs.example/x" in refusal(external("image"))
    assert own_template.check(external("hyperlink")).lacks == ()


@pytest.mark.parametrize("code", ["INCLUDEPICTURE https://x.example/a.png", "DDEAUTO c:\\\\x"])
def test_fields_that_fetch_are_refused(code: str) -> None:
    assert "ailleurs" in refusal(repacked(word__document_dot_xml=(" TOC ", f" {code} TOC ")))


def test_a_doctype_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert "ne s’ouvre pas" in refusal(repacked(word__custom_dot_xml=bomb))


def test_a_huge_part_in_a_small_file_is_refused() -> None:
    huge = repacked(word__media__a_dot_png=b"\0" * (own_template.MOST_INSIDE + 1))
    assert len(huge) > own_template.MAX_BYTES  # stored as it is here; squeezed below
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(huge)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    squeezed = stream.getvalue()
    assert len(squeezed) < own_template.MAX_BYTES
    assert "ne s’ouvre pas" in refusal(squeezed)
    assert "trop lourd" in refusal(huge)


def test_what_word_does_not_show_is_not_kept(tmp_path: Path) -> None:
    mine: Any = Document(io.BytesIO(PLAIN))
    mine.core_properties.author = mine.core_properties.last_modified_by = "Jeanne Dupont"
    mine.save(str(tmp_path / "mien.docx"))
    with zipfile.ZipFile(tmp_path / "mien.docx", "a") as package:
        package.writestr("docProps/notes.txt", "brouillon de Jeanne")
    kept = own_template.check((tmp_path / "mien.docx").read_bytes()).data
    with zipfile.ZipFile(io.BytesIO(kept)) as package:
        assert "docProps/notes.txt" not in package.namelist()
        assert b"Jeanne" not in b"".join(package.read(name) for name in package.namelist())
